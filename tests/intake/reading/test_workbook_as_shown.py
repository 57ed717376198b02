"""A cell of a workbook is read as it is displayed."""

import datetime

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

from panjin_kpi.intake.checks.check import check_file
from panjin_kpi.intake.reading.formats.grid import HIDDEN_ZERO

HEADER = ["期间", "地区", "指标", "本年累计", "备注"]


@pytest.fixture
def check_formatted(tmp_path, plan):
    """Check the monthly figures of one row whose cells have formats."""

    def check(table="指标月报", header=HEADER, **cells):
        book = Workbook()
        book.active.title = table
        book.active.append(header)
        for column, (value, code) in cells.items():
            book.active[f"{column}2"] = value
            book.active[f"{column}2"].number_format = code
        book.save(tmp_path / "六月.xlsx")
        return check_file(tmp_path / "六月.xlsx", "", plan)

    return check


PLAIN = "General"


JUNE = ("2021-06", PLAIN)


AMOUNT = {"B": ("全市", PLAIN), "C": ("科技融资担保金额", PLAIN)}


SHARE = {"B": ("全市", PLAIN), "C": ("园区孵化载体覆盖率", PLAIN)}


COUNT = {"B": ("大洼区", PLAIN), "C": ("活动", PLAIN)}


@pytest.mark.parametrize(
    ("cells", "value"),
    [
        (SHARE | {"D": (0.85, "0%")}, 85),
        (SHARE | {"D": (1, "0%")}, 100),
        (SHARE | {"D": (0.8567, "0.0%")}, 85.67),
        (AMOUNT | {"D": (5_000_000, '0!.0,"万"')}, 0.05),
        (AMOUNT | {"D": (1.2, '0.0"亿元"')}, 1.2),
        (COUNT | {"D": (3, "00")}, 3),
        (COUNT | {"D": (3, '0"场"')}, 3),
        (COUNT | {"D": (3, "#,##0.00_ ;[Red]-#,##0.00 ")}, 3),
    ],
)
def test_a_figure_is_what_its_cell_shows_in_the_indicators_unit(check_formatted, cells, value):
    assert check_formatted(A=JUNE, **cells).parts["progress"].rows["value"].tolist() == [pytest.approx(value)]


@pytest.mark.parametrize(
    "figure",
    [
        (0.5, "0%"),
        (3, '0"家"'),
        (5_000_000, '0!.0,"万"'),
        (5_000_000, "#,##0,"),
        (3, "¥#,##0"),
        (3, ";;;"),
        (3, "yyyy-mm-dd"),
        ("③", PLAIN),
        ("10³", PLAIN),
    ],
)
def test_a_figure_that_shows_something_else_than_the_indicators_count_is_refused_at_its_cell(check_formatted, figure):
    checked = check_formatted(A=JUNE, D=figure, **COUNT)
    assert [finding.cell for finding in checked.findings if finding.severity == "error"] == ["D2"]


@pytest.mark.parametrize(
    ("month", "period"),
    [
        ((202110, "0"), "2021-10"),
        ((202110, '0000"-"00'), "2021-10"),
        ((datetime.date(2021, 10, 15), 'yyyy"年"m"月"'), "2021-10"),
        ((datetime.date(2021, 10, 1), "mmm-yy"), "2021-10"),
        ((datetime.datetime(2021, 10, 1), "yyyy-mm-dd hh:mm"), "2021-10"),
        ((10, '"2021-"00'), "2021-10"),
        ((2021.11, PLAIN), "2021-11"),
    ],
)
def test_a_month_is_what_its_cell_shows(check_formatted, month, period):
    assert check_formatted(A=month, D=(3, PLAIN), **COUNT).parts["progress"].rows["period"].tolist() == [period]


def test_a_zero_that_its_sheet_does_not_show_is_not_taken_for_a_report(check_formatted, tmp_path, plan):
    check_formatted(A=JUNE, D=(0, PLAIN), **COUNT)
    book = load_workbook(tmp_path / "六月.xlsx")
    book.active.sheet_view.showZeros = False
    book.save(tmp_path / "六月.xlsx")
    (finding,) = check_file(tmp_path / "六月.xlsx", "", plan).findings
    assert (finding.cell, finding.severity, finding.reason) == ("D2", "error", HIDDEN_ZERO[0])
    book.active["D2"], book.active["E2"] = 3, 0  # a note of nothing
    book.save(tmp_path / "六月.xlsx")
    checked = check_file(tmp_path / "六月.xlsx", "", plan)
    assert (checked.findings, checked.parts["progress"].rows["note"].isna().all()) == ([], True)
    book.active["D2"] = "=1+2"  # nobody has computed it
    book.save(tmp_path / "六月.xlsx")
    (finding,) = check_file(tmp_path / "六月.xlsx", "", plan).findings
    assert finding.reason == "公式没有存下计算结果"


