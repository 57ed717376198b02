"""Areas in another unit than their column's, and several units: in a cell, in columns, about a table."""

import pytest

CARRIER = ["地区", "载体名称", "类型", "面积（平方米）", "孵化基金（万元）"]
ROW = ["大洼区", "甲空间", "众创空间", 30, 100]
EVENT = ["地区", "编号", "指标", "日期", "名称", "金额（万元）"]
GUARANTEE = ["全市", "D-1", "科技融资担保金额", "2021-06-05", "某担保", 500]


@pytest.mark.parametrize(
    "line",
    [
        "面积单位：亩", "单位：亩", "面积单位：公顷", "面积单位：万平方米", "单位：万元、亩", "面积：亩", "面积以亩计",
        "面积均为万㎡", "计量单位：平方公里", "单位：万元（面积为万平米）", "单位：万元，其中面积为亩",
    ],
)  # fmt: skip
def test_an_area_in_another_unit_is_asked_about(check, line):
    (finding,) = check(孵化载体=[[line], CARRIER, ROW]).findings
    assert (finding.cell, finding.severity) == ("D3", "error")
    assert "这一列按平方米填报" in finding.reason
    assert not check(孵化载体=[CARRIER, ROW, [f"注：{line}"]]).acceptable


@pytest.mark.parametrize(
    "rows",
    [
        [["孵化载体一览表（亩）"], CARRIER, ROW],
        [["填报单位：大洼区", None, "面积单位：", "亩"], CARRIER, ROW],
        [[None, None, None, "亩", "万元"], CARRIER, ROW],
        [[*CARRIER, "面积单位：亩"], ROW],
        [[*CARRIER, "面积单位"], [*ROW, "亩"]],
        [[*CARRIER, "金额单位", "面积单位"], [*ROW, "万元", "公顷"]],
        [[*CARRIER, "单位"], [*ROW, "亩、万元"]],
    ],
)
def test_a_unit_of_area_is_seen_where_one_of_money_is(check, rows):
    assert not check(孵化载体=rows).acceptable


@pytest.mark.parametrize(
    "rows",
    [
        [["单位：平方米、万元"], CARRIER, ROW],
        [["面积单位：㎡"], CARRIER, ROW],
        [["单位：万元"], [*CARRIER, "面积单位"], [*ROW, "平方米"]],
        [["单位：亩"], CARRIER, [*ROW[:3], None, 100]],
        [CARRIER, ROW, ["注：甲空间占地20亩，1亩折合666.67平方米"]],
        [["载体情况表（面积单位：平方米；占地面积单位：亩）"], CARRIER, ROW],
        [["计量单位：亩（占地面积）、平方米（建筑面积）"], CARRIER, ROW],
        [["金额单位：万元；土地面积单位：亩"], CARRIER, ROW],
        [["要求：面积不少于500平方米，占地面积以亩为单位"], CARRIER, ROW],
        [["单位：平方米（占地总面积一律以“亩”为单位）"], CARRIER, ROW],
        [["建设用地：亩；建筑面积：平方米"], CARRIER, ROW],
        [CARRIER, ROW, ["注：原以亩计的已折算成平方米"]],
        [[*CARRIER, "占地面积（单位：亩）"], [*ROW, 20]],
        [[*CARRIER, "占地面积（亩）"], [*ROW, 20]],
    ],
)
def test_the_unit_of_another_area_or_the_same_is_not_asked_about(check, rows):
    assert check(孵化载体=rows).acceptable


@pytest.mark.parametrize(
    "line",
    [
        "国有土地抵押担保情况表（单位：元）", "大洼区土地抵押贷款担保明细（金额单位：元）",
        "担保明细（含土地抵押）单位：元", "土地抵押担保金额单位为元", "占地面积单位：亩，金额单位：元",
        "单位：亩（占地面积）、元", "占地补偿（单位：元）",
    ],
)  # fmt: skip
def test_land_in_a_title_or_note_hides_no_unit_of_money(check, line):
    assert not check(事项明细=[[line], EVENT, GUARANTEE]).acceptable
    assert not check(事项明细=[EVENT, GUARANTEE, [f"注：{line}"]]).acceptable


@pytest.mark.parametrize(
    "line",
    [
        "土地、厂房及孵化载体情况表（面积单位：亩）", "盘活土地厂房建设载体一览（面积单位：亩）",
        "面积单位：亩（土地、厂房）", "占地面积、建筑面积单位：亩", "土地及厂房面积单位：亩",
    ],
)  # fmt: skip
def test_land_beside_buildings_hides_no_unit_of_area(check, line):
    assert not check(孵化载体=[[line], CARRIER, ROW]).acceptable


def test_land_in_a_title_hides_no_unit_of_projects(check):
    row = ["大洼区", "P-1", "基金", 6, "引导基金", "新建", "推进中", 5000, "万元"]
    assert check(项目台账=[["土地及园区建设项目台账（单位：元）"], PROJECT, row]).findings
    row = ["2021-06", "全市", "科技融资担保金额", 1.2]
    title = ["土地抵押及担保月报（单位：万元）"]
    assert not check(指标月报=[title, ["期间", "地区", "指标", "本年累计"], row]).acceptable


def test_a_unit_of_area_says_nothing_of_money(check):
    row = ["2021-06", "全市", "科技融资担保金额", 1.2]
    assert check(指标月报=[["面积单位：亩"], ["期间", "地区", "指标", "本年累计"], row]).findings == []
    assert check(事项明细=[["单位：亩"], EVENT, GUARANTEE]).findings == []


