"""The monthly exchange from the command line: template, check, submit."""

import os
import re
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from panjin_kpi.cli import submissions
from panjin_kpi.intake.storage.store import Store
from panjin_kpi.project import Project

GOOD = ("期间,地区,指标,本年累计", "2021-06,盘山县,创新创业活动,３", "2021-06,高新区,高企,1")


def test_a_good_file_is_kept_with_a_receipt_and_frozen(call, kept, send):
    result = call("submit", send(*GOOD, encoding="gb18030"), "--data", "DATA", "--received", "2021-06-25")
    assert result.exit_code == 0, result.output
    assert re.search(
        r"已收：回执第1号　progress\.csv　指标月报 2 行　收到 2021-06-25　摘要 [0-9a-f]{12}", result.output
    )
    assert kept()["value"].tolist() == [1, 3]
    frozen = call("snapshot", "--data", "DATA")
    assert "指标月报 2 行，来自 1 件报送" in frozen.output


def test_a_bad_file_is_reported_cell_by_cell_and_leaves_the_store_as_it_was(call, kept, send, findings_in):
    assert call("submit", send(*GOOD), "--data", "DATA").exit_code == 0
    before = kept()
    result = call("submit", send(*GOOD[:2], "2021-06,兴隆区,高企,x", name="progress.csv"), "--data", "DATA")
    assert result.exit_code == 1
    assert "progress.csv：错误 2 处，提示 0 处" in result.output
    assert findings_in(result) == [
        ["错误", "B3", "地区", "兴隆区", "没有“兴隆区”这个地区，是不是“兴隆台区”？", "请改用规范名称"],
        ["错误", "D3", "本年累计", "x", "不是数字", "请只填数字，不要带单位、文字或逗号"],
    ]
    assert "没有入库" in result.output
    assert kept().equals(before)


def test_of_two_files_the_good_one_is_kept_and_the_command_still_says_one_failed(call, kept, send):
    bad = send(GOOD[0], "2021-06,盘山县,高企,-1", name="bad.csv")
    result = call("submit", bad, send(*GOOD), "--table", "progress", "--data", "DATA")
    assert result.exit_code == 1
    assert len(kept()) == 2


def test_files_of_the_same_name_are_distinguishable(call, send, tmp_path):
    for name in ("大洼区", "盘山县"):
        (tmp_path / name).mkdir()
    paths = [send(*GOOD, name=f"{name}/progress.csv") for name in ("大洼区", "盘山县")]
    output = call("check", *paths, "--data", "DATA").output
    assert [f"—— {path}" in output for path in paths] == [True, True]


def test_a_warning_is_not_an_error(call, kept, send, findings_in):
    result = call("submit", send(GOOD[0], "2021-06,兴隆台区,高企,1"), "--data", "DATA")
    assert result.exit_code == 0
    ((severity, cell, *_, reason, _),) = findings_in(result)
    assert (severity, cell) == ("提示", "C2")
    assert reason.startswith("2021年没有给兴隆台区分解")
    assert len(kept()) == 1


def test_a_receipt_says_whether_the_report_came_in_time(call, send):
    for district, day, word in (("大洼区", "28", "按时"), ("盘山县", "30", "迟报2天（应于2021-06-28前报送）")):
        rows = send(GOOD[0], f"2021-06,{district},活动,3")
        assert word in call("submit", rows, "--data", "DATA", "--received", f"2021-06-{day}").output
    corrected = call("submit", send(GOOD[0], "2021-06,大洼区,活动,4"), "--data", "DATA", "--received", "2021-07-15")
    assert "更改 1 行" in corrected.output
    assert "迟报" not in corrected.output, "a correction makes no report late"
    again = call("submit", send(GOOD[0], "2021-06,大洼区,活动,4"), "--data", "DATA", "--received", "2021-07-20")
    assert "已收过" in again.output
    assert "迟报" not in again.output
    two = send(GOOD[0], "2021-05,双台子区,活动,1", "2021-06,双台子区,活动,2")
    both = call("submit", two, "--data", "DATA", "--received", "2021-06-28").output
    assert "2021-05迟报" in both
    assert "　按时" in both
    before = call("submit", send(GOOD[0], "2021-01,大洼区,活动,0"), "--data", "DATA", "--received", "2021-02-03").output
    assert "早于计划印发，不判断是否按时" in before
    assert "迟报" not in before
    carriers = send("地区,载体名称,类型", "大洼区,某空间,众创空间", name="carriers.csv")
    assert "报" not in call("submit", carriers, "--data", "DATA").output.partition("摘要")[2]


