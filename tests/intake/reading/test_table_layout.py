"""Which lines of a sheet are the header, which are data."""

import pytest

from panjin_kpi.intake.findings import UnreadableFile
from panjin_kpi.intake.reading.table_layout import find_table

HEADERS = {"期间": True, "地区": True, "指标": True, "本年累计": False, "备注": False}
HEADER = ["期间", "地区", "指标", "本年累计"]


def table(*lines):
    return find_table("a.xlsx", "指标月报", list(enumerate(map(list, lines), start=1)), HEADERS)


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


EVENT = ["盘山县", "A1", "担保金额", "2021-06-05", "某担保"]
FIGURE = ["2021-06", "盘山县", "活动"]


@pytest.mark.parametrize(
    ("table", "column", "value", "rows"),
    [
        ("事项明细", "amount_wan", 500, [
            ["地区", "编号", "指标", "日期", "名称", "担保情况", None, "佐证"],
            [None, None, None, None, None, "金额（万元）", "期限（月）", None],
            [*EVENT, 500, 12, "合同"]]),
        ("事项明细", "amount_wan", 500, [
            ["基本情况", None, None, None, None, "金额（万元）", "佐证"],
            ["地区", "编号", "指标", "日期", "名称"],
            [*EVENT, 500, "合同"]]),
        ("事项明细", "district", "panshan", [
            ["地区", "基本情况", None, None, None, None],
            [None, "编号", "指标", "日期", "名称", "金额（万元）"],
            [*EVENT, 500]]),
        ("指标月报", "value", 3, [
            ["期间", "地区", "指标", "完成情况", None, "备注"],
            [None, None, None, "本年累计", "完成率", None],
            [*FIGURE, 3, 0.5, None]]),
        ("指标月报", "value", 3, [
            ["期间", "地区", "指标", "完成情况", None, "备注"],
            [None, None, None, "上月累计", "本年累计", None],
            [*FIGURE, 2, 3, None]]),
    ],
)  # fmt: skip
def test_no_known_header_of_two_rows_is_lost(check, table, column, value, rows):
    checked = check(**{table: rows})
    assert checked.acceptable, checked.findings
    (part,) = checked.parts.values()
    assert part.rows[column].tolist() == [value]


@pytest.mark.parametrize(
    "rows",
    [
        [["指标月报", None, None, None, None, None, "期间"], [*HEADER, "备注"], [*FIGURE, 3, None]],
        [["地区", "盘山县"], [None, *HEADER], [1, *FIGURE, 3]],
        [["基本信息", None, None, None, "贷款金额（万元）"], [*HEADER, "上年同期"],
         ["2021-06", "全市", "担保金额", 0.12, 1000]],
        [["期间", "地区", "指标", "完成情况"], [None, None, None, "本年累计", "其中：本月"], [*FIGURE, 3, 1],
         ["期间", "地区", "指标", "完成情况"], [None, None, None, "本年累计", "其中：本月"],
         ["2021-06", "大洼区", "活动", 3, 1]],
    ],
)  # fmt: skip
def test_labels_group_headings_and_a_header_of_two_rows_on_the_next_page_refuse_nothing(check, rows):
    assert [finding for finding in check(指标月报=rows).findings if finding.severity == "error"] == []


@pytest.mark.parametrize("title", [[], [["盘山县指标月报"], []]])
@pytest.mark.parametrize("values", [["2021-06", "盘山县", "活动", "3"], ["2021-06", "地区", "指标", "3"]])
def test_a_table_whose_header_stands_in_a_column_is_called_so(title, values):
    with pytest.raises(UnreadableFile) as refused:
        table(*title, *([name, value, value] for name, value in zip(HEADER, values, strict=True)))
    assert refused.value.finding.reason == "表头竖着写在一列里"
    assert (refused.value.finding.row, refused.value.finding.cell) == (len(title) + 1, f"A{len(title) + 1}")


def test_labels_of_some_values_and_the_header_below_them_are_no_such_table():
    sheet = table(["地区", "盘山县"], ["指标", "见下"], [], HEADER, ["2021-06", "a", "b", "1"])
    assert sheet.header_row == 4


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


def test_only_totals_are_no_rows_and_reported():
    sheet = table(HEADER, ["合计", "", "", "1"])
    assert (len(sheet.cells), [f.row for f in sheet.findings]) == (0, [2])


@pytest.mark.parametrize("blank", ["\u200b", "\ufeff\u3000", "\u00ad\u2060"])
def test_a_line_of_nothing_visible_is_blank(blank):
    sheet = table([blank] * 4, [*HEADER, blank], [blank] * 5, ["2021-06", "a", "b", "1", blank])
    assert (sheet.header_row, list(sheet.cells.index), list(sheet.cells.columns)) == (2, [4], HEADER)


@pytest.mark.parametrize("ruled", [["——"], ["—"] * 4, ["", "/", "/", "/"], ["----------"]])
def test_a_line_of_nothing_but_signs_is_blank(ruled):
    sheet = table(HEADER, ["2021-06", "a", "b", "1"], ruled, ["2021-06", "a", "c", "—"])
    assert (list(sheet.cells.index), sheet.findings, sheet.passed_over) == ([2, 4], (), False)
    assert len(table(HEADER, ["〃", "〃", "〃", "〃"]).cells) == 1, "the same as above"


