"""The history of a figure submitted more than once: when, by whom, and which value counts."""

import json
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from panjin_kpi.intake.checks.check import check_file
from panjin_kpi.intake.checks.rule import Reporter

pytestmark = pytest.mark.databases
JUNE, JULY, AUGUST = date(2021, 6, 26), date(2021, 7, 26), date(2021, 8, 26)
A, B = "2021-06,盘山县,活动,1,", "2021-06,盘山县,活动,2,"
WITHDRAWN = "2021-06,盘山县,活动,,是"


def test_a_correction_keeps_the_day_on_which_its_key_was_first_received(store, checked):
    store.submit(checked(A), JUNE)
    store.submit(checked(B), JULY)
    row = store.in_force("progress").iloc[0]
    assert (row["received_on"], row["first_received_on"]) == ("2021-07-26", "2021-06-26")
    first = store.in_force("progress", JUNE).iloc[0]
    assert (row["first_value"], row["value"]) == (1, 2)
    assert (first["first_value"], first["value"]) == (1, 1)
    assert store.in_force("progress", JUNE)["first_received_on"].tolist() == ["2021-06-26"]


def test_the_figure_reported_first_is_that_of_the_day_on_which_it_was_received(store, checked):
    store.submit(checked(A), JULY)
    store.submit(checked(B), JUNE)  # a paper that had come in time, entered afterwards
    row = store.in_force("progress").iloc[0]
    assert (row["first_value"], row["first_received_on"]) == (2, "2021-06-26")


def test_of_a_figure_with_more_than_two_versions_all_are_there_in_the_order_of_acceptance(store, checked):
    for number, (text, day) in enumerate([(B, JULY), (A, JUNE), (WITHDRAWN, JULY), (B, JULY)]):
        store.submit(checked(text, f"2021-08,大洼区,活动,{number},"), day)
    store.submit(checked("2021-07,盘山县,活动,9,"), JULY)
    found = store.in_force("progress").set_index(["period", "district"])["versions"]
    came = [["2021-07-26", 2.0], ["2021-06-26", 1.0], ["2021-07-26", None], ["2021-07-26", 2.0]]
    assert json.loads(found["2021-06", "panshan"]) == came
    assert pd.isna(found["2021-07", "panshan"])
    assert store.in_force("progress", JUNE)["versions"].dtype == "str"


@pytest.mark.parametrize("received", [JUNE, date(2021, 6, 25)])
def test_a_change_entered_for_a_day_that_a_snapshot_shows_is_a_version_of_the_day_it_is_recorded(
    store, checked, monkeypatch, received
):
    monkeypatch.setattr("panjin_kpi.intake.storage.store.today", lambda: AUGUST)
    store.submit(checked(A, "2021-06,大洼区,活动,5,"), JUNE)
    store.submit(checked(B), received, frozen_until=JULY)
    store.submit(checked("2021-06,高新区,活动,,是"), JUNE)
    for first in ("2021-06,高新区,活动,7,", "2021-06,辽东湾新区,活动,8,"):  # no figure was shown that it changes
        store.submit(checked(first), received, frozen_until=JULY)
    found = store.in_force("progress").set_index("district")
    assert json.loads(found.at["panshan", "versions"]) == [["2021-06-26", 1.0], ["2021-08-26", 2.0]]
    assert json.loads(found.at["gaoxin", "versions"])[1:] == [[received.isoformat(), 7.0]]
    assert found.loc[["dawa", "liaodongwan"], "versions"].isna().all()
    row = found.loc["panshan"]
    assert (row["first_value"], row["value"], row["received_on"]) == (1, 2, received.isoformat())


def test_a_change_with_a_reason_is_a_version_of_the_day_it_was_received(store, checked):
    store.submit(checked(A), JULY)
    store.submit(checked(B), JUNE, frozen_until=JULY, reason="纸质件补录")
    row = store.in_force("progress").iloc[0]
    assert (row["first_value"], row["first_received_on"], pd.isna(row["versions"])) == (2, "2021-06-26", True)


