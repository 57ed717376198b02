"""A row of data above the header is reported, not silently lost; titles, labels and instructions are not rows."""

import pytest

from panjin_kpi.intake.checks.check import check_file
from tests.plan import PLAN

FIGURES = [["期间", "地区", "指标", "本年累计", "备注"], ["2021-06", "大洼区", "活动", "3", ""]]
CARRIERS = [["地区", "载体名称", "类型", "级别"], ["大洼区", "乙空间", "众创空间", ""]]
EVENTS = [["地区", "编号", "指标", "日期", "名称"], ["大洼区", "E2", "活动", "2021-06-05", "沙龙"]]
TENANTS = [["所在载体", "编号", "名称", "类别", "入孵日期"], ["甲空间", "二号", "乙", "团队", "2021-03-01"]]
RECOGNISED = [
    ["统一社会信用代码", "层级", "事件", "日期", "有效期至", "证书编号", "依据文件"],
    ["91211100YY0000094Y", "科技型中小企业", "认定", "2021-12-01", "", "", "公告1"],
]
REGISTER = [
    ["统一社会信用代码", "企业名称", "归属地区", "归属依据", "注册日期"],
    ["91211100YY0000094Y", "乙公司", "盘山县", "注册地址", "2019-01-02"],
]
COMPANIES = [["统一社会信用代码", "年度", "职工总数", "科技人员"], ["91211100MA0ABCDE1X", "2020", "80", "15"]]
ACTIONS = [
    ["编号", "目前状态", "交办日期", "来源", "责任单位", "事项"],
    ["JB-2", "", "2021-05-28", "通报", "大洼区", "乙"],
]


@pytest.fixture
def above(send):
    """The rows reported as being above the header, with their severity."""

    def above(table, *lines):
        checked = check_file(send(*(",".join(line) or ",,,," for line in lines)), table, PLAN)
        return [(f.row, f.severity) for f in checked.findings if f.reason == "这一行在表头上面，没有读取"]

    return above


@pytest.mark.parametrize("header", [[], [["月报"], []]])
@pytest.mark.parametrize("between", [[], [[], ["补充填报"]]])
def test_rows_of_figures_above_the_header_are_refused(above, header, between):
    lost = [["2021-06", "盘山县", "活动", "4"], ["2021年6月", "双台子", "活动", "3", "注：含续报1项"]]
    assert above("progress", *header, *lost, *between, *FIGURES) == [(len(header) + at, "error") for at in (1, 2)]


def test_a_header_in_the_last_line_does_not_hide_the_rows_above_it(above):
    assert above("progress", ["2021-06", "盘山县", "活动", "4"], FIGURES[0]) == [(1, "error")]


@pytest.mark.parametrize(
    ("table", "rows", "line", "severity"),
    [
        ("carriers", CARRIERS, ["大洼区", "甲空间", "众创空间"], "warning"),
        ("carriers", CARRIERS, ["盘山县", "甲空间", "孵化器", "省级"], "error"),
        ("carriers", CARRIERS, ["双台子", "甲空间", "其他", "国家级"], "error"),
        ("events", EVENTS, ["盘山县", "E1", "活动", "2021-06-01", "路演"], "error"),
        ("events", EVENTS, ["大洼区", "E1", "活动", "六月", "路演"], "warning"),
        ("events", EVENTS, ["大洼县区", "E1", "活动", "2021-06-05", "路演"], "warning"),
        (
            "recognitions",
            RECOGNISED,
            ["91211100YY0000146M", "高新技术企业", "首次认定", "2021-12-01", "", "GR202121000111", "公告2"],
            "warning",
        ),
        (
            "recognitions",
            RECOGNISED,
            ["91211100YY0000146M", "高新技术企业", "认定", "2021-12-01", "三年", "GR202121000111", "公告2"],
            "error",
        ),
        (
            "carriers",
            [[*CARRIERS[0], "启用日期", "面积（平方米）"], CARRIERS[1]],
            ["盘山县", "甲空间", "孵化器", "省级", "2019-05-06", "约2000"],
            "error",
        ),
        ("incubatees", TENANTS, ["甲空间", "一号", "甲公司", "团队", "上月"], "warning"),
        ("financials", COMPANIES, ["91211100MA0ABCDE2X", "2020", "", "12"], "warning"),
        ("financials", COMPANIES, ["91211100MA0ABCDE2X", "2020", "70", "12"], "error"),
        ("enterprises", REGISTER, ["91211100YY0000146M", "甲公司", "大洼区"], "warning"),
        ("actions", ACTIONS, ["JB-1", "", "2021-05-27", "通报", "盘锦高新区", "甲"], "error"),
        ("progress", FIGURES, ["2021-06", "盘山县", "活 动 场 次", "4"], "warning"),
        ("progress", FIGURES, ["大洼区", "3"], "warning"),
        ("progress", FIGURES, ["", "大洼区", "3"], "warning"),
        ("progress", FIGURES, ["大洼区", "活动", "3"], "warning"),
    ],
)
def test_rows_of_each_table_are_refused_where_nothing_in_them_is_wrong_and_else_asked_about(
    above, table, rows, line, severity
):
    assert above(table, line, *rows) == [(1, severity)]
    assert above(table, ["表"], line, [], *rows) == [(2, severity)]


