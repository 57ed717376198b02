"""Annotated copies of workbooks: cells coloured and commented, and a sheet that lists the findings."""

from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from openpyxl.worksheet.worksheet import Worksheet

from panjin_kpi.errors import PanjinError, os_error_message
from panjin_kpi.files import replacing, restrict
from panjin_kpi.intake.checks.finding_output import HEADER, annotated_path, row
from panjin_kpi.intake.findings import WORDS, Finding
from panjin_kpi.intake.sheet_names import RESULT
from panjin_kpi.spreadsheet import allowed_in_xml, as_bytes, fit_to_page_width, write_text_cell

COLOURS = {"error": PatternFill("solid", fgColor="FFC7CE"), "warning": PatternFill("solid", fgColor="FFEB9C")}
WIDTHS = (8, 18, 10, 20, 24, 46, 46)
CAN_BE_ANNOTATED = {".xlsx", ".xlsm"}
FORMULAS = (ArrayFormula, DataTableFormula)  # they have no text to compare


class CannotAnnotate(PanjinError):
    """The file cannot be annotated; the message is Chinese."""


def annotate(checked: Path, findings: Sequence[Finding]) -> Path:
    """Write ``<file>.批注.xlsx`` beside a workbook, with each finding at its cell; once corrected, it can be submitted.

    Raises
    ------
    CannotAnnotate
        The file is not xlsx or xlsm or cannot be copied, or an earlier copy has been corrected.
    """
    if checked.suffix.lower() not in CAN_BE_ANNOTATED:
        raise CannotAnnotate(f"{checked.name}：只有 xlsx 能加批注，其他文件请看检查结果的单元格位置")
    try:
        # without rich_text, the runs of a text are merged: a struck-out 3 before 5 becomes 35
        book = load_workbook(checked, keep_vba=checked.suffix.lower() == ".xlsm", rich_text=True)
        book.worksheets[0]  # openpyxl finds no sheet in strict OOXML
    except Exception as error:
        raise CannotAnnotate(f"{checked.name}：这个工作簿加不了批注，请另存为 xlsx 后再试") from error
    path = annotated_path(checked)
    if path != checked and _corrected(path, checked, book):
        raise CannotAnnotate(
            f"{path.name}已经改过，没有覆盖；请接着改它并检查、报送它，不要它的请先移走或改名，再加批注"
        )
    for finding in findings:
        if finding.sheet in book.sheetnames and finding.row is not None:
            _mark(book[finding.sheet], finding)
    if RESULT in book.sheetnames:
        del book[RESULT]
    _list(book.create_sheet(RESULT, 0), findings)
    book.active = 0
    try:
        with replacing(path) as part:
            part.write_bytes(as_bytes(book))
            restrict(part)
    except OSError as error:
        raise CannotAnnotate(os_error_message(error)) from error
    return path


def _corrected(copy: Path, checked: Path, book: Workbook) -> bool:
    """Whether an earlier copy has been corrected: it is newer than the workbook, and its cells differ."""
    if not copy.exists() or copy.stat().st_mtime_ns < checked.stat().st_mtime_ns:
        return False
    try:
        return _contents(load_workbook(copy, rich_text=True)) != _contents(book)
    except Exception:  # openpyxl has no common base class of errors; a copy that cannot be compared is kept
        return True


def _contents(book: Workbook) -> dict[str, dict[tuple[int, int], tuple[str, str, bool]]]:
    """The parts that a clerk corrects: values, number formats and strikethrough, but neither fills nor comments."""
    return {
        sheet.title: {
            at: (
                repr(vars(cell.value) if isinstance(cell.value, FORMULAS) else cell.value),
                cell.number_format,
                bool(cell.font.strike),
            )
            for at, cell in sheet._cells.items()  # iter_rows() would create every cell up to the last
            if cell.value is not None
        }
        for sheet in book.worksheets
        if sheet.title != RESULT
    }


def _mark(sheet: Worksheet, finding: Finding) -> None:
    cell = sheet[finding.cell or f"A{finding.row}"]
    if isinstance(cell, Cell):  # not hidden by a merged cell
        text = f"{WORDS[finding.severity]}：{finding.reason}。{finding.remedy}。"
        earlier = f"{cell.comment.text}\n" if cell.comment else ""
        cell.fill = COLOURS[finding.severity]
        cell.comment = Comment(allowed_in_xml(earlier + text), "panjin_kpi", width=300, height=110)


def _list(sheet: Worksheet, findings: Sequence[Finding]) -> None:
    for position, (title, width) in enumerate(zip(HEADER, WIDTHS, strict=True), start=1):
        write_text_cell(sheet, 1, position, title).font = Font(bold=True)
        sheet.column_dimensions[sheet.cell(1, position).column_letter].width = width
    for number, finding in enumerate(findings, start=2):
        for position, text in enumerate(row(finding), start=1):
            write_text_cell(sheet, number, position, text)
        sheet.cell(number, 1).fill = COLOURS[finding.severity]
    sheet.freeze_panes = "A2"
    fit_to_page_width(sheet)
    sheet.print_title_rows = "1:1"
