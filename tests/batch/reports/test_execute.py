import gc
import os
import threading
import time
import warnings
from concurrent.futures import ThreadPoolExecutor

import nbformat
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from panjin_kpi.batch.jobs import Job, Report
from panjin_kpi.batch.kernels.forkserver import KernelForkServerDied
from panjin_kpi.batch.kernels.pool import kernels
from panjin_kpi.batch.reports.execute import INTERRUPTED, REPORT_SECONDS, execute

pytestmark = pytest.mark.kernel


@pytest.fixture
def make(tmp_path):
    """Execute a little notebook with the given cells after its parameters."""

    def make(*sources, deadline=REPORT_SECONDS, kernels=None, **parameters):
        cells = [new_code_cell('district = ""', metadata={"tags": ["parameters"]}), *map(new_code_cell, sources)]
        notebook = new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "x"}})
        notebook.metadata["kernelspec"]["language"] = "python"
        nbformat.write(notebook, tmp_path / "little.ipynb")
        job = Job(Report(name="little", title="小", pages=("city",)), "dawa", parameters)
        return execute(job, tmp_path / "out", notebooks=tmp_path, deadline=deadline, kernels=kernels)

    return make


def test_chinese_parameters_stand_as_chinese_and_arrive_unharmed(make, tmp_path):
    district = '大洼区 "引号" C:\\新\n第二行'
    outcome = make("print(district)", district=district)
    assert outcome.made
    executed = nbformat.read(tmp_path / "out/little/dawa.ipynb", as_version=4)
    (own,) = (cell for cell in executed.cells if cell.metadata.get("tags"))
    assert own.source.startswith('district = "大洼区')
    assert executed.cells[-1].outputs[0].text == district + "\n"
    assert executed.metadata["kernelspec"]["name"] == "python3"


def test_a_notebook_that_raises_is_kept_with_its_error_and_leaves_the_earlier_page(make, tmp_path):
    assert make("1 + 1").made
    good = (tmp_path / "out/little/dawa.ipynb").read_text(encoding="utf-8")
    outcome = make("raise ValueError('没有数')")
    assert (outcome.made, outcome.reason) == (False, "ValueError：没有数")
    failed = nbformat.read(tmp_path / "out/little/dawa.failed.ipynb", as_version=4)
    assert any(out.output_type == "error" for cell in failed.cells for out in cell.get("outputs", []))
    assert (tmp_path / "out/little/dawa.ipynb").read_text(encoding="utf-8") == good
    assert make("1 + 1").made
    assert not (tmp_path / "out/little/dawa.failed.ipynb").exists()


def test_a_kernel_that_dies_is_a_failed_report(make):
    outcome = make("import os; os._exit(3)")
    assert not outcome.made
    assert "DeadKernelError" in outcome.reason


def wait_until_gone(pid, seconds=15):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    raise AssertionError(f"process {pid} is still there")


@pytest.mark.parametrize("cell", ["import time; time.sleep(60)", "import os; os.kill(os.getpid(), 19)"])
def test_a_report_beyond_its_deadline_is_given_up_and_its_kernel_is_gone(make, tmp_path, cell):
    begun = time.monotonic()
    outcome = make(f"open({str(tmp_path / 'pid')!r}, 'w').write(str(__import__('os').getpid()))", cell, deadline=8)
    assert outcome.reason == "超过时限（8秒）"
    assert time.monotonic() - begun < 40
    wait_until_gone(int((tmp_path / "pid").read_text()))


@pytest.mark.own_fork_server
@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork server")
def test_no_kernel_is_started_in_place_of_one_that_the_end_of_the_run_has_killed(make, monkeypatch):
    asked = threading.Event()

    with kernels("warm") as own, ThreadPoolExecutor(1) as pool:

        def late(*_):
            asked.set()
            own.stopped.wait(20)
            raise KernelForkServerDied  # as the run has closed it: an ordinary kernel is started instead

        monkeypatch.setattr(own.fork_server, "fork", late)
        given_up = pool.submit(make, "1", kernels=own)
        assert asked.wait(20)
        own.stopped.set()
        assert given_up.result(60).reason == INTERRUPTED
        time.sleep(3)
        alive = [child for child in psutil.Process().children() if child.status() != psutil.STATUS_ZOMBIE]
        left = [child for child in alive if own.manager.sockets in " ".join(child.cmdline())]
        for child in left:
            child.kill()
    assert left == []


def test_a_missing_notebook_is_a_failed_report(tmp_path):
    outcome = execute(Job(Report(name="absent", title="x", pages=("city",)), "dawa", {}), tmp_path, notebooks=tmp_path)
    assert "absent.ipynb" in outcome.reason


def test_a_worker_thread_leaves_no_event_loop_open(make):
    gc.collect()
    with warnings.catch_warnings(record=True) as reasons, ThreadPoolExecutor(1) as pool:
        warnings.simplefilter("always")
        assert pool.submit(make, "1 + 1").result(120).made
        assert pool.submit(make, "2 + 2").result(120).made
        pool.shutdown()
        gc.collect()
    assert not [warning for warning in reasons if "event loop" in str(warning.message)]


def test_the_working_directory_is_left_alone(make, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert make("1").made
    from pathlib import Path

    assert Path.cwd() == tmp_path
