import re

import pytest
from xlsxwriter import Workbook

from panjin_kpi.intake.reading.formats.grid import LOST_TEXT, UNCOMPUTED
from panjin_kpi.intake.reading.formats.xls import read_xls

pytestmark = [pytest.mark.office, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def content(converted):
    return converted("xls")


def test_a_workbook_is_read_as_it_is_shown(content, as_it_is_shown):
    as_it_is_shown(read_xls(content))


@pytest.mark.parametrize("cut", [9, 513, 2000, -700])
def test_a_damaged_workbook_is_one_error(content, cut):
    with pytest.raises(ValueError, match="BIFF"):
        list(read_xls(content[:cut]))


def test_a_column_of_no_width_is_hidden_too(content):
    """The record of column L has a width of zero instead of the mark that it is hidden."""
    record = re.search(rb"\x7d\x00\x0c\x00\x0b\x00\x0b\x00(..)..(..)", content, re.DOTALL)
    options = bytes([record[2][0] & ~1, record[2][1]])
    narrow = content[: record.start(1)] + b"\0\0" + content[record.end(1) : record.start(2)] + options
    first = next(read_xls(narrow + content[record.end(2) :]))
    assert first.hidden_columns & set(range(12)) == {11}


def test_output_of_xlrd_is_suppressed(content, capfd):
    list(read_xls(content))
    assert capfd.readouterr() == ("", "")


def test_a_formula_that_waits_to_be_computed_is_no_blank(content):
    """LibreOffice computes A2 to an empty text and sets no flag; a program that cannot compute sets the second one."""
    record = re.search(rb"\x06\x00..\x01\x00\x00\x00..\x03\x00{5}\xff\xff", content, re.DOTALL)
    marked = content[: record.end()] + b"\2" + content[record.end() + 1 :]
    first = next(read_xls(marked))
    assert (2, 0, UNCOMPUTED) in [(d.row, d.column, (d.reason, d.remedy)) for d in first.doubts]
    assert first.text(2, 0) == "公式"


def test_a_zero_that_libreoffice_may_have_stored_for_a_text_is_asked_about(converted, tmp_path):
    """It does not compute a formula with a stored result, and writes the number of a text, which is zero."""
    lost = {"A1": ('=TEXT(2+1,"0")', "3"), "B1": ("=+H1", "字"), "C1": ('=(H1&"")', "字"), "D1": ('=IF(H1="",0,1)', 0)}
    kept = {"E1": ("=G1+G2", 0), "F1": ("=SUM(G1:G9)", 0), "A2": ("=(-G1*2)", 0), "B2": ("=50%*0", 0), "C2": ("=H1", 5)}
    with Workbook(tmp_path / "stored.xlsx") as book:
        sheet = book.add_worksheet()
        for address, (formula, result) in (lost | kept).items():
            sheet.write_formula(address, formula, None, result)
    content = converted("xls", tmp_path / "stored.xlsx")
    (grid,) = read_xls(content)
    assert {f"{'ABCDEF'[d.column]}{d.row}": (d.reason, d.remedy) for d in grid.doubts} == dict.fromkeys(lost, LOST_TEXT)
    assert grid.lines == [(1, ["0"] * 6), (2, ["0", "0", "5"])]
    (of_another,) = read_xls(content.replace(b"Calc  ", b"Excel "))  # the name of the user
    assert of_another.doubts == []


def test_a_true_zero_of_a_formula_that_is_filled_down_or_gives_a_number_is_one(converted, tmp_path):
    """LibreOffice stores a formula that is filled down once, and refers to it from each cell."""
    kept, lost = (
        {"A": "=G{0}+H{0}", "B": "=SUM(G{0}:H{0})", "C": "=SUM(b!G{0}:H{0})", "I": "=ROUND(G{0}*H{0},0)"}
        | {"J": "=SUM(G{0},H{0})", "K": '=COUNTIF(G1:G{0},">1")', "L": '=SUMIF(G{0}:H{0},">1")', "M": "=(MAX(G{0},0))"},
        {"D": '=TEXT(G{0},"0")', "E": "=G{0}", "F": "=IF(ROUND(G{0},0)=0,H{0})", "N": "=$E$291", "O": "=INDEX(G:H,1)"},
    )
    with Workbook(tmp_path / "filled.xlsx") as book:
        sheet, _ = book.add_worksheet("a"), book.add_worksheet("b")
        for row in range(1, 5):
            for column, formula in (kept | lost).items():
                sheet.write_formula(f"{column}{row}", formula.format(row), None, "3" if column in lost else 0)
    grid, *_ = read_xls(converted("xls", tmp_path / "filled.xlsx"))
    asked = {(column, row) for column in lost for row in range(1, 5)}
    assert {(chr(ord("A") + d.column), d.row) for d in grid.doubts} == asked