PROJECTS = [
    ["责任单位", "编号", "类别", "任务序号", "名称", "方式", "状态", "开始日期"],
    ["大洼区", "XM-2", "载体", "2", "乙空间", "新建", "推进中", "2021-03-01"],
]


@pytest.mark.parametrize(
    ("table", "rows", "line"),
    [
        (
            "carriers",
            [[*CARRIERS[0], "启用日期", "运营机构", "面积（平方米）"], CARRIERS[1]],
            ["", "甲空间", "孵化器", "省级", "2019-05-06", "乙公司", "2000"],
        ),
        ("projects", PROJECTS, ["", "XM-1", "载体", "2", "甲空间", "新建", "推进中", "2021-02-01"]),
        ("projects", PROJECTS, ["盘山县", "", "载体", "2", "甲空间", "新建", "推进中", "2021-02-01"]),
        ("events", EVENTS, ["", "E1", "活动", "2021-06-01", "路演"]),
        ("events", EVENTS, ["大洼区", "", "活动", "2021-06-01", "路演"]),
        ("recognitions", RECOGNISED, ["91211100YY0000146M", "", "认定", "2021-12-01", "", "GR202121000111", "公告2"]),
        ("enterprises", REGISTER, ["", "甲公司", "大洼区", "注册地址", "2019-01-02"]),
        ("incubatees", TENANTS, ["甲空间", "", "甲公司", "团队", "2021-02-01"]),
        ("progress", FIGURES, ["2021-06", "盘山县", "", "4"]),
    ],
)
def test_a_row_without_one_cell_of_its_key_is_asked_about(above, table, rows, line):
    assert above(table, line, *rows) == [(1, "warning")]
    assert above(table, ["表"], line, [], *rows) == [(2, "warning")]


@pytest.mark.parametrize(
    ("table", "rows", "line"),
    [
        ("progress", FIGURES, ["2021-06", "盘山县", "活动", "4"]),
        ("carriers", [[*CARRIERS[0], "启用日期"], CARRIERS[1]], ["盘山县", "甲空间", "孵化器", "省级"]),
        ("events", EVENTS, ["盘山县", "E1", "活动", "2021-06-01", "路演"]),
        ("projects", PROJECTS, ["盘山县", "XM-1", "载体", "2", "甲空间", "新建", "推进中", "2021-02-01"]),
        ("recognitions", RECOGNISED, ["91211100YY0000146M", "高新技术企业", "认定", "2021-12-01", "", "GR1", "公告2"]),
        ("enterprises", REGISTER, ["91211100YY0000146M", "甲公司", "大洼区", "注册地址", "2019-01-02"]),
    ],
)
def test_a_row_one_cell_to_the_right_is_read_as_if_it_stood_in_its_place(above, table, rows, line):
    assert above(table, ["", *line], *rows) == above(table, line, *rows) == [(1, "error")]


def test_a_row_one_cell_to_the_right_whose_last_cell_has_no_column_is_asked_about(above):
    assert above("financials", ["", "91211100MA0ABCDE2X", "2020", "70", "12"], *COMPANIES) == [(1, "warning")]


