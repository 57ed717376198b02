"""Rows that are not read and do not look like figures: above the header, or alone on their sheet."""

import pytest

CARRIERS = [["地区", "载体名称", "类型", "级别"], ["大洼区", "乙空间", "众创空间", None]]
FIGURES = [["期间", "地区", "指标", "本年累计", "备注"], ["2021-06", "大洼区", "活动", 3, None]]
ABOVE, ALONE = "这一行在表头上面，没有读取", "只有一行，其中没有认识的表头，没有读取"


@pytest.mark.parametrize(
    "line",
    [
        ["大洼区", "甲空间", "众创空间"],
        ["盘山县", "甲空间", "孵化器", "省级"],
        ["双台子", "甲空间", "其他", "国家级"],
    ],
)
def test_a_row_of_words_above_the_header_is_reported(check, line):
    for rows in ([line, *CARRIERS], [["孵化载体表"], line, *CARRIERS], [line, [], *CARRIERS]):
        checked = check(孵化载体=rows)
        assert [(f.reason, f.severity) for f in checked.findings] == [(ABOVE, "warning")]
        assert (checked.acceptable, checked.rows) == (True, 1)
    assert ABOVE in {f.reason for f in check(孵化载体=[line, CARRIERS[0]]).findings}, "also where no row is below"


def test_a_row_without_its_day_or_its_figure_above_the_header_is_reported(check):
    event = ["大洼区", "活动一", "活动", "六月", "路演"]
    events = [["地区", "编号", "指标", "日期", "名称"], ["大洼区", "活动二", "活动", "2021-06-05", "沙龙"]]
    tenant = ["甲空间", "一号", "甲公司", "团队", "上月"]
    tenants = [["所在载体", "编号", "名称", "类别", "入孵日期"], ["甲空间", "二号", "乙", "团队", "2021-03-01"]]
    for sheets in ({"事项明细": [event, *events]}, {"在孵企业及团队": [tenant, *tenants]}):
        assert ABOVE in {f.reason for f in check(**sheets).findings}


@pytest.mark.parametrize(
    "line",
    [
        ["大洼区", "孵化载体表", "六月"],
        ["大洼区", "孵化载体一览"],
        ["基本情况", "名称", "分类", "等级"],
        ["县区名称", "载体全称", "众创空间", "国家级"],
        ["必填", "必填", "从清单选填", "选填"],
        ["单位：万元", "大洼区", "众创空间"],
        ["大洼区", "2021"],
        [None, "大洼区", "6", "月"],
        ["填报单位：大洼区", "甲空间", "众创空间"],
        ["说明", "每个载体一行", "类型从清单选填", "没有级别的留空"],
    ],
)
def test_titles_units_instructions_and_groups_above_the_header_are_no_rows(check, line):
    assert check(孵化载体=[line, *CARRIERS]).findings == []


@pytest.mark.parametrize("line", [["大洼区", 3], [None, "大洼区", 3], ["大洼区", "活动", 3]])
def test_a_name_and_a_number_above_the_header_or_on_another_sheet_are_reported(check, line):
    (finding,) = check(指标月报=[line, *FIGURES]).findings
    assert (finding.reason, finding.row, finding.severity) == (ABOVE, 1, "warning")
    if len(list(filter(None, line))) < 3:
        (finding,) = check(指标月报=FIGURES, 孵化载体=[line]).findings
        assert (finding.reason, finding.sheet, finding.severity) == (ALONE, "孵化载体", "warning")


@pytest.mark.parametrize(
    "line", [["本月无"], ["孵化载体", "2021年6月"], ["孵化载体", "2021"], ["填报单位：大洼区", "日期：6"], CARRIERS[0]]
)
def test_a_title_alone_on_a_sheet_is_not_reported(check, line):
    assert check(指标月报=FIGURES, 孵化载体=[line]).findings == []
