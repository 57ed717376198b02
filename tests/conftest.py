"""Fixtures shared by many tests: the plan, an empty store, files as a district would send them, one finished run."""

import gc
import importlib
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest
from filelock import FileLock
from hypothesis import settings
from sqlalchemy import Engine

from panjin_kpi.batch.kernels.forkserver import GARBAGE
from panjin_kpi.batch.reports.execute import Outcome
from panjin_kpi.batch.run import RunRequest, run
from panjin_kpi.intake.storage import database
from panjin_kpi.intake.storage.store import Store
from panjin_kpi.project import REPORTS, ROOT, Project
from panjin_kpi.reference.plan import Plan
from tests.browsers import CHROMIUM, FLAGS
from tests.fork_server import _fork_server, shared_fork_servers  # noqa: F401 - fixtures
from tests.left_processes import _no_thread_left, pytest_sessionfinish  # noqa: F401 - a fixture and a hook
from tests.plan import PLAN

HEADER = "period,district,indicator,value"
# the duration of an example is no criterion of correctness; speed is measured in benchmarks/
settings.register_profile("tests", deadline=None)
QUICK = 10  # examples of make check
HYPOTHESIS_SETTINGS = "_hypothesis_internal_use_settings"
settings.register_profile("quick", deadline=None, max_examples=QUICK)
settings.load_profile("tests")
# files with tests of these marks take longest and are started first
LONG = ("browser", "kernel", "mutation", "office", "sample", "server", "site", "slow")
# pandera imports hypothesis if it is installed, which takes a fifth of a command's start
os.environ["PYTHONPATH"] = str(Path(__file__).parent / "as_installed")
collect_ignore = ["as_installed", "office.py"]  # imported by other programs


@pytest.fixture(scope="session")
def load_benchmark() -> Callable[[str], ModuleType]:
    """A program of benchmarks/ as a module."""

    def load(name: str) -> ModuleType:
        with pytest.MonkeyPatch.context() as path:
            path.syspath_prepend(str(ROOT / "benchmarks"))  # as Python does when it runs a script
            return importlib.import_module(name)

    return load


@pytest.fixture(scope="session")
def plan() -> Plan:
    return PLAN


@pytest.hookimpl(tryfirst=True)  # before tests are chosen by their marks
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the tests that need the sample, its site or a database server, and start the slow files first."""
    quick, long = config.getoption("--hypothesis-profile") == "quick", set[Path]()
    for item in items:
        own = getattr(getattr(item, "obj", None), HYPOTHESIS_SETTINGS, None)
        if quick and own and own.max_examples > QUICK:  # the test sets its own number of examples
            setattr(item.obj, HYPOTHESIS_SETTINGS, settings(own, max_examples=QUICK))
        needs, variant = getattr(item, "fixturenames", ()), getattr(item, "callspec", None)
        kinds = [value for value in variant.params.values() if isinstance(value, str)] if variant else []
        for name, fixture in (("sample", "sample_made"), ("site", "site")):
            if fixture in needs:
                item.add_marker(name)
        if "postgresql" in [*needs, *kinds]:
            item.add_marker("server")
        is_long = any(item.get_closest_marker(name) for name in LONG)
        if is_long and not item.get_closest_marker("timeout"):
            waits = "site" in needs or "sample_made" in needs  # for the first of them, which makes it
            item.add_marker(pytest.mark.timeout(900 if waits else 600))
        if is_long:
            long.add(item.path)
    items.sort(key=lambda item: item.path not in long)  # so that no process is idle at the end


def pytest_collection_finish() -> None:
    """Exclude modules and collected tests from garbage collection, which took most of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE)  # as in the command


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test of the store runs on each database if it is marked ``databases``, otherwise on SQLite."""
    if "backend" in metafunc.fixturenames:
        both = metafunc.definition.get_closest_marker("databases")
        metafunc.parametrize("backend", ["sqlite", "postgresql"] if both else ["sqlite"])


@pytest.fixture
def disk(finished):
    """A small disk for one test; if it may not be mounted the test is skipped."""

    @contextmanager
    def mounted(mount_point, options):
        mount_point.mkdir()
        if finished(["mount", "-t", "tmpfs", "-o", options, "tmpfs", mount_point]).returncode:
            pytest.skip("a file system may not be mounted here")
        try:
            yield
        finally:
            assert finished(["umount", "-l", mount_point]).returncode == 0

    return mounted


@pytest.fixture(scope="module")
def driver():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def browser(driver):
    assert CHROMIUM, "PANJIN_KPI_NEED_BROWSER is set and there is no Chromium"
    launched = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield launched
    launched.close()


@pytest.fixture(autouse=True)
def _closed_databases(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Close a test's databases at its end; otherwise a later test collects their connections and gets the warnings."""
    opened = set[Engine]()
    monkeypatch.setattr(database, "_opened", opened)
    yield
    for engine in opened:
        engine.dispose()


