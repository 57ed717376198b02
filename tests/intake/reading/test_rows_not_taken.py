"""A line alone on its sheet that is too little to be refused."""

import pytest

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
