"""What a receipt states beside its number, and what the history of a figure shows an auditor."""

import re

import pytest

from panjin_kpi.cli.receipt import history_rows
from panjin_kpi.intake.storage.store import Store

pytestmark = pytest.mark.slow

HEADER = "期间,地区,指标,本年累计,备注,作废"


def plain(text):
    return re.sub(r"\s+", " ", text)


def test_a_receipt_states_what_was_added_and_what_changed_from_what(call, send):
    first = send(HEADER, "2021-05,盘山县,活动,1,,", "2021-06,盘山县,活动,2,,", "2021-06,盘山县,人才,1,,")
    assert "新增 3 行" in call("submit", first, "--data", "DATA", "--by", "盘山县").output
    later = send(HEADER, "2021-05,盘山县,活动,2,更正,", "2021-06,盘山县,活动,2,,", "2021-06,盘山县,人才,,,是")
    output = plain(call("submit", later, "--data", "DATA", "--by", "盘山县", "--yes").output)
    assert "更改 1 行，作废 1 行，不变 1 行" in output
    assert "填报单位：盘山县" in output
    assert "指标月报 2 2021-05 盘山县 举办创新创业活动 本年累计 1 2 第1号" in output
    assert "指标月报 2 2021-05 盘山县 举办创新创业活动 备注 更正 第1号" in output
    assert "指标月报 4 2021-06 盘山县 引进高端创新人才 本年累计 1 作废 第1号" in output
    assert "注意：改动了以前月份的数字：2021-05" in output


def test_a_reporter_who_changes_an_earlier_month_is_asked_and_nothing_is_kept_until_it_is_confirmed(call, kept, send):
    call("submit", send(HEADER, "2021-05,盘山县,活动,1,,"), "--data", "DATA", "--by", "盘山县")
    rows = [HEADER, "2021-05,盘山县,活动,2,更正,", "2021-06,盘山县,活动,2,,"]
    for unit in (["--by", "盘山县"], ["--on-behalf-of", "盘山县"]):
        asked = call("submit", send(*rows), "--data", "DATA", *unit)
        assert (asked.exit_code, "改动了以前月份（2021-05）的数字" in plain(asked.output)) == (1, True)
        assert "指标月报 2 2021-05 盘山县 举办创新创业活动 本年累计 1 2 第1号" in plain(asked.output)
        assert kept()["value"].tolist() == [1]
    assert call("submit", send(*rows), "--data", "DATA", "--by", "盘山县", "--yes").exit_code == 0
    assert kept()["value"].tolist() == [2, 2]


def test_the_month_of_the_file_itself_and_rows_of_nobody_known_are_corrected_without_asking(call, kept, send):
    call("submit", send(HEADER, "2021-05,盘山县,活动,1,,", "2021-06,盘山县,活动,1,,"), "--data", "DATA")
    corrected = send(HEADER, "2021-06,盘山县,活动,2,更正,")
    assert call("submit", corrected, "--data", "DATA", "--by", "盘山县").exit_code == 0
    both = send(HEADER, "2021-05,盘山县,活动,0,更正,", "2021-06,盘山县,活动,2,更正,")
    assert call("submit", both, "--data", "DATA").exit_code == 0
    assert kept()["value"].tolist() == [0, 2]


def test_a_file_that_reports_nothing_new_is_said_to_so_that_nobody_takes_its_receipt_for_this_month_s(call, send):
    rows = [HEADER, "2021-05,盘山县,活动,1,,"]
    outputs = [call("submit", send(*rows, *blank), "--data", "DATA").output for blank in ([], [",,,,,"])]
    assert ["没有新报的内容" in output for output in outputs] == [False, True]
    more = send(*rows, "2021-06,盘山县,活动,1,,")
    assert "没有新报的内容" not in call("submit", more, "--data", "DATA").output


def test_a_file_of_several_units_without_a_reporter_is_taken_and_reported(call, kept, send):
    rows = [HEADER, "2021-06,盘山县,活动,2,,", "2021-06,大洼区,活动,2,,"]
    output = call("submit", send(*rows), "--data", "DATA").output
    assert "注意：没有注明填报单位，文件里有2个单位的数据" in output
    assert len(kept()) == 2
    assert "没有注明" not in call("submit", send(*rows[:2]), "--data", "DATA", "--by", "盘山县").output


