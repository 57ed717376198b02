"""Check that the tests leave no process that they started, and no thread that keeps a process from ending."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psutil
import pytest

MARK = "PANJIN_KPI_TESTS"  # in the environment of all processes that these tests start
OUTERMOST = MARK not in os.environ  # not one of xdist's processes, nor tests that a test runs
os.environ.setdefault(MARK, f"{os.getpid()} {time.time()}")
SECONDS = 20  # for processes and threads to end


@pytest.fixture(scope="module", autouse=True)
def _no_thread_left() -> Iterator[None]:
    """A file's tests must end every thread that Python would wait for at exit; a pool's thread can spin for ever."""
    with no_thread_left():
        yield


@contextmanager
def no_thread_left(seconds: float = SECONDS) -> Iterator[None]:
    """Fail if a thread that was started here, and that Python waits for at exit, does not end in time."""
    before = set(threading.enumerate())
    yield
    until = time.monotonic() + seconds
    while left := [thread for thread in threading.enumerate() if not thread.daemon and thread not in before]:
        assert time.monotonic() < until, f"threads are left: {left}"
        time.sleep(0.01)


@pytest.hookimpl(trylast=True)  # after xdist has ended its processes
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the whole test run, showing the commands of the processes that are left."""
    if OUTERMOST and (left := psutil.wait_procs(_begun_here(), timeout=SECONDS)[1]):
        report = session.config.get_terminal_writer()
        report.line(f"\nProcesses are left of the tests: {[_command(process) for process in left]}", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _begun_here() -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if process.environ().get(MARK) == os.environ[MARK] and process.pid != os.getpid():
                found.append(process)
    return found


def _command(process: psutil.Process) -> str:
    with suppress(psutil.Error):
        return " ".join(process.cmdline())
    return "it has ended just now"
