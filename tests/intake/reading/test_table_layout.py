"""Which lines of a sheet are the header, which are data."""

import pytest

from panjin_kpi.intake.reading.table_layout import UnreadableFile, find_table

HEADERS = {"期间", "地区", "指标", "本年累计", "备注"}
HEADER = ["期间", "地区", "指标", "本年累计"]


def table(*lines):
    return find_table("a.xlsx", "指标月报", "0", list(enumerate(map(list, lines), start=1)), HEADERS)


def test_title_lines_and_blank_lines_are_passed_over_and_rows_keep_their_number():
    sheet = table(["盘锦市"], [], HEADER, ["", "", "", ""], ["2021-06", "a", "b", "1"])
    assert (sheet.header_row, list(sheet.cells.index)) == (3, [5])


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        (["期间", "地区", "指标", "数据"], ["", "", "", "本年累计"]),
        (["期间*", "地区*", "", ""], ["", "", "指标", "本年累计 *"]),
        (["期间", "地区", "指标"], ["", "", "", "本年累计"]),
    ],
)
def test_a_header_in_two_lines_is_joined(upper, lower):
    sheet = table(upper, lower, ["2021-06", "a", "b", "1"])
    assert [text.rstrip(" *") for text in sheet.cells.columns] == HEADER
    assert sheet.header_row == 2


def test_a_first_row_of_data_is_not_taken_for_a_second_header():
    sheet = table(HEADER, ["2021-06", "a", "指标", "1"])
    assert len(sheet.cells) == 1


@pytest.mark.parametrize("total", ["合计", "总 计", "小计：", "Total"])
def test_totals_are_left_out_wherever_the_word_stands(total):
    sheet = table(HEADER, ["2021-06", "a", "b", "1"], ["2021-06", total, "b", "1"])
    assert list(sheet.cells.index) == [2]
    assert [(f.row, f.severity) for f in sheet.findings] == [(3, "warning")]


def test_a_row_whose_text_only_begins_with_such_a_word_is_data():
    sheet = table([*HEADER, "备注"], ["2021-06", "a", "b", "1", "合计三场"], ["备注乡", "a", "b", "1", ""])
    assert list(sheet.cells.index) == [2, 3]


def test_only_totals_is_nothing():
    with pytest.raises(UnreadableFile, match="没有数据行"):
        table(HEADER, ["合计", "", "", "1"])
