"""The commands of the store; tests of backup and restore are in ``tests/intake/``."""

import os
import re
import shutil
import sqlite3
from contextlib import closing
from datetime import date

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from panjin_kpi.batch.results.opening import open as open_results
from panjin_kpi.errors import NoStore
from panjin_kpi.intake.storage.snapshot import current_snapshot
from panjin_kpi.project import ROOT, Project
from panjin_kpi.reference import calendar

pytestmark = pytest.mark.slow

GOOD = ("期间,地区,指标,本年累计", "2021-06,盘山县,创新创业活动,３", "2021-06,高新区,高企,1")


def test_diff_between_two_days_prints_a_table_and_writes_it(call, send, tmp_path):
    for day, value in (("2021-06-26", 3), ("2021-07-26", 4)):
        call("submit", send(GOOD[0], f"2021-06,盘山县,活动,{value}"), "--data", "DATA", "--received", day)
    words = ("diff", "2021-06-30", "2021-07-30", "--data", "DATA")
    result = call(*words, "--out", tmp_path / "变动.csv")
    assert (result.exit_code, "变动 1 处" in result.output) == (0, True)
    assert "第2号" in (tmp_path / "变动.csv").read_text(encoding="utf-8-sig")
    assert call(*words, "--out", tmp_path / "变动.csv").exit_code == 0, "its own may be replaced"
    submitted = send(GOOD[0], "2021-06,盘山县,活动,4")
    before = submitted.read_bytes()
    for other in (submitted, tmp_path / "data/store/panjin_kpi.sqlite"):
        refused = call(*words, "--out", other).exception
        assert f"已有 {other}，不是 diff 写的，没有改动" in str(refused)
    assert submitted.read_bytes() == before
    book = call(*words, "--out", tmp_path / "变动.xlsx")
    assert (book.exit_code, (tmp_path / "变动.xlsx").exists()) == (1, False)
    assert "只写 CSV 文件，没有写变动.xlsx。请换成 .csv 结尾的文件名" in str(book.exception)
    assert "没有变动" in call("diff", "2021-07-30", "2021-08-30", "--data", "DATA").output
    assert call("diff", "2021-07-30", "reports/2021-06", "--data", "DATA").exit_code == 2
    to_come = call("diff", "2021-07-30", "2099-01-01", "--data", "DATA")
    assert (to_come.exit_code, "2099-01-01 还没有到，今天是 " in to_come.output) == (2, True), to_come.output


def test_verify_says_how_much_is_sound_or_names_what_was_altered_or_is_no_longer_there(call, send, tmp_path):
    assert call("verify", "--data", "DATA").exit_code == 1
    call("submit", send(*GOOD), "--data", "DATA", "--received", "2021-06-26")
    receipt = call(
        "submit", send(GOOD[0], "2021-06,盘山县,创新创业活动,5"), "--data", "DATA", "--received", "2021-07-26"
    )
    code = receipt.output.partition("校验码 ")[2][:12]
    sound = call("verify", "--data", "DATA", "--digest", code)
    assert (sound.exit_code, sound.output) == (0, f"库完好：2 件报送，3 行，截至 2021-07-26，校验码 {code}\n")
    assert call("verify", "--data", "DATA", "--digest", "0" * 12).exit_code == 1
    short = call("verify", "--data", "DATA", "--digest", code[:2])
    assert (short.exit_code, "校验码有12位，这里只有2位" in short.output) == (2, True)
    call("snapshot", "--data", "DATA")
    with sqlite3.connect(tmp_path / "data/store/panjin_kpi.sqlite") as connection:
        connection.execute("UPDATE progress SET value = 9 WHERE submission = 1 AND file_row = 3")
    connection.close()
    broken = call("verify", "--data", "DATA")
    assert broken.exit_code == 1
    assert "第1号报送（progress.csv）指标月报第 3 行被改动过" in broken.output
    assert "共 1 处不符。请与报送的原件核对" in broken.output


def test_verify_and_backup_count_each_original_that_is_gone_also_of_files_of_the_same_name(call, send, tmp_path):
    for value in (3, 4):
        call("submit", send(GOOD[0], f"2021-06,盘山县,活动,{value}"), "--data", "DATA")
    assert "没有留存的原件" not in call("backup", tmp_path / "0.backup", "--data", "DATA").output
    for number, path in enumerate(sorted((tmp_path / "data/store/originals").iterdir()), start=1):
        path.unlink()
        for words in (("verify",), ("backup", tmp_path / f"{number}.backup")):  # of a server, others may have them
            assert f"说明：{number} 件没有留存的原件" in call(*words, "--data", "DATA").output