def test_the_rows_of_others_are_refused_but_to_the_office_and_that_is_kept(call, kept, send, tmp_path):
    rows = send(HEADER, "2021-06,盘山县,活动,2,,", "2021-06,大洼区,活动,2,,")
    refused = call("submit", rows, "--data", "DATA", "--by", "盘山县")
    assert (refused.exit_code, "这一行归大洼区，不归填报单位盘山县" in plain(refused.output)) == (1, True)
    assert kept().empty
    assert call("check", rows, "--data", "DATA", "--by", "盘山县").exit_code == 1
    taken = call("submit", rows, "--data", "DATA", "--on-behalf-of", "盘山县")
    assert (taken.exit_code, "专班办公室代报：盘山县" in taken.output) == (0, True)
    log = Store(f"sqlite:///{tmp_path}/data/store/panjin_kpi.sqlite").log()
    assert log[["reporter", "on_behalf"]].to_numpy().tolist() == [["panshan", True]]


def test_who_reports_is_one_known_unit(call, send):
    rows = send(HEADER, "2021-06,盘山县,活动,2,,")
    for words in (["--by", "盘山先"], ["--by", "盘山县", "--on-behalf-of", "盘山县"], ["--on-behalf-of", "全市"]):
        assert call("submit", rows, "--data", "DATA", *words).exit_code == 2


def test_an_old_file_sent_again_changes_nothing_until_it_is_meant(call, kept, send, tmp_path):
    (tmp_path / "old").mkdir()
    old = send(HEADER, "2021-12,盘山县,活动,4,,", name="old/progress.csv")
    call("submit", old, "--data", "DATA")
    call("submit", send(HEADER, "2021-12,盘山县,活动,3,年终决算,"), "--data", "DATA")
    again = call("submit", old, "--data", "DATA")
    assert (again.exit_code, "已收过" in again.output, "请加 --yes" in again.output) == (0, True, True)
    assert "本年累计 3 4 第2号" in plain(again.output)
    assert kept()["value"].tolist() == [3]
    meant = call("submit", old, "--data", "DATA", "--yes")
    assert "已收：回执第3号" in meant.output
    assert "本年累计 3 4 第2号" in plain(meant.output)
    assert kept()["value"].tolist() == [4]
    assert "已收过" in call("submit", old, "--data", "DATA", "--yes").output


def test_a_file_that_was_accepted_is_recognised_even_where_it_would_be_refused_today(call, kept, send, tmp_path):
    (tmp_path / "old").mkdir()
    old = send(HEADER, "2021-07,盘山县,活动,3,,", name="old/progress.csv")
    call("submit", old, "--data", "DATA")
    call("submit", send(HEADER, "2021-06,盘山县,活动,5,,", "2021-07,盘山县,活动,5,,"), "--data", "DATA")
    again = call("submit", old, "--data", "DATA")
    assert (again.exit_code, "已收过" in again.output, "错误" in again.output) == (0, True, False)
    meant = call("submit", old, "--data", "DATA", "--yes")
    assert (meant.exit_code, "没有入库" in meant.output) == (1, True)
    assert kept()["value"].tolist() == [5, 5]


def test_history_states_who_when_file_row_old_and_new(call, send, plan, tmp_path):
    for value, note, by, day in (("1", "", "--by", "26"), ("3", "更正", "--on-behalf-of", "28")):
        row = send(HEADER, f"2021-06,大洼区,高企,{value},{note},")
        call("submit", row, "--data", "DATA", by, "大洼区", "--received", f"2021-06-{day}")
    call("submit", send(HEADER, "2021-06,大洼区,高企,,,是"), "--data", "DATA", "--received", "2021-06-30")
    words = ("history", "--district", "大洼区", "--indicator", "新增高新技术企业", "--data", "DATA")
    output = plain(call(*words).output)
    assert "大洼区 新增高新技术企业：3 次报送" in output
    versions = Store(f"sqlite:///{tmp_path}/data/store/panjin_kpi.sqlite").versions("dawa", "new_hnte")
    rows = [(*row[:2], *row[3:]) for row in history_rows(plan, versions, {})]
    assert rows == [
        ("2021-06", "2021-06-26", "大洼区", "第1号", "progress.csv", "2", "", "1", ""),
        ("2021-06", "2021-06-28", "大洼区（专班办公室代报）", "第2号", "progress.csv", "2", "1", "3", "更正"),
        ("2021-06", "2021-06-30", "没有注明", "第3号", "progress.csv", "2", "3", "作废", ""),
    ]
    assert "还没有报送过" in call(*words, "--period", "2021-07").output
    assert call(*words[:3], "--indicator", "没有", "--data", "DATA").exit_code == 2
    assert call(*words, "--period", "2021-13").exit_code == 2
