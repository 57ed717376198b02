"""What many tests need: the plan, an empty store, files as a district would send them, and one finished run."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from panjin_kpi.batch.execute import Outcome
from panjin_kpi.batch.run import Request, run
from panjin_kpi.intake.store import Store
from panjin_kpi.project import Project
from panjin_kpi.reference.plan import Plan
from panjin_kpi.sample.files import accept_sample, write_sample
from panjin_kpi.sample.year import sample_files

HEADER = "period,district,indicator,value"


@pytest.fixture(scope="session")
def plan() -> Plan:
    return Plan.load()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(f"sqlite:///{tmp_path / 'store' / 'test.sqlite'}")


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
    request: Request
    outcomes: list[Outcome]

    @property
    def folder(self) -> Path:
        return self.request.folder


@pytest.fixture(scope="session")
def sample_project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = Project(tmp_path_factory.mktemp("data"))
    plan = Plan.load()
    files = sample_files(plan)
    write_sample(project.data, plan, files)
    accept_sample(project.data, plan, files, Store(project.store_url))
    return project


@pytest.fixture(scope="session")
def site(sample_project: Project, tmp_path_factory: pytest.TempPathFactory) -> Site:
    request = Request("2021-12", out=tmp_path_factory.mktemp("报告 out"))
    return Site(sample_project, request, run(sample_project, request))