def test_a_day_that_a_snapshot_shows_is_changed_with_a_reason_only(call, send, tmp_path):
    def listed():
        call("snapshot", "--data", "DATA")
        found = open_results("2021-06", tmp_path / "data").corrections
        return found[["first_value", "due_value", "value"]].to_numpy().tolist()

    def submit(value, *words):
        file = send(GOOD[0], f"2021-06,盘山县,活动,{value}")
        return call("submit", file, "--data", "DATA", "--received", "2021-06-26", *words).output

    submit(3)
    assert "或以后的快照" not in submit(4)
    call("snapshot", "--as-known-on", "2021-06-30", "--data", "DATA")
    assert "已有 2021-06-26 或以后的快照，这件从 " in submit(5)
    known = ("snapshot", "--as-known-on", "2021-06-30", "--data", "DATA")
    assert "来自 2 件报送" in call(*known).output
    assert listed() == [[3, 4, 5]], "late, whatever day it is said to have been received"
    assert "或以后的快照" not in submit(6, "--reason", "纸质件补录")
    assert "来自 3 件报送" in call(*known).output
    assert listed() == [[3, 6, 6]]


def test_the_office_closes_a_period_after_its_day_and_history_says_so(call, send):
    where = ("--data", "DATA")
    assert call("close", "2021-06", "--by", "市科技局", *where).exit_code == 1  # without a store
    for value, period in ((3, "2021-06"), (4, "2021-06"), (5, "2021-07")):
        if value == 4:
            closed = call("close", "2021-06", "--by", "市科技局", "--reason", "半年通报", *where)
            assert (closed.exit_code, "已封账：2021-06　第2号　" in closed.output) == (0, True)
        output = call("submit", send(GOOD[0], f"{period},盘山县,活动,{value}"), *where).output
        assert ("2021-06 已封账，这些数字留存" in output) == (value == 4)
    history = ("history", "--district", "盘山县", "--indicator", "活动", *where)
    found = call(*history).output
    assert [line.split()[-1] for line in found.splitlines() if line.strip().startswith("2021-")] == [
        "3", "封账后收到，不计入", "5",
    ]  # fmt: skip
    assert re.search("第2号　2021-06 封账　.*　市科技局　原因：半年通报", found)
    june = call(*history, "--period", " ２０２１-06").output
    assert ("：2 次报送" in june, "2021-07" in june) == (True, False)
    refused = {
        "不用再封": ("2021-06", "--by", "市科技局"),
        "大洼区不能封账": ("2021-07", "--by", "大洼区"),
        "没有封账，不用重新打开": ("2021-07", "--by", "市科技局", "--reopen", "--reason", "核实"),
        "还没有任何单位报送指标": ("2021-08", "--by", "市科技局"),
    }
    for message, words in refused.items():
        done = call("close", *words, *where)
        assert (done.exit_code, message in str(done.exception)) == (1, True), done.output
    blank = ("2021-06", "--by", "市科技局", "--reopen", "--reason", "  ")
    for words in (blank, blank[:4], ("2021-06", "--by", "谁"), ("2021", "--by", "市科技局")):
        assert call("close", *words, *where).exit_code == 2
    assert call("close", "2021-06", "--by", "市科技局", "--reopen", "--reason", "核实", *where).exit_code == 0
    assert "不计入" not in call(*history).output


def test_a_later_month_is_checked_against_and_prefilled_with_what_counts_of_a_closed_one(call, send, tmp_path):
    def sent(command, month, value, *words):
        file = send(GOOD[0], f"{month},大洼区,活动,{value}")
        options = ("--table", "progress", "--by", "大洼区", "--data", "DATA", *words)
        return call(command, file, *options)

    assert [sent("submit", month, 2).exit_code for month in ("2021-09", "2021-10")] == [0, 0]
    call("close", "2021-09", "--by", "市科技局", "--data", "DATA")
    assert "2021-09 已封账，这些数字留存" in sent("submit", "2021-09", 4, "--yes").output
    assert "内容相同" in sent("submit", "2021-09", 4).output
    found = sent("check", "2021-10", 3)
    assert (found.exit_code, "可以报送" in found.output) == (0, True), found.output
    assert "2021-09的累计数2" in sent("check", "2021-10", 1).output
    call("template", "--period", "2021-10", "--district", "大洼区", "--out", tmp_path, "--data", "DATA")
    (rows,) = (sheet for sheet in load_workbook(tmp_path / "2021-10-大洼区.xlsx") if sheet.title == "指标月报")
    heads = [cell.value for cell in rows[1]]
    last = {row[heads.index("指标*")]: row[heads.index("上月累计")] for row in rows.values}
    assert last["举办创新创业活动"] == 2
    assert sent("submit", "2021-10", 3).exit_code == 0
    call("close", "2021-09", "--by", "市科技局", "--reopen", "--reason", "核实", "--data", "DATA")
    refused = sent("check", "2021-10", 3)
    assert (refused.exit_code, "2021-09的累计数4" in refused.output) == (1, True)


