"""Fictitious submissions for trying everything out; every row says that it is fictitious."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from panjin_kpi import schemas
from panjin_kpi.intake.check import check_file
from panjin_kpi.intake.store import FictitiousRows, Receipt, Store
from panjin_kpi.project import Project
from panjin_kpi.reference.plan import CITY, Plan

FIRST_DUE = 5  # the plan was printed on 21 May: January to April are handed in with May
LAGGING, MISSING, REVISED = 3, 1, 2  # places of the districts in districts.csv
MISSING_MONTH, REVISED_MONTH, LATE_MONTH = 8, 6, 10
REVISED_INDICATOR = "incubatees"
COLUMNS = ("period", "district", "indicator", "value", "note", "fictitious")


class RealRows(ValueError):
    """A sample was about to be mixed with real submissions."""


Row = tuple[str, str, str, float, str]


@dataclass(frozen=True)
class SampleFile:
    """One file of the sample: who sent it, when it came, what it says."""

    reporter: str
    received_on: date
    rows: tuple[Row, ...]

    def path(self, folder: Path) -> Path:
        """Where it is written: the folder's name is the day it was received."""
        return folder / "submissions" / self.received_on.isoformat() / self.reporter / "progress.csv"


def sample_files(plan: Plan, seed: int = 2021) -> list[SampleFile]:
    """Twelve months of made-up figures from the six districts and the lead units of the city's own indicators.

    Tier counts arrive in batches late in the year, one district lags, one report is missing, one figure is revised a
    month later, one report comes late, and December is closed by a later submission.

    Parameters
    ----------
    plan : Plan
        Targets, curves and calendar.
    seed : int
        The same seed gives the same files.
    """
    random = np.random.default_rng(seed)
    year = int(plan.targets["year"].max())
    lagging, missing, revised = (
        plan.districts["district"].iloc[n % len(plan.districts)] for n in (LAGGING, MISSING, REVISED)
    )
    files: list[SampleFile] = []
    for reporter, scope, indicators in _reporters(plan, year):
        course = {name: _course(random, plan, year, scope, name, scope == lagging) for name in indicators}
        for month in range(FIRST_DUE, 13):
            late = scope == lagging and month == LATE_MONTH
            received = _received(random, plan, f"{year}-{month:02d}", late)
            if scope == missing and month == MISSING_MONTH:
                continue
            months = range(1, month + 1) if month == FIRST_DUE else (month,)
            rows = [(f"{year}-{m:02d}", scope, name, course[name][m - 1], "") for m in months for name in indicators]
            if scope == revised and month == REVISED_MONTH:
                rows = [row if row[2] != REVISED_INDICATOR else (*row[:3], row[3] + 2, "") for row in rows]
            if scope == revised and month == REVISED_MONTH + 1 and REVISED_INDICATOR in course:
                right = course[REVISED_INDICATOR][REVISED_MONTH - 1]
                rows.append((f"{year}-{REVISED_MONTH:02d}", scope, REVISED_INDICATOR, right, "更正：上月多报2个"))
            files.append(SampleFile(reporter, received, tuple(rows)))
        last = [(f"{year}-12", scope, name, _closed(course[name], name), "年终决算") for name in indicators]
        files.append(SampleFile(reporter, date(year + 1, 1, 10), tuple(last)))
    return sorted(files, key=lambda file: (file.received_on, file.reporter))


def write_sample(folder: Path, plan: Plan, files: list[SampleFile]) -> list[Path]:
    """Write the files as a district would send them: Chinese headers and names, UTF-8 with BOM for Excel.

    An earlier sample in the folder is replaced; other files stay.
    """
    mark = schemas.title("progress", "fictitious")
    for earlier in (folder / "submissions").glob("*/*/progress.csv"):
        if mark in earlier.read_text(encoding="utf-8-sig", errors="replace").partition("\n")[0]:
            earlier.unlink()
    for file in files:
        path = file.path(folder)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8-sig", newline="") as target:
            writer = csv.writer(target, lineterminator="\r\n")
            writer.writerow(schemas.title("progress", name) for name in COLUMNS)
            for period, district, indicator, value, note in file.rows:
                names = (plan.district_names[district], plan.indicator_names[indicator])
                writer.writerow((period, *names, f"{value:g}", note, "是"))
    return [file.path(folder) for file in files]


