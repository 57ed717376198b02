"""Cells hidden by a merged one and rows hidden by a filter: the sender sees something other than the file contains."""

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.cell_range import CellRange

from panjin_kpi.intake.checks.check import MERGED, check_file

HEADER = ["期间", "地区", "指标", "本年累计", "备注"]
CODE = "91110000600037341L"


def test_a_cell_hidden_by_a_merged_one_says_so(tmp_path, plan):
    book = Workbook()
    book.active.title = "指标月报"
    for row in (HEADER, ["2021-06", "大洼区", "活动", 3], ["2021-06", None, "联盟", 1]):
        book.active.append(row)
    book.active.merge_cells("B2:B3")
    book.save(tmp_path / "六月.xlsx")
    (finding,) = check_file(tmp_path / "六月.xlsx", "", plan).findings
    assert (finding.cell, finding.reason) == ("B3", "在合并单元格里，只有左上角那一格有内容")


def test_a_value_merged_over_several_rows_is_missing_in_the_others_also_where_it_may_be_blank(tmp_path, plan):
    header = ["统一社会信用代码", "层级", "事件", "日期", "有效期至", "依据文件"]
    book = Workbook()
    book.active.title = "资质认定"
    book.active.append(header)
    for code in (CODE, "91110000600007545B", "91110000710931563J"):
        book.active.append([code, "雏鹰企业", "认定", "2021-06-05", None, None])
    book.active["E2"] = "2024-06-04"
    book.active.merge_cells("E2:E4")
    book.active.merge_cells("F2:F4")  # nothing in it: nothing is lost
    book.save(tmp_path / "六月.xlsx")
    errors = [
        finding for finding in check_file(tmp_path / "六月.xlsx", "", plan).findings if finding.reason == MERGED[0]
    ]
    assert [(finding.cell, finding.severity) for finding in errors] == [("E3", "error"), ("E4", "error")]


def test_a_cell_merged_with_the_one_on_its_left_lacks_nothing(tmp_path, plan):
    book = Workbook()
    book.active.title = "指标月报"
    for row in (HEADER, ["2021-06", "大洼区", "活动", 3], ["2021-06", "大洼区", "联盟", 1]):
        book.active.append(row)
    book.active.merge_cells("D3:E3")
    book.save(tmp_path / "六月.xlsx")
    assert check_file(tmp_path / "六月.xlsx", "", plan).findings == []


def test_a_hidden_row_is_read_with_a_warning(tmp_path, plan):
    book = Workbook()
    book.active.title = "指标月报"
    for row in (HEADER, ["2021-06", "大洼区", "活动", 3], ["2021-06", "大洼区", "联盟", 1]):
        book.active.append(row)
    book.active.row_dimensions[3].hidden = book.active.row_dimensions[9].hidden = True
    book.save(tmp_path / "六月.xlsx")
    checked = check_file(tmp_path / "六月.xlsx", "", plan)
    (finding,) = checked.findings
    assert (finding.row, finding.severity, finding.reason) == (3, "warning", "有1行是隐藏的（第3行），照常读取了")
    assert checked.rows == 2


def test_a_hidden_column_that_is_read_and_has_values_is_reported_once(tmp_path, plan):
    book = Workbook()
    book.active.title = "指标月报"
    header = ["期间", "地区", "指标", "完成率", "本年累计", "备注", "虚构示例"]
    for row in (header, ["2021-06", "大洼区", "活动", 1, 3], ["2021-06", "大洼区", "联盟", 1, 1, None, "是"]):
        book.active.append(row)
    for column in "DEFG":  # not read, read, without a value, the mark of the sample's rows
        book.active.column_dimensions[column].hidden = True
    book.save(tmp_path / "六月.xlsx")
    checked = check_file(tmp_path / "六月.xlsx", "", plan)
    hidden = [f for f in checked.findings if "隐藏" in f.reason]
    assert [(f.cell, f.column, f.severity) for f in hidden] == [("E1", "本年累计", "warning")]
    assert (checked.acceptable, checked.rows) == (True, 2)


@pytest.mark.parametrize(
    ("unit", "above", "figure", "value", "cells"),
    [
        ("万元", "", 15000, 1.5, ["D2"]),
        ("亿元", "单位：万元、亿元", 1.5, 1.5, ["D2"]),  # else the figure would be asked about
        ("亿元", "", 1.5, 1.5, []),  # as without it
        ("万元", "", "15000万元", 1.5, []),
        ("", "", 1.5, 1.5, []),
    ],
)
def test_a_hidden_column_of_units_is_reported_where_it_decides_a_figure(
    tmp_path, plan, unit, above, figure, value, cells
):
    book = Workbook()
    book.active.title = "指标月报"
    header = ["期间", "地区", "指标", "单位", "本年累计"]
    for row in ([above], header, ["2021-06", "全市", "知识产权质押融资额度", unit, figure]):
        book.active.append(row)
    book.active.column_dimensions["D"].hidden = True
    book.save(tmp_path / "六月.xlsx")
    checked = check_file(tmp_path / "六月.xlsx", "", plan)
    assert [(f.cell, f.column, f.severity) for f in checked.findings] == [(each, "单位", "warning") for each in cells]
    assert checked.parts["progress"].rows["value"].tolist() == [value]
    book.active.column_dimensions["D"].hidden = False
    book.save(tmp_path / "六月.xlsx")
    assert check_file(tmp_path / "六月.xlsx", "", plan).findings == []


