import re

import pytest

from panjin_kpi.intake.reading.formats.grid import UNCOMPUTED
from panjin_kpi.intake.reading.formats.xls import read_xls

pytestmark = [pytest.mark.office, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def content(converted):
    return converted("xls")


def test_a_workbook_is_read_as_it_is_shown(content, as_it_is_shown):
    as_it_is_shown(read_xls(content))


@pytest.mark.parametrize("cut", [9, 513, 2000, -700])
def test_a_damaged_workbook_is_one_error(content, cut):
    with pytest.raises(ValueError, match="BIFF"):
        list(read_xls(content[:cut]))


def test_a_column_of_no_width_is_hidden_too(content):
    """The record of column L has a width of zero instead of the mark that it is hidden."""
    record = re.search(rb"\x7d\x00\x0c\x00\x0b\x00\x0b\x00(..)..(..)", content, re.DOTALL)
    options = bytes([record[2][0] & ~1, record[2][1]])
    narrow = content[: record.start(1)] + b"\0\0" + content[record.end(1) : record.start(2)] + options
    first = next(read_xls(narrow + content[record.end(2) :]))
    assert first.hidden_columns & set(range(12)) == {11}


def test_output_of_xlrd_is_suppressed(content, capfd):
    list(read_xls(content))
    assert capfd.readouterr() == ("", "")


def test_a_formula_that_waits_to_be_computed_is_no_blank(content):
    """LibreOffice computes A2 to an empty text and sets no flag; a program that cannot compute sets the second one."""
    record = re.search(rb"\x06\x00..\x01\x00\x00\x00..\x03\x00{5}\xff\xff", content, re.DOTALL)
    marked = content[: record.end()] + b"\2" + content[record.end() + 1 :]
    first = next(read_xls(marked))
    assert (2, 0, UNCOMPUTED) in [(d.row, d.column, (d.reason, d.remedy)) for d in first.doubts]
    assert first.text(2, 0) == "公式"
