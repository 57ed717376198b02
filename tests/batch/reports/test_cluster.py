"""If a scheduler dies, hangs or loses its workers, at any moment, whatever waits for it ends within a stated time."""

import multiprocessing
import os
import shutil
import signal
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from panjin_kpi.batch.reports import cluster as module
from panjin_kpi.batch.reports.cluster import DESERTED
from panjin_kpi.batch.reports.executors import LOST, executor
from panjin_kpi.errors import NoWorkers

pytestmark = [pytest.mark.kernel, pytest.mark.skipif(os.name == "nt", reason="forks schedulers and workers")]
MOMENTS = 30
SECONDS = 40  # within which a run must have ended, whatever happened to its scheduler
SCHEDULER = """
import asyncio, logging
logging.disable(logging.CRITICAL)
import dask
from distributed import Scheduler

async def serve():
    # five minutes and thirty seconds otherwise; it takes no less than eleven
    dask.config.set({"distributed.scheduler.worker-ttl": "2s", "distributed.comm.timeouts.tcp": "11s"})
    async with Scheduler(host=host, port=0, dashboard=False) as scheduler:
        address.send(scheduler.address)
        await scheduler.finished()

asyncio.run(serve())
"""
WORKER = """
import asyncio, ctypes, logging, os
logging.disable(logging.CRITICAL)
if network:  # into a network namespace of its own
    assert ctypes.CDLL(None, use_errno=True).setns(os.open(network, os.O_RDONLY), 0x40000000) == 0
from distributed import Worker

async def serve():
    async with Worker(scheduler, host=host, nthreads=1, dashboard=False, death_timeout=5) as worker:
        there.send(True)
        await worker.finished()

asyncio.run(serve())
"""
fork = multiprocessing.get_context("forkserver")
fork.set_forkserver_preload(["distributed"])  # each process then starts in milliseconds


def page_written_slowly(path: Path) -> str:
    """The work of a worker: it takes a while and writes a file."""
    time.sleep(0.1)
    path.write_text("half", encoding="utf-8")
    time.sleep(0.1)
    path.write_text("whole", encoding="utf-8")
    return path.name


page_written_slowly.__module__ = "__main__"  # sent by value, because a worker cannot import a module of the tests


@pytest.fixture
def children():
    """Start programs in separate processes, which end with the test, whether it passes or fails."""
    started = []

    def start(program, **known):
        process = fork.Process(target=exec, args=(program, known), daemon=True)
        started.append(process)
        process.start()
        return process

    yield start
    for process in started:
        process.kill()  # also one that was stopped
        process.join(10)


@pytest.fixture
def started(children):
    """Start a real scheduler and a worker: the scheduler's address, both processes."""

    def start(host="127.0.0.1", worker="127.0.0.1", network=""):
        ours, theirs = fork.Pipe()
        process = children(SCHEDULER, address=theirs, host=host)
        assert ours.poll(60), "the scheduler does not start"
        address = ours.recv()
        working = children(WORKER, scheduler=address, host=worker, network=network, there=theirs)
        assert ours.poll(60), "the worker does not start"
        return address, process, working

    return start


@pytest.fixture
def scheduler(started):
    return started()


@pytest.fixture
def network():
    """Two hosts, ours and one in a namespace: both addresses, the namespace, and how the connection is cut."""
    name = f"kpi{os.getpid() % 10**6}"

    def ip(words, check=True):
        command = ["ip", *words.split()]
        return subprocess.run(command, capture_output=True, check=check, timeout=20).returncode == 0

    if not shutil.which("ip") or not ip(f"netns add {name}", check=False):
        pytest.skip("a network namespace may not be made here")
    try:
        ip(f"link add {name}a type veth peer name {name}b netns {name}")
        for place, side, address in [("", "a", 1), (f"-n {name} ", "b", 2)]:
            ip(f"{place}address add 10.213.77.{address}/30 dev {name}{side}")
            ip(f"{place}link set {name}{side} up")
        ip(f"-n {name} link set lo up")
        yield "10.213.77.1", "10.213.77.2", f"/run/netns/{name}", lambda: ip(f"-n {name} link set {name}b down")
    finally:
        ip(f"netns delete {name}", check=False)
        ip(f"link delete {name}a", check=False)


@pytest.fixture
def quick(monkeypatch):
    """The same deadlines, shorter."""
    for name, seconds in {"CONNECT": 10.0, "ANSWER": 1.0, "SILENT": 8.0, "WORKERS": 3.0, "CLOSE": 1.0}.items():
        monkeypatch.setattr(module, f"{name}_SECONDS", seconds)


@contextmanager
def within(seconds):
    begun = time.monotonic()
    yield
    assert time.monotonic() - begun < seconds


def ended(address, folder, happens):
    """The outcome of ten pages during an incident: the names of those that were made, and the reasons of the others."""
    made, reasons = [], set()
    try:
        with executor(scheduler=address) as workers:
            for number, (_, page) in enumerate(
                workers.completed(page_written_slowly, [folder / f"{number}" for number in range(10)])
            ):
                happens(number)
                if isinstance(page, str):
                    reasons.add(page)
                elif page.cancelled():
                    reasons.add(LOST)
                else:
                    made.append(page.result(timeout=0))
    except NoWorkers as error:
        reasons.add(str(error))
    return made, reasons


@pytest.mark.parametrize("moment", range(MOMENTS))
def test_a_scheduler_that_dies_or_hangs_at_any_moment_ends_the_run(scheduler, quick, monkeypatch, tmp_path, moment):
    address, process, _ = scheduler
    monkeypatch.setattr(module, "SILENT_SECONDS", 4.0)
    random = Random(moment)
    harm = signal.SIGSTOP if moment % 3 == 2 else signal.SIGKILL
    after, seconds = random.randrange(-1, 9), random.uniform(0, 0.25)  # of which a page takes 0.2

    def happens(number):
        if number == after:
            time.sleep(seconds)
            os.kill(process.pid, harm)

    happens(-1)
    with within(SECONDS):
        made, reasons = ended(address, tmp_path, happens)
    assert len(made) >= max(after, 0), reasons
    assert len(made) == 10 or len(reasons) == 1
    assert all((tmp_path / name).read_text(encoding="utf-8") == "whole" for name in made)
    assert not reasons or reasons <= {LOST, module.SILENT.format(address)}


@pytest.mark.parametrize("harm", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "stopped"])
def test_a_scheduler_without_any_worker_left_ends_the_run(scheduler, quick, tmp_path, harm):
    address, _, worker = scheduler
    with within(SECONDS):
        made, reasons = ended(address, tmp_path, lambda number: number == 1 and os.kill(worker.pid, harm))
    assert len(made) >= 2
    assert reasons == {DESERTED}


def test_a_worker_whose_network_is_cut_ends_the_run(started, network, quick, tmp_path):
    *there, cut = network
    address, _, _ = started(*there)
    with within(SECONDS):
        made, reasons = ended(address, tmp_path, lambda number: number == 1 and cut())
    assert len(made) >= 2
    assert reasons == {DESERTED}