def test_a_zero_that_its_sheet_does_not_show_is_blank_in_columns_of_text_and_days(check, tmp_path, plan):
    header = ["来源", "编号", "名称", "类别", "所在载体", "入孵日期", "毕业日期", "统一社会信用代码"]
    tenant = [0, "Y1", "甲团队", "团队", "甲空间", datetime.date(2021, 3, 1), 0, 0]
    check(在孵企业及团队=[header, tenant, [0] * len(header), ["合计", 0, 1]])
    book = load_workbook(tmp_path / "六月.xlsx")
    book.active.sheet_view.showZeros = False
    book.save(tmp_path / "六月.xlsx")
    checked = check_file(tmp_path / "六月.xlsx", "", plan)
    rows = checked.parts["incubatees"].rows
    assert (rows["incubatee_id"].tolist(), rows[["graduated_on", "uscc"]].isna().all(axis=None)) == (["Y1"], True)
    assert [found.row for found in checked.findings if found.severity == "error"] == []


@pytest.mark.parametrize("month", [(2021.10, PLAIN), (2021.10, "0.00"), ("2021.1", "@")])
def test_a_month_that_may_be_the_first_or_the_tenth_is_asked_about(check_formatted, month):
    (finding,) = check_formatted(A=month, D=(3, PLAIN), **COUNT).findings
    assert (finding.cell, finding.severity) == ("A2", "error")
    assert "是不是“2021-01”或“2021-10”" in finding.reason


def test_an_identifier_keeps_the_zeros_that_it_shows(check_formatted):
    header = ["地区", "编号", "指标", "日期", "名称"]
    day = (datetime.datetime(2021, 6, 5, 9, 30), "yyyy-mm-dd hh:mm")
    row = {"A": ("大洼区", PLAIN), "B": (7, "000"), "C": ("活动", PLAIN), "D": day, "E": ("路演", PLAIN)}
    rows = check_formatted("事项明细", header, **row).parts["events"].rows
    assert rows["event_id"].tolist() == ["007"]
    assert str(rows["occurred_on"].iloc[0]) == "2021-06-05 00:00:00"


@pytest.mark.parametrize("number", [(datetime.date(2026, 1, 1), 'm"月"d"日"'), (44348, "mmm-yy"), (1e5, "0.00E+00")])
def test_an_identifier_that_the_program_made_a_day_or_a_power_of_is_asked_about(check_formatted, number):
    """1-1 becomes the first of January of the year in which it is typed, 1E5 becomes 100000."""
    header = ["地区", "编号", "指标", "日期", "名称"]
    row = {"A": ("大洼区", PLAIN), "C": ("活动", PLAIN), "D": (datetime.date(2021, 6, 5), 'm"月"d"日"'), "E": number}
    (finding,) = check_formatted("事项明细", header, B=number, **row).findings
    assert (finding.cell, finding.severity, "不是原来填的编号" in finding.reason) == ("B2", "error", True)


@pytest.mark.parametrize("code", ["#,###", "#", "?"])
def test_a_zero_that_its_format_does_not_show_is_asked_about(check_formatted, code):
    (finding,) = check_formatted(A=JUNE, D=(0, code), **COUNT).findings
    assert (finding.cell, finding.reason, "常规" in finding.remedy) == ("D2", HIDDEN_ZERO[0], True)
    assert check_formatted(A=JUNE, D=(1234, code), **COUNT).parts["progress"].rows["value"].tolist() == [1234]


