"""Who reported a month on time, late or not at all, against both of its cut-offs."""

from datetime import date

import numpy as np
import pandas as pd

from panjin_kpi.reference.duties import due_on, second_due_on
from panjin_kpi.reference.periods import months_so_far
from panjin_kpi.reference.plan import Plan
from panjin_kpi.reference.reports_owed import OWED, reports_owed, unit_name

FIRST, LATEST = "first_received_on", "received_on"
ON_TIME, LATE, MISSING, NOT_JUDGED = "按时", "迟报", "未报", "不考核"


def timeliness(
    progress: pd.DataFrame, task_progress: pd.DataFrame, plan: Plan, period: str, owed: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Who reported a month by the 26th (四（三）, as the calendar shifts it), and by the supervision office's 28th.

    A unit's report came when the first of the rows it owes came. What it corrects or closes later does not make it
    late, which takes the day each row's key was *first* received (column ``first_received_on``). Where the rows have
    only ``received_on``, the day of the version in force, a report of which every row was replaced looks late. A month
    whose deadline passed before the plan was printed is not judged (assumption). Rows without any day count as
    reported, with no verdict.

    Parameters
    ----------
    progress, task_progress : pandas.DataFrame
        Rows in force, with their keys and ``first_received_on`` or ``received_on`` (text, ISO).
    plan : Plan
        Who owes what, the calendar and the day of printing.
    period : str
        Month, ``YYYY-MM``.
    owed : pandas.DataFrame, optional
        :func:`~panjin_kpi.reference.reports_owed.reports_owed` of the month, where it is known already.

    Returns
    -------
    pandas.DataFrame
        Columns as in ``schemas/timeliness.yaml``: one row a unit that owes anything, districts first.

    Examples
    --------
    >>> progress = pd.DataFrame([("2021-06", "dawa", "activities", 1.0, "2021-06-30")],
    ...                         columns=["period", "district", "indicator", "value", "received_on"])
    >>> nothing = pd.DataFrame(columns=["period", "reporter", "task_no", "received_on"])
    >>> table = timeliness(progress, nothing, Plan.load(), "2021-06").set_index("name")
    >>> table.loc[["盘山县", "大洼区"], ["verdict", "reported", "expected"]].to_numpy().tolist()
    [['未报', 0, 15], ['迟报', 1, 13]]
    """
    due, second = due_on(plan, period), second_due_on(plan, period)
    received = _received(progress, task_progress, period)
    items = (reports_owed(plan, period) if owed is None else owed).merge(received, on=OWED[1:], how="left", sort=False)
    items["on_time"] = items["day"] <= pd.Timestamp(due)
    by_unit = items.groupby("reporter", sort=False)
    table = by_unit.agg(
        received_on=("day", "min"),
        expected=("item", "size"),
        reported=("there", "count"),
        on_time=("on_time", "sum"),
    ).reset_index()
    day, reported = table["received_on"], table["reported"] > 0
    table["period"] = period
    table["name"] = [unit_name(plan, unit) for unit in table["reporter"]]
    table["due_on"], table["second_due_on"] = pd.Timestamp(due), pd.Timestamp(second) if second else pd.NaT
    table["verdict"] = _verdict(reported, day, due, plan)
    table["second_verdict"] = _verdict(reported, day, second, plan)
    late = (day - pd.Timestamp(due)).dt.days.clip(lower=0)
    table["days_late"] = late.where(table["verdict"].isin([ON_TIME, LATE])).astype("Int64")
    columns = "period reporter name due_on second_due_on received_on days_late verdict second_verdict"
    columns += " expected reported on_time"
    days = dict.fromkeys(("due_on", "second_due_on", "received_on"), "datetime64[ns]")
    texts = dict.fromkeys(("period", "reporter", "name"), "str")
    return table[columns.split()].astype(days | texts | dict.fromkeys(("expected", "reported", "on_time"), "int64"))


def timeliness_history(progress: pd.DataFrame, task_progress: pd.DataFrame, plan: Plan, period: str) -> pd.DataFrame:
    """The same for every month of the year so far, the first month first.

    Parameters are those of :func:`timeliness`.
    """
    owed: dict[tuple[str, ...], pd.DataFrame] = {}  # the same in every month with the same districts, and slow to find
    months = []
    for month in months_so_far(period):
        districts = tuple(plan.districts_in(month))
        if districts not in owed:
            owed[districts] = reports_owed(plan, month)
        months.append(timeliness(progress, task_progress, plan, month, owed[districts]))
    return pd.concat(months, ignore_index=True)


def _received(progress: pd.DataFrame, task_progress: pd.DataFrame, period: str) -> pd.DataFrame:
    """The rows of a month: the table, the place and the item of each, that it is there, and the first day it came."""
    parts = []
    for table, frame, place, item in (
        ("progress", progress, "district", "indicator"),
        ("task_progress", task_progress, "reporter", "task_no"),
    ):
        rows = frame[frame["period"] == period]
        unknown = pd.Series(pd.NaT, index=rows.index)
        day = rows[FIRST] if FIRST in rows else rows.get(LATEST, unknown)
        named = {"table": table, "place": rows[place].astype("str"), "item": rows[item].astype("str")}
        parts.append(pd.DataFrame(named | {"there": True, "day": pd.to_datetime(day)}, index=rows.index))
    return pd.concat(parts).astype({"table": "str", "day": "datetime64[ns]"})


def _verdict(reported: pd.Series, day: pd.Series, limit: date | None, plan: Plan) -> pd.Series:
    """A verdict on each unit; blank where there is no such cut-off or the day is not known."""
    printed, blank = plan.assessment.printed_on, pd.Series(None, index=day.index, dtype="str")
    if limit is None:
        return blank
    if printed and limit < printed.value:
        return blank.fillna(NOT_JUDGED)
    late = day > pd.Timestamp(limit)
    known = np.select([~reported, late, day.notna()], [MISSING, LATE, ON_TIME], default="")
    return pd.Series(known, index=day.index, dtype="str").mask(known == "")
