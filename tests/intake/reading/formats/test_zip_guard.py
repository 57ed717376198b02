"""Archives that are refused before they are opened."""

import io
import lzma
import zipfile
import zlib

import pytest
from openpyxl import Workbook

from panjin_kpi.intake.findings import UnreadableFile
from panjin_kpi.intake.reading.formats.zip_guard import refuse_unsafe_archive


def workbook(**cells):
    book = Workbook()
    for address, value in cells.items():
        book.active[address] = value
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_an_archive_whose_part_is_longer_than_it_says_is_refused():
    content = workbook(A1="x" * 5000)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    with pytest.raises(UnreadableFile, match="不是完整的工作簿"):
        refuse_unsafe_archive(
            "a.xlsx", content.replace(size.to_bytes(4, "little"), (size - 4000).to_bytes(4, "little"))
        )


PART = "xl/worksheets/sheet1.xml"
LOCAL, CENTRAL = b"PK\x03\x04", b"PK\x01\x02"


def archive(packing):
    """An archive of one part, and where the part's packed bytes begin."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", packing) as whole:
        whole.writestr(PART, bytes(range(256)) * 40)
    return bytearray(target.getvalue()), 30 + len(PART)


def spoilt(packing, offset, length):
    content, start = archive(packing)
    content[start + offset : start + offset + length] = b"\xff" * length
    return bytes(content)


def with_field(offset_in_central, value, offset_in_local=None):
    """An archive whose directory has a wrong entry for its part."""
    content, _ = archive(zipfile.ZIP_DEFLATED)
    start = content.index(CENTRAL) + offset_in_central
    content[start : start + len(value)] = value
    if offset_in_local is not None:
        content[offset_in_local : offset_in_local + len(value)] = value
    return bytes(content)


def cut_short():
    """A stored part whose directory promises more bytes than the file has."""
    content, _ = archive(zipfile.ZIP_STORED)
    start = content.index(CENTRAL)
    for offset in (start + 20, start + 24):
        content[offset : offset + 4] = (1_000_000).to_bytes(4, "little")
    return bytes(content)


def before_the_file():
    """A directory that states an offset too large for itself, so that its part would start before the file."""
    content, _ = archive(zipfile.ZIP_DEFLATED)
    start = content.index(b"PK\x05\x06") + 16
    offset = int.from_bytes(content[start : start + 4], "little")
    content[start : start + 4] = (offset + 50).to_bytes(4, "little")
    return bytes(content)


DAMAGE = {
    "checksum": (zipfile.BadZipFile, spoilt(zipfile.ZIP_STORED, 100, 4)),
    "deflate": (zlib.error, spoilt(zipfile.ZIP_DEFLATED, 0, 40)),
    "lzma": (lzma.LZMAError, spoilt(zipfile.ZIP_LZMA, 4, 60)),
    "bzip2": (OSError, spoilt(zipfile.ZIP_BZIP2, 0, 40)),
    # since CVE-2024-0450 was mended (3.11.8, 3.12.2) Python compares the lengths before it reads
    "cut short": ((EOFError, zipfile.BadZipFile), cut_short()),
    "before the file": (ValueError, before_the_file()),
    "encrypted": (RuntimeError, with_field(8, b"\x01\x00", 6)),
    "an unknown method of compression": (NotImplementedError, with_field(10, b"\x63\x00", 8)),
}


@pytest.mark.parametrize(("raised", "content"), DAMAGE.values(), ids=DAMAGE)
def test_damage_is_reported_as_damage_whatever_zipfile_raises(raised, content):
    with pytest.raises(raised), zipfile.ZipFile(io.BytesIO(content)) as whole:
        whole.read(PART)
    with pytest.raises(UnreadableFile, match="不是完整的工作簿"):
        refuse_unsafe_archive("a.xlsx", content)


def test_what_is_no_archive_is_left_to_the_reader():
    refuse_unsafe_archive("a.xls", b"\xd0\xcf\x11\xe0")


@pytest.mark.parametrize("content", [b"Rar!\x1a\x07\x00", b"7z\xbc\xaf\x27\x1c"])
def test_an_archive_is_called_one(content):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("六月.xlsx", workbook(A1="x"))
    for archived in (content, target.getvalue()):
        with pytest.raises(UnreadableFile, match="压缩包"):
            refuse_unsafe_archive("六月.xlsx", archived)


@pytest.mark.parametrize(("part", "kind"), [("word/document.xml", "Word 文档"), ("OFD.xml", "OFD 版式文件")])
def test_a_document_is_called_one_and_not_an_archive_to_be_unpacked(part, kind):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(part, "<x/>")
    with pytest.raises(UnreadableFile, match=f"而是 {kind}。请把表格放进 xlsx 工作簿报送"):
        refuse_unsafe_archive("六月", target.getvalue())
