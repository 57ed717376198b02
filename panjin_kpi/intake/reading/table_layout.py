"""The layout of a table: its header, its rows of data, and the rows left out."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import NamedTuple

import pandas as pd

from panjin_kpi.intake.findings import Finding, UnreadableFile, letter
from panjin_kpi.intake.reading.foot_labels import is_signature
from panjin_kpi.intake.reading.foot_rows import ANOTHER, BELOW_OFFICE, HEADING, OF_GROUP, REMARK, UNITS, FootRows
from panjin_kpi.intake.reading.parsing import NO, header_key
from panjin_kpi.intake.reading.stated_units import about_table, stated_in
from panjin_kpi.reference.names import is_filled, normalised_key, stands_for_blank

TITLE_ROWS = 10
LEAST_VALUES = 3  # values in a row of data; fewer are a remark on a sheet that is not filled in
UNREAD = (
    "这一行只在没有读取的列里有文字，没有读取",
    "其他各行照常读取，其中不该报的请删去；这一行是数据的，请填在模板的各列里",
)
BEYOND_SHEET = "这一格在表头右边以外", "请移到备注一列，或删去"
BEYOND_LINE = "这一行比表头多出一格", "请检查是否多了逗号，含逗号的文字要加引号"
_LABEL = re.compile("[^0-9０-９][:：]")  # with or without its value; 14:00 is not a label
_RULED = re.compile(r"[-\u2010-\u2015\u2212─━═_＿=*/\\.…·~～\s]+")  # a row of only these counts as blank
_VOID = ("作废", "withdrawn")  # headers of a column where a choice of the drop-down, 否, says no more than a blank cell
Line = tuple[int, list[str]]


@dataclass(frozen=True)
class Sheet:
    """One table as typed."""

    file: str  # name without the folder
    sheet: str  # empty for a CSV file
    header_row: int  # row number in the file
    cells: pd.DataFrame  # text; columns are the headers as typed, the index is the row number in the file
    merged: Mapping[tuple[int, int], str] = field(default_factory=dict)  # text shown by cells that a merged one hides
    findings: tuple[Finding, ...] = ()  # about rows left out
    from_1904: bool = False  # whether the workbook counts days from 1904
    passed_over: bool = False  # whether rows were left out for having nothing in a known column
    units: tuple[str, ...] = ()  # of money and area, as lines above or below the rows state them
    around: Sequence[Line] = ()  # lines above the header, and remarks and titles below it
    above: pd.DataFrame = field(default_factory=pd.DataFrame)  # those above that may be data, in its columns
    hidden_columns: Collection[int] = ()  # positions


class Contents(NamedTuple):
    """The contents of a file."""

    sheets: dict[str, Sheet]  # by table
    blank: Sequence[str] = ()  # tables whose sheets have no row below the header
    findings: Sequence[Finding] = ()  # about sheets not read, errors, cells that show another value
    made_for: str = ""  # unit of the template, if any
    sha256: str = ""  # of the file


def find_table(
    file: str,
    sheet: str,
    rows: list[Line],
    headers: Mapping[str, bool],
    merged: Mapping[tuple[int, int], str] | None = None,
) -> Sheet:
    """Find the header among numbered rows of cells, and leave out blank rows, totals and signatures.

    A row with a complete key is data; one without a value in a known column is blank. A single line of several cells
    without a known header is not an empty table: its header was deleted.

    Parameters
    ----------
    headers : mapping of str to bool
        Known headers (:func:`names.normalised_key`), and whether they name a column of the key.

    Raises
    ------
    UnreadableFile
        There are no cells, no known header, or a row has more cells than the header.
    """
    rows = [(number, cells) for number, cells in rows if any(map(is_filled, cells))]
    if not rows:
        raise UnreadableFile(Finding(file, "文件是空的", "请填写后重新报送", sheet=sheet))
    known = [count_known(cells, headers) for _, cells in rows[:TITLE_ROWS]]
    top = [(number, cells, next(filter(is_filled, cells))) for number, cells in rows[: TITLE_ROWS + len(headers)]]
    sideways = {header_key(first): (number, cells.index(first)) for number, cells, first in reversed(top)}
    if len(found := sorted(sideways[name] for name in headers if name in sideways)) > max(2, *known):
        (row, at), why = found[0], ("表头竖着写在一列里", "请转置成一行表头、一行一条：复制后选择性粘贴，勾选“转置”")
        raise UnreadableFile(Finding(file, *why, sheet=sheet, row=row, cell=f"{letter(at)}{row}"))
    start = _header_at(rows, known)
    (header_row, header), body = rows[start], rows[start + 1 :]
    about, titles = about_table([cells for _, cells in rows[:start]], header)
    header = list(header)
    while header and not is_filled(header[-1]):
        header.pop()
    if start and rows[start - 1][0] == header_row - 1:  # the upper row of a header in two
        header = _with_those_above(header, rows[start - 1][1], headers)
    parts = rows[max(start - 1, 0) : start + 1] if _names_of(header) != _names_of(rows[start][1]) else []
    if body and (joined := _joined(header, body[0][1], headers)):
        parts = [rows[start], body[0]]
        (header_row, _), header, body = body[0], joined, body[1:]
    if body and len(header) == 1 and any(separator in header[0] for separator in "\t;；，"):
        remedy = "请用表格软件另存为“CSV（逗号分隔）”"
        raise UnreadableFile(Finding(file, "各列之间不是用逗号隔开的", remedy, sheet=sheet))
    if not known[start] and not body and _is_row_without_header(header, headers, LEAST_VALUES if sheet else 2):
        reason, remedy = "只有一行，其中没有认识的表头", "请补上模板的表头；不报这张表的，请清空这一行"
        raise UnreadableFile(Finding(file, reason, remedy, sheet=sheet, row=rows[start][0]))
    if (body or not sheet) and not known[start]:
        cause, saved = ("表头以上的行太多", "") if sheet else ("文件编码不对", "，并另存为“CSV UTF-8”后重新报送")
        reason, remedy = f"表头一个也不认识，可能是{cause}，也可能不是这张表", f"请用模板的表头{saved}"
        raise UnreadableFile(Finding(file, reason, remedy, sheet=sheet))
    upper = [line for line in rows[:start] if line not in parts]
    of_parts = [_names_of(cells) for _, cells in parts]  # the rows of the header, which a printout repeats on each page
    again = {number for number, cells in body if _names_of(cells) in of_parts} if parts else set[int]()
    names = list(map(header_key, header))
    is_void = {position: name in _VOID for position, name in enumerate(names) if name in headers}
    body = [(number, without_no(cells, is_void)) for number, cells in body if number not in again]
    single = [next(filter(is_filled, cells)) for _, cells in rows[:start] if sum(map(is_filled, cells)) == 1]
    hidden = Counter(row for (row, _), above in (merged or {}).items() if not above)
    of_merged = {row: False for (row, _), above in (merged or {}).items() if above}  # it shows a value of a row above
    wide = [line for line in body if 0 < len(names) - 1 <= hidden[line[0]]]
    of_merged |= {row: True for row, cells in wide if sum(map(is_filled, cells)) == 1}
    unread = {position for position, name in enumerate(names) if name not in headers}
    body, notices, remarks, passed = _data(file, sheet, body, FootRows(names, headers, single), unread, of_merged)
    remarked = {notice.row for notice in notices if notice.reason in (REMARK[0], OF_GROUP[0])}
    beside = _worded(passed) if any(map(headers.get, names)) else {}
    for text, numbers in beside.items():
        more = f"；这样的共{len(numbers)}行" if len(numbers) > 1 else ""
        notices.append(Finding(file, UNREAD[0] + more, UNREAD[1], "warning", sheet, numbers[0], value=text))
    notices += [Finding(file, *HEADING, "warning", sheet, number) for number in sorted(again)]
    for number, cells in body:
        for position in range(len(header), len(cells)):
            if is_filled(text := cells[position]):
                why, cell = BEYOND_SHEET if sheet else BEYOND_LINE, f"{letter(position)}{number}"
                raise UnreadableFile(Finding(file, *why, sheet=sheet, row=number, cell=cell, value=text))
    return Sheet(
        file,
        sheet,
        header_row,
        _frame(body, header),
        merged or {},
        tuple(notices),
        passed_over=bool(passed),
        units=stated_in([*about, *remarks, *beside], titles),
        around=[*upper, *(line for line in rows[start + 1 :] if line[0] in remarked)],
        above=_frame(_above(upper, header, headers), header),
    )


def without_no(cells: list[str], known: Mapping[int, bool]) -> list[str]:
    """The cells of a row; blank where it only states that it is not withdrawn, in which ``known`` column is True."""
    filled = {at for at in known if at < len(cells) and is_filled(cells[at])}
    alone = filled and all(known[at] and normalised_key(cells[at]) in NO for at in filled)
    return ["" if at in filled else cell for at, cell in enumerate(cells)] if alone else cells


def _above(lines: list[Line], header: list[str], headers: Mapping[str, bool]) -> list[Line]:
    """Rows above the header that may be data: with several cells, and not totals, column numbers or other foot rows."""
    foot_rows = FootRows(list(map(header_key, header)), headers)
    several = (line for line in lines if sum(map(is_filled, line[1])) > 1)
    return [line for line in several if foot_rows.reason(line[1], first=True) is None]


def _frame(lines: list[Line], header: list[str]) -> pd.DataFrame:
    width = len(header)
    padded = [cells if len(cells) == width else cells[:width] + [""] * (width - len(cells)) for _, cells in lines]
    return pd.DataFrame(padded, index=[number for number, _ in lines], columns=header, dtype="str")


def _is_row_without_header(cells: list[str], headers: Mapping[str, bool], least: int) -> bool:
    """Whether a single line is a row of data: several values, or several labels with values, not all of the key."""
    labels = [_LABEL.search(cell) for cell in cells]
    values = [cell for cell, label in zip(cells, labels, strict=True) if is_filled(cell) and not label]
    with_values = [label for label in labels if label and is_filled(label.string[label.end() :])]
    named = [headers.get(header_key(label.string[: label.end() - 1])) for label in with_values]
    return len(values) >= least or (len(named) - named.count(None) > 1 and False in named)


def _header_at(rows: list[Line], known: list[int]) -> int:
    """Position of the first row with two known headers, skipping a row of labels with their values above it.

    Labels differ from a header by a line in between, or by names that recur in the header.
    """
    first, *others = [position for position, count in enumerate(known) if count > 1] or [0]
    if not others:
        return first
    filled = [sum(map(is_filled, cells)) for _, cells in rows[first : others[0]]]
    parted = rows[others[0]][0] > rows[first][0] + 1 and all(number < 2 for number in filled[1:])  # or by a blank one
    between = [next(filter(is_filled, cells)) for _, cells in rows[first + 1 : others[0]]]
    upper, lower = ([header_key(cell) for cell in rows[at][1] if is_filled(cell)] for at in (first, others[0]))
    labels = set(upper[::2])  # each beside its value
    labelled = len(labels) == known[first] < known[others[0]] and labels <= set(lower)
    signed = all(one == 1 or is_signature(text) for one, text in zip(filled[1:], between, strict=True))
    return others[0] if 2 * known[first] <= filled[0] and (parted or (labelled and signed)) else first


def count_known(cells: list[str], headers: Collection[str]) -> int:
    """How many of the cells are known headers, with or without the star of a required column."""
    return sum(header_key(cell) in headers for cell in cells)


def _data(
    file: str, sheet: str, body: list[Line], foot_rows: FootRows, unread: set[int], of_merged: dict[int, bool]
) -> tuple[list[Line], list[Finding], list[str], list[Line]]:
    """The rows of data, findings about other rows, the remarks, and the rows filled only in columns not read.

    ``of_merged``: rows that are one merged cell (True), or show values of merged cells above them.
    """
    data, notices, remarks, passed = list[Line](), list[Finding](), list[str](), list[Line]()
    for position, (number, cells) in enumerate(body):
        below = [line for _, line in body[position + 1 : position + 1 + BELOW_OFFICE]]
        why = foot_rows.reason(cells, position == 0, below)
        if why and not (why is OF_GROUP and of_merged.get(number) is False):
            notices.append(Finding(file, *why, "error" if why is ANOTHER else "warning", sheet, number))
            remarks += [" ".join(cells)] if why is REMARK else []
            if why is UNITS:  # not of columns that are not read
                remarks += [f"单位：{cell}" for at, cell in enumerate(cells) if at not in unread and is_filled(cell)]
        elif of_merged.get(number):  # a title or remark, whatever it says
            remarks.append(next(filter(is_filled, cells)))
            notices.append(Finding(file, *OF_GROUP, "warning", sheet, number, value=remarks[-1]))
        elif _RULED.fullmatch("".join(cells)):
            continue
        elif any(position not in unread and is_filled(cell) for position, cell in enumerate(cells)):
            data.append((number, cells))
        else:
            passed.append((number, cells))
    at_foot = list(takewhile(lambda line: foot_rows.is_prose(line[1]) or sum(map(is_filled, line[1])) == 1, data[::-1]))
    prose = {number: cells for number, cells in at_foot if foot_rows.is_prose(cells)}
    notices += [Finding(file, *REMARK, "warning", sheet, number) for number in prose]
    remarks += map(" ".join, prose.values())
    data = [line for line in data if line[0] not in prose] if prose else data
    return data, notices, remarks, passed


def _worded(lines: list[Line]) -> dict[str, list[int]]:
    """Row numbers by the words in the row; numbers, uncomputed formulas and error values are not words."""
    found: dict[str, list[int]] = {}
    for number, cells in lines:
        words = [cell for cell in cells if any(map(str.isalpha, cell)) and not stands_for_blank(cell)]
        if text := " ".join(word for word in words if not word.startswith("=")):
            found.setdefault(text, []).append(number)
    return found


def _joined(upper: list[str], lower: list[str], headers: Collection[str]) -> list[str] | None:
    """A header in two rows, as merged cells leave it: the lower row's names, or the upper's where that is blank.

    None unless the lower row has a known header, and every other cell there is known or not below a known header.
    """
    named = [cell for cell in lower if is_filled(cell)]
    known_above = {position for position, cell in enumerate(upper) if count_known([cell], headers)}
    below = [cell for position, cell in enumerate(lower) if is_filled(cell) and position in known_above]
    if not count_known(named, headers) or count_known(below, headers) < len(below):
        return None
    width = max(len(upper), max(position for position, cell in enumerate(lower) if is_filled(cell)) + 1)
    upper, lower = (line + [""] * (width - len(line)) for line in (upper, lower))
    return [below if is_filled(below) else above for above, below in zip(upper, lower[:width], strict=True)]


def _with_those_above(header: list[str], above: list[str], headers: Collection[str]) -> list[str]:
    """A header whose blank cells are filled with the known names above them, unless it has these names already."""
    own = set(map(header_key, header))
    taken = {at: cell for at, cell in enumerate(above) if count_known([cell], headers) and header_key(cell) not in own}
    width = max([len(header), *(at + 1 for at in taken)])
    header = header + [""] * (width - len(header))
    return [cell if is_filled(cell) else taken.get(at, cell) for at, cell in enumerate(header)]


def _names_of(cells: list[str]) -> list[str]:
    """The cells of a row up to the last that is filled."""
    names = list(map(header_key, cells))
    while names and not names[-1]:
        names.pop()
    return names
