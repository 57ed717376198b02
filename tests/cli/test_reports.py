"""Reports from the command line."""

import json
import os
import re
import signal
import subprocess
import sys
from functools import partial

import psutil
import pytest

from panjin_kpi.cli import reports


def test_a_misspelt_district_is_answered_with_the_nearest(call):
    result = call("run", "--period", "2021-12", "--data", "DATA", "--district", "兴隆区")
    assert "是不是“兴隆台区”" in re.sub(r"[│\s]", "", result.output)


@pytest.mark.kernel
def test_the_shell_makes_the_reports_of_one_district_of_the_sample(sample_made, tmp_path, shell):
    assert "111 个文件" in sample_made.output
    assert "已入库 111 个" in sample_made.output
    words = ("--data", sample_made.project.data, "--out", tmp_path / "out", "--district", "大洼区")
    result = shell("run", "--period", "2021-11", *words)
    assert result.returncode == 0, result.stderr
    assert "报告 3 份，失败 0 份" in result.stdout
    assert "Traceback" not in result.stderr
    assert json.loads((tmp_path / "out/2021-11/run.json").read_text(encoding="utf-8"))["origin"]["fictitious"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing is begun before the command is imported")
def test_ctrl_c_while_the_command_is_still_imported_is_one_line_and_leaves_no_process(tmp_path, running, wait_for):
    command = [sys.executable, "-m", "panjin_kpi", "run", "--period", "2021-12", "--out", str(tmp_path / "out")]
    heeded = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # tests in the background ignore it
    with running(command, stderr=subprocess.PIPE, preexec_fn=heeded) as process:
        children = psutil.Process(process.pid).children
        wait_for(lambda: any("panjin_kpi.batch.kernels.forkserver" in child.cmdline() for child in children()))
        (forks,) = children()
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does
        errors = process.communicate(timeout=30)[1].decode()
        assert (process.returncode, errors[:8], errors.count("\n")) == (
            1,
            "错误：运行被中断",
            1,
        )  # wherever it was by then
        wait_for(lambda: not forks.is_running() or forks.status() == psutil.STATUS_ZOMBIE)
    assert not (tmp_path / "out").exists()


@pytest.mark.kernel
def test_a_failed_report_is_reported_in_the_terminal_and_exits_with_one(call, send, tmp_path):
    call("submit", send("期间,地区,指标,本年累计", "2021-11,大洼区,活动,3"), "--data", "DATA")
    (tmp_path / "data/out/2021-11/district_report/dawa.html").mkdir(parents=True)  # where its page is to be written
    result = call(
        "run", "--period", "2021-11", "--data", "DATA", "--out", "DATA/out", "--district", "大洼区", "--jobs", "1"
    )
    assert result.exit_code == 1
    assert "失败：district_report/dawa　" in result.output
    assert (tmp_path / "data/out/2021-11/index.html").exists()


def test_notebooks_to_work_on_are_copies_and_follow_the_originals_until_somebody_changes_them(tmp_path, monkeypatch):
    originals = tmp_path / "originals"
    originals.mkdir()
    monkeypatch.setattr(reports, "NOTEBOOKS", originals)
    for name in ("mine", "theirs"):
        (originals / f"{name}.ipynb").write_text("1")
    folder = reports.working_copies(tmp_path / "copies")
    (folder / "mine.ipynb").write_text("changed")
    for name in ("mine", "theirs", "new"):
        (originals / f"{name}.ipynb").write_text("2")
    reports.working_copies(folder)
    assert {path.stem: path.read_text() for path in folder.glob("*.ipynb")} == {
        "mine": "changed", "theirs": "2", "new": "2",
    }  # fmt: skip
    (originals / "mine.ipynb").write_text("3")
    for damaged in ("{", "null", "[5]"):  # nobody knows any more what is unchanged
        (folder / reports.COPIED).write_text(damaged)
        reports.working_copies(folder)
        assert (folder / "mine.ipynb").read_text() == "changed"


@pytest.mark.slow
def test_lab_hands_jupyterlabs_options_on(call, tmp_path, monkeypatch, capfd):
    monkeypatch.setattr(reports, "HOME", tmp_path / "data")
    assert call("lab", "--data", "DATA", "--version").exit_code == 0
    assert capfd.readouterr().out.startswith("4.")
    assert (tmp_path / "data" / "notebooks" / "explore.ipynb").exists()