@pytest.mark.parametrize("words", [("snapshot",), ("close", "2021-06", "--by", "市科技局")])
def test_a_closed_period_without_its_snapshot_gets_it(call, send, tmp_path, words):
    call("submit", send(GOOD[0], "2021-06,盘山县,活动,3"), "--data", "DATA")
    call("close", "2021-06", "--by", "市科技局", "--data", "DATA")
    call("submit", send(GOOD[0], "2021-06,盘山县,活动,4"), "--data", "DATA")
    folder = tmp_path / "data/snapshots"
    shutil.rmtree(folder)  # after a restore there is none either
    if words == ("snapshot",):
        call("snapshot", "--as-known-on", "2021-06-30", "--data", "DATA")
        assert len(list(folder.iterdir())) == 1
    call(*words, "--data", "DATA")
    shown = current_snapshot(folder, "2021-06")
    assert (shown.closed_by, shown.tables()["progress"]["value"].tolist()) == (2, [3])
    there = len(list(folder.iterdir()))
    call(*words, "--data", "DATA")
    assert len(list(folder.iterdir())) == there


def test_a_period_whose_figures_may_still_be_reported_is_not_closed(call, send, monkeypatch):
    call("submit", send(GOOD[0], "2021-12,盘山县,活动,3"), "--data", "DATA")
    monkeypatch.setattr(calendar, "today", lambda: date(2022, 1, 15))  # the day of calendar.csv itself
    refused = call("close", "2021-12", "--by", "市科技局", "--data", "DATA")
    assert (refused.exit_code, "2021-12 的数字到 2022-01-15 还可以报送，没有封账" in str(refused.exception)) == (
        1,
        True,
    )


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps other rights")
def test_stores_snapshots_backups_and_what_a_check_leaves_are_for_owner_and_group(call, send, tmp_path):
    call("submit", send(*GOOD), "--data", "DATA")
    call("snapshot", "--data", "DATA")
    call("backup", tmp_path / "x.backup", "--data", "DATA")
    bad = send(GOOD[0], "2021-06,无此区,活动,1", name="bad.csv")
    call("check", bad, "--table", "progress", "--data", "DATA")
    found = [*(tmp_path / "data").rglob("*"), tmp_path / "x.backup", tmp_path / "bad.csv.检查结果.csv"]
    assert len(found) > 12
    assert [path for path in found if path.stat().st_mode & 0o777 != (0o750 if path.is_dir() else 0o640)] == []


def test_only_what_submits_makes_tables_in_postgresql_and_fictitious_rows_stay_out(call, send, postgresql, tmp_path):
    with postgresql.schema() as url:
        where = ("--data", "DATA", "--store", url)
        looking = (["snapshot"], ["verify"], ["backup", tmp_path / "x"])
        for words in (*looking, ["run", "--period", "2021-06", "--out", tmp_path]):
            refused = call(*words, *where)
            assert (refused.exit_code, type(refused.exception)) == (1, NoStore), words
            assert [path.name for path in tmp_path.iterdir()] == ["data"], words
        first = ["template", "--period", "2021-06", "--district", "盘山县", "--out", tmp_path]
        for words in (first, ["check", send(*GOOD)]):  # a new office's first commands
            begun = call(*words, *where)
            assert (begun.exit_code, "这个数据库里还没有库，没有与以前各期核对" in begun.output) == (0, True), words
        engine = sa.create_engine(url, poolclass=sa.NullPool)
        with engine.connect() as connection:
            assert sa.inspect(connection).get_table_names() == []
        fictitious = send(f"{GOOD[0]},虚构示例", f"{GOOD[1]},是")
        assert "这是虚构的示例数据" in call("submit", fictitious, *where).output
        Project(tmp_path / "data").mark_as_sample()
        assert "回执第1号" in call("submit", fictitious, *where).output


def test_what_the_guides_show_of_a_backup_of_the_sample_is_what_is_printed(call, sample_project, tmp_path):
    file = tmp_path / "2021-12-31.backup"
    made = call("backup", file, "--data", sample_project.data).output.replace(str(file), file.name)
    back = call("restore", file, "--data", tmp_path / "new").output
    for guide in ("store.md", "commands.zh.md"):
        shown = re.sub("校验码 [0-9a-f]{12}", "校验码 X", (ROOT / "docs" / guide).read_text(encoding="utf-8"))
        assert re.sub("校验码 [0-9a-f]{12}", "校验码 X", made) in shown
        assert back in shown


def test_after_a_command_everything_is_in_the_store_s_own_file(shell, send, tmp_path):
    (tmp_path / "data").mkdir()
    assert shell("submit", send(*GOOD), "--data", tmp_path / "data").returncode == 0
    folder = tmp_path / "data/store"
    for words in (("verify",), ("backup", tmp_path / "一.backup"), ("verify", "--digest", "0" * 12)):
        assert (folder / "panjin_kpi.sqlite-wal").stat().st_size == 0, words
        assert (folder / "panjin_kpi.sqlite-shm").exists(), "readers without the right to write need it"
        shell(*words, "--data", tmp_path / "data")
    shutil.copy(folder / "panjin_kpi.sqlite", tmp_path / "copy.sqlite")
    with closing(sqlite3.connect(tmp_path / "copy.sqlite")) as copy:
        assert copy.execute("SELECT count(*) FROM progress").fetchone() == (2,)
