"""A submitted CSV file as a table: its separator, quotes and the signs that guard cells understood."""

import csv
import hashlib
import io
import re
from collections.abc import Mapping
from pathlib import Path

from panjin_kpi.intake.findings import Finding
from panjin_kpi.intake.reading.table_layout import TITLE_ROWS, Line, Sheet, UnreadableFile, count_known, find_table
from panjin_kpi.intake.reading.text_file import decoded

SEPARATORS = ",\t;"
_STATED = re.compile(r'"?sep=(.)"?(?:\r\n|\r|\n)', re.IGNORECASE)  # for Excel, which does not show this line
_GUARDS = {"=", "'"}
_GUARDED = re.compile(r"=\"([^\"]*)\"|'([-+=@].*|[-0-9.,/:%]+)", re.DOTALL)  # ="007", '=1+2, '007


def read_csv(path: Path, headers: Mapping[str, bool] | None = None) -> Sheet:
    """Read a file of values separated by commas, tabs or semicolons, every cell as text.

    Blank rows are passed over; rows keep the number that a spreadsheet program shows.

    Parameters
    ----------
    path : Path
        The file, in any encoding that :func:`text_file.decoded` reads.
    headers : mapping of str to bool, optional
        Known headers as compared, and whether they name a column of the key, as for :func:`table_layout.find_table`:
        lines of a title above the first line with two of them are passed over; a table without any is refused.

    Raises
    ------
    UnreadableFile
        The file is empty, of another kind, in another encoding, or not a table.
    """
    content = path.read_bytes()
    text = decoded(path.name, content).replace("\r\r\n", "\r\n")  # what a text mode makes of CR LF
    stated = _STATED.match(text)
    separator = stated[1] if stated else _separator(text, headers or {})
    rows = _rows(path.name, text[stated.end() if stated else 0 :], separator)
    sheet = find_table(path.name, "", hashlib.sha256(content).hexdigest(), rows, headers or {})
    if sheet.cells.empty:
        raise UnreadableFile(Finding(path.name, "只有表头，没有数据行", "请填写后重新报送"))
    return sheet


def _separator(text: str, headers: Mapping[str, bool]) -> str:
    """The first one by which a line of the beginning has two known headers; without any, the comma."""
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
        raise UnreadableFile(Finding(name, reason, "请改正引号，或用表格软件重新另存为 CSV", row=number))
    return rows


def _has_a_line_in_it(cell: str, separator: str, width: int) -> bool:
    """Whether a line within a cell could be a row of its own: an open quote ends at the next one, rows further down."""
    return "\n" in cell and any(line.count(separator) >= width - 1 > 1 for line in cell.split("\n")[1:])


def _unguarded(cell: str) -> str:
    """A cell without the signs that keep a spreadsheet program from computing it."""
    if not (guarded := _GUARDED.fullmatch(cell)):
        return cell
    return guarded[1] if guarded[1] is not None else guarded[2]
