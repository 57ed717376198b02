"""Lines around a table that contradict its rows are asked about: another month or district, 本表作废, 当月数."""

import pytest

from panjin_kpi.intake.checks.check import check_file
from tests.plan import PLAN

VOID = ["本表作废", "（以上各行均已作废）", "此表无效", "说明：以上数据作废。"]
ROWS = ["期间,地区,指标,本年累计", "2021-06,盘山县,活动,3", "2021-05,盘山县,活动,2"]


@pytest.fixture
def above(send):
    """What is asked about the lines above the header."""

    def above(*lines, rows=ROWS, table="progress"):
        checked = check_file(send(*lines, *rows), table, PLAN)
        assert checked.acceptable
        return [(f.row, f.reason) for f in checked.findings if f.reason.startswith("表的上方写着“")]

    return above


@pytest.mark.parametrize(
    ("title", "named"),
    [
        ("盘山县2021年7月指标月报", "2021年7月"),
        ("２０２１年 １—７ 月份完成情况表", "2021年1-7月"),
        ("盘山县7月份月报", "7月"),
        ("2020年6月指标月报", "2020年6月"),
        ("期间：,2021-07", "2021-07"),
        ("报告期,2021.7", "2021.7"),
        ("盘山县2021-07月报", "2021-07"),
        ("七月份指标月报", "七月"),
        ("二〇二一年十一月指标月报", "十一月"),
    ],
)
def test_a_title_with_a_month_that_no_row_reports_is_asked_about(above, title, named):
    assert above("指标月报", title) == [(2, f"表的上方写着“{named}”，各行没有这个月份")]


@pytest.mark.parametrize(
    "title",
    [
        "盘山县2021年6月指标月报",
        "2021年1-6月完成情况",
        "2021年6月（含5月更正）",
        "5月更正表",
        "2021年度指标月报",
        "填报单位：盘山县,填报时间：2021年7月",
        "填报日期,2021-07",
        "2021年7月5日",
        "制表：科技局 2021.07",
        "比上年同期（2020年6月）增加",
        "请于2021年7月前报送",
        "2021年4月起口径有调整",
        "说明：7月另报",
        "与2021年4月相比，增加1场",
        "二〇二一年六月指标月报",
        "2021.7.26",
        "2021-2025年规划",
    ],
)
def test_other_months_above_the_header_are_not(above, title):
    assert above("指标月报", title) == []


def test_a_title_with_a_district_that_no_row_is_of_is_asked_about(above):
    assert above("大洼区指标月报") == [(1, "表的上方写着“大洼区”，各行没有这个地区")]
    assert above("填报单位：盘锦高新区") == [(1, "表的上方写着“盘锦高新区”，各行没有这个地区")]
    assert above("大洼6月月报") == [(1, "表的上方写着“大洼”，各行没有这个地区")]
    assert above("盘锦市盘山县、大洼区指标月报") == above("盘锦市指标月报") == []
    assert above("盘山指标月报") == above("盘山县（含高新区）指标月报") == []


def test_tables_without_months_or_districts_are_not_compared(above):
    recognised = ["统一社会信用代码,层级,事件,日期", "91211100YY0000094Y,科技型中小企业,认定,2021-06-01"]
    assert above("大洼区2021年7月资质认定", rows=recognised, table="recognitions") == []


@pytest.mark.parametrize(
    ("name", "words", "what"),
    [
        ("2021-07-盘山县.csv", "2021-07", "月份"),
        ("盘山县7月月报 (1).csv", "7月", "月份"),
        ("2021-06-大洼区.csv", "大洼区", "地区"),
        ("大洼.csv", "大洼", "地区"),
    ],
)
def test_a_file_named_for_another_month_or_district_than_its_rows_is_asked_about(send, name, words, what):
    (finding,) = check_file(send(*ROWS, name=name), "progress", PLAN).findings
    assert (finding.severity, finding.reason) == ("warning", f"文件名里写着“{words}”，各行没有这个{what}")
    assert finding.remedy == "请核对，改正表里或文件名里填错的一处"


