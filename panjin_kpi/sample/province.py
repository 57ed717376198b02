"""A made-up province: reference data for any number of fictitious districts, everything marked as fictitious."""

from pathlib import Path

import numpy as np
import pandas as pd

from panjin_kpi.errors import ReferenceDataError
from panjin_kpi.files import write_atomically
from panjin_kpi.reference.plan import CITY, SETTINGS, Plan
from panjin_kpi.reference.reading import read_reference
from panjin_kpi.sample.files.workbooks import RealRows

MARK = "虚构示例"
DISTRICT = "示例"  # a number follows, then 区: a name that ended in a digit would run into the figure behind it
DOCUMENT = "虚构示例方案"
PROVINCE = "99"  # no province's area code begins with it (GB/T 2260)
ZONES = 10  # every tenth district is an economic zone
SHORT = 0.95  # where the plan's city and districts disagree, the made-up ones do too
MARKED = {
    "districts": ("name", DISTRICT),
    "targets": ("clause", MARK),
    "five_year": ("clause", MARK),
    "tasks": ("clause", MARK),
    "calendar": ("note", MARK),
    "pace": ("note", MARK),
}


def write_province(folder: Path, source: Path, number: int, seed: int) -> None:
    """Write reference data for a number of fictitious districts, replacing an earlier made-up province.

    Indicators, curves and rules are those of ``source``, also a ``reference/`` folder; names, targets, wordings and
    clauses are made up. The same seed gives the same targets.

    Raises
    ------
    RealRows
        The folder has data that are not marked as fictitious; they are left unchanged.
    """
    refuse_real_reference(folder)
    plan, random = Plan.load(source), np.random.default_rng([seed, number])
    made = _districts(number)
    tables = {
        "districts": made,
        "targets": _targets(random, plan, made),
        "five_year": _five_year(plan, number),
        "indicators": plan.indicators,
        "tasks": plan.tasks.assign(content=MARK + "：" + plan.tasks["name"], goal=MARK, clause=MARK),
        **_units(plan, made),
        "aliases": pd.DataFrame({"kind": "district", "alias": made["name"].str.strip("区"), "id": made["district"]}),
        "calendar": plan.calendar.assign(note=MARK),
        "pace": plan.pace.assign(note=MARK),
        "words": plan.words,
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        write_atomically(folder / f"{name}.csv", table.to_csv(index=False, lineterminator="\n"))
    for name in SETTINGS:
        rules = (source / f"{name}.yaml").read_text(encoding="utf-8")
        write_atomically(folder / f"{name}.yaml", rules.replace(plan.document, DOCUMENT))


def refuse_real_reference(folder: Path) -> None:
    """Make sure that a reference folder may be replaced.

    Raises
    ------
    RealRows
        Its reference data are not marked as fictitious.
    """
    there = folder.is_dir() and any(path.suffix in (".csv", ".yaml") for path in folder.iterdir())
    if there and not is_made_up(folder):
        raise RealRows(f"{folder} 里的参考数据没有标明是虚构示例，不能覆盖。请用 --out 指定另外的文件夹")


def is_made_up(folder: Path) -> bool:
    """Whether every row of a reference folder's tables in ``MARKED`` is marked, and its rules name the made-up plan."""
    try:
        for table, (column, mark) in MARKED.items():
            rows = read_reference(folder, table)
            if not rows[column].fillna("").str.startswith(mark).all() or (table == "districts" and rows.empty):
                return False
        return DOCUMENT in (folder / "assessment.yaml").read_text(encoding="utf-8")
    except (ReferenceDataError, OSError, KeyError, UnicodeDecodeError):
        return False


def _districts(number: int) -> pd.DataFrame:
    """Counties, districts and economic zones; a zone has no area code, and counts within the district before it."""
    serial = np.arange(1, number + 1)
    width = max(3, len(str(number)))
    digits = pd.Series(serial).astype("str").str.zfill(width)
    zone = serial % ZONES == 0
    names = "district_" + digits
    return pd.DataFrame(
        {
            "district": names,
            "name": DISTRICT + digits + "区",
            "kind": np.select([zone, serial % 3 == 1], ["economic_zone", "county"], default="district"),
            "area_code": (PROVINCE + pd.Series(serial).astype("str").str.zfill(4)).mask(zone),
            "within": names.shift(1).where(zone),
            "valid_from": "2000-01-01",
            "valid_to": None,
        }
    )


def _targets(random: np.random.Generator, plan: Plan, made: pd.DataFrame) -> pd.DataFrame:
    """Districts draw their targets from those of the plan's districts, in the same proportion; the city's own stay."""
    year = int(plan.targets["year"].max())
    given = plan.targets_in(year)
    parts = []
    for _, rows in given.groupby("indicator", sort=False):
        city, own = rows[rows["scope"] == CITY], rows[rows["scope"] != CITY]
        if own.empty:
            parts.append(city)
            continue
        allocated = random.random(len(made)) < len(own) / len(plan.districts)
        allocated[random.integers(len(made))] = True
        drawn = own.iloc[random.integers(0, len(own), int(allocated.sum()))]
        drawn = drawn.assign(scope=made.loc[allocated, "district"].to_numpy())
        agree = own["target"].sum() == city["target"].sum()
        total = drawn["target"].sum() if agree else np.floor(drawn["target"].sum() * SHORT)
        parts += [city.assign(target=total, upper=np.nan, bound="ge"), drawn]
    targets = pd.concat(parts, ignore_index=True)
    words = plan.by_indicator.loc[targets["indicator"]].reset_index(drop=True)
    figure = targets["target"].map("{:g}".format)
    return targets.assign(wording=MARK + "：" + words["name"] + figure + words["unit"], clause=MARK)


def _five_year(plan: Plan, number: int) -> pd.DataFrame:
    share = number / len(plan.districts)
    target = np.maximum(np.ceil(plan.five_year["target_2025"] * share), 1)
    return plan.five_year.assign(target_2025=target, wording=MARK + "：" + target.map("{:g}".format), clause=MARK)


def _units(plan: Plan, made: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Bureaus keep their roles under made-up names; tasks that the plan gives to one district go to the first one."""
    real = plan.districts["district"]
    others = plan.units[~plan.units["unit"].isin(real)].copy()
    others["name"] = others["name"].mask(others["kind"] == "bureau", "示例" + others["name"])
    named = others["kind"].isin(["institute", "company"])
    numbers = pd.Series(np.cumsum(named), index=others.index).astype("str")
    others["name"] = others["name"].mask(named, "示例单位" + numbers)
    districts = made[["district", "name"]].set_axis(["unit", "name"], axis=1).assign(kind="district")
    given = plan.task_units.copy()
    given["unit"] = given["unit"].mask(given["unit"].isin(real), made["district"].iloc[0])
    return {"units": pd.concat([others, districts]), "task_units": given.drop_duplicates()}