def test_a_line_with_something_only_in_a_column_that_is_not_read_is_blank():
    sheet = table(["序号", *HEADER], ["1", "2021-06", "a", "b", "1"], ["2", "", "", "", ""])
    assert (list(sheet.cells.index), sheet.findings) == ([2], ())


def test_a_line_with_something_only_beyond_the_header_is_refused():
    with pytest.raises(UnreadableFile, match="这一格在表头右边以外"):
        table(HEADER, ["2021-06", "a", "b", "1"], ["", "", "", "", "3"])


def test_a_signature_beyond_the_header_is_left_out():
    sheet = table(HEADER, ["2021-06", "a", "b", "1"], ["填报人：", "", "", "", "审核人："])
    assert [f.row for f in sheet.findings] == [3]


def test_labels_with_their_values_may_stand_above_the_header_with_a_line_between():
    labels = ["地区", "a", "期间", "2021-06"]
    for between in ([], ["填表说明：按月填报"]):
        sheet = table(labels, between, [*HEADER, "经办", "备注"], ["2021-06", "a", "b", "1", "", ""])
        assert (list(sheet.cells.columns), list(sheet.cells.index)) == ([*HEADER, "经办", "备注"], [4])


@pytest.mark.parametrize(
    "between", [[], [["填表人", "甲", "电话", "1"]], [["填报单位：盘山县科技局"], ["填表人：甲", "", "电话：1"]]]
)
def test_labels_that_are_named_again_in_the_header_may_stand_right_above_it(between):
    sheet = table(["期间", "2021-06", "地区", "盘山县"], *between, [*HEADER, "备注"], ["2021-06", "a", "b", "1", ""])
    assert (list(sheet.cells.columns), list(sheet.cells.index)) == ([*HEADER, "备注"], [len(between) + 3])


def test_a_header_with_rows_of_its_own_is_not_passed_over_for_a_later_one():
    first = ["期间", "地区", "张数", "经办"]  # half of it is known
    other = ["期间", "张数", "地区", "经办"]
    assert table(other, ["2021-06", "3", "a", "乙"], HEADER, ["2021-06", "a", "b", "1"]).header_row == 1
    assert table(first, ["2021-06", "a", "3", "乙"], HEADER, ["2021-06", "a", "b", "1"]).header_row == 1


def test_a_header_too_far_below_is_no_question_of_the_encoding():
    with pytest.raises(UnreadableFile, match="可能是表头以上的行太多") as refused:
        table(*[[f"第{line}行说明"] for line in range(12)], HEADER, ["2021-06", "a", "b", "1"])
    assert "CSV" not in refused.value.finding.remedy


def test_the_next_page_of_a_print_refuses_nothing_and_is_reported():
    rows = [["2021-06", "a", name, "1"] for name in "bc"]
    sheet = table(
        ["指标月报"], HEADER, rows[0], ["第 1 页 共 2 页"], ["指标月报（续）"], HEADER, rows[1], ["", "", "— 2 —"]
    )
    assert list(sheet.cells.index) == [3, 7]
    assert [(f.row, f.severity) for f in sheet.findings] == [
        (4, "warning"),
        (5, "warning"),
        (6, "warning"),
        (8, "warning"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        ["M01", "2021-06-10 14:00", "联席会议"],
        ["期间：2021-06", "地区：大洼区", "指标：活动", "本年累计：3"],
    ],
)
def test_a_row_whose_header_was_deleted_is_refused_also_with_a_time_or_its_labels(line):
    with pytest.raises(UnreadableFile, match="只有一行，其中没有认识的表头"):
        table(line)


@pytest.mark.parametrize(
    "line",
    [
        ["期间：2021-06", "地区：大洼区"],
        ["期间：2021-06", "备注："],
        ["填报单位：大洼区", "电话：1", "日期：2021-06-25"],
    ],
)
def test_labels_of_a_sheet_that_is_not_filled_in_refuse_nothing(line):
    assert table(line).cells.empty


@pytest.mark.parametrize("text", ["二、上年同期数", "数据截至6月25日，金额按元填列", "单位：元"])
def test_words_that_stand_only_in_a_column_that_is_not_read_are_reported_and_their_unit_counts(text):
    sheet = table(["序号", *HEADER], ["1", "2021-06", "a", "b", "1"], [text], ["2", "2021-06", "a", "c", "1"])
    assert (list(sheet.cells.index), sheet.passed_over) == ([2, 4], True)
    assert [(f.row, f.value, f.severity) for f in sheet.findings] == [(3, text, "warning")]
    assert sheet.units == (("元",) if "元" in text else ())


def test_numbers_formulas_and_what_a_column_repeats_in_blank_rows_are_not_reported_each():
    silent = [["2"], ["—"], ["（4）"], ["=A5+1"], ["#N/A"], ["无"]]
    sheet = table(["序号", *HEADER], ["1", "2021-06", "a", "b", "1"], *silent, ["3", "", "", "", ""])
    assert sheet.findings == ()
    sheet = table(["序号", "进度", *HEADER], ["1", "已报", "2021-06", "a", "b", "1"], ["2", "未报"], ["3", "未报"])
    ((row, reason),) = [(f.row, f.reason) for f in sheet.findings]
    assert (row, "这样的共2行" in reason) == (3, True)