@pytest.mark.parametrize(
    ("table", "rows", "line"),
    [
        ("progress", FIGURES, ["2021年6月", "大洼区", "", "", "单位：家"]),
        ("progress", FIGURES, ["", "2021年6月", "大洼区", "指标月报", "单位：家"]),
        ("progress", FIGURES, ["", "", "指标月报", "2021年6月", "第1页"]),
        ("enterprises", REGISTER, ["", "企业名录", "盘山县", "", "2021-06-25"]),
        ("events", EVENTS, ["大洼区", "", "", "2021-06-25", "填表人：某某"]),
        ("events", EVENTS, ["", "大洼区", "事项明细", "2021-06-25", "第1页"]),
        ("carriers", CARRIERS, ["", "", "众创空间", "国家级"]),
        ("actions", ACTIONS, ["", "", "2021-06-25", "", "大洼区", "交办事项表"]),
    ],
)
def test_titles_and_labels_with_blank_cells_between_are_no_rows(above, table, rows, line):
    assert above(table, line, *rows) == []


@pytest.mark.parametrize(
    "line",
    [
        ["指标月报", "2021年6月", "第3期"],
        ["2021-06", "盘山县", "指标月报"],
        ["2021年6月", "盘山县", "科技创新指标月报", "单位：家"],
        ["附件1", "盘山县", "2021年6月指标月报", "单位：家"],
        ["表号", "盘科1表", "2021年", "制定机关", "市科技局"],
        ["填报单位：盘山县", "2021年6月", "第3期", "1"],
        ["填报单位", "盘山县科技局", "填报日期", "2021-06-25"],
        ["期间", "2021-06", "地区", "盘山县"],
        ["指标月报", "", "", "2021年6月"],
        ["1", "2", "3", "4"],
        ["期间", "地区", "指标", "2021年"],
        ["2021-06", "大洼区", "合计", "4"],
        ["合计", "", "", "4"],
        ["甲", "乙", "丙", "1", "2"],
        ["大洼区", "2021"],
        ["大洼区", "6", "月"],
    ],
)
def test_titles_labels_and_upper_rows_of_a_header_are_no_rows(above, line):
    for rows in (FIGURES, FIGURES[:1]):
        assert above("progress", line, *rows) == []


@pytest.mark.parametrize(
    "line",
    [
        ["大洼区", "孵化载体表", "六月"],
        ["大洼区", "孵化载体", "2021年6月", "单位：平方米", "第1页"],
        ["大洼区", "孵化载体一览"],
        ["基本情况", "名称", "分类", "等级"],
        ["县区名称", "载体全称", "众创空间", "国家级"],
        ["必填", "必填", "从清单选填", "选填"],
        ["单位：万元", "大洼区", "众创空间"],
        ["填报单位：大洼区", "甲空间", "众创空间"],
        ["说明", "每个载体一行", "类型从清单选填", "没有级别的留空"],
    ],
)
def test_titles_units_instructions_and_groups_above_the_header_are_no_rows(above, line):
    assert above("carriers", line, *CARRIERS) == []


@pytest.mark.parametrize("line", [["大洼区", "合计", "", "", "", "7000"], ["全市", "合计", "", "", "", "7000"]])
def test_totals_and_numbers_of_columns_above_the_header_are_none_as_below_it(above, line):
    header = [*CARRIERS[0], "启用日期", "面积（平方米）"]
    assert above("carriers", line, header, CARRIERS[1]) == []
    assert (
        above("financials", ["甲", "1", "2", "3"], *COMPANIES)
        == above("financials", ["合计", "2020", "180", "15"], *COMPANIES)
        == []
    )


def test_the_title_of_a_list_of_money_refuses_nothing(above):
    for line in (["盘山县", "2021年6月", "事项明细表", "单位：万元"], ["盘山县", "2021年", "事项明细表", "截至6月"]):
        assert above("events", line, *EVENTS) == []


@pytest.mark.parametrize("word", ["示例", "例：", "例1", "填写示例：", "（示例）", "示例，请勿删除", "此行作废"])
def test_an_example_above_the_header_is_to_be_deleted_and_refuses_nothing(send, word):
    header, row = ["序号", *FIGURES[0]], ["1", *FIGURES[1]]
    for line in ([word, "2021-06", "盘山县", "活动", "4", ""], ["", "2021-06", "盘山县", "活动", "4", word]):
        checked = check_file(send(*(",".join(cells) for cells in (line, header, row))), "progress", PLAN)
        (found,) = (f for f in checked.findings if f.row == 1 and f.reason == "这一行在表头上面，没有读取")
        assert (found.severity, found.remedy) == ("warning", "示例行或作废的行请删去；是数据的，请移到表头下面")
        assert (checked.acceptable, checked.rows) == (True, 1)
    (found,) = check_file(send("2021-06,盘山县,活动,4,见示例", *map(",".join, FIGURES)), "progress", PLAN).findings
    assert found.severity == "error"
