"""Real failures from outside that stop a run: memory, disk, permissions, kernels that hang."""

import json
import os
import shutil
import sys

import nbformat
import pytest

from panjin_kpi.batch.kernels.pool import kernels
from panjin_kpi.batch.run import RESERVED, RunRequest, run
from panjin_kpi.project import NOTEBOOKS
from tests.plan import PLAN

pytestmark = [pytest.mark.kernel, pytest.mark.skipif(not hasattr(os, "fork"), reason="Linux's own means")]
NEEDS_MEMORY = "import resource; resource.setrlimit(resource.RLIMIT_AS, (1 << 30,) * 2); bytearray(1 << 31)"
KILLED = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"  # as the system does when memory runs out
DISTRICTS, BLOCK = ("dawa", "panshan", "gaoxin"), 4096
HANGS = "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)"


@pytest.fixture
def command(site, finished):
    """Make three districts' reports in a folder with the command."""

    def call(out):
        words = [sys.executable, "-m", "panjin_kpi", "run", "--period", "2021-12", "--data", str(site.project.data)]
        words += ["--out", str(out), "--notebook", "district_report"]
        words += [word for district in DISTRICTS for word in ("--district", district)]
        return finished(words, seconds=240)

    return call


@pytest.fixture
def notebooks(tmp_path):
    """The notebooks, with something that happens before the first sentence of one district's report."""
    folder = shutil.copytree(NOTEBOOKS, tmp_path / "notebooks")

    def put(**happens):
        report = nbformat.read(folder / "district_report.ipynb", as_version=4)
        cell = next(cell for cell in report.cells if "verdict." in cell.source and cell.cell_type == "code")
        for scope, what in happens.items():
            cell.source = f"if scope == {scope!r}:\n    {what}\n" + cell.source
        nbformat.write(report, folder / "district_report.ipynb")
        return folder

    return put


def test_a_report_without_memory_fails_alone_and_the_index_says_why_and_how_to_repeat_it(site, tmp_path, notebooks):
    folder = notebooks(dawa=NEEDS_MEMORY, panshan=KILLED)
    out = site.with_results(tmp_path / "out")
    request = RunRequest("2021-12", ["district_report"], ["dawa", "panshan", "gaoxin"], out=out)
    reasons = {outcome.job.scope: outcome.reason for outcome in run(site.project, request, notebooks=folder)}
    assert reasons == {
        "dawa": "内存不足（MemoryError）",
        "panshan": "内核中途死亡（DeadKernelError），常因内存不足",
        "gaoxin": "",
    }
    index = (request.folder / "index.html").read_text(encoding="utf-8")
    assert "大洼区地区月报（内存不足（MemoryError））" in index
    assert "<code>panjin-kpi run --period 2021-12</code>" in index


def test_kernels_that_hang_time_out_and_release_their_slot(site, tmp_path, notebooks, monkeypatch):
    from panjin_kpi.batch.jobs import jobs
    from panjin_kpi.batch.reports import execute as module

    folder, results = notebooks(dawa=HANGS, panshan=HANGS), str(site.folder / "results")
    three = jobs(PLAN, "2021-12", results, "internal", ["district_report"], ["dawa", "panshan", "gaoxin"])
    deadlines = {"dawa": 4, "panshan": 4, "gaoxin": 60}
    monkeypatch.setattr(module, "LAST_SECONDS", 1.0)
    with kernels("warm", turns=1) as own:
        own.read(results)
        reasons = [
            module.execute(job, tmp_path / "out", folder, own, deadline=deadlines[job.scope]).reason for job in three
        ]
    assert reasons == ["超过时限（4秒）", "超过时限（4秒）", ""]


def test_a_full_disk_is_reported_in_the_index_and_a_larger_one_is_filled_by_the_same_command(
    site, tmp_path, command, disk, finished
):
    results = sum(-(-path.stat().st_size // BLOCK) * BLOCK for path in (site.folder / "results").rglob("*"))
    three = sum(path.stat().st_size for name in DISTRICTS for path in site.folder.glob(f"district_report/{name}.*"))
    with disk(tmp_path / "small", f"size={(results + RESERVED + three * 7 // 10) // 1024}k"):
        shutil.copytree(site.folder / "results", tmp_path / "small" / "2021-12" / "results")
        done = command(tmp_path / "small")
        assert (done.returncode, "Traceback" in done.stderr) == (1, False), done.stderr
        assert "磁盘已满" in done.stdout
        folder = tmp_path / "small" / "2021-12"
        rows = json.loads((folder / "run.json").read_text(encoding="utf-8"))["reports"]
        made = {row["scope"] for row in rows if row["status"] == "made"}
        assert 1 <= len(made) < 3
        assert "磁盘已满，写不下" in (folder / "index.html").read_text(encoding="utf-8")
        assert made == {path.stem for path in (folder / "district_report").glob("*.html")}
        assert not list(folder.rglob(".*part*"))
        assert finished(["mount", "-o", "remount,size=64m", tmp_path / "small"]).returncode == 0
        again = command(tmp_path / "small")
        assert again.returncode == 0, again.stdout
        assert f"沿用没有变化的 {len(made)} 份" in again.stdout


@pytest.mark.parametrize(
    ("options", "message"),
    [("size=100k", "错误：磁盘已满，写不下"), ("ro,size=100k", "错误：没有权限读写")],
    ids=["too small for the results", "read-only"],
)
def test_a_disk_on_which_nothing_can_be_written_is_reported_in_one_line(tmp_path, command, disk, options, message):
    with disk(tmp_path / "disk", options):
        done = command(tmp_path / "disk")
        assert not [path for path in (tmp_path / "disk").rglob("*") if path.suffix != ".lock"]
    assert done.returncode == 1
    assert done.stderr.strip().splitlines()[-1].startswith(message)
    assert "Traceback" not in done.stderr
