"""The type of a file is recognised by its content."""

import os
from hashlib import sha256

import pytest
from openpyxl import Workbook

from panjin_kpi.intake.checks.check import check_file
from panjin_kpi.intake.findings import UnreadableFile
from panjin_kpi.intake.reading.submitted_file import read_file

HEADER, ROW = "期间,地区,指标,本年累计", "2021-06,盘山县,活动,3"


@pytest.mark.parametrize("name", ["progress.csv", "六月.xlsx", "六月.xls"])
def test_a_workbook_is_one_whatever_it_is_called(tmp_path, name):
    book = Workbook()
    book.active.title = "指标月报"
    for row in (HEADER, ROW):
        book.active.append(row.split(","))
    book.save(tmp_path / "written.xlsx")
    path = (tmp_path / "written.xlsx").rename(tmp_path / name)
    found = read_file(path, "")
    assert (list(found.sheets), found.sha256) == (["progress"], sha256(path.read_bytes()).hexdigest())


@pytest.mark.parametrize("name", ["anything.csv", "anything.xlsx"])
def test_text_is_read_as_the_table_that_is_named(tmp_path, name):
    (tmp_path / name).write_text(f"{HEADER}\n{ROW}\n", encoding="utf-8")
    found = read_file(tmp_path / name, "progress")
    assert list(found.sheets["progress"].cells.iloc[0])[-1] == "3"
    assert found.sha256 == sha256((tmp_path / name).read_bytes()).hexdigest()
    with pytest.raises(UnreadableFile, match="看不出是哪张表"):
        read_file(tmp_path / name, "")


def test_a_name_in_another_encoding_is_refused_with_a_sentence(tmp_path, plan):
    path = tmp_path / os.fsdecode("大洼区.csv".encode("gbk"))
    path.write_text("期间,地区,指标,本年累计\n2021-06,大洼区,活动,3\n", encoding="utf-8")
    (finding,) = check_file(path, "progress", plan).findings
    assert (finding.reason, finding.remedy) == ("文件名里有不能识别的字符", "请改名后重新报送")