def test_a_cell_with_several_units_beside_an_amount_is_asked_about(check):
    for unit in ("元、万元", "元/万元", "万元（元）"):
        (finding,) = check(
            事项明细=[[*EVENT, "单位"], [*GUARANTEE, unit], [*GUARANTEE[:1], "D-2", *GUARANTEE[2:4], "乙", 5, "万元"]]
        ).findings
        assert (finding.cell, finding.severity) == ("F2", "error")
        assert "“单位”一列写的是" in finding.reason
    assert check(事项明细=[[*EVENT, "单位"], [*GUARANTEE, "笔、万元"]]).findings == []


def test_every_column_of_units_is_looked_at(check):
    (finding,) = check(事项明细=[[*EVENT, "单位", "金额单位"], [*GUARANTEE, "元", "万元"]]).findings
    assert finding.reason == "“单位”一列写的是“元”，这一列按万元填报"
    assert not check(事项明细=[[*EVENT, "单位", "金额单位"], [*GUARANTEE, "万元", "元"]]).acceptable


@pytest.mark.parametrize(
    ("cell", "area"),
    [
        ("2000平方米", 2000), ("2,000 平米", 2000), ("2000㎡", 2000), ("2000m2", 2000), ("２０００ｍ²", 2000),
        ("1.5公顷", 15_000), ("0.3万平方米", 3000), ("0平方米", 0), ("0.07平方公里", 70_000),
    ],
)  # fmt: skip
def test_an_area_with_its_unit_in_its_cell_is_read_in_the_unit_of_the_column(check, cell, area):
    checked = check(孵化载体=[CARRIER, [*ROW[:3], cell, 100]])
    assert checked.findings == []
    assert checked.parts["carriers"].rows["area_m2"].tolist() == [area]


def test_an_area_without_exact_conversion_gives_a_finding_with_a_remedy(check):
    (finding,) = check(孵化载体=[CARRIER, [*ROW[:3], "30亩", 100]]).findings
    assert (finding.cell, finding.severity, finding.value) == ("D2", "error", "30亩")
    assert finding.reason == "单位是亩，这一列按平方米填报"
    assert finding.remedy == "请换算成平方米后只填数字（1亩约合666.67平方米）"
    for cell in ("亩", "2000家", "约2000平方米", "2000万元"):
        (finding,) = check(孵化载体=[CARRIER, [*ROW[:3], cell, 100]]).findings
        assert finding.reason.startswith("不是数字"), cell
    (finding,) = check(孵化载体=[CARRIER, [*ROW[:3], 2000, "30亩"]]).findings
    assert finding.reason.startswith("不是数字"), "money is no area"


FIGURE = [["期间", "地区", "指标", "本年累计", "金额单位", "单位"], ["2021-06", "全市", "科技融资担保金额", 15]]


@pytest.mark.parametrize(
    ("units", "value"),
    [
        (("万元", "万元"), 0.0015), (("亿元", "亿"), 15), (("万元", "家"), 0.0015), (("万元", None), 0.0015),
        (("万元", "元、万元"), 0.0015), (("万元", "亩"), 0.0015), ((None, "万元"), 0.0015), (("—", "万元"), 0.0015),
        ((None, "家"), 15), ((None, None), 15),
    ],
)  # fmt: skip
def test_a_figure_beside_several_columns_of_units_is_read_by_the_one_of_money(check, units, value):
    checked = check(指标月报=[FIGURE[0], [*FIGURE[1], *units]])
    assert checked.findings == []
    assert checked.parts["progress"].rows["value"].tolist() == [pytest.approx(value)]


def test_columns_of_units_that_contradict_each_other_are_asked_about(check):
    for units in (("万元", "亿元"), ("亿元", "万元"), ("万元", "元、亿元"), ("万元", "万美元")):
        (finding,) = check(指标月报=[FIGURE[0], [*FIGURE[1], *units]]).findings
        assert (finding.cell, finding.severity) == ("D2", "error")
        assert finding.reason == f"“金额单位”一列写的是“{units[0]}”，“单位”一列写着{units[1]}"
    assert check(指标月报=[FIGURE[0], [*FIGURE[1][:3], "150万元", "万元", "亿元"]]).findings == [], "it says it itself"
    assert check(指标月报=[FIGURE[0], ["2021-06", "大洼区", "创新创业活动", 3, "万元", "亿元"]]).acceptable


PROJECT = ["责任单位", "编号", "类别", "任务序号", "名称", "方式", "状态", "金额", "金额单位"]


def test_a_unit_that_contradicts_the_one_in_the_row_of_an_amount_is_asked_about(check):
    row = ["大洼区", "P-1", "基金", 6, "引导基金", "新建", "推进中", 5000, "万元"]
    (finding,) = check(项目台账=[["单位：元"], PROJECT, row]).findings
    assert (finding.cell, finding.severity) == ("I3", "warning")
    assert finding.reason == "表的上方或下方写着元，这一行的金额单位是万元"
    (finding,) = check(项目台账=[["单位：元"], PROJECT, row, [*row[:1], "P-2", *row[2:]]]).findings
    assert finding.reason.endswith("；这样的共2行")
    (finding,) = check(项目台账=[[*PROJECT, "单位"], [*row, "元"]]).findings
    assert finding.reason.startswith("“单位”一列写着元")
    for line in ("单位：万元", "单位：元、万元", "面积单位：亩", "单位：家"):
        assert check(项目台账=[[line], PROJECT, row]).findings == []
    for amount, unit in (("5000万元", "万元"), (0, "万元"), (None, None)):
        assert check(项目台账=[["单位：元"], PROJECT, [*row[:7], amount, unit]]).findings == []
