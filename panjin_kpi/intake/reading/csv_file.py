"""A submitted CSV file as text: encoding, quotes and line ends understood."""

import csv
import hashlib
import io
from collections.abc import Collection
from pathlib import Path

from panjin_kpi.intake.findings import Finding
from panjin_kpi.intake.reading.table_layout import Sheet, UnreadableFile, find_table

SIGNATURES = {
    b"PK\x03\x04": "xlsx 工作簿或压缩包",
    b"\xd0\xcf\x11\xe0": "xls 工作簿",
    b"%PDF": "PDF 文件",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
}


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
    return find_table(path.name, "", hashlib.sha256(content).hexdigest(), rows, headers)


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


def _unreadable(name: str, reason: str, remedy: str) -> UnreadableFile:
    return UnreadableFile(Finding(name, reason, remedy))
