from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from panjin_kpi.intake.checks.check import check_file
from panjin_kpi.intake.reading.parsing import MONEY, quantity
from panjin_kpi.intake.reading.stated_units import beside, money_unit, stated_in, with_its_unit

HEADER = ["期间", "地区", "指标", "本年累计", "备注"]
UNITS = st.sampled_from(sorted(MONEY))


@settings(max_examples=60)
@given(st.integers(1, 10**6), UNITS, st.sampled_from(["{}", "（{}）", "人民币{}", " {} ", "单位：{}"]))
def test_a_figure_is_worth_what_its_row_says_in_whatever_words(number, unit, words):
    assert money_unit(words.format(unit)) == unit
    text, asked = with_its_unit(str(number), "亿元", words.format(unit), "", ())
    assert asked == ""
    assert Decimal(quantity(text, "亿元")) == Decimal(number) * MONEY[unit] / MONEY["亿元"]


@pytest.mark.parametrize("text", ["12,000", "12 000", "+12000", "12000.0"])
def test_a_separator_of_thousands_is_none_of_the_unit(text):
    assert quantity(with_its_unit(text, "亿元", "万元", "", ())[0], "亿元") == "1.2"
    assert quantity(f"{text} 万元", "亿元") == "1.2"
    assert quantity("1 23万元", "亿元") == "1 23万元"


@pytest.mark.parametrize(
    "line", ["填报单位：大洼区", "市科技局", "责任单位：盘山县", "本单位负责人审核，投入资金5万元", "单位：家"]
)
def test_a_line_that_names_a_unit_of_the_city_states_none_of_money(line):
    assert stated_in([line]) == ()


@pytest.mark.parametrize(
    ("text", "unit", "cell", "note"),
    [
        ("3", "家", "万元", ""),
        ("1.5亿元", "亿元", "万元", ""),
        ("约5", "亿元", "万元", ""),
        ("5", "亿元", "", "增加3万元"),
    ],
)
def test_what_is_no_plain_amount_stays_as_typed(text, unit, cell, note):
    assert with_its_unit(text, unit, cell, note, ()) == (text, "")


def test_a_unit_that_is_forbidden_is_none_and_a_row_may_state_either_of_two(check):
    row = ["2021-06", "全市", "质押融资额度", 1.5, None]
    for words in ("不得按万元填报", "不能以万元为单位", "请勿按万元填报", "不允许按万元填", "禁止按万元填"):
        assert check(指标月报=[[f"单位：亿元，{words}"], HEADER, row]).findings == []
    with_unit = [["单位：亿元"], [*HEADER, "单位"], [*row[:3], 150, None, "万元"], ["注：按万元填报的请在单位一列写明"]]
    checked = check(指标月报=with_unit)
    assert checked.acceptable
    assert checked.parts["progress"].rows["value"].tolist() == [0.015]


def test_the_units_of_a_column_and_of_cells_merged_with_those_above():
    cells = pd.DataFrame({"指标": ["a", "b", "c"], "计量单位": ["（万元）", "", ""]}, index=[2, 3, 4])
    assert [each.tolist() for each in beside(cells, {(3, 1): "(万元)", (4, 0): "x"})] == [["(万元)", "(万元)", ""]]
    assert beside(cells[["指标"]], {}) == []


@pytest.mark.parametrize("note", ["多元化融资", "单元改造", "亿元级项目", "含万元以下", "元旦补录"])
def test_a_note_that_has_the_word_for_money_in_it_is_no_unit(note):
    assert with_its_unit("4.5", "亿元", "", note, ()) == ("4.5", "")


def test_the_same_unit_in_a_shorter_word_is_no_other(check):
    row = ["2021-06", "全市", "质押融资额度", 1.5, None]
    assert check(指标月报=[["单位：亿"], HEADER, row]).findings == []
    event = ["全市", "D-1", "科技融资担保金额", "2021-06-05", "某担保", 500]
    events = [["单位：万"], ["地区", "编号", "指标", "日期", "名称", "金额（万元）"], event]
    assert check(事项明细=events).findings == []


@pytest.mark.parametrize(
    ("beside", "value", "read"),
    [
        ("万元", 150, 0.015), ("亿元", 1.5, 1.5), ("", 1.5, 1.5), ("万元", "1.5亿元", 1.5), ("万元", "1,500", 0.15),
        ("（万 元）", 150, 0.015), ("人民币万元", 150, 0.015), ("萬圆", 150, 0.015), ("千万元", 1.5, 0.15),
        ("无", 1.5, 1.5),
    ],
)  # fmt: skip
def test_an_amount_is_in_the_unit_that_its_row_states(check, beside, value, read):
    header = ["期间", "地区", "指标", "单位", "年度目标", "上月累计", "本年累计", "备注"]
    checked = check(指标月报=[header, ["2021-06", "全市", "知识产权质押融资额度", beside, 1.6, None, value, None]])
    assert checked.findings == []
    assert checked.parts["progress"].rows["value"].tolist() == [read]


