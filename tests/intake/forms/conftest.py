"""The month's workbook as a unit gets it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from panjin_kpi import schemas
from panjin_kpi.intake.forms.prefill import prefilled, tables_of
from panjin_kpi.intake.forms.template import monthly_workbook, save_new


@pytest.fixture(scope="session")
def write_template(plan) -> Callable[..., Path]:
    """Write a unit's workbook into a folder."""

    def write(folder: Path, unit: str = "panshan", period: str = "2021-06") -> Path:
        rows = prefilled(plan, unit, period, schemas.empty("progress"))
        path = folder / f"{unit}.xlsx"
        save_new(monthly_workbook(plan, unit, period, rows, tables_of(plan, unit, period)), path)
        return path

    return write


@pytest.fixture
def template(write_template, tmp_path) -> Callable[..., Path]:
    return partial(write_template, tmp_path)
