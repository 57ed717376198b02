"""A single line on its sheet that is too short to be refused, prose below the rows, and units above them."""

import pytest

from panjin_kpi.intake.reading.foot_rows import REMARK, UNITS, FootRows
from panjin_kpi.intake.reading.normalise import LEFT_BLANK, key_headers
from panjin_kpi.intake.reading.table_layout import find_table

FIGURES = [["期间", "地区", "指标", "本年累计", "备注"], ["2021-06", "大洼区", "活动", 3, None]]


@pytest.mark.parametrize("line", [["大洼区", 3], [None, "大洼区", 3]])
def test_a_name_and_a_number_alone_on_another_sheet_are_reported(check, line):
    (finding,) = check(指标月报=FIGURES, 孵化载体=[line]).findings
    reason = "只有一行，其中没有认识的表头，没有读取"
    assert (finding.reason, finding.sheet, finding.severity) == (reason, "孵化载体", "warning")


@pytest.mark.parametrize(
    "line",
    [
        ["本月无"],
        ["孵化载体", "2021年6月"],
        ["孵化载体", "2021"],
        ["填报单位：大洼区", "日期：6"],
        ["地区", "载体名称", "类型", "级别"],
    ],
)
def test_a_title_alone_on_a_sheet_is_not_reported(check, line):
    assert check(指标月报=FIGURES, 孵化载体=[line]).findings == []


PROSE = [
    "以上数据真实有效，如有不实，愿承担相应责任", "我单位承诺以上数据真实、准确、完整", "经审核，以上数据属实",
    "本表数据真实、准确、完整", "承诺：以上数据真实", "联系方式：7656666", "填报人及联系电话：某某", "统计员：",
    "单位主要负责人（签字）：", "填写说明：", "情况说明：无", "数据说明：按自然年累计", "（注：本表每月报送）",
    "核对人：", "本月指标由各乡镇上报，县科技局汇总。", "附：佐证材料3份",
]  # fmt: skip


@pytest.mark.parametrize("text", PROSE)
def test_prose_in_a_key_column_at_the_foot_is_left_out_but_its_unit_counts(text):
    foot = FootRows(FIGURES[0], key_headers("progress"))
    rows = [(1, FIGURES[0]), (2, ["2021-06", "盘山县", "活动", "3", ""])]
    for cells in ([text], ["", text], [text, "", "", "核对人：", "某某"]):
        assert foot.is_prose(cells) or foot.reason(cells) == REMARK
        sheet = find_table("a.csv", "", [*rows, (4, cells), (5, ["盘山县"])], key_headers("progress"))
        assert (list(sheet.cells.index), [(f.row, f.reason) for f in sheet.findings]) == ([2, 5], [(4, REMARK[0])])
        between = find_table("a.csv", "", [rows[0], (1, cells), (2, rows[1][1])], key_headers("progress"))
        assert list(between.cells.index) == [1, 2] or foot.reason(cells)
    assert not foot.is_prose([text, "盘山县", "活动", "3", ""])
    assert not foot.is_prose(["", "", "", "", text]), "a note"
    stated = find_table("a.csv", "", [*rows, (4, [f"{text}金额单位：元"])], key_headers("progress"))
    assert stated.units == ("元",)


SENTENCES = [
    "数据截至2021年6月30日", "1.本表由县区填报。", "以上数据已经局党组会议审定", "数据由科技局、财政局提供",
    "本表数据未经审计", "请各单位于26日前报送", "此表一式两份", "本月无变化", "无其他需要说明的情况", "特此报告",
]  # fmt: skip


@pytest.mark.parametrize("text", SENTENCES)
def test_a_sentence_alone_at_the_foot_in_a_key_column_that_takes_no_names_is_left_out(text):
    foot = FootRows(FIGURES[0], key_headers("progress"))
    assert foot.is_prose([text]) or foot.reason([text]) == REMARK
    assert not foot.is_prose([text, "盘山县"])


def test_a_name_at_the_foot_may_hold_the_words_of_a_sentence():
    names = {"地区": True, "载体名称": True}
    for name in ("盘锦各界数据产业园", "本源孵化器"):
        assert not FootRows(list(names), names).is_prose(["", name])


def test_a_remark_may_stand_in_the_cell_beside_its_label():
    foot = FootRows(FIGURES[0], key_headers("progress"))
    for label in ("说明", "备注", "填表须知", "数据来源"):
        assert foot.reason([label, "以上数据为累计数，未经审计", "", "", ""]) == REMARK
        assert foot.reason([label, "盘山县", "活动", "3", ""]) is None


