"""Checks that a workbook's archive is intact and of a reasonable size, before it is parsed."""

import io
import lzma
import zipfile
import zlib

from panjin_kpi.intake.findings import Finding, UnreadableFile

MOST_BYTES = 300_000_000
BROKEN = "不是完整的工作簿，打不开", "请用 Excel 或 WPS 打开后另存为 xlsx"
ARCHIVE = "这是压缩包，不是工作簿", "请解压，报送里面的表格"
DOCUMENTS = {"word/document.xml": "Word 文档", "OFD.xml": "OFD 版式文件"}
# Raised by zipfile for damaged, encrypted (RuntimeError) or oddly compressed parts; they have no narrower base class.
# tests/intake/reading/formats/test_zip_guard.py has a file for each.
DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, RuntimeError)


def refuse_unsafe_archive(name: str, content: bytes) -> None:
    """Raise ``UnreadableFile`` for an archive that is damaged or too large; other files (xls) pass."""
    if content.startswith((b"Rar!", b"7z\xbc\xaf")):
        raise UnreadableFile(Finding(name, *ARCHIVE))
    if not content.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_BYTES:
                raise UnreadableFile(Finding(name, "文件解压后过大，不是正常的工作簿", "请重新另存后报送"))
            parts = archive.namelist()
            if kind := next((kind for part, kind in DOCUMENTS.items() if part in parts), ""):
                raise UnreadableFile(Finding(name, f"这不是表格文件，而是 {kind}", "请把表格放进 xlsx 工作簿报送"))
            if parts and not any(
                part.startswith(("[Content_Types]", "xl/", "content.xml", "mimetype")) for part in parts
            ):
                raise UnreadableFile(Finding(name, *ARCHIVE))
            if archive.testzip():  # reads each part to its end, which checks length and checksum
                raise UnreadableFile(Finding(name, *BROKEN))
    except DAMAGED as error:
        raise UnreadableFile(Finding(name, *BROKEN)) from error
