"""The month's workbook for a district or a bureau, made from the schemas."""

import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from panjin_kpi import schemas
from panjin_kpi.errors import PanjinError
from panjin_kpi.files import write_atomically
from panjin_kpi.intake.forms.cell_validation import HiddenLists, validate_columns
from panjin_kpi.intake.forms.instructions import write_instructions
from panjin_kpi.intake.sheet_names import CHOICES, HIDDEN, LEDGER, REMINDERS
from panjin_kpi.reference.labels import YES_OR_NO
from panjin_kpi.reference.plan import Plan
from panjin_kpi.schemas.fields import field, kind
from panjin_kpi.spreadsheet import as_bytes, fit_to_page_width, write_text_cell

FORMATS = {"float64": "#,##0.00", "int64": "0", "datetime64[ns]": "yyyy-mm-dd", "": "General"}  # "" of a reminder
MEASURES = {"count": "0", "milestone": "0", "amount": "0.00", "share": "0.0"}
TEXT = "@"  # keeps 2021-06 a month and a credit code its 18 characters
WHITE = Font(bold=True, color="FFFFFF")
REQUIRED, OPTIONAL = (PatternFill("solid", fgColor=colour) for colour in ("1F4E79", "5B7C99"))
GIVEN, ASKED = (PatternFill("solid", fgColor=colour) for colour in ("E7E6E6", "FFF9DB"))
LOCKED, OPEN = Protection(locked=True), Protection(locked=False)
WIDTHS = {"wide": 32, "middling": 22}
OF_TASKS = {"任务名称": 24, "主要工作内容": 48, "具体工作目标": 48}  # widths of reminders
FICTITIOUS = "虚构示例"


def monthly_workbook(
    plan: Plan, unit: str, period: str, rows: Mapping[str, pd.DataFrame], tables: list[str], fictitious: bool = False
) -> Workbook:
    """A workbook with instructions and a sheet for each table, in order, with its prefilled ``rows``.

    Rows have the schema's columns and reminders, with labels as values. A ``fictitious`` workbook, as in the sample,
    is marked as such, and so is each of its rows.
    """
    book = Workbook()
    if fictitious:
        rows = {name: frame.assign(fictitious=YES_OR_NO[True]) for name, frame in rows.items()}
    write_instructions(book.active, plan, unit, period, tables, fictitious)
    lists = HiddenLists(book.create_sheet(CHOICES), unit)
    for table in tables:
        sheet = book.create_sheet(schemas.schema(table).title, len(book.sheetnames) - 1)
        letters = _fill(sheet, table, plan, rows, fictitious)
        validate_columns(sheet, table, letters, plan, period, lists)
    book.properties.creator = "panjin_kpi"
    book.properties.subject = FICTITIOUS if fictitious else None
    book.properties.created = datetime.fromisoformat(f"{period}-01")
    return book


def is_fictitious(path: Path) -> bool:
    """Whether a file is a workbook that :func:`monthly_workbook` marked as fictitious."""
    try:
        with zipfile.ZipFile(path) as archive:
            return FICTITIOUS in archive.read("docProps/core.xml").decode("utf-8", "replace")
    except (OSError, KeyError, zipfile.BadZipFile):
        return False


def save_new(book: Workbook, path: Path) -> None:
    """Save a workbook; raises ``PanjinError`` where the file exists, because it may have been filled in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        raise PanjinError(f"已有 {path}，可能已经填写，没有覆盖。请移走它，或用 --out 换一个文件夹")
    write_atomically(path, as_bytes(book))


def _fill(
    sheet: Worksheet, table: str, plan: Plan, rows: Mapping[str, pd.DataFrame], fictitious: bool
) -> dict[str, str]:
    """Write header and rows; returns the letter of each column."""
    columns = _columns(table, fictitious)
    for position, name in enumerate(columns, start=1):
        _head(sheet, table, position, name)
        asked = kind(table, name)
        column = sheet.column_dimensions[get_column_letter(position)]
        column.width = OF_TASKS.get(name) or WIDTHS.get(field(table, name).width) or (14 if asked else 12)
        column.protection = OPEN if asked else LOCKED
        column.number_format = FORMATS.get(asked, TEXT)
    measures = dict(zip(plan.indicators["name"], plan.indicators["measure"], strict=True))
    for number, record in enumerate(rows.get(table, pd.DataFrame()).to_dict("records"), start=2):
        _row(sheet, number, table, columns, record, measures)
    sheet.freeze_panes = "A2"
    fit_to_page_width(sheet)
    sheet.print_title_rows, sheet.print_options.gridLines = "1:1", True
    # locked without a password; rows and columns may still be inserted, sorted and resized
    sheet.protection.sheet = True
    for allowed in ("insertRows", "deleteRows", "formatCells", "formatColumns", "formatRows", "sort", "autoFilter"):
        setattr(sheet.protection, allowed, False)
    return {name: get_column_letter(position) for position, name in enumerate(columns, start=1)}


def _row(
    sheet: Worksheet, row: int, table: str, columns: list[str], record: Mapping[str, Any], measures: Mapping[str, str]
) -> None:
    """A prefilled row: given cells are locked, cells to fill in stand out."""
    reminders = REMINDERS.get(table, ())
    prefilled = any(pd.notna(record.get(name)) for name in reminders)
    given = {*schemas.key(table), *reminders, *HIDDEN, *(LEDGER if table == "actions" else ())} if prefilled else set()
    for position, name in enumerate(columns, start=1):
        value = record.get(name)
        if pd.isna(value) and not given:
            continue
        cell = write_text_cell(sheet, row, position, None if pd.isna(value) else value)
        cell.number_format = FORMATS.get(kind(table, name), TEXT)
        if table == "progress" and name in ("value", "年度目标", "上月累计"):
            cell.number_format = MEASURES.get(measures.get(str(record["indicator"]), ""), "0.00")
        cell.protection = LOCKED if name in given else OPEN
        if name in OF_TASKS:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        if given:
            cell.fill = GIVEN if name in given else ASKED


def _columns(table: str, fictitious: bool) -> list[str]:
    """The schema's columns, with reminders before the first one to be filled in."""
    names = [name for name in schemas.schema(table).columns if fictitious or name not in HIDDEN]
    keys = len(schemas.key(table)) if table in REMINDERS else 0
    return names[:keys] + list(REMINDERS.get(table, ())) + names[keys:]


def _head(sheet: Worksheet, table: str, position: int, name: str) -> None:
    title, text, fill = name, "供参考，由系统填好，不用填写。", OPTIONAL
    if (column := schemas.schema(table).columns.get(name)) is not None:
        star, needed, fill = ("*", "必填", REQUIRED) if column.required else ("", "可以留空", OPTIONAL)
        title, text = f"{column.title}{star}", f"{needed}。{column.description}"
    cell = sheet.cell(1, position, title)
    cell.font, cell.fill, cell.protection = WHITE, fill, LOCKED
    cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
    cell.comment = Comment(text, "panjin_kpi", width=260, height=90)