def test_rows_that_were_withdrawn_since_are_counted_where_their_file_comes_again(call, kept, send):
    assert call("submit", send(*GOOD), "--data", "DATA").exit_code == 0
    assert call("submit", send(f"{GOOD[0]},作废", "2021-06,盘山县,活动,3,是"), "--data", "DATA").exit_code == 0
    again = call("submit", send(*GOOD), "--data", "DATA")
    assert "其中 1 行后来已经作废；确要改回这个文件的数字，请加 --yes 重新报送" in again.output
    assert len(kept()) == 1
    assert call("submit", send(*GOOD), "--yes", "--data", "DATA").exit_code == 0
    assert len(kept()) == 2


def test_a_file_of_withdrawals_needs_no_more_than_their_keys(call, send, tmp_path):
    event = send("地区,编号,指标,日期,名称", "大洼区,1,活动,2021-06-05,路演", name="events.csv")
    assert call("submit", event, "--data", "DATA").exit_code == 0
    gone = call("submit", send("地区,编号,作废", "大洼区,1,是", name="events.csv"), "--data", "DATA")
    assert gone.exit_code == 0, gone.output
    assert "作废 1 行" in gone.output
    assert Store(Project(tmp_path / "data").store_url).in_force("events").empty


def test_what_cannot_be_read_is_refused_after_a_closing_too(call, send, tmp_path):
    call("submit", send(*GOOD), "--data", "DATA", "--received", "2021-06-25")
    assert call("close", "2021-06", "--by", "市科技局", "--data", "DATA").exit_code == 0
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(os.urandom(300))
    for path in (broken, send("", name="progress.csv"), send(*GOOD, name="六月.csv")):
        result = call("submit", path, "--data", "DATA")
        assert result.exit_code == 1, path
        assert "没有入库" in result.output


def test_matters_that_a_unit_leaves_as_its_template_has_them_stay_as_the_office_has_them_by_then(call, send, tmp_path):
    ledger = "编号,交办日期,来源,责任单位,事项,完成时限,状态,办结日期"
    first = send(ledger, "J1,2021-06-05,调研,大洼区,协调场地,2021-07-31,在办,", name="actions.csv")
    assert call("submit", first, "--data", "DATA").exit_code == 0
    call("template", "--district", "大洼区", "--period", "2021-06", "--data", "DATA", "--out", "DATA/out")
    path = tmp_path / "data/out/2021-06-大洼区.xlsx"
    book = load_workbook(path)
    heads = {str(cell.value).rstrip("*"): cell.column for cell in book["交办事项"][1]}
    assert book["交办事项"].cell(2, heads["目前状态"]).value == "在办"
    assert book["交办事项"].cell(2, heads["状态"]).value is None
    progress = {str(cell.value).rstrip("*"): cell.column for cell in book["指标月报"][1]}
    book["指标月报"].cell(2, progress["本年累计"]).value = 1
    book.save(path)
    since = send(ledger, "J1,2021-06-05,调研,大洼区,协调场地,2021-09-30,办结,2021-06-20", name="actions.csv")
    assert call("submit", since, "--data", "DATA").exit_code == 0
    result = call("submit", path, "--data", "DATA")
    assert result.exit_code == 0, result.output
    (matter,) = Store(Project(tmp_path / "data").store_url).in_force("actions").itertuples()
    assert (matter.status, f"{matter.due_on:%Y-%m-%d}") == ("办结", "2021-09-30")


def test_the_office_has_a_template_and_the_districts_together_have_none(call, tmp_path):
    words = ("--period", "2021-06", "--data", "DATA", "--out", "DATA/out")
    assert "调度记录" in call("template", "--unit", "工作专班办公室", *words).output
    refused = call("template", "--unit", "各县区、经济区", *words)
    assert refused.exit_code == 2
    assert not (tmp_path / "data/out/2021-06-各县区、经济区.xlsx").exists()


def test_a_template_is_written_once_and_an_existing_file_is_not_touched(call, tmp_path, shell):
    words = ("template", "--district", "盘山", "--period", "2021-06", "--data", "DATA", "--out", "DATA/out")
    assert "2021-06-盘山县.xlsx" in call(*words).output
    path = tmp_path / "data/out/2021-06-盘山县.xlsx"
    before = path.read_bytes()
    assert call(*words).exit_code == 1
    assert path.read_bytes() == before
    again = shell(*(word.replace("DATA", str(tmp_path / "data")) for word in words))
    assert (again.returncode, "没有覆盖" in again.stderr, "Traceback" in again.stderr) == (1, True, False)
    assert not (tmp_path / "data/store").exists(), "looking for last month's figures does not make a store"


