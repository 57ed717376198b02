"""Whether a workbook's archive is whole and of a size that can be read, before anything opens it."""

import io
import lzma
import re
import zipfile
import zlib

from panjin_kpi.intake.findings import Finding
from panjin_kpi.intake.reading.table_layout import UnreadableFile

MOST_BYTES = 300_000_000
MOST_ROWS, MOST_COLUMNS = 300_000, 100
MANY = 100_000  # a sheet with a row beyond this has as many cells, or it is nearly empty
BROKEN = "不是完整的工作簿，打不开", "请用 Excel 或 WPS 打开后另存为 xlsx"
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_SUSPECT = re.compile(rb'r="(?:[A-Z]{3}|[D-Z][A-Z]|C[W-Z]|[A-Z]*[0-9]{6})')  # most sheets have none: one pass
_MANY_ROWS = re.compile(rb'r="[A-Z]*[0-9]{6}"')
_FAR = re.compile(
    rb'r="(?:(?:[A-Z]{3,}|[D-Z][A-Z]|C[W-Z])[0-9]'  # beyond CV, the hundredth column
    rb'|[A-Z]*(?:[3-9][0-9]{5}|[0-9]{7,})")'
)
# What zipfile lets through for a damaged, encrypted (RuntimeError) or strangely packed part, without a narrower common
# class: tests/intake/reading/test_zip_guard.py has a file for each.
DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, RuntimeError)


def refuse_unsafe_archive(name: str, content: bytes) -> None:
    """Refuse an archive that is broken, swells to a great size, or has a cell far away from all others.

    calamine lays a sheet out as a full rectangle: one cell in the last corner would take all memory.

    Parameters
    ----------
    name : str
        The file's name.
    content : bytes
        The file; one that is no archive (xls) is passed.

    Raises
    ------
    Unreadable
        With what is wrong.
    """
    if not content.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_BYTES:
                raise UnreadableFile(Finding(name, "文件解压后过大，不是正常的工作簿", "请重新另存后报送"))
            for part in archive.namelist():
                _fits(name, part, archive.read(part))  # reading a part checks its length and its sum
    except DAMAGED as error:
        raise UnreadableFile(Finding(name, *BROKEN)) from error


def _fits(name: str, part: str, content: bytes) -> None:
    if not _SHEET.fullmatch(part) or not _SUSPECT.search(content):
        return
    if _FAR.search(content) or (_MANY_ROWS.search(content) and content.count(b"<c ") < MANY):
        reason = f"有一张工作表超出{MOST_ROWS}行或{MOST_COLUMNS}列，或在很远的地方有单元格"
        raise UnreadableFile(Finding(name, reason, "请删去多余的空行空列，或分几个文件报送"))
