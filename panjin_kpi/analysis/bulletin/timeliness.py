"""Whether each unit reported on time, late or not at all, against both of a month's deadlines."""

from datetime import date

import pandas as pd

from panjin_kpi.analysis.registry import result
from panjin_kpi.analysis.scopes import first_that_holds
from panjin_kpi.reference.calendar import due_on, months_so_far, second_due_on
from panjin_kpi.reference.obligations import ASSUMPTION, OWED, organisation_name, reporting_obligations
from panjin_kpi.reference.plan import Plan
from panjin_kpi.schemas.conform import conform

FIRST_DAY, LATEST_DAY = "first_received_on", "received_on"
ON_TIME, LATE, MISSING, NOT_JUDGED, BY_ANOTHER = "按时", "迟报", "未报", "不考核", "他单位已报"
NOT_YET = "未到期限"


@result(110, known_on="known_on")
def timeliness(
    progress: pd.DataFrame, task_progress: pd.DataFrame, plan: Plan, period: str, known_on: date | None = None
) -> pd.DataFrame:
    """Timeliness of each unit's monthly reports, by the 26th (四（三）, as the calendar shifts it) and by the 28th.

    A report is received on the day that the first of the rows it owes was *first* received (``first_received_on``), so
    that later corrections do not make it late. Where the rows have only ``received_on``, the day of the version in
    force, a report whose rows were all replaced looks late. A month whose deadline passed before the plan was printed
    is not judged (assumption). Rows without a day count as reported, without a verdict. A row of annex 2 that several
    bureaus lead is owed until one of them has reported it (assumption): the others are neither late nor missing for
    it. A report is missing only if its deadline is before the day up to which submissions are known (``known_on``).

    One row for each month and unit that owes anything, by month, districts first.

    Examples
    --------
    >>> progress = pd.DataFrame([("2021-06", "dawa", "activities", 1.0, "2021-06-30")],
    ...                         columns=["period", "district", "indicator", "value", "received_on"])
    >>> nothing = pd.DataFrame(columns=["period", "reporter", "task_no", "received_on"])
    >>> june = timeliness(progress, nothing, Plan.load(), "2021-06").query("period == '2021-06'").set_index("name")
    >>> june.loc[["盘山县", "大洼区"], ["verdict", "reported", "expected"]].to_numpy().tolist()
    [['未报', 0, 15], ['迟报', 1, 13]]
    """
    owed = {month: reporting_obligations(plan, month) for month in months_so_far(period)}
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
    items["on_time"] = items["day"] <= items["period"].map(limits["due_on"])
    items = items[~_reported_by_another(items, plan)]
    items["assumed"] = items["source"] == ASSUMPTION
    by_unit = items.groupby(["period", "reporter"], sort=False)
    table = by_unit.agg(
        received_on=("day", "min"),
        last_received_on=("day", "max"),
        expected=("item", "size"),
        assumed=("assumed", "sum"),
        reported=("there", "count"),
        on_time=("on_time", "sum"),
    ).reset_index()
    table = units.merge(table, on=["period", "reporter"], how="left")
    counts = ["expected", "assumed", "reported", "on_time"]
    table[counts] = table[counts].fillna(0)
    day, reported = table["received_on"], table["reported"] > 0
    table["name"] = [organisation_name(plan, unit) for unit in table["reporter"]]
    for column in limits:
        table[column] = table["period"].map(limits[column])
    for verdict, limit in (("verdict", "due_on"), ("second_verdict", "second_due_on")):
        known = _verdict(reported, day, table[limit], plan)
        known = known.mask((known == MISSING) & (table[limit] >= pd.Timestamp(known_on)), NOT_YET)
        table[verdict] = known.mask((table["expected"] == 0) & known.isin([MISSING, NOT_YET]), BY_ANOTHER)
    late = (day - table["due_on"]).dt.days.clip(lower=0)
    table["days_late"] = late.where(table["verdict"].isin([ON_TIME, LATE]))
    return conform("timeliness", table)


def _reported_by_another(items: pd.DataFrame, plan: Plan) -> pd.Series:
    """Rows of annex 2 that a bureau did not report, or reported late, and another lead bureau did, or did in time."""
    shared = (items["table"] == "task_progress") & ~items["reporter"].isin(plan.districts["district"])
    there, in_time = (known & shared for known in (items["there"].notna(), items["on_time"]))
    late = there & items["day"].notna() & ~in_time
    anybody, in_time_by_anybody = (
        known.groupby([items["period"], items["item"]]).transform("any") for known in (there, in_time)
    )
    return shared & ((~there & anybody) | (late & in_time_by_anybody))


def _received(progress: pd.DataFrame, task_progress: pd.DataFrame, months: list[str]) -> pd.DataFrame:
    """The reported rows of some months: month, table, scope and item, and the day each was first received."""
    parts = []
    for table, frame, scope, item in (
        ("progress", progress, "district", "indicator"),
        ("task_progress", task_progress, "reporter", "task_no"),
    ):
        rows = frame[frame["period"].isin(months)]
        unknown = pd.Series(pd.NaT, index=rows.index)
        day = rows[FIRST_DAY] if FIRST_DAY in rows else rows.get(LATEST_DAY, unknown)
        named = {"period": rows["period"], "table": table, "scope": rows[scope], "item": rows[item]}
        texts = pd.DataFrame(named, index=rows.index).astype("str")
        parts.append(texts.assign(there=True, day=pd.to_datetime(day)))
    return pd.concat(parts).astype({"day": "datetime64[ns]"})


def _verdict(reported: pd.Series, day: pd.Series, limit: pd.Series, plan: Plan) -> pd.Series:
    """Verdict on each unit; blank where there is no deadline or the day is unknown."""
    printed = plan.assessment.printed_on
    early = limit < pd.Timestamp(printed.value) if printed else pd.Series(False, index=limit.index)
    judged = {NOT_JUDGED: early, MISSING: ~reported, LATE: day > limit, ON_TIME: day.notna()}
    return first_that_holds({None: limit.isna()} | judged)
