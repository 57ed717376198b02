"""A submitted workbook as text: its sheets by their titles, each cell as it is seen."""

import hashlib
import io
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from panjin_kpi.intake.findings import Finding
from panjin_kpi.intake.reading.formulas import formulas_without_value
from panjin_kpi.intake.reading.table_layout import Line, Sheet, UnreadableFile, find_table
from panjin_kpi.intake.reading.zip_guard import BROKEN, refuse_unsafe_archive
from panjin_kpi.intake.sheet_names import OWN_SHEETS
from panjin_kpi.reference.names import normalised_key

SUFFIXES = {".xlsx", ".xlsm", ".xls", ".et", ".ods"}
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # stream of an xlsx file with a password
MOST_MERGED = 100_000


def read_workbook(
    path: Path, titles: Mapping[str, str], headers: Mapping[str, Mapping[str, bool]]
) -> tuple[dict[str, Sheet], list[str], list[Finding]]:
    """Read the sheets of a workbook that hold known tables; formulas as the values they were stored with.

    Parameters
    ----------
    path : Path
        An Excel, WPS or OpenDocument workbook.
    titles : mapping of str to str
        Table of each sheet title, as compared (:func:`names.normalised_key`).
    headers : mapping of str to mapping
        Known headers of each table as :func:`table_layout.find_table` takes them.

    Returns
    -------
    tuple
        The sheets by table, the tables whose sheets have no line below the header, and what is to be said of sheets
        that were not read and of formulas without a value.

    Raises
    ------
    Unreadable
        The file is no workbook, is protected by a password, is too large, or has no sheet of a known table.
    """
    content = path.read_bytes()
    book = _opened(path.name, content)
    digest = hashlib.sha256(content).hexdigest()
    sheets: dict[str, Sheet] = {}
    blank: list[str] = []
    findings: list[Finding] = []
    for meta in book.sheets_metadata:
        sheet = _sheet(book, path.name, meta.name)
        table = titles.get(normalised_key(meta.name))
        if meta.name.strip() in OWN_SHEETS or not sheet.height:
            continue
        if table is None or meta.visible is not SheetVisibleEnum.Visible:
            reason = "不认识这张工作表" if table is None else "这张工作表是隐藏的"
            findings.append(
                Finding(path.name, reason, "没有读取，需要的请改用模板的表名并取消隐藏", "warning", meta.name)
            )
            continue
        if table in sheets:
            reason = f"与〔{sheets[table].sheet}〕是同一张表"
            raise UnreadableFile(Finding(path.name, reason, "请合并成一张工作表", sheet=meta.name))
        rows = _rows(sheet)
        if len([cells for _, cells in rows if any(cells)]) > 1:
            sheets[table] = find_table(path.name, meta.name, digest, rows, headers[table], _hidden(sheet))
        else:
            blank.append(table)
    if not sheets:
        titles_known = "、".join(title for title in titles if not title.isascii())
        raise UnreadableFile(Finding(path.name, "没有填写任何一张认识的工作表", f"工作表名应为：{titles_known}"))
    return sheets, blank, findings + formulas_without_value(path.name, content, sheets.values())


def shown(value: object) -> str:
    """A cell's value as text.

    >>> shown(3.0), shown(0.5), shown(date(2021, 6, 5)), shown(True), shown(None)
    ('3', '0.5', '2021-06-05', '是', '')
    """
    if isinstance(value, str):
        return value
    if type(value) is date:
        return value.isoformat()
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, date | time | timedelta):
        return str(value)
    return str(value)


def _opened(name: str, content: bytes) -> CalamineWorkbook:
    refuse_unsafe_archive(name, content)
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(content))
    except (CalamineError, OSError, ValueError) as error:
        if isinstance(error, PasswordError) or ENCRYPTED in content:
            raise UnreadableFile(Finding(name, "工作簿有密码，打不开", "请取消密码后重新报送")) from error
        raise UnreadableFile(Finding(name, *BROKEN)) from error


def _sheet(book: CalamineWorkbook, file: str, name: str) -> CalamineSheet:
    """A sheet of the workbook; calamine gives up with an error, or with a panic that no ``except Exception`` sees."""
    try:
        return book.get_sheet_by_name(name)
    except BaseException as error:
        if not isinstance(error, CalamineError | OSError | ValueError) and type(error).__name__ != "PanicException":
            raise
        reason, remedy = "这张工作表已损坏，读不出来", "请用 Excel 或 WPS 打开后另存为 xlsx"
        raise UnreadableFile(Finding(file, reason, remedy, sheet=name)) from error


def _hidden(sheet: CalamineSheet) -> frozenset[tuple[int, int]]:
    """Cells that a merged cell hides: all of it but the upper left one, whose value the others seem to have."""
    height, width = _extent(sheet)
    hidden = (
        (row + 1, column)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or []
        for row in range(top, min(bottom + 1, height))
        for column in range(left, min(right + 1, width))
        if (row, column) != (top, left)
    )
    return frozenset(islice(hidden, MOST_MERGED))


def _extent(sheet: CalamineSheet) -> tuple[int, int]:
    """Rows and columns up to the last cell with a value."""
    bottom, right = sheet.end or (-1, -1)
    return bottom + 1, right + 1


def _rows(sheet: CalamineSheet) -> list[Line]:
    values = sheet.to_python(skip_empty_area=False)
    return [
        (number, [value if type(value) is str else shown(value) for value in cells])
        for number, cells in enumerate(values, start=1)
    ]
