"""The sample's year as whole tables, for any number of enterprises and districts: submitted at once, in December."""

from datetime import date

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.reference.calendar import due_on
from panjin_kpi.reference.plan import Plan
from panjin_kpi.sample import registers
from panjin_kpi.sample.files.monthly_files import DOCUMENT, FIRST_DUE, MISSING, MISSING_MONTH
from panjin_kpi.sample.monthly_values import CLOSING, city_reporters, planted
from panjin_kpi.sample.tasks import actions, task_progress
from panjin_kpi.sample.year_of_data import SampleYear, sample_year


def sample_tables(plan: Plan, seed: int = 2021, enterprises: int = 0) -> dict[str, pd.DataFrame]:
    """Every submitted table of the year as it stood when December's report was due, in the order of submission.

    As in the monthly workbooks some districts lag, a report is missing, and two figures are not proved by their rows;
    with many districts this repeats with every twentieth. The same seed gives the same rows; by default there are forty
    enterprises a district.
    """
    made = sample_year(plan, seed, enterprises)
    new = made.newcomers.drop(columns=["scope", "month"])
    recognised = [part for part in (made.people.recognitions, new) if len(part)]
    units = [*plan.districts["district"], *city_reporters(plan, made.year)]
    tables = {
        "progress": _progress(plan, made),
        "task_progress": task_progress(plan, made.year, range(FIRST_DUE, CLOSING), units),
        "events": _in_time(made.events),
        "enterprises": made.people.enterprises,
        "recognitions": pd.concat(recognised or [new], ignore_index=True).assign(document=DOCUMENT),
        "financials": made.people.financials,
        "carriers": made.carriers.drop(columns="month"),
        "incubatees": _in_time(made.incubatees).drop(columns="scope"),
        "actions": actions(plan, made.year, CLOSING - 1),
        "projects": _latest("projects", made.projects),
        "measures": _latest("measures", registers.measures(plan, made.year, units)),
        "meetings": _in_time(registers.meetings(plan, made.year)),
    }
    return {name: table for name, table in tables.items() if len(table)}


def received_on(plan: Plan) -> date:
    """The day on which all tables are submitted: the due day of December's report."""
    return due_on(plan, f"{int(plan.targets['year'].max())}-12")


def _progress(plan: Plan, made: SampleYear) -> pd.DataFrame:
    rows = made.monthly_values.drop(columns=CLOSING).melt(ignore_index=False, var_name="month").reset_index()
    missing = rows["scope"].isin(planted(plan, MISSING)) & (rows["month"] == MISSING_MONTH)
    rows = rows[~missing].rename(columns={"scope": "district"})
    rows.insert(0, "period", f"{made.year}-" + rows.pop("month").astype("str").str.zfill(2))
    return rows


def _latest(table: str, rows: pd.DataFrame) -> pd.DataFrame:
    """The last state of each row."""
    return _in_time(rows.sort_values("month", kind="stable").drop_duplicates(schemas.key(table), keep="last"))


def _in_time(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows dated before the report was due; the others would come with the closing."""
    return rows[rows["month"] < CLOSING].drop(columns="month")
