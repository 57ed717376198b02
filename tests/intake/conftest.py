"""Fixtures of the store's tests."""

from collections.abc import Callable

import pandas as pd
import pytest

from panjin_kpi import schemas
from panjin_kpi.intake.checks.check import CheckedFile, CheckedTable, check_file

ODD = {
    "str": ("盘锦市“双创”载体 😀𠮷", "it's 100%; \\ \" \t \n --", "Ünï\u200b ，。", None),
    "float64": ("0.1", "1e-300", "-0.0", None),
    "Int64": (str(2**53), "0", "-1", None),
    "boolean": ("True", "False", "True", None),
    "bool": ("False", "True", "False", "False"),
    "datetime64[ns]": ("1900-01-01", "2021-02-28", "2262-04-11", None),
}


@pytest.fixture(scope="session")
def checked_before() -> dict[tuple[str, ...], CheckedFile]:
    """A cache of checked files: the tests submit the same few repeatedly, and checking takes longer than submitting."""
    return {}


@pytest.fixture
def checked(plan, send, checked_before) -> Callable[..., CheckedFile]:
    """A checked file of monthly figures, given its lines."""

    def lines(*rows: str, header: str = "period,district,indicator,value,withdrawn") -> CheckedFile:
        file = send(header, *rows)
        if (header, *rows) not in checked_before:
            checked_before[header, *rows] = check_file(file, "progress", plan)
        return checked_before[header, *rows]

    return lines


@pytest.fixture(scope="session")
def every_table() -> CheckedFile:
    """A file of all twelve tables, with values of every type that a database might return changed."""
    return CheckedFile("全部.xlsx", "00" * 32, {name: _odd(name) for name in schemas.SUBMITTED}, [])


def _odd(table: str) -> CheckedTable:
    key = schemas.key(table)
    cells = {
        name: [f"{text} {row}" if name in key and str(spec.dtype) == "str" else text for row, text in enumerate(values)]
        for name, spec in schemas.schema(table).columns.items()
        for values in [ODD["str" if str(spec.dtype).startswith("str") else str(spec.dtype)]]
    }
    typed = pd.DataFrame(cells, index=range(2, 6), dtype="object")
    return CheckedTable(schemas.faults(table, typed)[0], typed.fillna(""))
