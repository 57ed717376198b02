"""Visits and meetings of the office: required against held, and the action items from each (四（三）, 附件1三)."""

from datetime import date

import pandas as pd

from panjin_kpi.analysis.bulletin.action_items import closed_by, returned_by
from panjin_kpi.analysis.bulletin.survey_schedule import survey_schedule
from panjin_kpi.analysis.registry import result
from panjin_kpi.reference.calendar import day_of_judgement, first_period, month_end, months_so_far, overdue_days
from panjin_kpi.reference.names import stored_key
from panjin_kpi.reference.plan import Plan
from panjin_kpi.schemas.conform import conform

CLAUSES = {
    "调研": "四（三）每两周深入一个县区、经济区调研、指导",
    "双周研判": "附件1三 每两周研判",
    "月度会商": "附件1三 每月会商",
    "联席会议": "四（三）每月召开联席会议",
    "通报": "附件1三 对工作不力的单位进行通报",
    "呈报": "四（三）及时向市政府报告工作进展情况",
}


@result(175, known_on="known_on")
def meeting_record(
    meetings: pd.DataFrame, actions: pd.DataFrame, period: str, as_of: date, known_on: date | None = None
) -> pd.DataFrame:
    """The visits and meetings of the year so far, each with its numbers of action items: all, closed and overdue.

    The day is ``as_of``, or the earlier one up to which submissions are known (``known_on``).
    """
    day = day_of_judgement(as_of, known_on)
    held = meetings[(meetings["held_on"] <= day) & (meetings["held_on"].dt.year == day.year)]
    raised = actions[actions["raised_on"] <= day].assign(
        meeting=actions["meeting_id"].map(stored_key, na_action="ignore").astype("str"), closed=closed_by(actions, day)
    )
    late = overdue_days(pd.to_datetime(raised["due_on"]), as_of, known_on) > 0
    over = ~raised["closed"] & late & ~returned_by(raised, day)
    counts = raised.assign(matters=1, overdue=over).groupby("meeting")[["matters", "closed", "overdue"]].sum()
    table = held.join(counts, on="meeting_id").fillna({"matters": 0, "closed": 0, "overdue": 0}).assign(period=period)
    return conform("meeting_record", table, {"held_on": None, "meeting_id": None})


@result(176, known_on="known_on")
def meeting_plan(
    meeting_record: pd.DataFrame, plan: Plan, period: str, as_of: date, known_on: date | None = None
) -> pd.DataFrame:
    """Number of meetings of each kind that the plan requires by a day, and of those held; the day as in the record.

    Months count from the first for which a report was due, fortnights as the surveys are scheduled; both when they are
    over, as a visit or meeting may come until then. A fortnight that runs into the next year is in none. Reports
    to the government (及时) are assumed to be monthly, and 双周研判 and 月度会商 of annex 1 to be other words for 调研
    and 联席会议 in the body (``wordings.csv``), so that they are required once. All of this is assumption; no number
    of bulletins is required.
    """
    day = day_of_judgement(as_of, known_on)
    months = sum(
        month >= first_period(plan) and day >= pd.Timestamp(month_end(month)) for month in months_so_far(period)
    )
    fortnights = (survey_schedule(plan, int(period[:4]))["ends_on"] <= day).sum()
    numbers = {"调研": float(fortnights), "联席会议": float(months), "呈报": float(months)}
    table = pd.DataFrame({"kind": list(CLAUSES), "clause": list(CLAUSES.values())}).assign(period=period)
    table["planned"] = table["kind"].map(numbers)
    sums = meeting_record.groupby("kind")[["matters", "closed"]].sum()
    table = table.join(sums, on="kind").assign(held=table["kind"].map(meeting_record["kind"].value_counts()))
    return conform("meeting_plan", table.fillna({"held": 0, "matters": 0, "closed": 0}))