@pytest.mark.parametrize(
    "name",
    [
        "progress.csv",
        "2021-06-盘山县.csv",
        "2021-06-盘山县.批注.csv",
        "盘山6月月报（7月3日报）.csv",
        "2021-06-市科技局.csv",
        "盘山20210726.csv",
        "2021.7.26.csv",
        "盘政办发2021-10号附件.csv",
        "更正5月.csv",
    ],
)
def test_other_names_of_files_are_not(send, name):
    assert check_file(send(*ROWS, name=name), "progress", PLAN).findings == []


@pytest.fixture
def around(send):
    """What is asked about a line above the header, and about the same line below the rows."""

    def around(line):
        for lines, at in (([line, *ROWS], 1), ([*ROWS, line], 4)):
            checked = check_file(send(*lines), "progress", PLAN)
            found = checked.findings
            assert checked.acceptable == (line not in VOID)
            yield [f.reason for f in found if f.row == at and f.value == line]

    return around


@pytest.mark.parametrize("line", [*VOID, "以上数据作废，以补报为准", "注：表中第3行作废", "表中数据作废，另报"])
def test_a_line_that_voids_the_rows_is_refused_where_nothing_else_is_meant_and_asked_about_otherwise(around, line):
    assert list(around(line)) == [["写着作废或示例，而各行还算数"]] * 2


@pytest.mark.parametrize("line", ["样表", "（草稿）", "示例，仅供参考"])
def test_a_title_that_calls_the_table_an_example_is_asked_about(around, line):
    assert next(around(line)) == ["写着作废或示例，而各行还算数"]
    assert next(around("示例市指标月报")) == []


@pytest.mark.parametrize(
    "line",
    ["本表为当月数，非累计", "注：以上数据为当月新增数", "注：本表“本年累计”为当月数", "说明：以上均为本月新增数。"],
)
def test_a_line_that_calls_the_figures_those_of_one_month_is_asked_about(around, line):
    assert list(around(line)) == [["说这是一个月的数，本年累计从1月1日起算"]] * 2


@pytest.mark.parametrize(
    "line", ["注：活动应为5场，系统无法修改。", "说明：上月活动更正为1场", "另：5月份活动2场漏报", "注：多报1场"]
)
def test_a_line_that_corrects_a_figure_is_asked_about(around, line):
    assert "写着要更正的数，没有照改" in next(around(line))
    assert list(around(line))[1] == ["写着要更正的数，没有照改"]


@pytest.mark.parametrize("line", ["注：数据截至4月30日", "以上数据截至2020年6月底。", "说明：1.截止7月末"])
def test_a_line_that_calls_the_figures_those_of_another_month_is_asked_about(around, line):
    assert list(around(line)) == [["说这不是截至本期末的实际数"]] * 2


@pytest.mark.parametrize(
    "line",
    [
        "注：数据截至6月25日",
        "以上数据截至5月31日",
        "注：截至2020年底共有企业200家",
        "注：如有漏报请于26日前补报",
        "注：更正的数见第3行",
        "说明：本月补报5月明细",
        "说明：作废的行请在“作废”一列填“是”",
        "注：1张发票作废",
        "无效数据已剔除",
        "注：本月无新增",
        "本表一式两份",
        "注：本月新增见附表",
        "注：表中为累计数",
    ],
)
def test_other_remarks_are_not(around, line):
    assert list(around(line)) == [[], []]


def test_a_line_about_a_table_without_a_month_is_no_fault_of_its_own(send):
    checked = check_file(send("注：数据截至5月底", "地区,指标,本年累计", "盘山县,活动,3"), "progress", PLAN)
    assert [(f.column, f.reason) for f in checked.findings] == [("期间", "缺少这一列")]


def test_a_repeated_header_with_the_column_of_withdrawals_is_none(send):
    rows = [f"{line},{last}" for line, last in zip(ROWS, ("作废", "", "否"), strict=True)]
    checked = check_file(send(*rows[:2], rows[0], rows[2]), "progress", PLAN)
    assert [f.reason for f in checked.findings] == ["这是栏次或重复的表头，没有读取"]