def fresh_store(project: Project) -> Store:
    """A new store for a sample; the folder's earlier sample is removed.

    Raises
    ------
    FictitiousRows
        This is the store of the real submissions.
    RealRows
        The folder's store has rows that are not fictitious: it is left alone.
    """
    if project.is_official:
        raise FictitiousRows("虚构示例不能进入正式库。请用 --out 指定另外的文件夹")
    if project.has_store:
        earlier = Store(project.store_url)
        mixed = earlier.has_real_rows()
        earlier.engine.dispose()
        if mixed:
            raise RealRows("这个文件夹的库里有真实的报送，不能换成虚构示例。请用 --out 指定另外的文件夹")
        for path in (project.data / "store").glob("panjin_kpi.sqlite*"):
            path.unlink()
    return Store(project.store_url)


def accept_sample(folder: Path, plan: Plan, files: list[SampleFile], store: Store) -> list[Receipt]:
    """Submit the written files to a store, each as received on its own day."""
    checked = [(file, check_file(file.path(folder), "progress", plan)) for file in files]
    return [store.submit(found, file.received_on) for file, found in checked]


def _reporters(plan: Plan, year: int) -> Iterator[tuple[str, str, list[str]]]:
    """Who reports which indicators for which scope: each district its own, a bureau of the task the city's own."""
    targets = plan.targets_in(year)
    for district in plan.districts["district"]:
        yield district, district, targets.loc[targets["scope"] == district, "indicator"].tolist()
    own = targets.loc[targets["scope"] == CITY, "indicator"]
    own = own[~own.isin(plan.split_indicators(year))]
    task = plan.indicators.set_index("indicator")["task_no"]
    bureaus = plan.units.loc[plan.units["kind"] == "bureau", "unit"]
    by_unit: dict[str, list[str]] = {}
    for indicator in own:
        units = plan.task_units.loc[plan.task_units["task_no"] == task[indicator], "unit"]
        by_unit.setdefault(next(iter(units[units.isin(bureaus)]), CITY), []).append(indicator)
    for unit, indicators in by_unit.items():
        yield unit, CITY, indicators


def _course(
    random: np.random.Generator, plan: Plan, year: int, scope: str, indicator: str, lagging: bool
) -> list[float]:
    """Cumulative values of the twelve months: the planned course, disturbed, ending near the target."""
    target = plan.targets_in(year).set_index(["scope", "indicator"]).at[(scope, indicator), "target"]
    measure = plan.indicators.set_index("indicator").at[indicator, "measure"]
    reach = random.uniform(0.35, 0.75) if lagging else random.uniform(0.8, 1.15)
    if measure in ("milestone", "share"):
        reach = 1.0
    planned = plan.planned_shares.loc[indicator].to_numpy()
    if planned[10] == 0 and measure != "milestone" and "batch" not in _curve(plan, indicator):
        planned = np.clip((np.arange(1, 13) - 4) / 8, 0, 1)  # no monthly plan: work begins in May
    steps = np.diff(planned, prepend=0) * random.uniform(0.6, 1.4, 12)
    share = np.cumsum(steps) / steps.sum()
    final = round(reach * target, 2 if measure == "amount" else 0)
    digits = 2 if measure == "amount" else 0
    return [float(np.floor(final * s * 10**digits + 1e-9) / 10**digits) for s in share]


def _closed(course: list[float], indicator: str) -> float:
    """December as closed: counts that still came in between the 26th and the 31st."""
    late = {"incubatees": 1, "tech_transfers": 1}
    return course[-1] + late.get(indicator, 0)


def _curve(plan: Plan, indicator: str) -> str:
    return str(plan.indicators.set_index("indicator").at[indicator, "curve"])


def _received(random: np.random.Generator, plan: Plan, period: str, late: bool) -> date:
    due = date.fromisoformat(plan.calendar.set_index("period")["due_on"].get(period, f"{period}-26"))
    return date.fromordinal(due.toordinal() + (3 if late else -int(random.integers(0, 4))))
