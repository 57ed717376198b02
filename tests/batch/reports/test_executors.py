import json
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from panjin_kpi.batch.kernels.forkserver import KernelForkServerDied
from panjin_kpi.batch.reports import cluster as module
from panjin_kpi.batch.reports.executors import Workers, executor
from panjin_kpi.batch.reports.make import KERNELS, OTHER_CODE
from panjin_kpi.batch.run import RunRequest, run
from panjin_kpi.errors import NoWorkers

pytestmark = pytest.mark.kernel
FOUR = ["panshan", "shuangtaizi", "xinglongtai", "dawa"]  # two for each worker


@pytest.fixture(scope="module")
def cluster():
    """A real scheduler with worker processes of its own."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs=50) as made:
        yield made


def test_a_worker_that_dies_loses_no_report_and_the_pages_are_those_of_a_local_run(site, tmp_path, cluster):
    out = site.with_results(tmp_path)
    request = RunRequest("2021-12", ["district_report"], FOUR, out=out, scheduler=cluster.scheduler_address)
    workers = [worker.process.pid for worker in cluster.workers.values()]
    killed = []

    def finished(outcome):
        if not killed:
            killed.append(workers[0])
            os.kill(workers[0], signal.SIGKILL)

    outcomes = run(site.project, request, finished=finished)
    assert killed
    assert [(outcome.job.scope, outcome.reason) for outcome in outcomes] == [(scope, "") for scope in FOUR]
    for scope in FOUR:
        page = f"district_report/{scope}.html"
        assert (request.folder / page).read_bytes() == (site.folder / page).read_bytes()
    assert not list(request.folder.rglob(".*part*"))


def test_a_worker_with_another_version_of_the_library_makes_nothing(site, tmp_path, cluster, monkeypatch):
    out = site.with_results(tmp_path)
    request = RunRequest("2021-12", ["district_report"], ["dawa"], out=out, scheduler=cluster.scheduler_address)
    monkeypatch.setattr("panjin_kpi.batch.run.code_digest", lambda: "another")
    assert [outcome.reason for outcome in run(site.project, request)] == [OTHER_CODE]
    assert OTHER_CODE in (request.folder / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("harm", [signal.SIGKILL, signal.SIGSTOP], ids=["dies", "hangs"])
def test_a_scheduler_that_is_lost_ends_the_run_and_the_index_states(site, tmp_path, wait_for, running, harm):
    out, known = site.with_results(tmp_path / "out"), tmp_path / "scheduler.json"
    dask, there = [sys.executable, "-m", "dask"], ["--scheduler-file", known, "--no-dashboard"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    worker = [*dask, "worker", *there, "--nthreads", "1", "--no-nanny", "--death-timeout", "5"]
    with (
        running([*dask, "scheduler", "--port", "0", *there], **quiet) as scheduler,
        running(worker, cwd=tmp_path, **quiet),
    ):
        wait_for(lambda: known.exists() and known.read_text(encoding="utf-8").endswith("}"))
        address = json.loads(known.read_text(encoding="utf-8"))["address"]
        command = [sys.executable, "-m", "panjin_kpi", "run", "--period", "2021-12", "--notebook", "district_report"]
        command += ["--out", out, "--data", site.project.data, "--scheduler", address]
        with running(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run_there:
            wait_for(lambda: list((out / "2021-12").glob("district_report/[!.]*.html")))
            scheduler.send_signal(harm)
            output, errors = (stream.decode() for stream in run_there.communicate(timeout=60))
            assert run_there.returncode == 1
    assert "Traceback" not in errors, errors
    assert "与调度器的连接断了，没有做成" in output
    assert "与调度器的连接断了，没有做成" in (out / "2021-12" / "index.html").read_text(encoding="utf-8")


@pytest.mark.own_fork_server
@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_leaving_it_waits_for_nobody_even_where_the_process_that_forks_hangs(wait_for):
    with executor("warm", jobs=1) as workers:
        pool = workers._pool
        fork_server = pool.submit(KERNELS.get).result(timeout=60).fork_server
        os.kill(fork_server.pid, signal.SIGSTOP)
        asked = pool.submit(fork_server.poll, 1)
        wait_for(asked.running)
        begun = time.monotonic()
    assert time.monotonic() - begun < 5
    assert isinstance(asked.exception(timeout=5), KernelForkServerDied)


def test_without_distributed_one_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(NoWorkers, match="这里没有安装。请运行 python -m pip install distributed"):
        executor(scheduler="tcp://127.0.0.1:9").__enter__()


def test_a_scheduler_that_is_not_there_is_reported(monkeypatch):
    monkeypatch.setattr(module, "CONNECT_SECONDS", 1)
    with pytest.raises(NoWorkers, match=r"连不上调度器 tcp://127\.0\.0\.1:9"), executor(scheduler="tcp://127.0.0.1:9"):
        pass


def test_a_scheduler_without_workers_is_reported(monkeypatch):
    from distributed import LocalCluster

    monkeypatch.setattr(module, "WORKERS_SECONDS", 1)
    with (
        LocalCluster(n_workers=0, dashboard_address=":0", silence_logs=50) as empty,
        pytest.raises(NoWorkers, match="没有工作进程"),
        executor(scheduler=empty.scheduler_address),
    ):
        pass


def test_a_report_that_takes_longer_than_every_step_may_is_given_up_with_the_reason(monkeypatch):
    monkeypatch.setattr("panjin_kpi.batch.reports.executors.EACH_SECONDS", 0.0)
    ends = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        try:
            ((task, reason),) = Workers(pool, 1).completed(lambda _: ends.wait(60), ["dawa"])
        finally:
            ends.set()
    assert (task, reason) == ("dawa", "等了0秒没有结果，没有做成")
