"""A workbook with everything that may be read wrongly, and what of it is right in every format."""

import datetime
import os
import shutil

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font

from panjin_kpi.intake.reading.formats.grid import ERROR_VALUE, STRUCK
from panjin_kpi.intake.reading.formats.meaning import CONVERTED

SECONDS = 240  # LibreOffice itself has no limit to what it may take
STRUCK_FONT, RAISED = InlineFont(strike=True), InlineFont(vertAlign="superscript")
CELLS = {  # content, format, and the text that is right
    "A1": ("文字", None, "文字"),
    "B1": (3, None, "3"),
    "C1": (0.85, "0%", "85%"),
    "D1": (7, "000", "007"),
    "E1": (5_000_000, '0\\.0,"万"', "500.0万"),
    "F1": (datetime.date(2021, 6, 5), 'yyyy"年"m"月"d"日"', "2021-06-05"),
    "G1": (datetime.date(2021, 6, 15), 'yyyy"年"m"月"', "2021-06"),
    "H1": (datetime.datetime(2021, 6, 5, 14, 30), "yyyy-mm-dd", "2021-06-05"),
    "I1": (CellRichText("10", TextBlock(RAISED, "3"), "平方米"), None, "10³平方米"),
    "A2": ('=IF(1,"","")', None, ""),
    "B2": ("=1+2", None, "3"),
    "C2": ("=1/0", None, "#DIV/0!"),
    "D2": ("=NA()", None, "#N/A"),
    "E2": (CellRichText(TextBlock(STRUCK_FONT, "3"), "5"), None, "35"),
    "F2": (8, None, "8"),
    "G2": (8, '"PS-"000', "PS-008"),
    "H2": (1234.5678, "#,##0.00", "1234.5678"),
    "I2": (5_000_000, "#,##0,", "5000000"),
    "J2": (12, '0"家"', "12家"),
}
WRONG = {"C2": ERROR_VALUE, "D2": ERROR_VALUE, "E2": STRUCK, "F2": STRUCK}
WRONG |= dict.fromkeys(("F1", "G1", "H1"), CONVERTED)


@pytest.fixture(scope="session")
def everything(tmp_path_factory):
    """The workbook as xlsx, its formulas not computed."""
    book = Workbook()
    for address, (content, code, _) in CELLS.items():
        book.active[address] = content
        book.active[address].number_format = code or "General"
    book.active["F2"].font = Font(strike=True)
    book.active["A1"].comment = Comment("改为5", "某某")
    book.active["A3"] = "合"
    book.active.merge_cells("A3:B4")
    book.active["A6"] = "隐"
    book.active.row_dimensions[6].hidden = True
    book.active["L6"] = "隐"
    for column in "JL":
        book.active.column_dimensions[column].hidden = column == "L"
    book.create_sheet("乙")["A1"] = 1
    book["乙"].sheet_state = "hidden"
    path = tmp_path_factory.mktemp("everything") / "book.xlsx"
    book.save(path)
    return path


@pytest.fixture(scope="session")
def converted(everything, tmp_path_factory, finished):
    """The workbook, or another, as LibreOffice computes it and writes it in another format."""

    def converted(suffix, source=everything):
        if not shutil.which("soffice"):
            reason = "NO LIBREOFFICE: install libreoffice-calc to run these tests"
            pytest.fail(reason) if os.environ.get("PANJIN_KPI_NEED_LIBREOFFICE") == "1" else pytest.skip(reason)
        folder = tmp_path_factory.mktemp(suffix)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = ["soffice", "--headless", profile, "--convert-to", suffix, "--outdir", folder, source]
        done = finished(command, SECONDS)
        assert done.returncode == 0, done.stderr
        return (folder / f"{source.stem}.{suffix}").read_bytes()

    return converted


@pytest.fixture(scope="session")
def as_it_is_shown():
    """Whether the sheets of the workbook are read rightly."""

    def check(grids):
        grid, hidden = grids
        texts = {f"{chr(65 + at)}{row}": text for row, cells in grid.lines for at, text in enumerate(cells) if row < 3}
        assert {address: texts.get(address, "") for address in CELLS} == {a: right for a, (*_, right) in CELLS.items()}
        wrong = {f"{chr(65 + doubt.column)}{doubt.row}": (doubt.reason, doubt.remedy) for doubt in grid.doubts}
        assert "存的是5000000" in wrong.pop("I2")[0]
        assert wrong == WRONG
        assert {at: text.strip() for at, text in grid.comments.items()} == {(1, 0): "改为5"}
        assert (2, 0, 3, 1) in grid.merged
        assert grid.hidden_rows & set(dict(grid.lines)) == {6}
        assert grid.hidden_columns & set(range(12)) == {11}
        assert (grid.visible, hidden.visible) == (True, False)

    return check