def test_in_a_template_a_value_merged_over_rows_is_no_row_left_blank(tmp_path, plan):
    book = Workbook()
    book.active.title = "指标月报"
    header = ["期间", "地区", "指标", "单位", "年度目标", "上月累计", "本年累计", "备注"]
    for row in (header, ["2021-06", "大洼区", "活动", "场", 4, 1, 3], ["2021-06", "大洼区", "联盟", "个", 4, 1, None]):
        book.active.append(row)
    book.active.merge_cells("G2:G3")
    book.save(tmp_path / "六月.xlsx")
    (finding,) = check_file(tmp_path / "六月.xlsx", "", plan).findings
    assert (finding.cell, finding.reason) == ("G3", MERGED[0])


def test_a_note_merged_over_rows_is_a_warning_and_makes_no_blank_row_a_report(tmp_path, plan):
    book = Workbook()
    book.active.title = "指标月报"
    header = ["期间", "地区", "指标", "单位", "年度目标", "上月累计", "本年累计", "备注"]
    rows = [
        ["2021-06", "大洼区", "活动", "场", 4, 1, 3, "截至25日"],
        ["2021-06", "大洼区", "联盟", "个", 4, 1, 1, None],
    ]
    for row in (header, *rows, ["2021-06", "大洼区", "成果", "项", 9, 1, None, None]):
        book.active.append(row)
    book.active.merge_cells("H2:H4")
    book.save(tmp_path / "六月.xlsx")
    checked = check_file(tmp_path / "六月.xlsx", "", plan)
    assert [(f.row, f.cell, f.severity) for f in checked.findings] == [(3, "H3", "warning"), (4, "", "warning")]
    assert len(checked.parts["progress"].rows) == 2


def test_what_a_merged_cell_covers_is_refused_where_it_is_not_what_the_cell_shows(tmp_path, plan):
    book = Workbook()
    book.active.title = "指标月报"
    for row in (
        HEADER,
        ["2021-06", "大洼区", "活动", 3],
        ["2021-06", "大洼区", "联盟", 1],
        ["2021-06", "大洼区", "研发中心", 3],
    ):
        book.active.append(row)
    book.active["B3"], book.active["E2"], book.active["E3"] = "大洼区 ", "甲", "乙"
    for area in ("B2:B4", "D2:D4", "E2:E3"):  # as copying a format does: what is below stays
        book.active.merged_cells.add(CellRange(area))
    book.save(tmp_path / "六月.xlsx")
    note, covered = check_file(tmp_path / "六月.xlsx", "", plan).findings
    assert (covered.cell, covered.value, covered.severity) == ("D3", "1", "error")
    assert covered.reason == "被合并单元格盖住，显示的是别的内容"
    assert (note.cell, note.severity) == ("E3", "warning")


@pytest.mark.parametrize("texts", [["一", "建立导师库"], ["（二）", "建立导师库"], [None, "二、建立导师库"]])
def test_a_row_that_shows_values_of_merged_cells_is_no_title_of_a_group(tmp_path, plan, texts):
    book = Workbook()
    book.active.title = "举措台账"
    book.active.append(["序号", "举措", "责任单位", "编号", "任务序号", "责任岗位", "开始日期", "完成时限", "状态"])
    book.active.append(["一", "走访载体", "大洼区", "1", 5, "创新科", "2021-05-24", "2021-12-31", "推进中"])
    book.active.append(texts)
    for at in "CDEFGHI":
        book.active.merge_cells(f"{at}2:{at}3")
    book.save(tmp_path / "六月.xlsx")
    findings = check_file(tmp_path / "六月.xlsx", "", plan).findings
    assert {(f.row, f.reason) for f in findings if f.severity == "error"} == {(3, MERGED[0])}


@pytest.mark.parametrize("text", ["大洼区", "六月份", "2021-06", "一式两份", "大洼区科技局", "金额单位：万元"])
def test_a_row_that_is_one_merged_cell_is_a_title_or_remark_whatever_it_says(tmp_path, plan, text):
    def found(area):
        book = Workbook()
        book.active.title = "指标月报"
        for row in (HEADER, ["2021-06", "大洼区", "活动", 3], [text], ["2021-06", "全市", "担保金额", 1.5]):
            book.active.append(row)
        book.active.merge_cells(area)
        book.save(tmp_path / "六月.xlsx")
        return check_file(tmp_path / "六月.xlsx", "", plan)

    checked = found("A3:E3")
    assert [(f.value, f.reason) for f in checked.findings if f.row == 3] == [(text, "这是标题或说明，没有读取")]
    assert checked.acceptable == (text != "金额单位：万元"), "a unit that it states counts"
    assert not found("A3:B3").acceptable, "merged over some columns only, it may be a row to be completed"
