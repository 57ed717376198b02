"""Workbooks as a clerk might send them."""

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_WINDOWS_1900

from panjin_kpi.intake.checks.check import check_file


@pytest.fixture
def check(tmp_path, plan):
    """Check a workbook made of sheets: title to rows."""

    def check(hidden=(), name="六月.xlsx", epoch=CALENDAR_WINDOWS_1900, **sheets):
        book = Workbook()
        book.epoch = epoch
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
            if title in hidden:
                sheet.sheet_state = "hidden"
        book.save(tmp_path / name)
        return check_file(tmp_path / name, "", plan)

    return check
