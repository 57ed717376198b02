from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panjin_kpi import schemas
from panjin_kpi.analysis.bulletin.action_items import open_matters, open_matters_summary
from tests.plan import PLAN


def handed_out(*rows):
    """Matters from (id, raised, due, status, closed)."""
    columns = ["action_id", "raised_on", "due_on", "status", "closed_on"]
    days = dict.fromkeys(("raised_on", "due_on", "closed_on"), "datetime64[ns]")
    return (
        pd.DataFrame(list(rows), columns=columns).assign(raised_at="调研", owner="dawa", matter="虚构事项").astype(days)
    )


def both(*rows, period="2021-06"):
    actions = handed_out(*rows)
    table = open_matters(actions, PLAN, period)
    summary = open_matters_summary(actions, table, period)
    for name, frame in (("open_matters", table), ("open_matters_summary", summary)):
        assert schemas.faults(name, frame)[1] == []
        assert list(frame.columns) == list(schemas.schema(name).columns)
    return table, summary.iloc[0].drop("period").to_dict()


def test_nothing_was_ever_handed_out():
    table, summary = both()
    assert len(table) == 0
    assert set(summary.values()) == {0}


@pytest.mark.parametrize(("due", "overdue"), [("2021-06-30", 1), ("2021-06-29", 2), ("2021-07-01", 0), (None, None)])
def test_age_and_days_overdue_at_the_end_of_the_month(due, overdue):
    table, summary = both(("a", "2021-05-31", due, "未办", None))
    row = table.iloc[0]
    assert (row["age_days"], row["owner_name"], row["status"]) == (30, "大洼区", "未办")
    assert pd.isna(row["overdue_days"]) if overdue is None else row["overdue_days"] == overdue
    assert (summary["overdue"], summary["without_due"]) == (int(bool(overdue)), int(due is None))


def test_an_item_of_a_district_that_has_ended_is_open_and_not_overdue():
    ended = PLAN.districts["valid_to"].mask(PLAN.districts["district"] == "dawa", "2021-06-30")
    plan = replace(PLAN, districts=PLAN.districts.assign(valid_to=ended))
    actions = handed_out(("a", "2021-05-31", "2021-06-29", "未办", None))
    assert open_matters(actions, plan, "2021-06")["overdue_days"].tolist() == [2]
    assert open_matters(actions, plan, "2021-07")["overdue_days"].isna().tolist() == [True]


def test_what_was_closed_in_the_month_is_counted_and_no_longer_open():
    table, summary = both(
        ("late", "2021-05-01", "2021-06-09", "办结", "2021-06-10"),
        ("timely", "2021-05-01", "2021-06-10", "办结", "2021-06-10"),
        ("earlier", "2021-04-01", None, "办结", "2021-05-31"),
        ("new", "2021-06-30", None, "在办", None),
    )
    assert table["action_id"].tolist() == ["new"]
    assert table["age_days"].tolist() == [0]
    assert summary == {
        "on_record": 4,
        "raised": 1,
        "closed": 2,
        "closed_late": 1,
        "open": 1,
        "overdue": 0,
        "without_due": 1,
    }


def test_an_item_closed_later_counts_as_open():
    table, summary = both(("a", "2021-05-01", None, "办结", "2021-07-01"), ("b", "2021-07-01", None, "未办", None))
    assert table["action_id"].tolist() == ["a"]
    assert table["status"].isna().all()
    assert (summary["closed"], summary["on_record"]) == (0, 1)


def test_what_was_returned_is_not_overdue_and_what_was_closed_later_was():
    rows = [(state, "2021-05-01", "2021-05-20", state, None) for state in ("未办", "在办", "退回")]
    table, summary = both(*rows, ("later", "2021-05-01", "2021-05-20", "办结", "2021-07-01"))
    overdue = table.set_index("action_id")["overdue_days"]
    assert overdue.dropna().to_dict() == {"later": 42, "在办": 42, "未办": 42}
    assert pd.isna(overdue["退回"])
    assert summary["overdue"] == 3


@pytest.mark.parametrize(
    ("since", "status", "overdue"),
    [("2021-06-30", "退回", None), ("2021-07-01", None, 42), (None, "退回", None)],  # a store need not know the day
)
def test_what_was_returned_later_was_still_to_be_done(since, status, overdue):
    actions = handed_out(("a", "2021-05-01", "2021-05-20", "退回", None)).assign(status_since=since)
    table = open_matters(actions, PLAN, "2021-06")
    found = table[["status", "overdue_days"]].astype("object").iloc[0]
    assert [None if pd.isna(value) else value for value in found] == [status, overdue]
    assert open_matters_summary(actions, table, "2021-06")["overdue"].item() == int(overdue is not None)


def test_a_matter_closed_without_a_day_is_closed():
    assert len(both(("a", "2021-05-01", None, "办结", None))[0]) == 0


day = st.integers(1, 60).map(lambda days: pd.Timestamp("2021-05-01") + pd.Timedelta(days=days))
matters = st.lists(st.tuples(day, st.none() | day, st.sampled_from(["未办", "在办"])), max_size=6)


@settings(max_examples=12)
@given(matters)
def test_the_oldest_comes_first_whatever_the_order(drawn):
    rows = [(f"{number}", raised, due, status, None) for number, (raised, due, status) in enumerate(drawn)]
    table = open_matters(handed_out(*rows), PLAN, "2021-06")
    assert table["age_days"].is_monotonic_decreasing
    assert open_matters_summary(handed_out(*rows), table, "2021-06")["open"].item() == len(table)
    assert table.equals(open_matters(handed_out(*rows[::-1]), PLAN, "2021-06"))


@pytest.mark.parametrize(
    ("known_on", "age", "overdue"), [(date(2021, 6, 20), 20, 0), (date(2021, 6, 26), 26, 1), (date(2021, 7, 5), 30, 6)]
)
def test_days_are_counted_to_the_day_the_figures_are_known(known_on, age, overdue):
    actions = handed_out(("a", "2021-05-31", "2021-06-25", "未办", None))
    table = open_matters(actions, PLAN, "2021-06", known_on)
    assert table[["age_days", "overdue_days"]].to_numpy().tolist() == [[age, overdue]]
    assert open_matters_summary(actions, table, "2021-06", known_on)["overdue"].tolist() == [int(overdue > 0)]