def test_an_amount_below_a_line_that_states_another_unit_is_asked_about(check):
    row = ["2021-06", "全市", "知识产权质押融资额度", 150, None]
    (finding,) = check(指标月报=[["指标月报"], [None, None, None, "单位：万元"], HEADER, row]).findings
    assert (finding.cell, finding.severity) == ("D4", "error")
    assert (finding.reason, finding.remedy) == (
        "表的上方或下方写着单位：万元，这项指标按亿元填报", "请在数后写明单位，如150万元"
    )  # fmt: skip
    stated = [*row[:3], "150万元", None]
    assert check(指标月报=[["指标月报"], [None, None, None, "单位：万元"], HEADER, stated]).findings == []
    count = ["2021-06", "大洼区", "活动", 3, None]
    assert check(指标月报=[["填报单位：大洼区", None, "单位：万元"], HEADER, count]).findings == []


@pytest.mark.parametrize(
    "rows",
    [
        [["单位：家、万元"], HEADER, ["2021-06", "全市", "质押融资额度", 150, None]],
        [["币种：人民币（万元）"], HEADER, ["2021-06", "全市", "质押融资额度", 150, None]],
        [[*HEADER, "单位：万元"], ["2021-06", "全市", "质押融资额度", 150, None]],
        [HEADER, ["2021-06", "全市", "质押融资额度", 150, None], ["注：金额单位为万元"]],
        [["单位：亿元"], ["金额单位：万元"], HEADER, ["2021-06", "全市", "质押融资额度", 150, None]],
        [["单位：亿元"], HEADER, ["2021-06", "全市", "质押融资额度", 150, None], ["注：贷款按万元填报"]],
        [["单位：亿元、万元"], HEADER, ["2021-06", "全市", "质押融资额度", 150, None]],
        [["单位：亿元（质押融资为万元）"], HEADER, ["2021-06", "全市", "质押融资额度", 150, None]],
        [["担保按亿元填报，质押融资按万元填报"], HEADER, ["2021-06", "全市", "质押融资额度", 150, None]],
        [[*HEADER, "单位"], ["2021-06", "全市", "质押融资额度", 150, None, "#N/A"]],
        [[*HEADER, "单位"], ["2021-06", "全市", "质押融资额度", 150, None, "见附件"]],
        [[*HEADER, "单位"], ["2021-06", "全市", "质押融资额度", 12, "单位：万元", "亿元"]],
        [HEADER, ["2021-06", "全市", "质押融资额度", 150, "单位：万元（市科技融资担保公司提供）"]],
        [HEADER, ["2021-06", "全市", "质押融资额度", 150, "按万元填报"]],
        [HEADER, ["2021-06", "全市", "质押融资额度", 150, "万元，6月末余额"]],
        [["2021年6月融资情况（万元）"], HEADER, ["2021-06", "全市", "质押融资额度", 150, None]],
        [["单位：万元"], [*HEADER, "单位"], ["2021-06", "全市", "质押融资额度", 12, None, "亿元"]],
        [["填报单位：市科技局", None, None, "单位：", "万元"], HEADER, ["2021-06", "全市", "质押融资额度", 150, None]],
        [["计量单位", "万元"], HEADER, ["2021-06", "全市", "质押融资额度", 150, None]],
        [["金额单位：", None, "家、万元"], HEADER, ["2021-06", "全市", "质押融资额度", 150, None]],
        [["单位："], ["万元"], HEADER, ["2021-06", "全市", "质押融资额度", 150, None]],
        [["填报单位：市科技局", None, None, "（万元）"], HEADER, ["2021-06", "全市", "质押融资额度", 150, None]],
        [
            ["盘锦市科技融资担保情况（万元）", None, None, "2021年6月"],
            HEADER,
            ["2021-06", "全市", "质押融资额度", 150, None],
        ],
        [["2021年6月", "盘锦市科技融资担保情况表（万元）"], HEADER, ["2021-06", "全市", "质押融资额度", 150, None]],
        [HEADER, ["2021-06", "全市", "质押融资额度", 150, None], ["注：金额均为万元"]],
        [HEADER, ["2021-06", "全市", "质押融资额度", 150, None], ["注：", "表中金额为人民币万元。"]],
        [HEADER, ["2021-06", "全市", "质押融资额度", 150, None], ["说明：本表数据一律为万元，按月填报"]],
        [HEADER, ["2021-06", "全市", "质押融资额度", 150, None], ["注：金额以万元表示"]],
        [HEADER, ["2021-06", "全市", "质押融资额度", 150, None], ["注：金额统一使用万元"]],
        [[*HEADER, "单位：", "万元"], ["2021-06", "全市", "质押融资额度", 150, None]],
        [["单位：万美元"], HEADER, ["2021-06", "全市", "质押融资额度", 150, None]],
        [["币种：美元"], HEADER, ["2021-06", "全市", "质押融资额度", 150, None]],
        [[*HEADER, "单位*"], ["2021-06", "全市", "质押融资额度", 150, None, "亿美元"]],
        [HEADER, ["2021-06", "全市", "质押融资额度", 150, "亿美元"]],
    ],
)
def test_a_unit_however_stated_about_an_amount_is_not_passed_over(check, rows):
    assert not check(指标月报=[["指标月报"], *rows]).acceptable