def test_a_template_tells_last_month_s_figure_from_the_store(call, send, tmp_path):
    call("submit", send("期间,地区,指标,本年累计", "2021-05,盘山县,活动,3"), "--data", "DATA")
    call("template", "--unit", "盘山县", "--period", "2021-06", "--data", "DATA", "--out", "DATA/out")
    sheet = load_workbook(tmp_path / "data/out/2021-06-盘山县.xlsx")["指标月报"]
    heads = {str(cell.value).rstrip("*"): cell.column for cell in sheet[1]}
    assert {sheet.cell(r, heads["指标"]).value: sheet.cell(r, heads["上月累计"]).value for r in (2, 3)} == {
        "举办创新创业活动": 3,
        "新增在孵企业及创新创业团队": None,
    }


def test_a_template_of_a_sample_says_so_in_each_row_and_left_blank_it_reports_nothing(call, tmp_path):
    Project(tmp_path / "data").mark_as_sample()
    call("template", "--unit", "盘山县", "--period", "2021-06", "--data", "DATA", "--out", "DATA/out")
    book = load_workbook(path := tmp_path / "data/out/2021-06-盘山县.xlsx")
    marks = [row[-1].value for sheet in ("指标月报", "任务进展") for row in book[sheet].iter_rows()]
    assert set(marks) == {"虚构示例", "是"}
    assert book["填写说明"]["A2"].value == "虚构示例"
    output = call("check", str(path), "--data", "DATA").output
    assert output.count("这一行没有填写") == len(marks) - 2


def test_check_writes_its_findings_and_a_marked_copy_beside_the_file(call, send, tmp_path):
    book = Workbook()
    book.active.title = "指标月报"
    for row in (["期间", "地区", "指标", "本年累计"], ["2021-06", "大洼区", "活动", -3]):
        book.active.append(row)
    book.save(tmp_path / "六月.xlsx")
    result = call("check", tmp_path / "六月.xlsx", send(*GOOD), "--annotate", "--data", "DATA")
    assert result.exit_code == 1
    assert sorted(p.name for p in tmp_path.glob("六月*")) == ["六月.xlsx", "六月.xlsx.检查结果.csv", "六月.批注.xlsx"]
    assert not list(tmp_path.glob("progress.csv.*")), "nothing to say, nothing written"
    again = call("check", *sorted(tmp_path.glob("*.*")), "--data", "DATA")
    assert "跳过：六月.xlsx.检查结果.csv" in again.output


def test_check_keeps_nothing(call, send, tmp_path):
    assert "可以报送：progress.csv　2 行" in call("check", send(*GOOD), "--data", "DATA").output
    assert call("check", send(GOOD[0], "2021-06,盘山县,高企,-1"), "--data", "DATA").exit_code == 1
    assert list((tmp_path / "data").iterdir()) == []


def test_a_file_whose_table_is_not_known_is_a_finding(call, send):
    result = call("submit", send(*GOOD, name="六月.csv"), "--data", "DATA")
    assert (result.exit_code, "从文件名看不出是哪张表" in result.output) == (1, True)


def test_a_file_that_takes_too_much_memory_is_refused_and_the_others_are_checked(call, tmp_path, monkeypatch):
    from panjin_kpi.intake.reading import limits

    monkeypatch.setattr(limits, "MOST_MEMORY", 24 * 2**20)
    for folder in ("large", "small"):
        (tmp_path / folder).mkdir()
        text = "期间,地区,指标,本年累计\n2021-06,盘山县,创新创业活动,3\n"
        (tmp_path / folder / "progress.csv").write_text(text, encoding="utf-8")
    os.truncate(tmp_path / "large/progress.csv", 64 * 2**20)
    result = call("check", tmp_path / "large/progress.csv", tmp_path / "small/progress.csv", "--data", "DATA")
    assert result.exit_code == 1
    assert "内存超过" in result.output
    assert "可以报送：progress.csv" in result.output


