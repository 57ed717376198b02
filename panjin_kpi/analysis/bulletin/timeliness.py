"""Who reported a month on time, late or not at all, against both of its cut-offs."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from panjin_kpi.analysis.registry import result
from panjin_kpi.reference.calendar import due_on, months_so_far, second_due_on
from panjin_kpi.reference.obligations import OWED, organisation_name, reporting_obligations
from panjin_kpi.reference.plan import Plan
from panjin_kpi.schemas.conform import conform

FIRST, LATEST = "first_received_on", "received_on"
ON_TIME, LATE, MISSING, NOT_JUDGED, BY_ANOTHER = "按时", "迟报", "未报", "不考核", "他单位已报"


def timeliness(
    progress: pd.DataFrame, task_progress: pd.DataFrame, plan: Plan, period: str, owed: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Who reported a month by the 26th (四（三）, as the calendar shifts it), and by the supervision office's 28th.

    A unit's report came when the first of the rows it owes came. What it corrects or closes later does not make it
    late, which takes the day each row's key was *first* received (column ``first_received_on``). Where the rows have
    only ``received_on``, the day of the version in force, a report of which every row was replaced looks late. A month
    whose deadline passed before the plan was printed is not judged (assumption). Rows without any day count as
    reported, with no verdict. A row of annex 2 that several bureaus lead is owed until one of them has reported it
    (assumption): the others are neither late nor missing for it.

    Parameters
    ----------
    progress, task_progress : pandas.DataFrame
        Rows in force, with their keys and ``first_received_on`` or ``received_on`` (text, ISO).
    period : str
        Month, ``YYYY-MM``.
    owed : pandas.DataFrame, optional
        :func:`~panjin_kpi.reference.obligations.reporting_obligations` of the month, where it is known already.

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
    return _of_months(
        progress, task_progress, plan, {period: reporting_obligations(plan, period) if owed is None else owed}
    )


@result(110, "timeliness")
def timeliness_history(progress: pd.DataFrame, task_progress: pd.DataFrame, plan: Plan, period: str) -> pd.DataFrame:
    """The same for every month of the year so far, the first month first."""
    owed: dict[tuple[str, ...], pd.DataFrame] = {}  # the same in every month with the same districts, and slow to find
    months = {}
    for month in months_so_far(period):
        districts = tuple(plan.districts_in(month))
        if districts not in owed:
            owed[districts] = reporting_obligations(plan, month)
        months[month] = owed[districts]
    return _of_months(progress, task_progress, plan, months)


def _of_months(
    progress: pd.DataFrame, task_progress: pd.DataFrame, plan: Plan, owed: Mapping[str, pd.DataFrame]
) -> pd.DataFrame:
    """Months in their order, each with what is owed for it: together, because a year of months one by one is slow."""
    limits = pd.DataFrame(
        [(due_on(plan, month), second_due_on(plan, month)) for month in owed],
        columns=["due_on", "second_due_on"],
        index=pd.Index(owed, dtype="str"),
        dtype="datetime64[ns]",
    )
    items = pd.concat([frame.assign(period=month) for month, frame in owed.items()]).astype({"period": "str"})
    units = items[["period", "reporter"]].drop_duplicates()
    received = _received(progress, task_progress, list(owed))
    items = items.merge(received, on=["period", *OWED[1:]], how="left", sort=False)
    items = items[~_reported_by_another(items, plan)]
    items["on_time"] = items["day"] <= items["period"].map(limits["due_on"])
    by_unit = items.groupby(["period", "reporter"], sort=False)
    table = by_unit.agg(
        received_on=("day", "min"),
        expected=("item", "size"),
        reported=("there", "count"),
        on_time=("on_time", "sum"),
    ).reset_index()
    table = units.merge(table, on=["period", "reporter"], how="left")
    counts = ["expected", "reported", "on_time"]
    table[counts] = table[counts].fillna(0)
    day, reported = table["received_on"], table["reported"] > 0
    table["name"] = [organisation_name(plan, unit) for unit in table["reporter"]]
    for column in limits:
        table[column] = table["period"].map(limits[column])
    for verdict, limit in (("verdict", "due_on"), ("second_verdict", "second_due_on")):
        known = _verdict(reported, day, table[limit], plan)
        table[verdict] = known.mask((table["expected"] == 0) & (known == MISSING), BY_ANOTHER)
    late = (day - table["due_on"]).dt.days.clip(lower=0)
    table["days_late"] = late.where(table["verdict"].isin([ON_TIME, LATE]))
    return conform("timeliness", table)


def _reported_by_another(items: pd.DataFrame, plan: Plan) -> pd.Series:
    """Rows of annex 2 that a bureau has not reported, and another bureau that leads them with it has."""
    shared = (items["table"] == "task_progress") & ~items["reporter"].isin(plan.districts["district"])
    there = items["there"].notna() & shared
    return shared & ~there & there.groupby([items["period"], items["item"]]).transform("any")


def _received(progress: pd.DataFrame, task_progress: pd.DataFrame, months: list[str]) -> pd.DataFrame:
    """The rows of some months: month, table, scope and item of each, that it is there, and the first day it came."""
    parts = []
    for table, frame, scope, item in (
        ("progress", progress, "district", "indicator"),
        ("task_progress", task_progress, "reporter", "task_no"),
    ):
        rows = frame[frame["period"].isin(months)]
        unknown = pd.Series(pd.NaT, index=rows.index)
        day = rows[FIRST] if FIRST in rows else rows.get(LATEST, unknown)
        named = {"period": rows["period"], "table": table, "scope": rows[scope], "item": rows[item]}
        texts = pd.DataFrame(named, index=rows.index).astype("str")
        parts.append(texts.assign(there=True, day=pd.to_datetime(day)))
    return pd.concat(parts).astype({"day": "datetime64[ns]"})


def _verdict(reported: pd.Series, day: pd.Series, limit: pd.Series, plan: Plan) -> pd.Series:
    """A verdict on each unit; blank where there is no such cut-off or the day is not known."""
    printed = plan.assessment.printed_on
    early = limit < pd.Timestamp(printed.value) if printed else pd.Series(False, index=limit.index)
    known = np.select(
        [limit.isna(), early, ~reported, day > limit, day.notna()], ["", NOT_JUDGED, MISSING, LATE, ON_TIME], default=""
    )
    return pd.Series(known, index=day.index, dtype="str").mask(known == "")
