"""What many tests need: the plan, an empty store, and files as a district would send them."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from panjin_kpi.intake.store import Store
from panjin_kpi.reference.plan import Plan

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
