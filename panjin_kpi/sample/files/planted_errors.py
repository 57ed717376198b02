"""Planted errors: a good workbook of the sample with one thing wrong at a time, to show the findings of ``check``."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from pydantic import TypeAdapter

from panjin_kpi import schemas
from panjin_kpi.files import write_atomically
from panjin_kpi.intake.findings import Severity
from panjin_kpi.reference.plan import Plan
from panjin_kpi.sample.files.workbooks import SampleFile, as_workbook
from panjin_kpi.spreadsheet import as_bytes

FOLDER = "faulty"


@dataclass(frozen=True)
class PlantedError:
    """A cell to be made wrong, and the text that the finding must contain."""

    name: str
    table: str
    column: str
    value: Any
    reason: str
    severity: Severity = "error"


PLANTED = TypeAdapter(tuple[PlantedError, ...]).validate_python(
    yaml.load(Path(__file__).with_suffix(".yaml").read_bytes(), Loader=schemas.LOADER)  # noqa: S506 - a safe one
)


def write_faulty(folder: Path, plan: Plan, files: list[SampleFile]) -> list[Path]:
    """Write one workbook for each planted error, and files that are not workbooks, into ``faulty/``.

    The workbook is the first report of the first district among the sample's ``files``.
    """
    target = folder / FOLDER
    target.mkdir(parents=True, exist_ok=True)
    good = next(file for file in files if "carriers" in file.tables)
    paths = []
    book = as_workbook(plan, good, schemas.empty("progress"))
    for number, fault in enumerate(PLANTED, start=1):
        paths.append(target / f"{number:02d}-{fault.name}.xlsx")
        cell = _cell(book, fault)
        before, kind = cell.value, cell.data_type
        cell.value = fault.value  # a text that begins like a formula becomes one: check has to find it
        write_atomically(paths[-1], as_bytes(book))
        cell.value, cell.data_type = before, kind
    for name, content in _no_workbooks(paths[0].read_bytes()):
        paths.append(target / name)
        write_atomically(paths[-1], content)
    return paths


def _cell(book: Workbook, fault: PlantedError) -> Cell:
    """The first row's cell of the column, or the last row's where earlier months are needed."""
    sheet = book[schemas.schema(fault.table).title]
    title = schemas.title(fault.table, fault.column)
    column = next(cell.column for cell in sheet[1] if str(cell.value).rstrip("*") == title)
    return sheet.cell(sheet.max_row if fault.name == "累计数减少" else 2, column)


def _no_workbooks(good: bytes) -> Iterator[tuple[str, bytes]]:
    yield "51-没有传完.xlsx", good[: len(good) // 2]
    yield "52-空文件.xlsx", b""
    yield "53-改了后缀的文档.xlsx", b"%PDF-1.7\n"
    yield "progress.csv", "期间,地区,指标,本年累计,虚构示例\n2021-06,兴隆区,高企,x,是\n".encode("gb18030")
