"""Text stays text in a template and in an annotated copy, whatever it begins with."""

from typing import Any

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.worksheet.worksheet import Worksheet


def put(sheet: Worksheet, row: int, column: int, value: Any) -> Cell:
    """Write a value into a cell; a text that begins like a formula is not one.

    >>> from openpyxl import Workbook
    >>> put(Workbook().active, 1, 1, "=HYPERLINK(1)").data_type
    's'
    """
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"
    elif value is not None:
        cell.value = value
    return cell
