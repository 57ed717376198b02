"""Status of the 18 rows of annex 2 as reported by their lead units; not part of the score."""

from datetime import date

import pandas as pd

from panjin_kpi.analysis.registry import result
from panjin_kpi.reference.calendar import month_end, overdue_days
from panjin_kpi.reference.names import states_no_problem
from panjin_kpi.reference.obligations import lead_units, organisation_name
from panjin_kpi.reference.plan import Plan
from panjin_kpi.schemas.conform import conform

DONE = "已完成"
TEXTS = ["progress", "problems", "next_steps", "evidence"]


@result(120, known_on="known_on")
def task_status(task_progress: pd.DataFrame, plan: Plan, period: str, known_on: date | None = None) -> pd.DataFrame:
    """The month's report of each lead unit on each row of annex 2 (四（三）): one row for each task and lead unit.

    A blank status means that no report was submitted; ``last_status`` is the latest of the year so far. A task is
    qualitative if annex 2 sets a number for none of its indicators. It is overdue if its deadline has passed by the
    month's end, and before ``known_on``, and it was not last reported done; unknown if it has passed and nothing was
    ever reported. A bureau is not overdue if, after its own last report, another bureau that leads the same row
    reported it done: one answers for both (assumption). A deadline without a year is in the year under report.

    Examples
    --------
    >>> rows = pd.DataFrame([("2021-06", "ip_bureau", 8, "推进中", "已质押0.5亿元")],
    ...                     columns=["period", "reporter", "task_no", "status", "progress"])
    >>> table = task_status(rows, Plan.load(), "2021-06")
    >>> table["task_no"].nunique(), table["status"].notna().sum()
    (18, np.int64(1))
    """
    leads = lead_units(plan, period)
    table = leads.merge(_this_month(task_progress, period), on=["task_no", "reporter"], how="left")
    table = table.merge(_last(task_progress, period), on=["task_no", "reporter"], how="left")
    table = table.merge(plan.tasks[["task_no", "name", "clause", "deadline", "due_on"]], on="task_no")
    table["period"] = period
    table["reporter_name"] = [organisation_name(plan, unit) for unit in table["reporter"]]
    table["due_on"] = _due_on(table, int(period[:4]))
    table["long_term"] = table["due_on"].isna()
    table["qualitative"] = ~table["task_no"].isin(_counted(plan))
    table["overdue"] = _overdue(table, month_end(period), known_on) & ~_done_by_another(table, plan)
    return conform("task_status", table, {"task_no": plan.order_of("task_no")})


def _this_month(task_progress: pd.DataFrame, period: str) -> pd.DataFrame:
    rows = task_progress[task_progress["period"] == period]
    rows = rows.reindex(columns=["task_no", "reporter", "status", *TEXTS]).astype({"task_no": "int64"})
    none = rows["problems"].map(states_no_problem, na_action="ignore").eq(True)
    return rows.assign(problems=rows["problems"].mask(none))


def _last(task_progress: pd.DataFrame, period: str) -> pd.DataFrame:
    """The latest status of each task and unit in the year so far."""
    months = task_progress["period"]
    rows = task_progress[(months.str[:4] == period[:4]) & (months <= period)]
    rows = rows[["task_no", "reporter", "status", "period"]].sort_values("period")
    rows = rows.drop_duplicates(["task_no", "reporter"], keep="last").astype({"task_no": "int64"})
    return rows.rename(columns={"status": "last_status", "period": "last_period"})


def _counted(plan: Plan) -> set[int]:
    """Tasks for which annex 2 itself, not only the plan's body, sets a number."""
    return set(plan.indicators.loc[plan.indicators["origin"] != "body", "task_no"])


def _due_on(table: pd.DataFrame, year: int) -> pd.Series:
    day = pd.to_datetime(table["due_on"])
    dated = table["deadline"].str.contains(r"\d{4}")
    return day.where(dated, day.map(lambda each: each + pd.DateOffset(year=year)))


def _overdue(table: pd.DataFrame, as_of: date, known_on: date | None) -> pd.Series:
    over = overdue_days(table["due_on"], as_of, known_on) > 0
    missed = pd.Series(table["last_status"] != DONE, index=table.index, dtype="boolean")
    return (missed & over).mask(over & table["last_status"].isna())


def _done_by_another(table: pd.DataFrame, plan: Plan) -> pd.Series:
    """Rows of bureaus whose last report is older than another lead bureau's report that the task is done."""
    bureaus = ~table["reporter"].isin(plan.districts["district"])
    done = table["last_period"].fillna("").where(bureaus & (table["last_status"] == DONE), "")
    return bureaus & (done.groupby(table["task_no"]).transform("max") > table["last_period"].fillna(""))
