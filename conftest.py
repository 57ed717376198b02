"""Whatever a test waits for has a deadline, and no child process outlives its test."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import AbstractContextManager, contextmanager, suppress

import psutil
import pytest

SECONDS = 120  # within which something waited for has happened, unless a test says otherwise
PRCTL = ctypes.CDLL(None).prctl if sys.platform == "linux" else None


@contextmanager
def _running(
    command: list[object], preexec_fn: Callable[[], object] = lambda: None, **options: object
) -> Iterator[subprocess.Popen]:
    def first() -> None:
        preexec_fn()
        if PRCTL:  # should these tests themselves be killed, it is as well
            PRCTL(1, signal.SIGKILL)

    options |= {} if os.name == "nt" else {"start_new_session": True, "preexec_fn": first}
    with subprocess.Popen([str(word) for word in command], **options) as process:
        try:
            yield process
        finally:
            _kill(process)


def _kill(process: subprocess.Popen) -> None:
    """Kill a child, the processes below it, and whatever is left in its group when it has ended itself."""
    below = []
    with suppress(psutil.NoSuchProcess):
        if process.poll() is None:
            below = psutil.Process(process.pid).children(recursive=True)  # some are in groups of their own
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    for each in below:
        with suppress(psutil.NoSuchProcess):
            each.kill()


def _finished(command: list[object], seconds: float = SECONDS, **options: object) -> subprocess.CompletedProcess[str]:
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with _running(command, **quiet, encoding="utf-8", **options) as process:
        try:
            out, err = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            _kill(process)
            output = "".join(process.communicate(timeout=SECONDS))
            raise AssertionError(f"{process.args} was not finished in {seconds} seconds; it said: {output}") from None
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


@pytest.fixture(scope="session")
def running() -> Callable[..., AbstractContextManager[subprocess.Popen]]:
    """Start a child in a session of its own; at the end of the block it and all below it are killed, come what may."""
    return _running


@pytest.fixture(scope="session")
def finished() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run a child to its end, two minutes at most, and give what it said; none of its processes is left behind."""
    return _finished


@pytest.fixture(scope="session")
def line_of() -> Callable[..., str]:
    """Read a child's next line; a child that says nothing for so long is killed, and the test fails."""

    def line(process: subprocess.Popen, seconds: float = SECONDS) -> str:
        timer = threading.Timer(seconds, _kill, [process])
        timer.start()
        try:
            read = process.stdout.readline()
        finally:
            timer.cancel()
        assert read, f"{process.args} has ended, or said nothing for {seconds} seconds"
        return read

    return line


@pytest.fixture(scope="session")
def in_background() -> Callable[..., Future]:
    """Call a function in a thread; nobody waits for it but who asks for its result, and says how long."""

    def begin(function: Callable[..., object], *arguments: object) -> Future:
        future: Future = Future()

        def work() -> None:
            try:
                future.set_result(function(*arguments))
            except BaseException as error:
                future.set_exception(error)

        threading.Thread(target=work, daemon=True).start()
        return future

    return begin


@pytest.fixture(scope="session")
def wait_for() -> Callable[..., None]:
    """Wait until something is so, for two minutes at most."""

    def wait(something: Callable[[], object], seconds: float = SECONDS) -> None:
        deadline = time.monotonic() + seconds
        while not something():
            assert time.monotonic() < deadline
            time.sleep(0.05)

    return wait
