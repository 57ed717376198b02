from datetime import date

import pytest
from openpyxl import Workbook, load_workbook

from panjin_kpi.reference.text_cell import put


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("http://x","y")', "<b>甲</b>", "'a", "\x01b", "-3"])
def test_text_comes_back_as_text(tmp_path, text):
    book = Workbook()
    put(book.active, 1, 1, text)
    book.save(tmp_path / "a.xlsx")
    cell = load_workbook(tmp_path / "a.xlsx").active["A1"]
    assert (cell.data_type, cell.value) == ("s", text.replace("\x01", ""))


def test_numbers_days_and_blanks_are_left_as_they_are():
    sheet = Workbook().active
    assert [put(sheet, 1, column, value).value for column, value in enumerate((1.5, None), 1)] == [1.5, None]
    assert put(sheet, 2, 1, date(2021, 6, 5)).is_date
