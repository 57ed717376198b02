"""Formulas that were never computed: their cells look empty to the reader of values."""

import io
import re
import zipfile
from collections.abc import Iterable
from typing import Any

from panjin_kpi.intake.findings import Finding, letter
from panjin_kpi.intake.reading.table_layout import Sheet

FORMULA = re.compile(rb"<f[ />]")  # not <formula1>, which every drop-down list has
REASON, REMEDY = "公式没有存下计算结果，或结果是错误", "请用 Excel 或 WPS 打开并保存，或直接填数"


def formulas_without_value(file: str, content: bytes, sheets: Iterable[Sheet]) -> list[Finding]:
    """Cells with a formula whose value was not stored, or is an error.

    calamine reads both as blank and does not tell formulas, so openpyxl looks for them, in files that have any.

    Parameters
    ----------
    file : str
        The file's name.
    content : bytes
        The file.
    sheets : iterable of Sheet
        Its sheets as read.
    """
    if not content.startswith(b"PK") or not _has_formulas(content):
        return []
    from openpyxl import load_workbook  # a quarter of a second, and few files have formulas

    try:
        book = load_workbook(io.BytesIO(content), read_only=True)
        return [finding for sheet in sheets for finding in _in_sheet(file, sheet, book[sheet.sheet])]
    except Exception:  # openpyxl gives up in many ways on a file that calamine could read
        reason, remedy = "无法核对公式是否都有计算结果", "请用 Excel 或 WPS 打开后另存为 xlsx"
        return [Finding(file, reason, remedy, "warning")]


def _has_formulas(content: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [part for part in archive.namelist() if part.startswith("xl/worksheets/")]
        return any(FORMULA.search(archive.read(part)) for part in parts)


def _in_sheet(file: str, sheet: Sheet, formulas: Any) -> Iterable[Finding]:
    texts = dict(zip(sheet.cells.index, sheet.cells.to_numpy(), strict=True))
    for row, cells in enumerate(formulas.iter_rows(values_only=True), start=1):
        for place, (text, formula) in enumerate(zip(texts.get(row, ()), cells, strict=False)):
            if not text and isinstance(formula, str) and formula.startswith("="):
                column, cell = str(sheet.cells.columns[place]).rstrip("*"), f"{letter(place)}{row}"
                yield Finding(file, REASON, REMEDY, sheet=sheet.sheet, row=row, cell=cell, column=column, value=formula)
