import time
import zipfile
from datetime import UTC, datetime
from io import BytesIO

from openpyxl import Workbook, load_workbook

from panjin_kpi.report.workbook.sealed import sealed

STAMP = datetime(2021, 7, 1, 8, 30, tzinfo=UTC)


def made():
    book = Workbook()
    book.active["A1"] = "盘锦"
    return sealed(book, STAMP)


def test_the_same_workbook_is_the_same_bytes_at_another_time():
    first = made()
    time.sleep(2.1)  # a zip file counts in steps of two seconds
    assert made() == first


def test_it_names_the_given_time_and_no_other():
    content = made()
    book = load_workbook(BytesIO(content))
    assert book.properties.created == book.properties.modified == datetime(2021, 7, 1, 8, 30)
    assert book.active["A1"].value == "盘锦"
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.testzip() is None