def test_refused_files_are_kept_by_reporter_and_history_sums_them_up(call, send):
    bad, good = (
        ("期间,地区,指标,本年累计", "2021-06,盘山县,活动,-3"),
        ("期间,地区,指标,本年累计", "2021-06,盘山县,活动,3"),
    )
    call("submit", send(*good), "--data", "DATA")
    assert "没有被退回的报送" in call("history", "--refused", "--data", "DATA").output
    for words in (("--district", "盘山县"), ("--period", "2021-06")):  # it would list everybody's all the same
        assert call("history", "--refused", *words, "--data", "DATA").exit_code == 2
    call("check", send(*bad), "--data", "DATA")
    for who in (["--by", "盘山县"], []):
        call("submit", send(*bad), "--data", "DATA", *who)
    call("submit", send("", name="actions.csv"), "--data", "DATA")
    output = re.sub(r"\s+", " ", call("history", "--refused", "--data", "DATA").output)
    assert re.search(r"没有注明 \d{4}-\d\d 1 1 0 文件是空的 1处", output)
    assert re.search(r"盘山县 \d{4}-\d\d 2 2 0 本年累计不能为负数 2处", output)
    result = call("history", "--district", "盘山县", "--data", "DATA")
    assert (result.exit_code, "请指明地区和指标" in result.stderr) == (2, True)


def test_what_is_refused_after_its_check_is_listed_with_the_reason_too(call, send, monkeypatch):
    monkeypatch.setattr(Project, "is_official", True)
    head = "期间,地区,指标,本年累计,虚构示例"
    call("submit", send(head, "2021-05,盘山县,活动,3,"), "--by", "盘山县", "--data", "DATA")
    early, earlier = ("2021-12,大洼区,活动,9,",), ("2021-05,盘山县,活动,2,", "2021-06,盘山县,活动,4,")
    refused = [  # by whom, what, on which day, and why
        ("大洼区", early, "2021-10-05", "收到日期 2021-10-05 早于所报的 2021-12"),
        ("盘山县", earlier, "2021-07-05", "改动了以前月份（2021-05）的数字"),
        ("双台子区", ("2021-06,双台子区,活动,4,是",), "2021-07-05", "这是虚构的示例数据，不能进入正式库"),
    ]
    for unit, rows, day, reason in refused:
        words = ("--table", "progress", "--by", unit, "--received", day, "--data", "DATA")
        result = call("submit", send(head, *rows, name=f"{unit}.csv"), *words)
        assert (result.exit_code, reason in result.output, "没有入库" in result.output) == (1, True, True)
        listed = re.sub(r"[ ]+", " ", call("history", "--refused", "--data", "DATA").output)
        assert re.search(rf"{unit} \d{{4}}-\d\d 1 1 \d+ {reason} 1处", listed), listed


def test_an_interrupted_commit_ends_the_command_and_what_was_kept_has_its_original(call, kept, send, monkeypatch):
    commit = SQLiteDialect_pysqlite.do_commit

    def interrupted(dialect, connection):
        commit(dialect, connection)
        if list((Path(connection.execute("PRAGMA database_list").fetchone()[2]).parent / "originals").glob("*")):
            raise KeyboardInterrupt

    files = [send(*GOOD, name="六月.csv"), send(GOOD[0], "2021-07,盘山县,活动,4", name="七月.csv")]
    with monkeypatch.context() as patch:
        patch.setattr(SQLiteDialect_pysqlite, "do_commit", interrupted)
        ended = call("submit", *files, "--table", "progress", "--data", "DATA")
    assert (ended.exit_code != 0, "没有入库" in ended.output, len(kept())) == (True, False, 2), ended.output
    assert "已收过" in call("submit", files[0], "--table", "progress", "--data", "DATA").output
    assert "没有留存的原件" not in call("verify", "--data", "DATA").output


@pytest.mark.databases
def test_a_file_is_checked_beside_those_that_were_accepted_since_its_check(call, send, monkeypatch, store_url):
    head = "uscc,name,district,district_basis,registered_on"
    mine, theirs = (
        send(head, f"91211100MA9T00001P,共同企业,{district},注册地址,2019-01-01", name=f"{district}.csv")
        for district in ("大洼区", "盘山县")
    )
    words = ("--table", "enterprises", "--data", "DATA", "--store", store_url, "--by")
    on_its_day = submissions.on_its_day

    def overtaken(checked, *rest):
        patch.undo()
        assert call("submit", theirs, *words, "盘山县").exit_code == 0
        return on_its_day(checked, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(submissions, "on_its_day", overtaken)
        refused = call("submit", mine, *words, "大洼区")
    assert (refused.exit_code, "没有入库：大洼区.csv" in refused.output) == (1, True), refused.output
    assert len(Store(store_url).log()) == 1
    after = call("submit", mine, *words, "大洼区")
    errors = [line for line in after.output.splitlines() if line.lstrip().startswith("错误")]
    assert errors
    assert set(errors) <= set(refused.output.splitlines())
