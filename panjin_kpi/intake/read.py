"""A submitted file as text: the cells as they were typed, with their addresses."""

import csv
import hashlib
import io
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from panjin_kpi.intake.findings import Finding, letter
from panjin_kpi.reference.names import folded

TITLE_ROWS = 10
SIGNATURES = {
    b"PK\x03\x04": "xlsx 工作簿或压缩包",
    b"\xd0\xcf\x11\xe0": "xls 工作簿",
    b"%PDF": "PDF 文件",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
}


class Unreadable(Exception):
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
    """

    file: str
    sheet: str
    sha256: str
    header_row: int
    cells: pd.DataFrame


def read_csv(path: Path, headers: Collection[str] = ()) -> Sheet:
    """Read a CSV file in UTF-8 (with or without BOM) or GB18030, every cell as text.

    Blank rows are passed over; rows keep the number that a spreadsheet program shows.

    Parameters
    ----------
    path : Path
        The file.
    headers : collection of str
        Headers as compared (:func:`names.folded`): lines of a title above the first line with two of them are passed
        over; a table without any of them is refused.

    Raises
    ------
    Unreadable
        The file is empty, of another kind, in another encoding, or not a table.
    """
    content = path.read_bytes()
    text = _decoded(path.name, content)
    try:
        rows = list(enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), start=1))
    except csv.Error as error:
        reason = "不是完整的 CSV 表：引号没有成对，或有一格过长"
        raise _unreadable(path.name, reason, "请用表格软件重新另存为 CSV") from error
    return laid_out(path.name, "", hashlib.sha256(content).hexdigest(), rows, headers)


def laid_out(file: str, sheet: str, sha256: str, rows: list[tuple[int, list[str]]], headers: Collection[str]) -> Sheet:
    """A table from numbered lines of cells: the header found, blank lines passed over.

    Parameters
    ----------
    file, sheet, sha256 : str
        Where the lines come from.
    rows : list of (int, list of str)
        Each line with its number.
    headers : collection of str
        Known headers as compared (:func:`names.folded`); empty takes the first line.

    Raises
    ------
    Unreadable
        There is no header, no line below it, or a line has more cells than the header.
    """
    rows = [(number, cells) for number, cells in rows if any(cell.strip() for cell in cells)]
    if not rows:
        raise Unreadable(Finding(file, "文件是空的", "请填写后重新报送", sheet=sheet))
    known = [sum(folded(cell).rstrip("*") in headers for cell in cells) for _, cells in rows[:TITLE_ROWS]]
    start = next((place for place, count in enumerate(known) if count > 1), 0)
    (header_row, header), body = rows[start], rows[start + 1 :]
    header = list(header)
    while header and not header[-1].strip():
        header.pop()
    if body and len(header) == 1 and any(separator in header[0] for separator in "\t;；，"):
        remedy = "请用表格软件另存为“CSV（逗号分隔）”"
        raise Unreadable(Finding(file, "各列之间不是用逗号隔开的", remedy, sheet=sheet))
    if body and headers and not known[start]:
        reason = "表头一个也不认识，可能是文件编码不对，也可能不是这张表"
        raise Unreadable(Finding(file, reason, "请用模板的表头，并另存为“CSV UTF-8”后重新报送", sheet=sheet))
    if not body:
        raise Unreadable(Finding(file, "文件只有表头，没有数据行", "请填写后重新报送", sheet=sheet))
    for number, cells in body:
        for position in range(len(header), len(cells)):
            if cells[position].strip():
                remedy = "请检查是否多了逗号，含逗号的文字要加引号"
                cell = f"{letter(position)}{number}"
                found = Finding(
                    file, "这一行比表头多出一格", remedy, sheet=sheet, row=number, cell=cell, value=cells[position]
                )
                raise Unreadable(found)
    padded = [cells[: len(header)] + [""] * (len(header) - len(cells)) for _, cells in body]
    table = pd.DataFrame(padded, index=[number for number, _ in body], columns=header, dtype="str")
    return Sheet(file, sheet, sha256, header_row, table)


def _decoded(name: str, content: bytes) -> str:
    if not content.strip():
        raise _unreadable(name, "文件是空的", "请填写后重新报送")
    for signature, kind in SIGNATURES.items():
        if content.startswith(signature):
            raise _unreadable(name, f"这不是 CSV 文件，而是{kind}", "请另存为 CSV（UTF-8）后重新报送")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _unreadable(name, "文件编码是 UTF-16，无法识别", "请另存为“CSV UTF-8”后重新报送")
    if b"\x00" in content:
        raise _unreadable(name, "这不是 CSV 文件，内含二进制内容", "请另存为 CSV（UTF-8）后重新报送")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("gb18030")
    except UnicodeDecodeError as error:
        remedy = "请另存为“CSV UTF-8”后重新报送"
        raise _unreadable(name, "文件编码无法识别，既不是 UTF-8 也不是 GB18030", remedy) from error


def _unreadable(name: str, reason: str, remedy: str) -> Unreadable:
    return Unreadable(Finding(name, reason, remedy))
