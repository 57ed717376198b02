from datetime import date

import pytest
from openpyxl import Workbook, load_workbook

from panjin_kpi.spreadsheet import escape_formula, write_text_cell


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("http://x","y")', "<b>甲</b>", "'a", "\x01b", "-3"])
def test_text_comes_back_as_text(tmp_path, text):
    book = Workbook()
    write_text_cell(book.active, 1, 1, text)
    book.save(tmp_path / "a.xlsx")
    cell = load_workbook(tmp_path / "a.xlsx").active["A1"]
    assert (cell.data_type, cell.value) == ("s", text.replace("\x01", ""))


def test_numbers_days_and_blanks_are_left_as_they_are():
    sheet = Workbook().active
    assert [write_text_cell(sheet, 1, column, value).value for column, value in enumerate((1.5, None), 1)] == [
        1.5,
        None,
    ]
    assert write_text_cell(sheet, 2, 1, date(2021, 6, 5)).is_date


@pytest.mark.parametrize("text", ["=1", "+cmd|x", "@SUM(A1)", "-1+1", "\t=1"])
def test_what_begins_like_a_formula_is_quoted(text):
    assert escape_formula(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "-3", "+1,234.5", "-12.5%", "甲=乙", "2021-06"])
def test_numbers_and_other_text_stay(text):
    assert escape_formula(text) == text