PROJECT = ["地区", "编号", "指标", "日期", "名称", "金额（万元）"]


@pytest.mark.parametrize(
    "rows",
    [
        [["2021年科技融资担保明细表（元）"], PROJECT, ["全市", "D-1", "担保金额", "2021-06-05", "某担保", 5000000]],
        [PROJECT, ["全市", "D-1", "担保金额", "2021-06-05", "某担保", 5000000], ["注：本表金额均以元计。"]],
        [[*PROJECT, "金额单位"], ["全市", "D-1", "担保金额", "2021-06-05", "某担保", 5000000, "元"]],
    ],
)
def test_an_amount_of_a_list_in_another_unit_is_asked_about(check, rows):
    assert not check(事项明细=rows).acceptable


def test_an_amount_with_its_own_unit_or_of_nothing_is_not_asked_about(check):
    rows = [
        ["全市", "D-1", "担保金额", "2021-06-05", "甲", "500万元"],
        ["全市", "D-2", "担保金额", "2021-06-05", "乙", 0],
    ]
    checked = check(事项明细=[["单位：元"], PROJECT, *rows])
    assert checked.acceptable
    assert checked.parts["events"].rows["amount_wan"].tolist() == [500.0, 0.0]


@pytest.mark.parametrize(
    "line",
    [
        "注：累计担保金额：1.25亿元。",
        "本月担保金额：1.25亿元",
        "科技融资担保事项（担保金额：1.25亿元）",
        "注：涉及单位12家，共计1.2亿元。",
    ],
)
def test_an_amount_in_a_line_is_no_unit_of_the_table(check, line):
    event = ["全市", "D-1", "担保金额", "2021-06-05", "某担保", 500]
    assert check(事项明细=[[line], PROJECT, event]).acceptable
    assert check(事项明细=[PROJECT, event, [f"注：{line}"]]).acceptable


@pytest.mark.parametrize(
    "note",
    [
        "担保金额：1200万元", "其中合同金额（含续保）1200万元", "累计担保12笔，单位5家，1200万元。", "请勿按万元填报",
        "服务企业职工数以万计", "单笔金额为万元以上", "金额为150万元", "数据为元旦后", "金额不用万元填报",
        "折合人民币1200万元，按元计息", "见担保明细表（万元）",
    ],
)  # fmt: skip
def test_a_note_that_mentions_money_states_no_unit(note):
    assert with_its_unit("0.12", "亿元", "", note, ()) == ("0.12", "")


def test_the_unit_of_money_is_found_beside_a_column_of_units_that_answer(check):
    row = ["全市", "D-1", "担保金额", "2021-06-05", "某担保", 5000000, "市科技局", "元"]
    assert not check(事项明细=[[*PROJECT, "单位", "金额单位"], row]).acceptable


def test_zero_is_zero_in_any_unit_and_a_note_may_be_the_unit(check):
    zero = ["2021-06", "全市", "质押融资额度", 0, None]
    assert check(指标月报=[["单位：万元"], HEADER, zero]).findings == []
    noted = check(指标月报=[HEADER, ["2021-06", "全市", "质押融资额度", 150, "单位：万元"]])
    assert noted.parts["progress"].rows["value"].tolist() == [0.015]


@pytest.mark.parametrize("mark", ["〃", "″", '"', "同上"])
def test_a_ditto_mark_is_the_unit_above_it(check, mark):
    rows = [("全市", "担保金额", 120, "万元"), ("全市", "质押融资额度", 150, mark)]
    header = ["期间", "地区", "指标", "本年累计", "单位"]
    checked = check(指标月报=[header, *(["2021-06", *row] for row in rows)])
    assert checked.parts["progress"].rows["value"].tolist() == [0.012, 0.015]


