from io import BytesIO

import pytest
from openpyxl import load_workbook
from xlsxwriter import Workbook

from panjin_kpi.report.workbook.styles import formats


@pytest.fixture
def read_back():
    """What a program that opens the workbook finds in the sheet that a function has filled."""

    def read_back(fill, *arguments):
        file = BytesIO()
        with Workbook(file, {"in_memory": True}) as book:
            fill(book.add_worksheet("表"), formats(book), *arguments)
        return load_workbook(file)["表"]

    return read_back
