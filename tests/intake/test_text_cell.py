import pytest
from openpyxl import Workbook, load_workbook

from panjin_kpi.intake.text_cell import put


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("http://x","y")', "<b>甲</b>", "'a", "\x01b", "-3"])
def test_text_comes_back_as_text(tmp_path, text):
    book = Workbook()
    put(book.active, 1, 1, text)
    book.save(tmp_path / "a.xlsx")
    cell = load_workbook(tmp_path / "a.xlsx").active["A1"]
    assert (cell.data_type, cell.value) == ("s", text.replace("\x01", ""))