def test_a_unit_merged_over_rows_is_that_of_each(tmp_path, plan):
    book = Workbook()
    book.active.title = "指标月报"
    book.active.append(["期间", "地区", "指标", "单位", "本年累计", "备注"])
    for name, value in (("担保金额", 120), ("质押融资额度", 150)):
        book.active.append(["2021-06", "全市", name, "万元" if value == 120 else None, value, None])
    book.active.merge_cells("D2:D3")
    book.save(tmp_path / "六月.xlsx")
    checked = check_file(tmp_path / "六月.xlsx", "", plan)
    assert checked.parts["progress"].rows["value"].tolist() == [0.012, 0.015]
    book.active.unmerge_cells("D2:D3")
    book.active.insert_rows(2)  # the unit begins in a row of totals, which is left out
    for column, value in enumerate(("2021-06", "合计", None, "万元", 270), start=1):
        book.active.cell(2, column, value)
    book.active.merge_cells("D2:D4")
    book.save(tmp_path / "六月.xlsx")
    assert check_file(tmp_path / "六月.xlsx", "", plan).parts["progress"].rows["value"].tolist() == [0.012, 0.015]


def test_a_line_that_states_another_unit_than_the_columns_is_asked_about(check):
    header = ["地区", "编号", "指标", "日期", "名称", "金额（万元）"]
    rows = [header, ["全市", f"D-{1}", "科技融资担保金额", "2021-06-05", "某担保", 5_000_000]]
    (finding,) = check(事项明细=[["单位：元"], *rows]).findings
    assert (finding.cell, finding.severity) == ("F3", "error")
    assert check(事项明细=[["单位：万元"], *rows]).acceptable


def test_two_units_of_one_size_and_zero_are_not_asked_about(check):
    rows = [[*HEADER, "单位"], ["2021-06", "全市", "质押融资额度", 1.2, "单位：亿", "亿元"]]
    assert check(指标月报=[["单位：亿元"], *rows]).findings == []
    rows[1][3:5] = 0, "单位：万元"
    assert check(指标月报=rows).findings == []


def test_a_unit_beside_an_amount_of_another_table_is_asked_about_where_it_is_not_the_columns(check):
    header = ["地区", "编号", "指标", "日期", "名称", "金额（万元）", "单位"]
    row = ["全市", "D-1", "科技融资担保金额", "2021-06-05", "某担保"]
    others = [[*row[:1], "D-2", *row[2:4], "乙", 500, "万元"], [*row[:1], "D-3", *row[2:4], "丙", 0, "元"]]
    (finding,) = check(事项明细=[header, [*row, 5_000_000, "元"], *others]).findings
    assert (finding.cell, finding.reason) == ("F2", "“单位”一列写的是“元”，这一列按万元填报")
    twice = check(事项明细=[["单位：元"], header, [*row, 5_000_000, "元"]]).findings
    assert [found.cell for found in twice] == ["F3"], "one finding for a cell"
    assert check(事项明细=[header, [*row, "5000000元", "元"]]).acceptable, "the cell has its unit itself"


@pytest.mark.parametrize("name", ["单位*", "* 单位", "计量", "数量单位", "计量单位＊"])
def test_a_column_of_units_is_known_by_its_other_names(check, name):
    checked = check(指标月报=[[*HEADER, name], ["2021-06", "全市", "质押融资额度", 150, None, "万元"]])
    assert (checked.findings, checked.parts["progress"].rows["value"].tolist()) == ([], [0.015])


def test_an_amount_in_the_money_of_another_country_is_asked_about(check):
    event = ["全市", "D-1", "担保金额", "2021-06-05", "某担保", 500]
    for rows in ([["单位：", "万美元"], PROJECT, event], [[*PROJECT, "单位"], [*event, "万美元"]]):
        (finding,) = check(事项明细=rows).findings
        assert "万美元" in finding.reason


@pytest.mark.parametrize(
    "above",
    [
        [[None, None, None, "贷款（万元）", "担保（元）"]],
        [["基本情况", None, None, "贷款（万元）", "担保（元）"]],
        [["基本情况", None, None, "万元", "元"]],
        [["填报单位：", "元宝镇"]],
        [["填报单位：元宝镇", None, "联系人", "万某"]],
        [["单位", "金额（元）", "说明"]],
    ],
)
def test_a_unit_of_a_column_or_a_name_above_the_header_is_none_of_the_table(check, above):
    assert check(指标月报=[*above, HEADER, ["2021-06", "全市", "质押融资额度", 0.15, None]]).acceptable
