"""Wrong usage exits with 2, a fault of the data with 1, and both are reported in Chinese."""

import os
import sqlite3
from contextlib import closing

import pytest

from panjin_kpi.errors import NoStore

GOOD = ("期间,地区,指标,本年累计", "2021-06,盘山县,创新创业活动,３", "2021-06,高新区,高企,1")


@pytest.mark.parametrize(
    "words",
    [
        ["submit", "absent.csv", "--data", "DATA"],
        ["submit"],
        ["run", "--data", "DATA"],
        ["run", "--period", "2021-12", "--data", "DATA", "--district", "兴隆区"],
        ["run", "--period", "2021-12", "--data", "DATA", "--notebook", "nothing"],
        ["run", "--period", "2021-12", "--data", "DATA", "--audience", "everybody"],
        ["run", "--period", "Dezember", "--data", "DATA"],
        ["run", "--period", "2021-12", "--data", "DATA/absent"],
        ["snapshot", "--as-known-on", "yesterday", "--data", "DATA"],
        ["template", "--period", "2021-06", "--data", "DATA"],
        ["template", "--period", "2021-06", "--district", "盘山县", "--unit", "市科技局", "--data", "DATA"],
        ["template", "--period", "2022-06", "--district", "盘山县", "--data", "DATA", "--out", "DATA"],
        ["template", "--period", "2021-06", "--unit", "市体育局", "--data", "DATA", "--out", "DATA"],
        ["template", "--period", "2021-06", "--unit", "市商务局", "--data", "DATA", "--out", "DATA"],
        ["nothing"],
    ],
)
def test_wrong_usage_exits_with_two(call, words):
    assert call(*words).exit_code == 2


def test_a_folder_given_for_a_file_and_a_missing_file_have_different_messages(call, send, tmp_path):
    (tmp_path / "更正").mkdir()
    result = call("submit", send(*GOOD), tmp_path / "更正", "--data", "DATA")
    assert (result.exit_code, f"{tmp_path / '更正'} 是文件夹，请指明其中的文件" in result.output) == (2, True)
    missing = call("submit", tmp_path / "无.csv", "--data", "DATA")
    assert (missing.exit_code, f"找不到文件：{tmp_path / '无.csv'}" in missing.output) == (2, True)


def test_an_unknown_table_is_wrong_usage(call, send):
    assert call("submit", send(*GOOD), "--table", "progres", "--data", "DATA").exit_code == 2


@pytest.mark.slow
def test_trouble_with_reference_or_store_is_reported_in_chinese_without_a_traceback(send, tmp_path, shell):
    (tmp_path / "reference").mkdir()
    missing = shell("submit", send(*GOOD), "--data", tmp_path)
    assert (missing.returncode, "参考数据缺少 districts.csv" in missing.stderr) == (1, True)
    for url in ("nonsense", "mysql+nodriver://localhost:1/x", f"sqlite:///{send(*GOOD)}/under/a/file.sqlite"):
        result = shell("submit", send(*GOOD), "--store", url)
        assert result.returncode == 1, url
        assert result.stderr.startswith("错误："), url
        assert "Traceback" not in result.stdout + result.stderr
    assert "Traceback" not in missing.stdout + missing.stderr


ODD_PERIODS = ["２０２１-13", "2021-6", "2021/06", "2021–06", "../../x", "", "二〇二一-06", "2021-06\x1b[2J", "2099-13"]


@pytest.mark.parametrize("period", ODD_PERIODS)
@pytest.mark.parametrize(
    "command", [["run", "--out", "DATA/out"], ["template", "--district", "盘山县", "--out", "DATA"]]
)
def test_a_month_in_other_words_is_refused_in_chinese_and_leaves_nothing(call, tmp_path, command, period):
    result = call(*command, "--period", period, "--data", "DATA")
    assert result.exit_code == 2
    assert "写法不对" in result.output
    assert list((tmp_path / "data").iterdir()) == []


def test_a_month_in_full_width_is_understood(call, tmp_path):
    words = ("template", "--district", "盘山县", "--data", "DATA", "--out", "DATA")
    assert call(*words, "--period", " ２０２１－０６ ").exit_code == 0
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["2021-06-盘山县.xlsx"]


@pytest.mark.parametrize("command", [["run"], ["template", "--district", "盘山县"]])
def test_a_month_of_a_year_without_targets_is_refused_in_chinese(call, command):
    result = call(*command, "--period", "2099-12", "--data", "DATA")
    assert (result.exit_code, "2099年没有年度目标" in result.output) == (2, True)


