"""Every wait of a test has a deadline, and no child process outlives its test."""

import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psutil
import pytest
import sqlalchemy as sa

SECONDS = 120  # the longest wait, unless a test sets another
LIMIT = f"-cstatement_timeout={SECONDS}s"  # of PostgreSQL
LEFT_CONNECTIONS = "SELECT pg_terminate_backend(pid, 20000) FROM pg_stat_activity WHERE application_name = '{}'"
# If the tests are killed, so are the processes they started. Not by preexec_fn, which copies all memory first.
END_WITH_US = [setpriv, "--pdeathsig", "KILL", "--"] if (setpriv := shutil.which("setpriv")) else []


@contextmanager
def _running(command: list[object], **options: object) -> Iterator[subprocess.Popen]:
    with subprocess.Popen([*END_WITH_US, *map(str, command)], start_new_session=os.name != "nt", **options) as process:
        try:
            yield process
        finally:
            _kill(process)


def _kill(process: subprocess.Popen) -> None:
    """Kill a child, the processes below it, and the processes left in its group if it has already ended."""
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
            raise AssertionError(
                f"{process.args} was not finished in {seconds} seconds; its output: {output}"
            ) from None
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


@pytest.fixture(scope="session")
def running() -> Callable[..., AbstractContextManager[subprocess.Popen]]:
    """Start a child in a session of its own; at the end of the block it and its descendants are killed in any case."""
    return _running


@pytest.fixture(scope="session")
def finished() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run a child to its end, two minutes at most, and return its output; none of its processes is left behind."""
    return _finished


@pytest.fixture(scope="session")
def line_of() -> Callable[..., str]:
    """Read a child's next line; a child that prints nothing within the limit is killed, and the test fails."""

    def line(process: subprocess.Popen, seconds: float = SECONDS) -> str:
        timer = threading.Timer(seconds, _kill, [process])
        timer.start()
        try:
            read = process.stdout.readline()
        finally:
            timer.cancel()
        assert read, f"{process.args} has ended, or printed nothing for {seconds} seconds"
        return read

    return line


@pytest.fixture(scope="session")
def in_background() -> Callable[..., Future]:
    """Call a function in a thread; only asking for its result waits for it, with a timeout."""

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
    """Wait until a condition holds, for two minutes at most."""

    def wait(something: Callable[[], object], seconds: float = SECONDS) -> None:
        deadline = time.monotonic() + seconds
        while not something():
            assert time.monotonic() < deadline
            time.sleep(0.05)

    return wait


@dataclass(frozen=True)
class Postgresql:
    """A real server, in which each test has its own schema. One that the tests started can be stopped and restarted."""

    url: str
    stop: Callable[[], object] = lambda: pytest.skip("the server is not ours")
    start: Callable[[], object] = lambda: None
    numbers: count = field(default_factory=count)

    @property
    def admin(self) -> sa.Engine:
        """An engine for actions that only a test may perform on the server; its statements have deadlines too."""
        limits = {"connect_timeout": 20, "options": LIMIT}
        return sa.create_engine(self.url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool, connect_args=limits)

    @contextmanager
    def schema(self) -> Iterator[str]:
        name = f"test_{os.getpid()}_{next(self.numbers)}"
        with self.admin.connect() as connection:
            connection.exec_driver_sql(f"CREATE SCHEMA {name}")
        try:
            options = f"-csearch_path={name} -capplication_name={name} {LIMIT}"
            there = sa.make_url(self.url).update_query_dict({"options": options})
            yield there.render_as_string(hide_password=False)
        finally:
            with self.admin.connect() as connection:
                connection.exec_driver_sql(LEFT_CONNECTIONS.format(name))
                connection.exec_driver_sql(f"DROP SCHEMA {name} CASCADE")


@pytest.fixture(scope="session")
def postgresql(
    running: Callable[..., AbstractContextManager[subprocess.Popen]],
    finished: Callable[..., subprocess.CompletedProcess[str]],
    wait_for: Callable[..., None],
) -> Iterator[Postgresql]:
    """The server that PANJIN_KPI_POSTGRES names, or else one started for the duration of the tests."""
    if named := os.environ.get("PANJIN_KPI_POSTGRES"):
        yield Postgresql(named)
        return
    paths = [shutil.which("postgres"), *sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), reverse=True)]
    folders = [Path(path).resolve().parent for path in paths if path]
    programs = next((folder for folder in folders if (folder / "initdb").exists()), None)
    if programs is None:
        missing = "NO POSTGRESQL: the store was not tried on it; install postgresql or set PANJIN_KPI_POSTGRES"
        (pytest.fail if os.environ.get("PANJIN_KPI_NEED_POSTGRES") else pytest.skip)(missing)
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # a socket's path must be short
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    someone = {"user": "postgres", "group": "postgres", "extra_groups": []} if as_root else {}  # it refuses root
    if as_root:
        shutil.chown(folder, "postgres")

    serve = [programs / "postgres", "-D", "data", "-k", folder]
    serve += ["-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=60"]
    try:
        new = [programs / "initdb", "-D", "data", "-U", "tests", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]
        done = finished(new, cwd=folder, **someone)
        assert done.returncode == 0, done.stderr
        state, servers = folder / "data" / "postmaster.pid", list[subprocess.Popen]()
        with (folder / "log").open("w") as log, ExitStack() as stack:

            def start() -> None:
                servers.append(stack.enter_context(running(serve, cwd=folder, stdout=log, stderr=log, **someone)))
                wait_for(accepts)

            def accepts() -> bool:
                assert servers[-1].poll() is None, (folder / "log").read_text(encoding="utf-8")
                return state.exists() and "ready" in state.read_text(encoding="utf-8")

            def stop() -> None:
                servers[-1].send_signal(signal.SIGQUIT)  # immediate shutdown: the tests' data need not be saved
                servers[-1].wait(SECONDS)

            start()
            yield Postgresql(f"postgresql+psycopg://tests@/postgres?host={folder}", stop, start)
            stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
