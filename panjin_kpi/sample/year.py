"""The sample's year: who sends what when, with a late, a missing, a revised and a closing report."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from panjin_kpi.reference.duties import due_on
from panjin_kpi.reference.plan import CITY, Plan
from panjin_kpi.sample import details
from panjin_kpi.sample.figures import CLOSED_LATE, LAGGING, courses, reporters
from panjin_kpi.sample.files import SampleFile
from panjin_kpi.sample.register import enterprises, financials, recognitions

FIRST_DUE = 5  # the plan was printed on 21 May: January to April are handed in with May
MISSING, REVISED = 1, 2  # places of the districts in districts.csv
MISSING_MONTH, REVISED_MONTH, LATE_MONTH = 8, 6, 10
REVISED_INDICATOR = "incubatees"
ENTERPRISES_PER_DISTRICT = 40
CLOSING = 13  # what happened after the December report is sent in January
DAYS_LATE = 3


@dataclass(frozen=True)
class _World:
    """What there is before anybody reports."""

    random: np.random.Generator
    plan: Plan
    year: int
    register: pd.DataFrame
    recognitions: pd.DataFrame
    financials: pd.DataFrame


def sample_files(plan: Plan, seed: int = 2021) -> list[SampleFile]:
    """Twelve months of made-up workbooks from the districts and the units that report the city's own indicators.

    Tier counts arrive in batches late in the year, one district lags, one report is missing, one figure is revised a
    month later, one report comes late, two figures are not proved by their rows, and December is closed by a later
    submission.

    Parameters
    ----------
    plan : Plan
        Targets, curves, tasks and calendar.
    seed : int
        The same seed gives the same rows.
    """
    random = np.random.default_rng(seed)
    year = int(plan.targets["year"].max())
    register = enterprises(random, plan, year, ENTERPRISES_PER_DISTRICT * len(plan.districts))
    history, figures = recognitions(random, register, year), financials(random, register, year)
    world = _World(random, plan, year, register, history, figures)
    files = [file for reporter in reporters(plan, year) for file in _sent_by(world, *reporter)]
    return sorted(files, key=lambda file: (file.received_on, file.reporter))


def _sent_by(world: _World, unit: str, scope: str, indicators: list[str]) -> Iterator[SampleFile]:
    plan, year = world.plan, world.year
    course = courses(world.random, plan, year, scope, indicators)
    rows = _happened(world, scope, course)
    place = list(plan.districts["district"]).index(scope) if scope != CITY else None
    name = plan.unit_names.known.get(unit) or plan.district_names[unit]
    sent = 0
    for month in range(FIRST_DUE, 13):
        if place == MISSING % len(plan.districts) and month == MISSING_MONTH:
            continue
        period = f"{year}-{month:02d}"
        late = place == LAGGING % len(plan.districts) and month == LATE_MONTH
        day = due_on(plan, period) + timedelta(days=DAYS_LATE if late else -int(world.random.integers(0, 4)))
        tables = _between(rows, sent, month)
        revised = place == REVISED % len(plan.districts)
        tables["progress"] = _figures(year, scope, course, range(1 if not sent else month, month + 1), revised)
        tables["task_progress"] = details.task_progress(plan, period, unit)
        if unit == "sci_tech_bureau":
            tables["actions"] = details.actions(plan, year, month)
        yield SampleFile(unit, name, period, day, tables)
        sent = month
    tables = _between(rows, sent, CLOSING)
    closed = {name: [*values[:-1], values[-1] + CLOSED_LATE.get(name, 0)] for name, values in course.items()}
    tables["progress"] = _figures(year, scope, closed, [12], False).assign(note="年终决算")
    yield SampleFile(unit, name, f"{year}-12", date(year + 1, 1, 10), tables, closing=True)


def _happened(world: _World, scope: str, course: dict[str, list[float]]) -> dict[str, pd.DataFrame]:
    """All rows of one scope's year by table, each with its ``month``."""
    random, plan, year = world.random, world.plan, world.year
    closed = {name: [*values, values[-1] + CLOSED_LATE[name]] for name, values in course.items() if name in CLOSED_LATE}
    longer = course | closed
    own = world.register if scope == CITY else world.register[world.register["district"] == scope]
    new = details.first_recognitions(random, year, course, own, world.recognitions)
    rows = {"events": details.events(random, plan, year, scope, longer)}
    if scope == CITY:
        return rows | {"recognitions": new}
    history = world.recognitions[world.recognitions["uscc"].isin(own["uscc"])]
    day = history["event_date"].dt
    month = (day.month + (day.day >= details.LAST_DAY)).where(day.year == year, 1)  # too late for its month's report
    rows["recognitions"] = pd.concat([history.assign(month=month, document="示例公告"), new], ignore_index=True)
    rows["enterprises"] = own.assign(month=1)
    rows["financials"] = world.financials[world.financials["uscc"].isin(own["uscc"])].assign(month=1)
    rows["carriers"] = hosts = details.carriers(random, plan, year, scope)
    if "incubatees" in longer:
        codes, steps = own["uscc"].to_numpy(), longer["incubatees"]
        rows["incubatees"] = details.incubatees(random, year, hosts["carrier"], codes, steps)
    return rows


def _between(rows: dict[str, pd.DataFrame], sent: int, month: int) -> dict[str, pd.DataFrame]:
    """The rows that happened after the last report."""
    due = {name: frame[frame["month"].between(sent + 1, month)] for name, frame in rows.items() if len(frame)}
    return {name: frame.drop(columns="month").reset_index(drop=True) for name, frame in due.items() if len(frame)}


def _figures(
    year: int, scope: str, course: dict[str, list[float]], months: Iterable[int], revised: bool
) -> pd.DataFrame:
    cells = [(month, name) for month in months for name in course]
    rows = [(f"{year}-{month:02d}", scope, name, course[name][month - 1], None) for month, name in cells]
    frame = pd.DataFrame(rows, columns=["period", "district", "indicator", "value", "note"])
    if revised and REVISED_INDICATOR in course:
        wrong = (frame["period"] == f"{year}-{REVISED_MONTH:02d}") & (frame["indicator"] == REVISED_INDICATOR)
        frame.loc[wrong, "value"] += 2
        if f"{year}-{REVISED_MONTH + 1:02d}" in set(frame["period"]):
            right = course[REVISED_INDICATOR][REVISED_MONTH - 1]
            frame.loc[len(frame)] = [
                f"{year}-{REVISED_MONTH:02d}",
                scope,
                REVISED_INDICATOR,
                right,
                "更正：上月多报2个",
            ]
    return frame