@pytest.fixture
def new_database(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Callable[..., str]]:
    """Make an empty database, by default of the test's own kind, and return its URL."""
    made = count(1)
    with ExitStack() as stack:

        def make(kind: str = backend) -> str:
            if kind == "sqlite":
                return f"sqlite:///{tmp_path / 'store' / f'test{next(made)}.sqlite'}"
            return stack.enter_context(request.getfixturevalue("postgresql").schema())

        yield make


@pytest.fixture
def store_url(new_database: Callable[..., str]) -> str:
    return new_database()


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    made = Store(store_url)
    yield made
    made.engine.dispose()


@pytest.fixture
def send(tmp_path: Path) -> Callable[..., Path]:
    """Write a CSV file from lines; the first is the header."""

    def write(*lines: str, name: str = "progress.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes("\n".join(lines).encode(encoding) + b"\n")
        return path

    return write


@pytest.fixture
def progress() -> Callable[..., pd.DataFrame]:
    """Rows in force from tuples (period, district, indicator, value)."""

    def frame(*rows: tuple[str, str, str, float]) -> pd.DataFrame:
        table = pd.DataFrame(list(rows), columns=HEADER.split(","))
        return table.astype({"period": "str", "district": "str", "indicator": "str", "value": "float64"})

    return frame


@dataclass(frozen=True)
class Site:
    """A finished run."""

    project: Project
    request: RunRequest
    outcomes: list[Outcome]

    @property
    def folder(self) -> Path:
        return self.request.folder

    def with_results(self, out: Path) -> Path:
        """A folder of reports in which an earlier run has left the results, so that the next one keeps them."""
        shutil.copytree(self.folder / "results", out / self.request.period / "results")
        return out


@dataclass(frozen=True)
class Made:
    """A sample and the output of the command that made it."""

    project: Project
    output: str


@pytest.fixture(scope="session")
def sample_made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The sample as the command makes it, once for all tests."""
    folder = tmp_path_factory.mktemp("data")
    if made := os.environ.get("PANJIN_KPI_SAMPLE"):  # made by the same command in the Makefile
        shutil.copytree(made, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("snapshots", ".made"))
        output = (Path(made) / ".made").read_text(encoding="utf-8").replace(made, str(folder))
        return Made(Project(folder), output)
    command = [sys.executable, "-m", "panjin_kpi", "sample", "--out", str(folder), "--submit"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True, timeout=500)
    return Made(Project(folder), done.stdout)


@pytest.fixture(scope="session")
def sample_project(sample_made: Made) -> Project:
    return sample_made.project


def _as_made_by_make(project: Project, asked: RunRequest) -> None:
    """Start from the reports that ``make report`` has left: the run makes those again whose keys do not match."""
    made = os.environ.get("PANJIN_KPI_SAMPLE")
    if made and (Path(made) / "snapshots").is_dir() and (REPORTS / asked.period / "run.json").exists():
        shutil.copytree(Path(made) / "snapshots", project.snapshots, dirs_exist_ok=True)
        shutil.copytree(REPORTS / asked.period, asked.folder)


@pytest.fixture(scope="session")
def together(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder shared by all processes of this test run."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def once(together: Path) -> Callable[[str, Callable[[], Any]], Any]:
    """Make a value once for all tests, in the first process that needs it."""

    def value(name: str, make: Callable[[], Any]) -> Any:
        made = together / f"{name}.pickle"
        with FileLock(together / f"{name}.lock", timeout=800):
            if not made.exists():
                made.write_bytes(pickle.dumps(make()))
        return pickle.loads(made.read_bytes())

    return value


@pytest.fixture(scope="session")
def site(request: pytest.FixtureRequest, together: Path, once: Callable[[str, Callable[[], Any]], Any]) -> Site:
    """The sample's reports, made once for all tests."""

    def make() -> Site:
        project = Project(together / "site data")
        shutil.copytree(request.getfixturevalue("sample_project").data, project.data)
        asked = RunRequest("2021-12", out=together / "报告 out")
        _as_made_by_make(project, asked)
        return Site(project, asked, run(project, asked))

    found: Site = once("site", make)
    return found
