"""The five-year targets: remainder, pace needed and pace achieved."""

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from panjin_kpi.analysis.registry import result
from panjin_kpi.reference.evidence_counts import first_recognitions, open_by
from panjin_kpi.reference.plan import CITY, Plan
from panjin_kpi.schemas.conform import conform

BEGIN, END = 2021.0, 2026.0  # from the beginning of 2021 to the end of 2025
CARRIER_LEVELS = {"carriers_total": None, "carriers_provincial": "省级", "carriers_national": "国家级"}
BESIDE = ("创业苗圃", "中试基地", "产业园区")  # 二、1 counts 众创空间、星创天地、孵化器、加速器
FLOW = "flow"
MONTHS = 12
LAST_LIST = "每年重新入库，本年名单未满，按上年末名单{:g}家计。"
UNFINISHED = "每年重新入库，本年名单未满，年内不算年均进度。"
NO_STOCK = "缺少本期存量。"
NO_BASELINE = "缺少2020年底存量，请在参考数据“基准存量”中填写并写明来源。"
FROM_REGISTER = "2020年底存量没有填写，按记录推算：2020年12月31日{:g}家。"
NOT_COUNTED = "另有{}{}个，不属于二、1列举的四类载体，不计入。"
UNSURE, OTHERS = "类型填为“其他”的{}个计入，须核实。", "其他"
NESTED = "按级别分别计，省级不含国家级；计划没有写明省级目标是否包含国家级。"


@result(320)
def outlook(
    tier_stock: pd.DataFrame,
    carriers: pd.DataFrame,
    recognitions: pd.DataFrame,
    plan: Plan,
    as_of: date,
    register_2020: Mapping[str, float],
    last_years_list: Mapping[str, float],
) -> pd.DataFrame:
    """Every five-year target of 盘政办发〔2021〕10号 二、1 against the city's stock.

    ``pace_needed`` (per year) is the remainder over the years left, ``pace_achieved`` the gain since the end of 2020
    over the years since then; parts of a year count by days. The baseline is an input (``baseline.csv``), as the plan
    gives none: where it is blank, the stock on record for 31 December 2020 replaces it and ``note`` says so; where
    there is no record either (a carrier's level has no date), pace achieved and projection are blank, and ``note``
    says why. A *flow* (新培育独角兽企业) starts at zero in 2021 and counts first recognitions. A tier that is
    registered anew every year has no full list before December: until then the longer of this year's and last year's
    lists counts, without a pace achieved. Carriers that open later do not count. Without any row of carriers, or of
    recognitions, the table was not submitted yet: the number is unknown, not zero.

    Returns
    -------
    pandas.DataFrame
        Columns as in ``schemas/outlook.yaml``, in the order of ``five_year.csv``.

    Examples
    --------
    >>> from panjin_kpi import schemas
    >>> stock = pd.DataFrame({"as_of": pd.to_datetime(["2021-12-31"]), "scope": "city", "tier": "hnte", "stock": [90]})
    >>> none, nothing = schemas.empty("carriers"), schemas.empty("recognitions")
    >>> table = outlook(stock, none, nothing, Plan.load(), date(2021, 12, 31), {}, {})
    >>> row = table.set_index("indicator").loc["hnte"]
    >>> print(row["target"], row["remaining"], row["years_left"], row["pace_needed"], row["note"])
    210.0 120.0 4.0 30.0 缺少2020年底存量，请在参考数据“基准存量”中填写并写明来源。
    """
    day = pd.Timestamp(as_of)
    table = plan.five_year[["indicator", "kind", "target_2025"]].rename(columns={"target_2025": "target"})
    table = table.assign(as_of=day)
    stocks = _carriers(carriers, day)
    if len(recognitions) or tier_stock["stock"].any():
        stocks |= _tiers(tier_stock, day) | _flows(table, recognitions, day)
    lists = last_years_list if day.month < MONTHS else {}
    full = {name: n for name, n in lists.items() if name in plan.tiers.yearly and n > stocks.get(name, 0)}
    stocks |= full
    table["stock"] = table["indicator"].map(stocks).astype("float64")
    own = plan.baseline[plan.baseline["scope"] == CITY].set_index("indicator")["stock_2020"]
    flow = table["kind"] == FLOW
    filled = table["indicator"].map(own).astype("float64").mask(flow, 0.0)
    shown = dict(register_2020) | _carriers_of_2020(carriers)
    table["baseline"] = filled.fillna(table["indicator"].map(shown).astype("float64"))
    table["remaining"] = (table["target"] - table["stock"]).clip(lower=0)

    now = day.year + day.day_of_year / (365 + day.is_leap_year)
    left, passed = END - now, now - BEGIN
    table["years_left"] = round(max(left, 0.0), 6)
    table["pace_needed"] = (table["remaining"] / left).round(6) if left > 0 else np.nan
    table["pace_achieved"] = ((table["stock"] - table["baseline"]) / passed).round(6) if passed > 0 else np.nan
    unfinished = [] if day.month == MONTHS else plan.tiers.yearly
    table["pace_achieved"] = table["pace_achieved"].mask(table["indicator"].isin(unfinished))
    table["projected_year"] = _projected(now, table["remaining"], table["pace_achieved"])
    counted = {name: LAST_LIST.format(full[name]) if name in full else UNFINISHED for name in unfinished}
    table["note"] = _notes(table, counted | _not_counted(carriers, day), filled)
    return conform("outlook", table)


