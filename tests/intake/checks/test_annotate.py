"""The marked copy: findings at their cells, the file itself unchanged, the copy ready to be corrected and sent."""

from dataclasses import replace

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.worksheet.formula import DataTableFormula

from panjin_kpi.intake.checks.annotate import CannotAnnotate, annotate
from panjin_kpi.intake.checks.check import check_file


@pytest.fixture
def faulty(tmp_path):
    book = Workbook()
    book.active.title = "指标月报"
    for row in (
        ["期间", "地区", "指标", "本年累计"],
        ["2021-06", "兴隆区", "活动", -3],
        ["2021-06", "大洼区", "活动", 2],
    ):
        book.active.append(row)
    book.save(tmp_path / "六月.xlsx")
    return tmp_path / "六月.xlsx"


def test_bad_cells_are_coloured_and_commented_and_listed_in_front(faulty, plan):
    before = faulty.read_bytes()
    copy = annotate(faulty, check_file(faulty, "", plan).findings)
    book = load_workbook(copy)
    sheet = book["指标月报"]
    assert sheet["D2"].comment.text == "错误：不能为负数。请填写自1月1日起的累计数。"
    assert "是不是“兴隆台区”" in sheet["B2"].comment.text
    assert sheet["D2"].fill.fgColor.rgb.endswith("FFC7CE")
    assert sheet["D3"].comment is None
    assert book.sheetnames[0] == "检查结果"
    assert [row[2] for row in book["检查结果"].values] == ["单元格", "B2", "D2"]
    assert faulty.read_bytes() == before
    assert (book["检查结果"].page_setup.fitToHeight, book["检查结果"].print_title_rows) == (0, "$1:$1")


def test_the_copy_can_be_corrected_checked_and_marked_again(faulty, plan):
    copy = annotate(faulty, check_file(faulty, "", plan).findings)
    book = load_workbook(copy)
    book["指标月报"]["B2"], book["指标月报"]["D2"] = "兴隆台区", 3
    book.save(copy)
    checked = check_file(copy, "", plan)
    assert checked.acceptable
    assert checked.rows == 2
    assert load_workbook(annotate(copy, checked.findings)).sheetnames.count("检查结果") == 1


@pytest.mark.parametrize("name", ["progress.csv", "a.xls", "broken.xlsx"])
def test_what_takes_no_comment_is_reported(tmp_path, name):
    (tmp_path / name).write_bytes(b"PK nothing")
    with pytest.raises(CannotAnnotate, match=name):
        annotate(tmp_path / name, [])
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_formula_quoted_in_a_finding_stays_text(faulty, plan):
    book = load_workbook(faulty)
    book["指标月报"]["D3"] = '=HYPERLINK("http://x")'
    book.save(faulty)
    copy = load_workbook(annotate(faulty, check_file(faulty, "", plan).findings))
    quoted = [cell for row in copy["检查结果"] for cell in row if str(cell.value).startswith("=")]
    assert [cell.data_type for cell in quoted] == ["s"]


def test_characters_that_a_workbook_cannot_hold_are_no_traceback(faulty, plan):
    checked = check_file(faulty, "", plan)
    odd = [
        replace(found, reason="不认识“火星\ufffe\ud83d”", value="火星\ufffe\ud83d\x01") for found in checked.findings
    ]
    book = load_workbook(annotate(faulty, odd))
    assert [row[4] for row in book["检查结果"].values][1:] == ["火星"] * len(odd)
    assert "不认识“火星”" in book["指标月报"]["D2"].comment.text


def test_a_copy_that_is_being_corrected_is_kept_and_one_that_is_not_is_written_anew(faulty, plan):
    book = load_workbook(faulty)
    book.active["XFD1048576"] = "far away"  # nothing walks over all cells up to it
    book.active["F2"] = DataTableFormula("F2:F3", r1="D2")
    book.save(faulty)
    findings = check_file(faulty, "", plan).findings
    copy = annotate(faulty, findings)
    assert annotate(faulty, findings) == copy
    book = load_workbook(copy)
    book["指标月报"]["D2"] = 7
    book.save(copy)
    with pytest.raises(CannotAnnotate, match="已经改过，没有覆盖"):
        annotate(faulty, findings)
    assert load_workbook(copy)["指标月报"]["D2"].value == 7


def test_the_copy_keeps_what_makes_a_text_doubtful(faulty, plan):
    book = load_workbook(faulty)
    book.active["D2"] = CellRichText(TextBlock(InlineFont(strike=True), "3"), "5")
    book.active["D3"] = CellRichText("10", TextBlock(InlineFont(vertAlign="superscript"), "3"))
    book.save(faulty)
    findings = check_file(faulty, "", plan).findings
    again = check_file(annotate(faulty, findings), "", plan).findings
    assert {finding.cell for finding in findings} == {"B2", "D2", "D3"}
    assert [(finding.cell, finding.reason) for finding in again] == [(f.cell, f.reason) for f in findings]
