"""What is refused before it is opened."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from panjin_kpi.intake.archive import guard
from panjin_kpi.intake.layout import Unreadable


def workbook(**cells):
    book = Workbook()
    for address, value in cells.items():
        book.active[address] = value
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.mark.parametrize("address", ["CW1", "XFD1", "A300001", "A1048576", "CV299999"])
def test_a_cell_far_away_is_refused_before_it_takes_all_memory(address):
    with pytest.raises(Unreadable, match="在很远的地方有单元格"):
        guard("a.xlsx", workbook(A1=1, **{address: 2}))


@pytest.mark.parametrize("address", ["CV1", "A99999", "B2"])
def test_what_is_near_passes(address):
    guard("a.xlsx", workbook(A1=1, **{address: 2}))


def test_an_archive_whose_part_is_longer_than_it_says_is_refused():
    content = workbook(A1="x" * 5000)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    with pytest.raises(Unreadable, match="不是完整的工作簿"):
        guard("a.xlsx", content.replace(size.to_bytes(4, "little"), (size - 4000).to_bytes(4, "little")))


def test_what_is_no_archive_is_left_to_the_reader():
    guard("a.xls", b"\xd0\xcf\x11\xe0")
