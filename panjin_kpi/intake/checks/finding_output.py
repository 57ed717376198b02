"""Output of findings: a table in the terminal, a CSV file for Excel."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from panjin_kpi.files import restrict, write_atomically
from panjin_kpi.intake.findings import WORDS, Finding
from panjin_kpi.reference.names import shortened
from panjin_kpi.spreadsheet import escape_formula
from panjin_kpi.terminal import written_out

RESULT_SUFFIX = ".检查结果.csv"
ANNOTATED = ".批注"
HEADER = ("级别", "工作表", "单元格", "列", "填写的值", "问题", "怎样改")
SHOWN = 200
UNBROKEN = 1000  # characters: wide enough not to wrap, so that each finding has one line


def print_findings(findings: Sequence[Finding]) -> None:
    """Print findings, if any, as a table with their counts."""
    if findings:
        errors = sum(finding.severity == "error" for finding in findings)
        heading = f"{findings[0].file}：错误 {errors} 处，提示 {len(findings) - errors} 处"
        print_table(heading, HEADER, [row(finding) for finding in findings])


def print_table(heading: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print the first two hundred rows of text as a table: folded in a terminal, unwrapped in a file or pipe."""
    from rich import box  # imported only when there is a table to print
    from rich.console import Console
    from rich.table import Column, Table
    from rich.text import Text

    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=UNBROKEN)
    columns = (Column(name, overflow="fold") for name in header)
    table = Table(*columns, box=box.SIMPLE_HEAD, title=Text(written_out(heading)), title_justify="left")
    for cells in rows[:SHOWN]:
        table.add_row(*(Text(written_out(shortened(cell, 200))) for cell in cells))
    console.print(table)
    if len(rows) > SHOWN:
        console.print(f"还有 {len(rows) - SHOWN} 处没有列出", markup=False)


def annotated_path(checked: Path) -> Path:
    """The path of a workbook's annotated copy.

    >>> annotated_path(Path("六月.xlsx")).name
    '六月.批注.xlsx'
    """
    return checked.with_name(f"{checked.stem}{ANNOTATED}{checked.suffix}")


def annotated_original(file: Path) -> Path | None:
    """The workbook that a file, by its name, is the annotated copy of; None if it is not one.

    >>> annotated_original(Path("六月.批注.xlsx")), annotated_original(Path("六月.xlsx"))
    (PosixPath('六月.xlsx'), None)
    """
    name = file.stem.removesuffix(ANNOTATED)
    return file.with_name(name + file.suffix) if name != file.stem else None


def write_findings(findings: Sequence[Finding], checked: Path) -> Path | None:
    """Write findings to ``<file>.检查结果.csv`` beside the checked file; without findings, remove an earlier one."""
    path = checked.with_name(checked.name + RESULT_SUFFIX)
    if not findings:
        path.unlink(missing_ok=True)
        return None
    write_table(path, ("文件", *HEADER), [(finding.file, *row(finding)) for finding in findings])
    restrict(path)
    return path


def write_table(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Write rows of text as CSV for Excel (UTF-8 with BOM), never as formulas; a symbolic link is replaced."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([escape_formula(written_out(cell)) for cell in cells] for cells in rows)
    write_atomically(path, text.getvalue().encode("utf-8-sig"))


def row(finding: Finding) -> tuple[str, ...]:
    """A finding as a row under ``HEADER``.

    >>> row(Finding("a.csv", "不能为负数", "请填写累计数", row=7, cell="D7", column="本年累计", value="-3"))
    ('错误', '', 'D7', '本年累计', '-3', '不能为负数', '请填写累计数')
    """
    position = finding.cell or (f"第{finding.row}行" if finding.row is not None else "")
    severity = WORDS[finding.severity]
    return severity, finding.sheet, position, finding.column, finding.value, finding.reason, finding.remedy
