"""Wrong usage is answered in Chinese, with exit code 2."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from panjin_kpi.cli import app
from panjin_kpi.cli.usage import SENTENCES
from panjin_kpi.project import ROOT

RUN = ("run", "--period", "2021-06")
WRONG = {
    (): None,
    ("chek",): "没有 chek 这个命令，是不是 check。用法见 ",
    ("乱写",): "没有 乱写 这个命令",
    ("run",): "缺少 --period。用法见 ",
    ("check",): "缺少 FILE...",
    ("run", "--perod", "2021-06"): "没有 --perod 这个选项，是不是 --period",
    ("run", "--乱写"): "没有 --乱写 这个选项",
    ("run", "--period"): "--period 后面要写上值",
    ("submit", "--yes=3", "x"): "--yes 后面不写值",
    ("snapshot", "甲", "乙"): "多出了 甲 乙",
    (*RUN, "--jobs", "x"): "--jobs 要写整数",
    (*RUN, "--jobs", "-1"): "--jobs 不能小于 0",
    ("sample", "--districts", "999999"): "--districts 不能大于",
    (*RUN, "--engine", "快"): "--engine 不能是“快”，可选的有：warm, ordinary, papermill",
    (*RUN, "--period", "2021-07"): "--period 只能写一次；要做几次，请分几次运行",
    ("check", "--data", "甲", "甲.xlsx", "--data", "乙"): "--data 只能写一次",
    (*RUN, "--district", "大连"): "没有“大连”这个地区，是不是“大洼区”？用法见",
    ("check", "没有.xlsx"): "FILE 找不到文件：没有.xlsx",
    ("template", "--period", "2021-13"): "--period 期间“2021-13”写法不对",
}


@pytest.mark.parametrize("words", WRONG, ids=" ".join)
def test_wrong_usage_is_answered_in_chinese(call, words):
    result = call(*words)
    assert result.exit_code == 2
    if wanted := WRONG[words]:
        assert result.stderr.startswith(f"错误：{wanted}")
        assert result.stderr.count("\n") == 1
        assert "--help" in result.stderr


def test_every_sentence_has_a_case_that_causes_it(call):
    left = {re.sub(r"\\\d", "", words).strip("，、 ：“”") for _, words in SENTENCES} - {""}
    stated = "".join(filter(None, WRONG.values()))
    assert not [words for words in left if not all(part in stated for part in re.split(r"[“”\s]+", words) if part)]


def test_help_is_no_mistake(call):
    assert call("run", "--help").exit_code == 0
    assert call("--help").exit_code == 0


def test_ctrl_c_in_any_command_is_one_sentence_and_exit_code_one(call, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("panjin_kpi.intake.checks.refusals.refusal_rows", interrupted)
    result = call("history", "--refused", "--data", "DATA")
    assert (result.exit_code, result.output) == (1, "错误：运行被中断，没有做完。请重新运行\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="has no device that is always full")
@pytest.mark.parametrize("where", ["/dev/full", "closed"])
def test_output_that_cannot_be_written_is_one_sentence_at_most(running, where):
    ours, theirs = os.pipe()
    os.close(ours)
    with os.fdopen(theirs, "wb") as closed, Path("/dev/full").open("wb") as full:
        command = [sys.executable, "-m", "panjin_kpi", "--help"]
        options = {"stdout": full if where == "/dev/full" else closed, "stderr": subprocess.PIPE}
        with running(command, **options, env=os.environ | {"PYTHONUNBUFFERED": ""}) as process:
            errors = process.communicate(timeout=60)[1].decode()
    assert process.returncode == 1
    assert (errors[:3], errors.count("\n")) == ("错误：", 1) or (where, errors) == ("closed", ""), (
        "who closes it asks for none"
    )


@pytest.mark.parametrize("guide", ["commands.md", "commands.zh.md"])
def test_the_guides_to_the_commands_name_every_option(guide):
    lines = (ROOT / "docs" / guide).read_text(encoding="utf-8").splitlines()
    for name, command in typer.main.get_command(app).commands.items():
        (row,) = [line for line in lines if line.startswith(f"| `panjin-kpi {name}")]
        options = {option for parameter in command.params for option in parameter.opts if option.startswith("--")}
        assert [option for option in options - {"--data", "--store"} if option not in row] == [], name