def test_a_late_report_stays_late_by_a_change_that_counts_from_a_later_day(store, checked, monkeypatch):
    monkeypatch.setattr("panjin_kpi.intake.storage.store.today", lambda: AUGUST)
    store.submit(checked(A), JULY)
    store.submit(checked(B), JUNE, frozen_until=JULY)
    row = store.in_force("progress").iloc[0]
    assert json.loads(row["versions"]) == [["2021-07-26", 1.0], ["2021-08-26", 2.0]]
    assert (row["first_value"], row["value"], row["first_received_on"]) == (1, 2, "2021-07-26")


def test_a_withdrawal_of_what_was_never_there_is_no_first_report(store, checked):
    store.submit(checked(WITHDRAWN), JUNE)
    assert store.in_force("progress").empty
    store.submit(checked(B), JULY)
    row = store.in_force("progress").iloc[0]
    assert (row["first_value"], row["value"], row["first_received_on"]) == (2, 2, "2021-07-26")


@pytest.fixture
def since(store, send, plan):
    """The days of ``status_since`` after each of several reports (owner, status, day) of one matter."""

    def found(*sent):
        columns, days = "编号,交办日期,来源,责任单位,事项,状态,退回原因", []
        for number, (owner, status, day) in enumerate(sent):
            why = "不属于本地区职责" if status == "退回" else ""
            file = send(columns, f"A1,2021-06-01,调研,{owner},第一件,{status},{why}", name=f"{number}.csv")
            store.submit(check_file(file, "actions", plan), day, confirmed=True)
            days += store.in_force("actions")["status_since"].tolist()
        return days

    return found


def test_a_matter_is_returned_since_its_owner_first_sent_it_back(since, store):
    sent = [("大洼区", "在办", JUNE), ("大洼区", "退回", JULY), ("大洼区", "退回", AUGUST), ("盘山县", "退回", AUGUST)]
    assert since(*sent) == ["2021-06-26", "2021-07-26", "2021-07-26", "2021-08-26"], "it was assigned anew in August"
    assert "status_since" not in store.in_force("progress")


def test_a_matter_that_was_taken_up_and_sent_back_again_is_returned_since_then(since):
    sent = [("大洼区", "退回", JUNE), ("大洼区", "在办", JULY), ("大洼区", "退回", AUGUST)]
    assert since(*sent) == ["2021-06-26", "2021-07-26", "2021-08-26"]


def test_a_submission_keeps_who_reported_it_and_who_sent_it_in(store, checked):
    for value, reporter in enumerate([None, Reporter("panshan"), Reporter("panshan", on_behalf=True)]):
        store.submit(replace(checked(f"2021-06,盘山县,活动,{value},"), reporter=reporter))
    log = store.log()
    assert log["reporter"].astype("object").where(log["reporter"].notna(), None).tolist() == [
        None,
        "panshan",
        "panshan",
    ]
    assert log["on_behalf"].tolist() == [False, False, True]


def test_a_receipt_counts_what_is_added_changed_withdrawn_and_left(store, checked):
    first = store.submit(checked(A, "2021-06,大洼区,活动,4,", "2021-06,高新区,活动,5,"))
    assert str(first.differences) == "新增 3 行"
    later = store.submit(checked(B, "2021-06,大洼区,活动,4,", "2021-06,高新区,活动,,是", "2021-07,盘山县,活动,9,"))
    assert str(later.differences) == "新增 1 行，更改 1 行，作废 1 行，不变 1 行"
    assert [(change.key["district"], change.old, change.new) for change in later.differences.changes] == [
        ("panshan", "1", "2"), ("gaoxin", "5", "作废"),
    ]  # fmt: skip


def test_the_versions_of_a_figure_are_there_with_file_row_and_sender(store, checked):
    for rows in ([A], [B, "2021-06,大洼区,活动,4,"], [WITHDRAWN], ["2021-07,盘山县,活动,9,"]):
        store.submit(checked(*rows), JUNE)
    found = store.versions("panshan", "activities")
    assert found["submission"].tolist() == [1, 2, 3, 4]
    assert found["file_row"].tolist() == [2, 2, 2, 2]
    assert found["withdrawn"].astype(bool).tolist() == [False, False, True, False]
    assert store.versions("panshan", "activities", "2021-07")["value"].tolist() == [9]
    assert store.versions("gaoxin", "activities").empty