@pytest.mark.parametrize("code", ["0;-0;;@", "#", ";;;", "yyyy-mm-dd;;"])
def test_a_zero_that_its_format_does_not_show_is_blank_in_columns_of_text_and_days(check_formatted, code):
    noted = check_formatted(A=JUNE, D=(3, PLAIN), E=(0, code), **COUNT)
    assert (noted.findings, noted.parts["progress"].rows["note"].isna().all()) == ([], True)
    header = ["统一社会信用代码", "层级", "事件", "日期", "有效期至", "证书编号"]
    known = {"A": ("91211100YY0000094Y", PLAIN), "B": ("高新技术企业", PLAIN), "C": ("认定", PLAIN)}
    day = (datetime.date(2021, 3, 1), "yyyy-mm-dd")
    checked = check_formatted("资质认定", header, D=day, E=(0, code), F=(0, code), **known)
    assert [found for found in checked.findings if found.severity == "error"] == []
    assert checked.parts["recognitions"].rows[["valid_until", "certificate_no"]].isna().all(axis=None)


@pytest.mark.parametrize("withdrawn", [None, "否"])
def test_a_row_of_nothing_but_zeros_that_are_not_shown_is_blank(check, tmp_path, plan, withdrawn):
    row = ["2021-06", "盘山县", "活动", 2, None, "否"]
    check(指标月报=[[*HEADER, "作废"], row, [*[0] * len(HEADER), withdrawn]])
    book = load_workbook(tmp_path / "六月.xlsx")
    for cell in book.active[3][: len(HEADER)]:
        cell.number_format = "0;-0;;@"
    book.save(tmp_path / "六月.xlsx")
    checked = check_file(tmp_path / "六月.xlsx", "", plan)
    assert (checked.findings, len(checked.parts["progress"].rows)) == ([], 1)


def test_in_a_workbook_no_separator_divides_a_number(check):
    assert check(指标月报=[HEADER, ["2021-06", "大洼区", "活动", 3, 110]]).findings == []


@pytest.mark.parametrize("hidden", [(), ("统计台账", "企业名录")])
def test_a_wide_sheet_that_is_not_read_refuses_nothing_and_spaces_far_away_neither(check, hidden):
    wide = [[f"指标{n}" for n in range(120)], list(range(120))]
    far = [[None] * 110 + ["旧"]]
    table = [[*HEADER, *[None] * 100, " ", "\u200b"], ["2021-06", "盘山县", "活动", 2, None]]
    sheets = {"指标月报": table, "统计台账": wide} | ({"企业名录": far} if hidden else {"旧数据": far})
    checked = check(hidden=hidden, **sheets)
    assert [(f.severity, f.sheet) for f in checked.findings] == [("warning", name) for name in list(sheets)[1:]]
    assert checked.parts["progress"].rows["value"].tolist() == [2]


def test_a_filled_cell_far_away_in_a_sheet_that_is_read_is_named(check):
    row = ["2021-06", "盘山县", "活动", 2, *[None] * 100, "核对"]
    (finding,) = check(指标月报=[HEADER, row], 统计台账=[[1] * 120]).findings
    assert (finding.severity, finding.sheet, finding.cell, finding.value) == ("error", "指标月报", "DA2", "核对")


@pytest.mark.parametrize("blank", [" ", "　", "\u200b"])
@pytest.mark.parametrize("title", ["指标月报", "统计台账"])
def test_a_sheet_of_nothing_but_spaces_is_blank(check, title, blank):
    events = [["地区", "编号", "指标", "日期", "名称"], ["盘山县", "1", "活动", "2021-06-05", "路演"]]
    checked = check(事项明细=events, **{title: [[blank], [None, blank]]})
    assert (checked.findings, checked.rows) == ([], 1)


def test_a_comment_on_a_row_is_not_read_and_reported_and_neither_is_an_annotated_copy_s(tmp_path, plan):
    book = Workbook()
    book.active.title = "指标月报"
    for row in (HEADER, ["2021-06", "大洼区", "活动", 3], ["2021-06", "大洼区", "团队", 1]):
        book.active.append(row)
    texts = {"A1": "填报说明", "D2": "提示：已改过", "D3": "张三:\n此数有误，应为5\n错误：不能为负数", "E3": "见附件"}
    for cell, text in texts.items():
        book.active[cell].comment = Comment(text, "张三")
    book.save(tmp_path / "六月.xlsx")
    checked = check_file(tmp_path / "六月.xlsx", "", plan)
    (found,) = (f for f in checked.findings if "批注" in f.reason)
    assert (found.severity, found.cell, found.value) == ("warning", "D3", "1")
    assert found.reason == "这一格的批注“张三: 此数有误，应为5”没有读取；这样的共2格"
