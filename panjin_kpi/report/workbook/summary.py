"""The workbook's first sheet: every district in one table that prints on one A4 page."""

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from panjin_kpi.report.workbook.sheet import Content, fill
from panjin_kpi.report.workbook.styles import POINTS, TEXT, WHOLE, Formats
from panjin_kpi.schemas.formats import BLANK

SUMMARY = "总表"
ONE_PAGE = 40  # rows that can still be read on one A4 page
Cells = Sequence[Sequence[str]]


def write_summary(sheet: Worksheet, formats: Formats, title: str, note: str, cells: Cells, warning: str = "") -> None:
    """Fill the sheet from a table's headings and rows as a page shows them; figures become numbers again."""
    headings, *rows = cells
    columns = [[None if cell == BLANK else cell for cell in column] for column in zip(*rows, strict=True)]
    looks = [_look(column) for column in columns]
    values = [
        [value and (value if look == TEXT else float(value)) for value in column]
        for look, column in zip(looks, columns, strict=True)
    ]
    fill(sheet, formats, Content(title, note, "summary", headings, looks, values), warning)
    sheet.fit_to_pages(1, 1 if len(rows) <= ONE_PAGE else 0)


def _look(values: Sequence[str | None]) -> str:
    """Whole numbers, numbers with decimals, or text."""
    known = [value for value in values if value]
    try:
        numbers = [float(value) for value in known]
    except ValueError:
        return TEXT
    return POINTS if not numbers or any("." in value for value in known) else WHOLE
