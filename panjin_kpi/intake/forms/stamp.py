"""The stamp of a month's workbook: for which unit it was made, on the hidden sheet of choices.

A cell is kept by Excel, WPS and LibreOffice in every format, where a property of the document is lost in some.
:mod:`panjin_kpi.intake.reading.workbook_file` reads it.
"""

from openpyxl.worksheet.worksheet import Worksheet

from panjin_kpi.intake.sheet_names import STAMP
from panjin_kpi.spreadsheet import write_text_cell


def write_stamp(lists: Worksheet, unit: str) -> None:
    """Write a unit's identifier into the first column of the sheet of choices."""
    for row, text in enumerate((STAMP, unit), start=1):
        write_text_cell(lists, row, 1, text)
