"""BIFF workbooks (xls of Excel, et of WPS), by xlrd."""

import io
import re
import struct
from collections.abc import Iterator
from contextlib import suppress

import xlrd
from xlrd.biffh import error_text_from_code

from panjin_kpi.intake.reading.formats.grid import (
    ERROR_VALUE,
    FORMULA,
    HIDDEN_ZERO,
    LOST_TEXT,
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
BOF, EOF, FORMULA_RECORD, SHARED_RECORD = 0x0809, 0x000A, 0x0006, 0x04BC
NO_RESULT = (bytes(8), b"\3\0\0\0\0\0\xff\xff")  # zero, empty text
LIBREOFFICE = "Calc"  # it writes this for the name of the user
NUMERIC = (  # functions whose result is a number, by their number in the format
    {"COUNT": 0, "SUM": 4, "AVERAGE": 5, "MIN": 6, "MAX": 7, "ABS": 24, "INT": 25, "ROUND": 27, "LEN": 32, "VALUE": 33}
    | {"MOD": 39, "N": 131, "COUNTA": 169, "ROUNDUP": 212, "ROUNDDOWN": 213, "SUMPRODUCT": 228, "SUBTOTAL": 344}
    | {"SUMIF": 345, "COUNTIF": 346, "COUNTBLANK": 347}
)
_CALLED = b"|".join(re.escape(struct.pack("<H", number)) for number in NUMERIC.values())
NEVER_TEXT = re.compile(  # last, the formula computes, compares or calls such a function; or it is =SUM(range)
    rb"(?:(?![\x17\x19]|[\x24\x44\x64].{4}\Z|[\x3a\x5a\x7a].{6}\Z).*"  # no text, no reference
    rb"(?:[\x03-\x07\x09-\x0e\x13\x14]|(?:[\x21\x41\x61]|[\x22\x42\x62][\x01-\x1e])(?:" + _CALLED + rb"))"
    rb"|(?:[\x25\x45\x65\x2d\x4d\x6d].{8}|[\x3b\x5b\x7b].{10})\x19\x10..)\x15*",  # in this sheet, or in another
    re.DOTALL,
)
SCRIPTS = {1: "superscript", 2: "subscript"}


def read_xls(content: bytes) -> Iterator[Grid]:
    """The sheets that may hold a table; raises ``PasswordNeeded``, or ``ValueError`` if damaged."""
    try:
        yield from _sheets(content)
    except MemoryError:
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
        grid.comments = {(row + 1, column): note.text for (row, column), note in sheet.cell_note_map.items()}
        grid.hidden_rows = {row + 1 for row, about in sheet.rowinfo_map.items() if about.hidden}
        grid.hidden_columns = {column for column, about in sheet.colinfo_map.items() if about.hidden or not about.width}
        doubtful = dict(_doubtful_results(book, number))
        with suppress(TooFarAway):
            for row in range(sheet.nrows):
                for column in range(sheet.row_len(row)):
                    grid.put(row + 1, column, *(doubtful.get((row, column)) or _cell(book, sheet, row, column)))
        book.unload_sheet(number)
        yield grid


def _doubtful_results(book: xlrd.Book, number: int) -> Iterator[tuple[tuple[int, int], Text]]:
    """Cells of formulas whose stored result of zero or empty text may not be the result.

    A formula marked to be computed on opening was never computed. LibreOffice writes zero for a text that it did not
    compute itself but read from the file that it converted.
    """
    at, depth = book._sh_abs_posn[number], 0
    zeros, shared = dict[tuple[int, int], bytes](), dict[bytes, bytes]()  # formulas of cells, and of ranges of cells
    while at + 4 <= len(book.mem):
        kind, size = struct.unpack_from("<HH", book.mem, at)
        depth += (kind == BOF) - (kind == EOF)
        if not depth:
            break
        if kind == SHARED_RECORD and size >= 10 and depth == 1:  # cells refer to it by its first row and column
            first_row, first_column, length = struct.unpack_from("<HxxBxxxH", book.mem, at + 4)
            shared[struct.pack("<BHH", 1, first_row, first_column)] = book.mem[at + 14 : at + 14 + length]
        if kind == FORMULA_RECORD and size >= 22 and depth == 1:
            row, column, _, result, flags, length = struct.unpack_from("<HHH8sH4xH", book.mem, at + 4)
            tokens = book.mem[at + 26 : at + 26 + length]
            if flags & 2 and result in NO_RESULT:
                yield (row, column), (FORMULA, UNCOMPUTED)
            elif book.user_name == LIBREOFFICE and result == NO_RESULT[0]:
                zeros[row, column] = tokens
        at += 4 + size
    for cell, tokens in zeros.items():
        if not NEVER_TEXT.fullmatch(shared.get(tokens, tokens)):
            yield cell, ("0", LOST_TEXT)


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
    return text, STRUCK if book.font_list[style.font_index].struck_out and text.strip() else wrong


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
