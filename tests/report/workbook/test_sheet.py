from datetime import datetime

import pandas as pd
import pytest

from panjin_kpi import schemas
from panjin_kpi.report.workbook.sheet import CUT, WIDEST, put, write_sheet

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
def written(read_back):
    def written(table, frame, warning=""):
        return read_back(write_sheet, table, frame, "题目　2021年6月", warning)

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
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A4", "$3:$3")
    assert dict(sheet.tables.items()) == {"T_open_matters": "A3:K7"}
    assert sheet.tables["T_open_matters"].autoFilter.ref == "A3:K7"
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


def test_no_text_becomes_a_link_or_a_number_by_itself(read_back):
    texts = ["http://x", "mailto:a@b", "internal:表!A1", "0012", "1e5", "=1+1", "{=1+1}", "TRUE", "_x0041_", "a\tb\nc"]

    def fill(sheet, formats):
        for row, text in enumerate(texts):
            put(sheet, row, 0, text, formats["文字"])

    cells = read_back(fill)["A"]
    assert [(cell.value, cell.data_type, cell.hyperlink) for cell in cells] == [(text, "s", None) for text in texts]


def test_a_text_has_no_control_characters_and_one_kind_of_line_ends(read_back):
    letters = "".join(map(chr, range(32)))

    def fill(sheet, formats):
        put(sheet, 0, 0, f"a{letters}b", formats["文字"])
        put(sheet, 1, 0, "一\r\n二\r三", formats["文字"])

    assert [cell.value for cell in read_back(fill)["A"]] == ["a\t\n\nb", "一\n二\n三"]


@pytest.mark.parametrize("letter", ["长", "𠮷"])  # one of UTF-16's units, and two
def test_a_text_that_is_too_long_for_a_cell_says_that_it_is_cut(read_back, letter):
    fits = letter * (32_767 * 2 // len(letter.encode("utf-16-le")))

    def fill(sheet, formats):
        put(sheet, 0, 0, fits, formats["文字"])
        put(sheet, 1, 0, fits + "ab", formats["文字"])

    whole, cut = (cell.value for cell in read_back(fill)["A"])
    assert whole == fits
    assert cut.endswith(letter + CUT)
    assert fits.startswith(cut.removesuffix(CUT))
    assert 32_765 <= len(cut.encode("utf-16-le")) / 2 <= 32_767


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


def test_the_largest_share_and_score_have_room_as_they_are_shown(written):
    known = {"target": [4.5], "actual": [234567.89], "completion": [52126.197777], "planned": [1.0]}
    sheet = written("status", pd.DataFrame(known))
    widths = {sheet[f"{letter}3"].value: sheet.column_dimensions[letter].width for letter in "ABCD"}
    assert widths["完成率"] >= len("5212619.8%") + 1, widths
    assert widths["完成率"] > widths["年度目标"]


def test_a_long_text_takes_several_lines_of_a_column_that_is_not_too_wide(written):
    sheet = written("open_matters", NOTES)
    assert sheet.column_dimensions["G"].width <= WIDEST
    assert sheet["G5"].alignment.wrap_text
    heights = [sheet.row_dimensions[row].height for row in range(4, 8)]
    assert heights[0] == heights[3] == sheet.sheet_format.defaultRowHeight
    assert heights[1] > heights[2] > sheet.sheet_format.defaultRowHeight
    assert sheet.column_dimensions["B"].width < sheet.column_dimensions["G"].width


def test_a_table_without_rows_says_so_below_its_header(written):
    sheet = written("open_matters", NOTES.iloc[:0])
    assert [cell.value for cell in sheet[4]] == ["没有"] + [None] * 10
    assert sheet["B3"].value == "编号"
    assert not sheet.tables


def test_a_narrow_table_has_room_for_its_explanation(written):
    frame = pd.DataFrame({"scope": ["全市"], "stock": [1]})
    sheet = written("tier_stock", frame)
    (merged,) = sheet.merged_cells.ranges
    assert merged.min_row == merged.max_row == 2
    assert merged.max_col > 2
    assert sheet.row_dimensions[2].height < 60


def test_a_number_that_its_style_would_round_onto_what_it_was_judged_by_is_shown_in_full(read_back, plan):
    frame = pd.DataFrame({"completion": [4.499 / 4.5, 0.5], "planned": [1.0, 0.75], "gap_points": [0.002222, 25.0]})
    sheet = read_back(write_sheet, "status", frame, "题目", "", plan)
    assert [(row[0].number_format, row[2].number_format) for row in sheet["A4:C5"]] == [
        ("0.0########%", "General"),
        ("0.0%", "0.00"),
    ]
