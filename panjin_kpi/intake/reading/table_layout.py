"""Lines of cells as a table: where the header is, which lines are data, what was left out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from panjin_kpi.intake.findings import Finding, letter
from panjin_kpi.intake.reading.foot_rows import FootRows
from panjin_kpi.reference.names import is_filled, normalised_key

TITLE_ROWS = 10
Line = tuple[int, list[str]]


class UnreadableFile(Exception):
    """The file cannot be read as a table at all; carries the finding."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__(str(finding))


@dataclass(frozen=True)
class Sheet:
    """One table as typed.

    Parameters
    ----------
    file, sheet : str
        The file's name, without its folder, and the sheet's; a CSV file has no sheet.
    sha256 : str
        Hash of the file's bytes.
    header_row : int
        The header's row number in the file, usually 1.
    cells : pandas.DataFrame
        Text, one column for each header as typed; the index is the row's number in the file.
    merged : frozenset of (int, int)
        Row number and column position (from 0) of the cells that a merged cell hides.
    findings : tuple of Finding
        What is to be said of lines that were left out.
    from_1904 : bool
        Whether a workbook counts days from 1904.
    """

    file: str
    sheet: str
    sha256: str
    header_row: int
    cells: pd.DataFrame
    merged: frozenset[tuple[int, int]] = frozenset()
    findings: tuple[Finding, ...] = ()
    from_1904: bool = False


class Contents(NamedTuple):
    """What a file holds.

    Parameters
    ----------
    sheets : dict of str to Sheet
        Its tables by name.
    blank : sequence of str
        Tables whose sheets have no line below the header.
    findings : sequence of Finding
        What is to be said of sheets that were not read, and of cells that hold an error, a formula without a value, or
        another number than they show.
    made_for : str
        The unit whose template it is, empty where nothing says so.
    """

    sheets: dict[str, Sheet]
    blank: Sequence[str] = ()
    findings: Sequence[Finding] = ()
    made_for: str = ""


def find_table(
    file: str,
    sheet: str,
    sha256: str,
    rows: list[Line],
    headers: Mapping[str, bool],
    merged: frozenset[tuple[int, int]] = frozenset(),
) -> Sheet:
    """A table from numbered lines of cells: the header found, blank lines, totals and signatures left out.

    A line with its whole key is data, whatever else it says. One without anything in a known column is blank.

    Parameters
    ----------
    file, sheet, sha256 : str
        Where the lines come from.
    rows : list of (int, list of str)
        Each line with its number.
    headers : mapping of str to bool
        Known headers as compared (:func:`names.normalised_key`), and whether they name a column of the key; empty takes
        the first line for the header and every other one for data.
    merged : frozenset of (int, int)
        Row number and column position of the cells that a merged cell hides.

    Raises
    ------
    UnreadableFile
        There is nothing at all, no known header, or a line has more cells than the header.
    """
    rows = [(number, cells) for number, cells in rows if any(map(is_filled, cells))]
    if not rows:
        raise UnreadableFile(Finding(file, "文件是空的", "请填写后重新报送", sheet=sheet))
    known = [count_known(cells, headers) for _, cells in rows[:TITLE_ROWS]]
    start = next((position for position, count in enumerate(known) if count > 1), 0)
    (header_row, header), body = rows[start], rows[start + 1 :]
    header = list(header)
    while header and not is_filled(header[-1]):
        header.pop()
    if body and (joined := _joined(header, body[0][1], headers)):
        (header_row, _), header, body = body[0], joined, body[1:]
    if body and len(header) == 1 and any(separator in header[0] for separator in "\t;；，"):
        remedy = "请用表格软件另存为“CSV（逗号分隔）”"
        raise UnreadableFile(Finding(file, "各列之间不是用逗号隔开的", remedy, sheet=sheet))
    if body and headers and not known[start]:
        reason = "表头一个也不认识，可能是文件编码不对，也可能不是这张表"
        raise UnreadableFile(Finding(file, reason, "请用模板的表头，并另存为“CSV UTF-8”后重新报送", sheet=sheet))
    body, notices = _data(file, sheet, header, body, headers)
    for number, cells in body:
        for position in range(len(header), len(cells)):
            if is_filled(cells[position]):
                remedy = "请检查是否多了逗号，含逗号的文字要加引号"
                cell = f"{letter(position)}{number}"
                found = Finding(
                    file, "这一行比表头多出一格", remedy, sheet=sheet, row=number, cell=cell, value=cells[position]
                )
                raise UnreadableFile(found)
    width = len(header)
    padded = [cells if len(cells) == width else cells[:width] + [""] * (width - len(cells)) for _, cells in body]
    table = pd.DataFrame(padded, index=[number for number, _ in body], columns=header, dtype="str")
    return Sheet(file, sheet, sha256, header_row, table, merged, tuple(notices))


def count_known(cells: list[str], headers: Collection[str]) -> int:
    """How many of the cells are known headers; a star for a required column does not matter."""
    return sum(normalised_key(cell).rstrip("*") in headers for cell in cells)


def _data(
    file: str, sheet: str, header: list[str], body: list[Line], headers: Mapping[str, bool]
) -> tuple[list[Line], list[Finding]]:
    """The lines that are data, and what is to be said of those that are not."""
    names = [normalised_key(text).rstrip("*") for text in header]
    foot_rows = FootRows(names, headers)
    unread = {position for position, name in enumerate(names) if headers and name not in headers}
    data: list[Line] = []
    notices: list[Finding] = []
    for position, (number, cells) in enumerate(body):
        if why := foot_rows.reason(cells, first=position == 0):
            notices.append(Finding(file, *why, severity="warning", sheet=sheet, row=number))
        elif any(position not in unread and is_filled(cell) for position, cell in enumerate(cells)):
            data.append((number, cells))
    return data, notices


def _joined(upper: list[str], lower: list[str], headers: Collection[str]) -> list[str] | None:
    """A header in two lines, as merged cells leave it: the lower line's names, and the upper's where it has none."""
    named = [cell for cell in lower if is_filled(cell)]
    if not named or count_known(named, headers) < len(named):
        return None
    width = max(len(upper), max(position for position, cell in enumerate(lower) if is_filled(cell)) + 1)
    upper, lower = (line + [""] * (width - len(line)) for line in (upper, lower))
    return [below if is_filled(below) else above for above, below in zip(upper, lower[:width], strict=True)]
