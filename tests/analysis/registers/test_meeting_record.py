from datetime import date

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.analysis.registers.meeting_record import meeting_plan, meeting_record

JULY = date(2021, 7, 31)


def test_meetings_are_counted_against_the_plan_with_what_came_of_each(rows, plan):
    held = [
        ("D-1", "2021-06-08", "调研", "dawa"),
        ("D-2", "2021-07-10", "联席会议", None),
        ("D-3", "2021-08-01", "调研", "gaoxin"),
    ]
    meetings = rows("meetings", *({"meeting_id": a, "held_on": b, "kind": c, "district": d} for a, b, c, d in held))
    about = {"raised_at": "调研", "owner": "dawa", "raised_on": "2021-06-09", "matter": "某事", "due_on": "2021-07-01"}
    actions = rows(
        "actions",
        about | {"action_id": "1", "status": "办结", "closed_on": "2021-06-30", "meeting_id": "d-1"},
        about | {"action_id": "2", "status": "退回", "returned_reason": "不归本区", "meeting_id": "D-1"},
        about | {"action_id": "3", "status": "在办"},
        about | {"action_id": "4", "status": "在办", "meeting_id": "D-1"},
    )
    record = meeting_record(meetings, actions, "2021-07", JULY)
    assert record[["meeting_id", "matters", "closed", "overdue"]].to_numpy().tolist() == [
        ["D-1", 3, 1, 1],
        ["D-2", 0, 0, 0],
    ]
    before = date(2021, 7, 30)
    for due, known_on, over in ((JULY, None, 1), (JULY, JULY, 1), (JULY, before, 0), ("2021-08-01", None, 0)):
        later = actions.assign(due_on=pd.Timestamp(due))
        assert meeting_record(meetings, later, "2021-07", JULY, known_on)["overdue"].tolist() == [over, 0]
    found = meeting_plan(record, plan, "2021-07", JULY).set_index("kind")
    assert found.loc["调研", ["planned", "held", "matters"]].tolist() == [4, 1, 3]
    assert found.loc["联席会议", ["planned", "held"]].tolist() == [3, 1]
    assert found["planned"].isna().to_dict() == {kind: kind in ("通报", "双周研判", "月度会商") for kind in found.index}


def test_what_was_returned_after_the_month_s_end_was_still_its_unit_s_and_overdue(rows):
    """As in the summary of the same page; a matter returned by then, or on a day that nobody knows, is not overdue."""
    meetings = rows("meetings", {"meeting_id": "D-1", "held_on": "2021-06-08", "kind": "联席会议"})
    about = {
        "raised_at": "联席会议",
        "owner": "dawa",
        "raised_on": "2021-06-09",
        "matter": "某事",
        "due_on": "2021-07-01",
    }
    about |= {"action_id": "1", "status": "退回", "returned_reason": "不归本区", "meeting_id": "D-1"}
    for since, overdue in (("2021-09-10", 1), ("2021-07-31", 0), (None, 0)):
        actions = rows("actions", about).assign(status_since=pd.Timestamp(since) if since else pd.NaT)
        assert meeting_record(meetings, actions, "2021-07", JULY)["overdue"].tolist() == [overdue]


def test_nothing_is_asked_for_or_overdue_before_the_day_that_the_figures_are_known(rows, plan):
    """On 17 July neither the month nor its first fortnight is over, and items due on the 25th are not late.

    The second fortnight ends on 1 August: at the month's end its visit may still come.
    """
    meetings = rows("meetings", {"meeting_id": "D-1", "held_on": "2021-06-08", "kind": "联席会议"})
    matter = {"raised_at": "调研", "owner": "dawa", "raised_on": "2021-06-09", "matter": "某事", "due_on": "2021-07-25"}
    actions = rows("actions", matter | {"action_id": "1", "status": "在办", "meeting_id": "D-1"})
    for known_on, planned, overdue in ((date(2021, 7, 17), [3, 2, 2], 0), (date(2021, 8, 20), [4, 3, 3], 1)):
        record = meeting_record(meetings, actions, "2021-07", JULY, known_on)
        assert record["overdue"].tolist() == [overdue]
        asked = meeting_plan(record, plan, "2021-07", JULY, known_on).set_index("kind")["planned"]
        assert asked[["调研", "联席会议", "呈报"]].tolist() == planned


def test_a_store_that_has_no_meetings_yet_gives_an_empty_record(rows):
    about = {"raised_at": "调研", "owner": "dawa", "raised_on": "2021-06-09", "matter": "某事", "due_on": "2021-07-01"}
    actions = rows("actions", about | {"action_id": "1", "status": "在办"}).astype({"meeting_id": "str"})
    assert meeting_record(schemas.empty("meetings"), actions, "2021-07", JULY).empty