def test_spaces_between_the_labels_of_a_signature_do_not_make_it_long():
    foot = FootRows(FIGURES[0], key_headers("progress"))
    assert foot.reason([f"负责人{' ' * 17}填表人{' ' * 9}2021年6月26日", "", "", "", ""]) == REMARK


@pytest.mark.parametrize(
    "text", ["盘山县", "盘山县科技局", "甲公司", "2021-06", "盘山县、大洼区", "3", "HD-1", "14:00"]
)
def test_a_value_alone_at_the_foot_is_no_prose(text):
    assert not FootRows(FIGURES[0], key_headers("progress")).is_prose([text])


@pytest.mark.parametrize(("unit", "stated"), [("万元", ("万元",)), ("场", ()), ("（亿元）", ("亿元",))])
def test_units_below_the_header_count_for_the_figures(unit, stated):
    rows = [FIGURES[0], ["", "", "", unit, ""], ["2021-06", "全市", "担保金额", "150", ""]]
    sheet = find_table("a.csv", "", list(enumerate(rows, 1)), key_headers("progress"))
    assert (list(sheet.cells.index), sheet.units, [f.row for f in sheet.findings]) == ([3], stated, [2])


@pytest.mark.parametrize(
    "cells",
    [
        ["", "", "", "场", ""],
        ["", "", "", "（家、万元）"],
        ["单位", "", "", "场"],
        ["", "", "", "亿元", "个"],
        ["计量单位", "—", "—", "场", "—"],
    ],
)
def test_units_right_below_the_header_are_named_so_and_further_below_a_row_with_findings(cells):
    foot = FootRows(FIGURES[0], key_headers("progress"))
    assert (foot.reason(cells, first=True), foot.reason(cells)) == (UNITS, None)


@pytest.mark.parametrize(
    "cells", [["", "", "", "3"], ["", "", "", "场", "续报"], ["场"], ["", "盘山县", "", "场"], ["", "", "", "", "个人"]]
)
def test_values_right_below_the_header_are_no_units(cells):
    assert FootRows(FIGURES[0], key_headers("progress")).reason(cells, first=True) is None


def test_the_unit_of_a_column_that_is_not_read_is_its_own():
    header, row = (
        ["统一社会信用代码", "年度", "销售收入（万元）", "纳税额"],
        ["91211100YY0000094Y", "2020", "1000", "5000"],
    )
    rows = enumerate([header, ["", "", "万元", "元"], row], 1)
    assert find_table("a.csv", "", list(rows), key_headers("financials")).units == ("万元",)


@pytest.mark.parametrize("no", ["否", "0", 0, False, "no"])
def test_a_row_that_says_only_that_it_is_not_withdrawn_is_as_blank_as_without(check, no):
    header, key = [*FIGURES[0][:4], "年度目标", "作废"], ["2021-06", "大洼区"]
    figures = [header, [*key, "活动", 3, 12, no], [*key, "技术转移", None, 5, no], [None] * 5 + [no]]
    events = [["地区", "编号", "指标", "日期", "名称", "作废"], *[[None] * 5 + [no]] * 2]
    checked = check(指标月报=figures, 事项明细=events)
    assert [(f.row, f.reason) for f in checked.findings if "佐证" not in f.reason] == [(3, LEFT_BLANK)]
    assert checked.parts["progress"].rows[["value", "withdrawn"]].to_numpy().tolist() == [[3, False]]


def test_an_unreported_row_that_is_to_be_withdrawn_is_not_blank(check):
    header = [*FIGURES[0][:4], "年度目标", "作废"]
    (finding,) = check(指标月报=[header, ["2021-06", "大洼区", "活动", None, 12, "是"]]).findings
    assert (finding.row, finding.reason != LEFT_BLANK) == (2, True)


def test_a_formula_above_the_header_whose_text_is_unknown_is_asked_about_as_it_may_state_a_unit(check):
    rows = [
        ['="盘锦市"&"指标月报"'],
        ["填报单位：大洼区", '="单位："&"万元"'],
        FIGURES[0],
        ["2021-06", "大洼区", "活动", 3],
    ]
    found = check(指标月报=rows).findings
    assert [(f.severity, f.cell) for f in found] == [("warning", "A1"), ("warning", "B2")]
    assert all("如写着单位，没有读到" in f.reason for f in found)
    assert check(指标月报=[*rows[2:], ["合计", "", "", "=SUM(D2:D2)"]]).acceptable
