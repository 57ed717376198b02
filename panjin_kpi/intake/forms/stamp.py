"""The stamp of a month's workbook: for which unit it was made, on the hidden sheet of choices.

A cell is kept by Excel, WPS and LibreOffice in every format, where a property of the document is lost in some.
"""

from pathlib import Path

from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineError, CalamineWorkbook

from panjin_kpi.intake.sheet_names import CHOICES
from panjin_kpi.spreadsheet import write_text_cell

STAMP = "填报单位"


def write_stamp(lists: Worksheet, unit: str) -> None:
    """Write a unit's identifier into the first column of the sheet of choices."""
    for row, text in enumerate((STAMP, unit), start=1):
        write_text_cell(lists, row, 1, text)


def read_stamp(path: Path) -> str | None:
    """The unit that a workbook was made for; none where it has no stamp.

    Parameters
    ----------
    path : Path
        A workbook in any format, which has been read before: nothing in it is dangerous.
    """
    try:
        book = CalamineWorkbook.from_path(path)
        (name,) = (name for name in book.sheet_names if name.strip() == CHOICES)
        cells = book.get_sheet_by_name(name).to_python(nrows=2)
        return str(cells[1][0]).strip() or None if str(cells[0][0]).strip() == STAMP else None
    except (CalamineError, OSError, ValueError, IndexError):
        return None
