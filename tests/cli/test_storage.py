"""What has been kept, from the command line; backup and restore have their tests in ``tests/intake/``."""

import os
import sqlite3

import pytest
import sqlalchemy as sa

from panjin_kpi.errors import NoStore
from panjin_kpi.project import Project

GOOD = ("期间,地区,指标,本年累计", "2021-06,盘山县,创新创业活动,３", "2021-06,高新区,高企,1")


def test_diff_between_two_days_prints_a_table_and_writes_it(call, send, tmp_path):
    for day, value in (("2021-06-26", 3), ("2021-07-26", 4)):
        call("submit", send(GOOD[0], f"2021-06,盘山县,活动,{value}"), "--data", "DATA", "--received", day)
    words = ("diff", "2021-06-30", "2021-07-30", "--data", "DATA")
    result = call(*words, "--out", tmp_path / "变动.csv")
    assert (result.exit_code, "变动 1 处" in result.output) == (0, True)
    assert "第2号" in (tmp_path / "变动.csv").read_text(encoding="utf-8-sig")
    assert "没有变动" in call("diff", "2021-07-30", "2021-08-30", "--data", "DATA").output
    assert call("diff", "2021-07-30", "reports/2021-06", "--data", "DATA").exit_code == 2


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


def test_a_day_that_a_snapshot_shows_is_changed_with_a_reason_only(call, send):
    def submit(value, *words):
        file = send(GOOD[0], f"2021-06,盘山县,活动,{value}")
        return call("submit", file, "--data", "DATA", "--received", "2021-06-26", *words).output

    submit(3)
    assert "已有快照" not in submit(4)
    call("snapshot", "--as-known-on", "2021-06-30", "--data", "DATA")
    assert "2021-06-26 已有快照，这件从 " in submit(5)
    known = ("snapshot", "--as-known-on", "2021-06-30", "--data", "DATA")
    assert "来自 2 件报送" in call(*known).output
    assert "已有快照" not in submit(6, "--reason", "纸质件补录")
    assert "来自 3 件报送" in call(*known).output


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
        looking = (["snapshot"], ["verify"], ["backup", tmp_path / "x"], ["check", send(*GOOD)])
        for words in (*looking, ["run", "--period", "2021-06", "--out", tmp_path]):
            refused = call(*words, *where)
            assert (refused.exit_code, type(refused.exception)) == (1, NoStore), words
        engine = sa.create_engine(url, poolclass=sa.NullPool)
        with engine.connect() as connection:
            assert sa.inspect(connection).get_table_names() == []
        fictitious = send(f"{GOOD[0]},虚构示例", f"{GOOD[1]},是")
        assert "这是虚构的示例数据" in call("submit", fictitious, *where).output
        Project(tmp_path / "data").mark_as_sample()
        assert "回执第1号" in call("submit", fictitious, *where).output
