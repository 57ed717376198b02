"""The sample's year: who submits what when, with a missing, a revised and a closing report."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import pandas as pd

from panjin_kpi.reference.calendar import due_on
from panjin_kpi.reference.obligations import OFFICE, lead_units, organisation_name
from panjin_kpi.reference.plan import CITY, Plan
from panjin_kpi.sample import registers
from panjin_kpi.sample.files.workbooks import SampleFile
from panjin_kpi.sample.monthly_values import CLOSING, TOO_LATE, planted, reporters
from panjin_kpi.sample.tasks import actions, task_progress
from panjin_kpi.sample.year_of_data import SampleYear, sample_year

FIRST_DUE = 5  # the plan was printed on 21 May: January to April are submitted with May
MISSING, REVISED = 1, 2  # positions of the districts in districts.csv
MISSING_MONTH, REVISED_MONTH = 8, 6
REVISED_INDICATOR = "incubatees"
DOCUMENT = "示例公告"


def sample_files(plan: Plan, seed: int = 2021) -> list[SampleFile]:
    """Twelve months of made-up workbooks from the districts and the units that report the city's own indicators.

    Tier counts arrive in batches late in the year, one district lags, one report is missing, one figure is revised a
    month later, two figures are not proved by their rows, and December is closed by a later submission. The same seed
    gives the same rows.
    """
    made = sample_year(plan, seed)
    leading = lead_units(plan, f"{made.year}-12")["reporter"].unique()
    senders = [*reporters(plan, made.year)]
    senders += [(unit, CITY, []) for unit in leading if unit not in {sender for sender, *_ in senders}]
    files = [file for sender in senders for file in _sent_by(plan, made, *sender)]
    return sorted(files, key=lambda file: (file.received_on, file.reporter))


def _sent_by(plan: Plan, made: SampleYear, unit: str, scope: str, indicators: list[str]) -> Iterator[SampleFile]:
    year = made.year
    course = made.monthly_values.loc[[(scope, name) for name in indicators]].droplevel("scope")
    rows = _happened(plan, made, scope, indicators)
    rows["projects"] = made.projects[made.projects["owner"] == unit]
    rows["measures"] = registers.measures(plan, year, [unit])
    if unit == OFFICE[-1]:
        rows["meetings"] = registers.meetings(plan, year)
    tasks = task_progress(plan, year, range(FIRST_DUE, 13), [unit])
    name = organisation_name(plan, unit)
    sent = 0
    for month in range(FIRST_DUE, 13):
        if scope in planted(plan, MISSING) and month == MISSING_MONTH:
            continue
        period = f"{year}-{month:02d}"
        day = due_on(plan, period) - timedelta(days=int(made.random.integers(0, 4)))
        tables = _between(rows, sent, month)
        revised = scope in planted(plan, REVISED)
        if indicators:
            tables["progress"] = _figures(year, scope, course, range(1 if not sent else month, month + 1), revised)
        tables["task_progress"] = tasks[tasks["period"] == period].reset_index(drop=True)
        if unit == OFFICE[-1]:
            tables["actions"] = actions(plan, year, month)
        yield SampleFile(unit, name, period, day, tables)
        sent = month
    if not indicators:
        return
    tables = _between(rows, sent, CLOSING)
    closed = course.drop(columns=12).rename(columns={CLOSING: 12})
    tables["progress"] = _figures(year, scope, closed, [12], False).assign(note="年终决算")
    yield SampleFile(unit, name, f"{year}-12", date(year + 1, 1, 10), tables, closing=True)


def _happened(plan: Plan, made: SampleYear, scope: str, indicators: list[str]) -> dict[str, pd.DataFrame]:
    """All rows of one reporter's year by table, each with its ``month``."""
    mine = made.events["indicator"].isin(indicators)
    new = made.newcomers[made.newcomers["scope"] == scope].drop(columns="scope")
    rows = {"events": made.events[(made.events["district"] == scope) & mine], "recognitions": new}
    if scope == CITY:
        new = new[new["tier"].map(plan.tiers.counted_by).isin(indicators)]
        return rows | {"recognitions": new.assign(document=DOCUMENT)}
    own = made.people.enterprises[made.people.enterprises["district"] == scope]
    history = made.people.recognitions[made.people.recognitions["uscc"].isin(own["uscc"])]
    day = history["event_date"].dt
    month = (day.month + (day.day >= TOO_LATE)).where(day.year == made.year, 1)
    rows["recognitions"] = pd.concat([history.assign(month=month), new], ignore_index=True).assign(document=DOCUMENT)
    rows["enterprises"] = own.assign(month=1)
    figures = made.people.financials
    rows["financials"] = figures[figures["uscc"].isin(own["uscc"])].assign(month=1)
    rows["carriers"] = made.carriers[made.carriers["district"] == scope]
    rows["incubatees"] = made.incubatees[made.incubatees["scope"] == scope].drop(columns="scope")
    return rows


def _between(rows: dict[str, pd.DataFrame], sent: int, month: int) -> dict[str, pd.DataFrame]:
    """The rows that happened after the last report."""
    due = {name: frame[frame["month"].between(sent + 1, month)] for name, frame in rows.items() if len(frame)}
    return {name: frame.drop(columns="month").reset_index(drop=True) for name, frame in due.items() if len(frame)}


def _figures(year: int, scope: str, course: pd.DataFrame, months: Iterable[int], revised: bool) -> pd.DataFrame:
    cells = [(month, name) for month in months for name in course.index]
    rows = [(f"{year}-{month:02d}", scope, name, course.at[name, month], None) for month, name in cells]
    frame = pd.DataFrame(rows, columns=["period", "district", "indicator", "value", "note"])
    if revised and REVISED_INDICATOR in course.index:
        wrong, after = (f"{year}-{month:02d}" for month in (REVISED_MONTH, REVISED_MONTH + 1))
        frame.loc[(frame["period"] == wrong) & (frame["indicator"] == REVISED_INDICATOR), "value"] += 2
        if (frame["period"] == after).any():
            right = course.at[REVISED_INDICATOR, REVISED_MONTH]
            frame.loc[len(frame)] = [wrong, scope, REVISED_INDICATOR, right, "更正：上月多报2个"]
    return frame
