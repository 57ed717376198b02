"""CSV files: separators, quotes, and the marks that keep a spreadsheet from computing a cell."""

import csv
import io
import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from itertools import pairwise

from panjin_kpi.intake.findings import Finding, UnreadableFile, letter
from panjin_kpi.intake.reading.formats.text_file import decoded
from panjin_kpi.intake.reading.table_layout import TITLE_ROWS, Line, Sheet, count_known, find_table

SEPARATORS = ",\t;"
_STATED = re.compile(r'"?sep=(.)"?(?:\r\n|\r|\n)', re.IGNORECASE)  # Excel's own directive
_THOUSANDS = re.compile(r"\s*[1-9][0-9]{0,2},[0-9]{3}(\.[0-9]+)?\s*[^0-9\s]{0,2}\s*")  # with a unit
_GUARDS = {"=", "'"}
_GUARDED = re.compile(r"=\"([^\"]*)\"|'([-+=@].*|[-0-9.,/:%]+)", re.DOTALL)  # ="007", '=1+2, '007


def read_csv(name: str, content: bytes, headers: Mapping[str, bool]) -> Sheet:
    """Read a file separated by commas, tabs or semicolons, each cell as text; rows are numbered as in a spreadsheet.

    ``headers`` are as for :func:`table_layout.find_table`. Raises ``UnreadableFile`` for an empty file, another kind of
    file or encoding, and a file without a table.
    """
    text = decoded(name, content).replace("\r\r\n", "\r\n")  # CR LF written in text mode
    stated = _STATED.match(text)
    separator = stated[1] if stated else _separator(text, headers)
    rows = _rows(name, text[stated.end() if stated else 0 :], separator)
    sheet = find_table(name, "", rows, headers)
    if sheet.cells.empty and sheet.above.empty and not sheet.passed_over:
        raise UnreadableFile(Finding(name, "只有表头，没有数据行", "请填写后重新报送"))
    if separator != ",":
        return sheet
    split, longer = _split_numbers(name, rows, sheet, headers), _longer(name, rows, sheet)
    return replace(sheet, findings=(*sheet.findings, *split, *longer))


def _split_numbers(name: str, rows: list[Line], sheet: Sheet, headers: Collection[str]) -> list[Finding]:
    """Warn about numbers that a thousands separator may have split in two, in rows not as long as the header.

    Raises ``UnreadableFile`` where such a row is longer than the header; a shorter one may only omit trailing blanks.
    """
    header = next(cells for number, cells in rows if number == sheet.header_row)
    read = [count_known([cell], headers) > 0 for cell in header]
    data, short = set(sheet.cells.index), list[Finding]()
    for number, cells in rows:
        for at, pair in enumerate(pairwise(cells)) if number in data and len(cells) != len(header) else ():
            if read[min(at, len(read) - 1)] and _THOUSANDS.fullmatch(value := ",".join(pair)):
                differs = "多出一格" if len(cells) > len(header) else "少几格"
                reason = f"这一行比表头{differs}，像是千位分隔符把一个数分成了两格"
                remedy, cell = "请去掉千位分隔符，或给这个数加引号", f"{letter(at)}{number}"
                split = Finding(name, reason, remedy, row=number, cell=cell, value=value)
                if len(cells) > len(header):
                    raise UnreadableFile(replace(split, remedy=f"{remedy}；是两个数的，请删去行末多出的逗号"))
                short.append(replace(split, severity="warning", remedy=f"{remedy}；是两个数的不用改"))
                break
    more = f"；这样的共{len(short)}行" if len(short) > 1 else ""
    return [replace(found, reason=found.reason + more) for found in short[:1]]


def _longer(name: str, rows: list[Line], sheet: Sheet) -> list[Finding]:
    """Warn about rows, even all, with blank cells beyond the header: an unquoted comma may have shifted their cells."""
    width = max([sheet.cells.shape[1], *(len(cells) for number, cells in rows if number == sheet.header_row)])
    data = set(sheet.cells.index)
    surplus = {number: len(cells) - width for number, cells in rows if number in data}
    longer = [number for number, more in surplus.items() if more > 0]
    if not longer:
        return []
    reason = f"这一行比表头多出{surplus[longer[0]]}格（空的），可能有没加引号的逗号，使后面各格右移了"
    more = f"；这样的共{len(longer)}行" if len(longer) > 1 else ""
    remedy = "请核对各格，含逗号的文字要加引号；没有移位的，请删去行末多出的逗号"
    return [Finding(name, reason + more, remedy, "warning", row=longer[0])]


def _separator(text: str, headers: Mapping[str, bool]) -> str:
    """The first separator that gives two known headers in one of the first lines; the comma by default."""
    lines = text[:20_000].splitlines()[: TITLE_ROWS + 1]
    found = (
        mark for mark in SEPARATORS for line in lines if count_known(line.replace('"', "").split(mark), headers) > 1
    )
    return next(found, ",")


def _rows(name: str, text: str, separator: str) -> list[Line]:
    rows: list[Line] = []
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            rows.append((len(rows) + 1, [_unguarded(cell) if cell[:1] in _GUARDS else cell for cell in cells]))
    except csv.Error as error:
        reason, remedy = "不是完整的 CSV 表：引号没有成对，或有一格过长", "请改正引号，或用表格软件重新另存为 CSV"
        raise UnreadableFile(Finding(name, reason, remedy, row=len(rows) + 1)) from error
    for number, cells in rows:
        if not any(_has_a_line_in_it(cell, separator, len(cells)) for cell in cells):
            continue
        reason = "有一格里含有整行内容，可能是前后两个引号都没有成对"
        remedy = "请改正引号，或用表格软件重新另存为 CSV；引号没有错的，请把这一格里的半角逗号改为全角"
        raise UnreadableFile(Finding(name, reason, remedy, row=number))
    return rows


def _has_a_line_in_it(cell: str, separator: str, width: int) -> bool:
    """Whether a cell contains what looks like a whole row: an unclosed quote ends at the next one, some rows below."""
    return "\n" in cell and any(line.count(separator) >= width - 1 > 1 for line in cell.split("\n")[1:])


def _unguarded(cell: str) -> str:
    """A cell without the marks that keep a spreadsheet from computing it."""
    guarded = _GUARDED.fullmatch(cell)
    return guarded[guarded.lastindex or 0] if guarded else cell
