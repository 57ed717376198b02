"""BIFF workbooks (xls of Excel, et of WPS), by xlrd."""

import io
import struct
from collections.abc import Iterator

import xlrd
from xlrd.biffh import error_text_from_code

from panjin_kpi.intake.reading.formats.grid import (
    ERROR_VALUE,
    FORMULA,
    HIDDEN_ZERO,
    STRUCK,
    UNCOMPUTED,
    Grid,
    PasswordNeeded,
    Run,
    Text,
    TooFarAway,
    joined,
)
from panjin_kpi.intake.reading.formats.meaning import number_cell
from panjin_kpi.intake.reading.formats.number_format import BUILT_IN, EPOCH_1900, EPOCH_1904
from panjin_kpi.intake.sheet_names import UNREAD_SHEETS

ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # stream of an xlsx file with a password
BOF, EOF, FORMULA_RECORD = 0x0809, 0x000A, 0x0006
NO_RESULT = (bytes(8), b"\3\0\0\0\0\0\xff\xff")  # zero, empty text
SCRIPTS = {1: "superscript", 2: "subscript"}


def read_xls(content: bytes) -> Iterator[Grid]:
    """The sheets that may hold a table; raises ``TooFarAway``, ``PasswordNeeded``, or ``ValueError`` if damaged."""
    try:
        yield from _sheets(content)
    except (TooFarAway, MemoryError):
        raise
    except Exception as error:  # xlrd has no common base class for the errors of a damaged file
        if ENCRYPTED in content or "encrypted" in str(error):
            raise PasswordNeeded from error
        raise ValueError("BIFF") from error


def _sheets(content: bytes) -> Iterator[Grid]:
    book = xlrd.open_workbook(
        file_contents=content, formatting_info=True, ragged_rows=True, logfile=io.StringIO(), on_demand=True
    )
    for number in range(book.nsheets):
        if book.sheet_names()[number].strip() in UNREAD_SHEETS:
            continue
        sheet = book.sheet_by_index(number)
        grid = Grid(sheet.name, sheet.visibility == 0, bool(book.datemode))
        grid.merged = [(top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells]
        grid.hidden_rows = {row + 1 for row, about in sheet.rowinfo_map.items() if about.hidden}
        grid.hidden_columns = {column for column, about in sheet.colinfo_map.items() if about.hidden or not about.width}
        uncomputed = set(_uncomputed(book, number))
        for row in range(sheet.nrows):
            for column in range(sheet.row_len(row)):
                computed = (row, column) not in uncomputed
                text = _cell(book, sheet, row, column) if computed else (FORMULA, UNCOMPUTED)
                grid.put(row + 1, column, *text)
        book.unload_sheet(number)
        yield grid


def _uncomputed(book: xlrd.Book, number: int) -> Iterator[tuple[int, int]]:
    """Cells of formulas marked to be computed on opening whose stored result is zero or empty text: never computed."""
    at, depth = book._sh_abs_posn[number], 0
    while at + 4 <= len(book.mem):
        kind, size = struct.unpack_from("<HH", book.mem, at)
        depth += (kind == BOF) - (kind == EOF)
        if not depth:
            return
        if kind == FORMULA_RECORD and size >= 16 and depth == 1:
            row, column, _, result, flags = struct.unpack_from("<HHH8sH", book.mem, at + 4)
            if flags & 2 and result in NO_RESULT:
                yield row, column
        at += 4 + size


def _cell(book: xlrd.Book, sheet: xlrd.sheet.Sheet, row: int, column: int) -> Text:
    kind, value = sheet.cell_type(row, column), sheet.cell_value(row, column)
    if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return "", None
    if kind == xlrd.XL_CELL_ERROR:
        return error_text_from_code.get(value, "#N/A"), ERROR_VALUE
    style = book.xf_list[sheet.cell_xf_index(row, column)]
    text, wrong = str(value), None
    if kind == xlrd.XL_CELL_BOOLEAN:
        text = "是" if value else "否"
    elif kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        text, wrong = number_cell(value, _code(book, style.format_key), EPOCH_1904 if book.datemode else EPOCH_1900)
        text, wrong = (text, wrong) if value or sheet.show_zero_values else ("0", HIDDEN_ZERO)
    elif pieces := sheet.rich_text_runlist_map.get((row, column)):
        text, wrong = joined(_runs(book, text, style.font_index, pieces))
    return text, wrong or (STRUCK if book.font_list[style.font_index].struck_out and text.strip() else None)


def _code(book: xlrd.Book, key: int) -> str:
    """The code of a format; a built-in one as in Chinese editions."""
    written = book.format_map[key].format_str if key in book.format_map else ""
    return BUILT_IN.get(key, "General") if written in ("", "General") else written


def _runs(book: xlrd.Book, text: str, font: int, pieces: list[tuple[int, int]]) -> list[Run]:
    """The runs of a rich text, from the positions where a font begins; the cell's own font comes first."""
    starts = [(0, font), *pieces]
    ends = [at for at, _ in pieces] + [len(text)]
    fonts = [book.font_list[index] for _, index in starts]
    return [
        Run(text[start:end], bool(font.struck_out), SCRIPTS.get(font.escapement, ""))
        for (start, _), end, font in zip(starts, ends, fonts, strict=True)
        if end > start
    ]