@pytest.mark.parametrize(
    ("day", "message"),
    [
        ("2099-01-01", "还没有到"),
        ("昨天", "不是日期"),
        ("2021-02-30", "不是日期"),
        ("20210626", "不是日期"),
        ("2021-W25-6", "不是日期"),
        ("", "不是日期"),
    ],
)
def test_a_day_to_come_and_what_is_no_day_is_refused_in_chinese(call, send, tmp_path, day, message):
    for words in (("submit", send(*GOOD), "--received"), ("snapshot", "--as-known-on")):
        result = call(*words, day, "--data", "DATA")
        assert (result.exit_code, message in result.output) == (2, True), result.output
    assert list((tmp_path / "data").iterdir()) == []


def test_a_day_in_full_width_is_understood(call, send):
    result = call("submit", send(*GOOD), "--received", "２０２１-06-25", "--data", "DATA")
    assert "收到 2021-06-25" in result.output


COMMANDS = [
    ["run", "--period", "2021-06", "--out", "DATA/out"],
    ["snapshot"],
    ["diff", "2021-06-01", "2021-07-01"],
    ["backup", "DATA/backup.sqlite"],
    ["history", "--district", "盘山县", "--indicator", "活动"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
@pytest.mark.parametrize("store", [[], ["--store", "sqlite:///DATA/tpyo.sqlite"]], ids=["empty data", "mistyped store"])
def test_a_command_that_only_reads_makes_no_store(call, tmp_path, command, store):
    result = call(*command, *store, "--data", "DATA")
    assert result.exit_code == 1
    assert "库" in str(result.exception)
    assert "请检查 --data 和 --store" in str(result.exception)
    assert list((tmp_path / "data").iterdir()) == []


@pytest.mark.parametrize("command", [["check"], ["template", "--district", "盘山县", "--period", "2021-06"]])
def test_a_mistyped_store_is_not_taken_for_an_empty_one(call, send, tmp_path, command):
    files = [send(*GOOD)] if command == ["check"] else []
    result = call(*command, *files, "--store", "sqlite:///DATA/tpyo.sqlite", "--data", "DATA")
    assert result.exit_code in (1, 2)
    assert "没有库" in str(result.exception)
    assert "第一次 submit 时才建库，此前 template 和 check 不要加 --store" in str(result.exception)


def test_without_a_store_a_check_says_what_it_did_not_look_at(call, send):
    result = call("check", send(*GOOD), "--data", "DATA")
    assert result.exit_code == 0
    assert "里还没有库，没有与以前各期核对" in result.output


def test_an_empty_file_is_no_store(call, tmp_path):
    (tmp_path / "data" / "store").mkdir(parents=True)
    (tmp_path / "data" / "store" / "panjin_kpi.sqlite").touch()
    assert "没有库" in str(call("snapshot", "--data", "DATA").exception)


@pytest.mark.slow
def test_a_store_whose_first_submission_was_interrupted_is_none_yet(call, send, tmp_path):
    call("--help")
    (tmp_path / "data/store").mkdir()
    with closing(sqlite3.connect(tmp_path / "data/store/panjin_kpi.sqlite")) as connection:
        connection.execute("PRAGMA journal_mode = WAL")  # the file has a header and no table
    assert (tmp_path / "data/store/panjin_kpi.sqlite").stat().st_size > 0
    for words in (
        ("check", send(*GOOD[:2])),
        ("template", "--period", "2021-06", "--district", "盘山县", "--out", "DATA"),
    ):
        result = call(*words, "--data", "DATA")
        assert (result.exit_code, "里还没有库，没有与以前各期核对" in result.output) == (0, True), result.output
    named = f"sqlite:///{tmp_path}/data/store/panjin_kpi.sqlite"
    assert isinstance(call("check", send(*GOOD[:2]), "--data", "DATA", "--store", named).exception, NoStore)
    assert call("submit", send(*GOOD[:2]), "--data", "DATA").exit_code == 0


def test_what_may_not_be_read_is_left_to_the_command_which_says_so_in_chinese(call, send, tmp_path, monkeypatch):
    monkeypatch.setattr("os.access", lambda _, mode, **__: mode != os.R_OK)  # root may read everything
    file = send(*GOOD[:2])
    words = [("check", file), ("diff", "2021-06-01", "2021-06-02", "--out", file), ("restore", file)]
    words += [("upgrade", "--backup", file), ("init", tmp_path), ("template", "--period", "2021-06", "--out", "DATA")]
    for command in words:
        result = call(*command, *([] if command[0] == "init" else ["--data", "DATA"]))
        assert "命令的写法不对" not in result.output, command
        assert "readable" not in result.output, command
    assert call("check", file, "--data", "DATA").exit_code == 0


def test_a_backup_that_may_not_be_read_is_not_called_damaged(call, send, tmp_path, monkeypatch):
    def refused(path, *_, **__):
        raise PermissionError(13, "Permission denied", str(path))

    file = send(*GOOD[:2])
    monkeypatch.setattr("panjin_kpi.intake.storage.backup.Path.open", refused)
    (tmp_path / "data").mkdir()
    assert isinstance(call("restore", file, "--data", "DATA").exception, PermissionError)
