"""Cells of unread columns that make statements about their rows."""

import pytest

from panjin_kpi.intake.checks.check import check_file

EVENT = "地区,编号,指标,日期,名称,金额（万元）", "全市,E2,担保金额,2021-06-05,甲公司担保,400000"
OTHER = "全市,E3,担保金额,2021-06-05,乙公司担保,300"
FIGURE = "期间,地区,指标,本年累计", "2021-06,全市,担保金额,1.5"


@pytest.fixture
def of_cells(send, plan):
    """Severity, cell and reason of the findings below the header."""

    def of_cells(table, *lines):
        findings = check_file(send(*lines), table, plan).findings
        return [(f.severity, f.cell, f.reason) for f in findings if f.row != 1]

    return of_cells


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("此行作废，与E1重复", "写着作废，而这一行还算数"),
        ("作废", "写着作废，而这一行还算数"),
        ("已作废，不再使用", "写着作废，而这一行还算数"),
        ("示例", "写着示例、不计或撤回，而这一行还算数"),
        ("不计入", "写着示例、不计或撤回，而这一行还算数"),
        ("未举办", "写着示例、不计或撤回，而这一行还算数"),
        ("受疫情影响，活动取消", "写着示例、不计或撤回，而这一行还算数"),
    ],
)
def test_a_cell_that_withdraws_its_row_is_asked_about(of_cells, text, reason):
    lines = f"序号,{EVENT[0]},作废", f"{text},{EVENT[1]},", f"2,{OTHER},"
    assert of_cells("events", *lines) == [("warning", "A2", reason)]
    assert of_cells("events", lines[0], f"{lines[1]}是", lines[2])[1:] == [], "it is withdrawn"
    assert of_cells("events", f"{EVENT[0]},,备注", f"{EVENT[1]},,{text}") == [("warning", "H2", reason)]


@pytest.mark.parametrize(
    "text", ["1", "原证书已作废", "作废：否", "示例企业路演", "金额单位：万元", "见附件", "面积单位：亩", "外币：无"]
)
def test_a_cell_about_something_else_is_not(of_cells, text):
    assert of_cells("events", f"{EVENT[0]},备注", f"{EVENT[1]},{text}") == []


def test_an_example_among_the_figures_is_asked_about(of_cells):
    lines = f"序号,{FIGURE[0]}", "示例,2021-06,盘山县,活动,4", "1,2021-06,大洼区,活动,3"
    assert [found[:2] for found in of_cells("progress", *lines)] == [("warning", "A2")]


def test_a_cell_that_states_another_unit_is_asked_about_once(of_cells):
    rows = [f"{row},金额单位：元" for row in (EVENT[1], OTHER)]
    reason = "写着单位：元，“金额（万元）”按万元填报；这样的共2行"
    assert of_cells("events", f"{EVENT[0]},说明", *rows) == [("warning", "G2", reason)]
    assert of_cells("events", f"{EVENT[0]},说明", rows[0].replace("400000", "500万元")) == [], "it says it itself"
    (found,) = of_cells("progress", f"{FIGURE[0]},说明", f"{FIGURE[1]},以万元计")
    assert found == ("warning", "E2", "写着单位：万元，“本年累计”按亿元填报")
    assert of_cells("progress", f"{FIGURE[0]},单位,说明", "2021-06,全市,担保金额,15000,万元,以万元计") == []
    assert of_cells("progress", f"{FIGURE[0]},说明", "2021-06,大洼区,活动,3,以万元计") == []
    project = (
        "责任单位,编号,类别,任务序号,名称,方式,状态,金额,金额单位,说明",
        "大洼区,P-1,基金,6,基金,新建,推进中,5000,万元,",
    )
    assert of_cells("projects", project[0], f"{project[1]}单位：万元") == []
    assert [found[:2] for found in of_cells("projects", project[0], f"{project[1]}单位：元")] == [("warning", "J2")]


@pytest.mark.parametrize("name", ["币种", "货币单位"])
def test_a_column_of_currencies_is_one_of_units(of_cells, name):
    (found,) = of_cells("progress", f"{FIGURE[0]},{name}", f"{FIGURE[1]},美元")
    assert found == ("error", "D2", f"“{name}”一列写的是“美元”，这项指标按亿元填报")
    (found,) = of_cells("events", f"{EVENT[0]},{name}", f"{EVENT[1]},元")
    assert found[:2] == ("error", "F2")


@pytest.mark.slow
def test_the_currency_of_this_country_is_no_unit(of_cells):
    for text in ("人民币", "RMB", "cny", "¥", "￥", "本币", "人民币（RMB）", "CNY人民币", "人民币/¥", "", "—"):
        assert of_cells("progress", f"{FIGURE[0]},币种", f"{FIGURE[1]},{text}") == []
        assert of_cells("progress", f"{FIGURE[0]},币种,单位", f"{FIGURE[1]},{text},亿元") == []
        assert of_cells("events", f"{EVENT[0]},币种", f"{EVENT[1]},{text}") == []
        assert of_cells("events", f"{EVENT[0]},货币单位", f"{EVENT[1]},{text}") == []
    for text in ("人民币元", "人民币（元）", "人民币/元"):
        assert of_cells("events", f"{EVENT[0]},币种", f"{EVENT[1]},{text}") == [], "the name of the currency"
    assert of_cells("events", f"{EVENT[0]},货币单位", f"{EVENT[1]},人民币元")[0][:2] == ("error", "F2")


def test_an_office_in_a_column_of_units_is_no_unit(of_cells):
    assert of_cells("progress", f"{FIGURE[0]},单位", f"{FIGURE[1]},盘山县科技局") == []
    for unit in ("平方米", "按万元报市科技局"):
        assert of_cells("progress", f"{FIGURE[0]},单位", f"{FIGURE[1]},{unit}")[0][0] == "error"
