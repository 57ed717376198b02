from datetime import datetime

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook

from panjin_kpi import schemas
from panjin_kpi.report.workbook.looks import add_styles
from panjin_kpi.report.workbook.sheet import WIDEST, write_sheet

NOTES = pd.DataFrame(
    {
        "period": "2021-06",
        "action_id": ["=1+1", "+A1", "-A1", "@x"],
        "raised_on": pd.to_datetime(["2021-06-05", None, None, None]),
        "raised_at": "调研",
        "owner": "大洼区",
        "owner_name": "大洼区",
        "matter": ["短", "长" * 60, "一\n二\n三", "\x01控制字符"],
        "due_on": pd.NaT,
        "status": None,
        "age_days": [25, 0, 1, 2],
        "overdue_days": pd.array([3, None, None, 0], dtype="Int64"),
    }
)


@pytest.fixture
def written(tmp_path):
    def written(table, frame, warning=""):
        book = Workbook()
        add_styles(book)
        write_sheet(book.create_sheet("表"), table, frame, "题目　2021年6月", warning)
        book.save(tmp_path / "a.xlsx")
        return load_workbook(tmp_path / "a.xlsx")["表"]

    return written


def test_title_explanation_header_and_rows_stand_in_this_order(written):
    sheet = written("open_matters", NOTES)
    about = schemas.schema("open_matters")
    assert [sheet.cell(row, 1).value for row in range(1, 5)] == [
        "题目　2021年6月",
        about.description,
        "期间",
        "2021-06",
    ]
    assert [cell.value for cell in sheet[3]] == [column.title for column in about.columns.values()]
    assert (sheet.freeze_panes, sheet.print_title_rows, sheet.auto_filter.ref) == ("A4", "$3:$3", "A3:K7")
    assert sheet["K1"].value == "返回目录"
    assert sheet["K1"].hyperlink.location == "'目录'!A1"


def test_a_warning_stands_below_the_title_and_on_every_printed_page(written):
    sheet = written("open_matters", NOTES, "虚构示例")
    assert sheet["A2"].value == sheet.oddHeader.center.text == "虚构示例"
    assert sheet["A4"].value == "期间"
    assert sheet.freeze_panes == "A5"


def test_text_that_looks_like_a_formula_is_text(written):
    sheet = written("open_matters", NOTES)
    cells = [sheet.cell(row, 2) for row in range(4, 8)]
    assert [(cell.value, cell.data_type) for cell in cells] == [(text, "s") for text in ("=1+1", "+A1", "-A1", "@x")]
    assert sheet["G7"].value == "控制字符"


def test_days_are_days_counts_are_counts_and_blanks_are_blank(written):
    sheet = written("open_matters", NOTES)
    assert (sheet["C4"].value, sheet["C4"].number_format) == (datetime(2021, 6, 5), "yyyy-mm-dd")
    assert [sheet[f"K{row}"].value for row in range(4, 8)] == [3, None, None, 0]
    assert sheet["K4"].number_format == "0"
    assert {sheet[f"{letter}{row}"].value for letter in "HI" for row in range(4, 8)} == {None}


def test_fractions_are_what_the_csv_says_and_shown_by_their_kind(written):
    frame = pd.DataFrame({"score": [200 / 3], "rank": pd.array([1], dtype="Int64"), "grade": [""]})
    sheet = written("scores", frame)
    assert (sheet["A4"].value, sheet["A4"].number_format) == (66.66666667, "0.00")
    assert (sheet["B4"].value, sheet["C4"].value) == (1, None)


def test_a_long_text_takes_several_lines_of_a_column_that_is_not_too_wide(written):
    sheet = written("open_matters", NOTES)
    assert sheet.column_dimensions["G"].width <= WIDEST
    assert sheet["G5"].alignment.wrap_text
    heights = [sheet.row_dimensions[row].height for row in range(4, 8)]
    assert (heights[0], heights[3]) == (None, None), "the usual height"
    assert heights[1] > heights[2] > sheet.sheet_format.defaultRowHeight
    assert sheet.column_dimensions["B"].width < sheet.column_dimensions["G"].width


def test_a_table_without_rows_says_so_below_its_header(written):
    sheet = written("open_matters", NOTES.iloc[:0])
    assert [cell.value for cell in sheet[4]] == ["没有"] + [None] * 10
    assert sheet["B3"].value == "编号"
    assert sheet.auto_filter.ref is None


def test_a_narrow_table_has_room_for_its_explanation(written):
    frame = pd.DataFrame({"scope": ["全市"], "stock": [1]})
    sheet = written("tier_stock", frame)
    (merged,) = sheet.merged_cells.ranges
    assert merged.min_row == merged.max_row == 2
    assert merged.max_col > 2
    assert sheet.row_dimensions[2].height < 60
