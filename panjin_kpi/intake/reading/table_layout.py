"""Lines of cells as a table: where the header is, which lines are data, what was left out."""

from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from panjin_kpi.intake.findings import Finding, letter
from panjin_kpi.reference.names import normalised_key

TITLE_ROWS = 10
TOTALS = frozenset({"合计", "总计", "小计", "共计", "累计", "total"})
SIGNED = (
    "填表人",
    "填报人",
    "制表人",
    "审核人",
    "负责人",
    "单位负责人",
    "联系人",
    "联系电话",
    "填报日期",
    "注",
    "备注",
    "说明",
)
LONGEST_TOTAL = 8  # characters, with the spaces people put between them
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
    """

    file: str
    sheet: str
    sha256: str
    header_row: int
    cells: pd.DataFrame
    merged: frozenset[tuple[int, int]] = frozenset()
    findings: tuple[Finding, ...] = ()


def find_table(
    file: str,
    sheet: str,
    sha256: str,
    rows: list[Line],
    headers: Collection[str],
    merged: frozenset[tuple[int, int]] = frozenset(),
) -> Sheet:
    """A table from numbered lines of cells: the header found, blank lines, totals and signatures left out.

    Parameters
    ----------
    file, sheet, sha256 : str
        Where the lines come from.
    rows : list of (int, list of str)
        Each line with its number.
    headers : collection of str
        Known headers as compared (:func:`names.normalised_key`); empty takes the first line.
    merged : frozenset of (int, int)
        Row number and column position of the cells that a merged cell hides.

    Raises
    ------
    Unreadable
        There is no header, no line below it, or a line has more cells than the header.
    """
    rows = [(number, cells) for number, cells in rows if any(map(str.strip, cells))]
    if not rows:
        raise UnreadableFile(Finding(file, "文件是空的", "请填写后重新报送", sheet=sheet))
    known = [_known(cells, headers) for _, cells in rows[:TITLE_ROWS]]
    start = next((place for place, count in enumerate(known) if count > 1), 0)
    (header_row, header), body = rows[start], rows[start + 1 :]
    header = list(header)
    while header and not header[-1].strip():
        header.pop()
    if body and (joined := _joined(header, body[0][1], headers)):
        (header_row, _), header, body = body[0], joined, body[1:]
    if body and len(header) == 1 and any(separator in header[0] for separator in "\t;；，"):
        remedy = "请用表格软件另存为“CSV（逗号分隔）”"
        raise UnreadableFile(Finding(file, "各列之间不是用逗号隔开的", remedy, sheet=sheet))
    if body and headers and not known[start]:
        reason = "表头一个也不认识，可能是文件编码不对，也可能不是这张表"
        raise UnreadableFile(Finding(file, reason, "请用模板的表头，并另存为“CSV UTF-8”后重新报送", sheet=sheet))
    left_out = {number: why for number, cells in body if (why := _no_data(cells))}
    body = [(number, cells) for number, cells in body if number not in left_out]
    if not body:
        raise UnreadableFile(Finding(file, "只有表头，没有数据行", "请填写后重新报送", sheet=sheet))
    for number, cells in body:
        for position in range(len(header), len(cells)):
            if cells[position].strip():
                remedy = "请检查是否多了逗号，含逗号的文字要加引号"
                cell = f"{letter(position)}{number}"
                found = Finding(
                    file, "这一行比表头多出一格", remedy, sheet=sheet, row=number, cell=cell, value=cells[position]
                )
                raise UnreadableFile(found)
    width = len(header)
    padded = [cells if len(cells) == width else cells[:width] + [""] * (width - len(cells)) for _, cells in body]
    table = pd.DataFrame(padded, index=[number for number, _ in body], columns=header, dtype="str")
    notices = [Finding(file, *why, severity="warning", sheet=sheet, row=number) for number, why in left_out.items()]
    return Sheet(file, sheet, sha256, header_row, table, merged, tuple(notices))


def _known(cells: list[str], headers: Collection[str]) -> int:
    return sum(normalised_key(cell).rstrip("*") in headers for cell in cells)


def _joined(upper: list[str], lower: list[str], headers: Collection[str]) -> list[str] | None:
    """A header in two lines, as merged cells leave it: the lower line's names, and the upper's where it has none."""
    named = [cell for cell in lower if cell.strip()]
    if not named or _known(named, headers) < len(named):
        return None
    width = max(len(upper), max(place for place, cell in enumerate(lower) if cell.strip()) + 1)
    upper, lower = (line + [""] * (width - len(line)) for line in (upper, lower))
    return [below if below.strip() else above for above, below in zip(upper, lower[:width], strict=True)]


def _no_data(cells: list[str]) -> tuple[str, str] | None:
    """Why a line holds no data: a total, or a line for signatures and remarks (not quoted: it may hold a name)."""
    line = "".join(cells)
    if "计" in line or "otal" in line.lower():
        short = [cell for cell in cells if len(cell) <= LONGEST_TOTAL]
        if any(normalised_key(cell).rstrip(":") in TOTALS for cell in short):
            return "这是合计行，没有读取", "合计由系统计算，不用填报"
    if any(word in line for word in ("人", "话", "期", "注", "说")):
        first = normalised_key(next(cell for cell in cells if cell.strip()))
        if first.split(":")[0] in SIGNED and (":" in first or sum(map(bool, cells)) <= 2):
            return "这是落款或说明，没有读取", "系统不收个人姓名和电话"
    return None