def _carriers(carriers: pd.DataFrame, day: pd.Timestamp) -> dict[str, float]:
    if carriers.empty:  # not submitted yet, which does not mean that there are none
        return {}
    there = open_by(carriers, day)
    there = there[~there["kind"].isin(BESIDE)]
    return {
        name: float(len(there) if level is None else (there["level"] == level).sum())
        for name, level in CARRIER_LEVELS.items()
    }


def _not_counted(carriers: pd.DataFrame, day: pd.Timestamp) -> dict[str, str]:
    """Notes on carriers that other pages count but a target does not, and on those counted in doubt."""
    notes, there = dict[str, str](), open_by(carriers, day)
    for name, level in CARRIER_LEVELS.items():
        kinds = there["kind"] if level is None else there.loc[there["level"] == level, "kind"]
        found, unsure = kinds[kinds.isin(BESIDE)], int((kinds == OTHERS).sum())
        which = "、".join(kind for kind in BESIDE if kind in set(found))
        notes[name] = NOT_COUNTED.format(which, len(found)) if which else ""
        notes[name] += UNSURE.format(unsure) if unsure else ""
    return notes


def _tiers(tier_stock: pd.DataFrame, day: pd.Timestamp) -> dict[str, float]:
    rows = tier_stock[(pd.to_datetime(tier_stock["as_of"]) == day) & (tier_stock["scope"] == CITY)]
    return dict(zip(rows["tier"].astype("str"), rows["stock"].astype("float64"), strict=True))


def _carriers_of_2020(carriers: pd.DataFrame) -> dict[str, float]:
    """Number of carriers on record that were open at the end of 2020, if the opening days of all are known."""
    carriers = carriers[~carriers["kind"].isin(BESIDE)]
    if "opened_on" not in carriers or carriers.empty or carriers["opened_on"].isna().any():
        return {}
    return {"carriers_total": float((carriers["opened_on"] < pd.Timestamp(year=int(BEGIN), month=1, day=1)).sum())}


def _flows(table: pd.DataFrame, recognitions: pd.DataFrame, day: pd.Timestamp) -> dict[str, float]:
    """First recognitions since 2021 of the tiers whose target is a flow."""
    first = first_recognitions(recognitions)
    counted = first.loc[first["event_date"].between(pd.Timestamp(year=int(BEGIN), month=1, day=1), day), "tier"]
    counted = counted.astype("str").value_counts()
    names = table.loc[table["kind"] == FLOW, "indicator"]
    return {name: float(counted.get(name, 0)) for name in names}


def _projected(now: float, remaining: pd.Series, pace: pd.Series) -> pd.Series:
    """The year in which the target is reached at the pace achieved."""
    reached = now + remaining / pace.where(pace > 0)
    reached = reached.mask(remaining == 0, now)
    return np.ceil(reached.round(6)) - 1


def _notes(table: pd.DataFrame, counted: Mapping[str, str], filled: pd.Series) -> pd.Series:
    without = table["stock"].isna().map({True: NO_STOCK, False: ""})
    baseline = table["baseline"].isna().map({True: NO_BASELINE, False: ""})
    found = filled.isna() & table["baseline"].notna()
    baseline = baseline.mask(found, table["baseline"].map(FROM_REGISTER.format))
    levels = [name for name, level in CARRIER_LEVELS.items() if level]
    nested = table["indicator"].isin(levels).map({True: NESTED, False: ""})
    note = without + baseline + nested + table["indicator"].map(lambda name: counted.get(name, ""))
    return note.where(note != "")
