import pytest
from openpyxl import Workbook, load_workbook

from panjin_kpi.files import replacing, write_atomically


def test_what_is_written_is_there_and_nothing_else(tmp_path):
    write_atomically(tmp_path / "a.html", "盘锦")
    write_atomically(tmp_path / "a.html", b"\xef\xbb\xbfx")
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("a.html", b"\xef\xbb\xbfx")]


def test_a_failure_leaves_nothing_behind(tmp_path):
    (tmp_path / "a.html").mkdir()
    with pytest.raises(OSError):  # noqa: PT011 - which one differs between systems
        write_atomically(tmp_path / "a.html", "x")
    assert [p.name for p in tmp_path.iterdir()] == ["a.html"]


def test_an_older_file_is_replaced_and_nothing_else_is_left(tmp_path):
    path = tmp_path / "甲.xlsx"
    path.write_text("旧")
    with replacing(path) as part:
        Workbook().save(part)
    assert load_workbook(path).sheetnames == ["Sheet"]
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_in_the_middle_leaves_the_older_file(tmp_path):
    path = tmp_path / "甲.xlsx"
    path.write_text("旧", encoding="utf-8")
    broken = Workbook()
    broken.remove(broken.active)  # a workbook without a sheet cannot be saved
    with pytest.raises(IndexError), replacing(path) as part:
        broken.save(part)
    assert path.read_text(encoding="utf-8") == "旧"
    assert list(tmp_path.iterdir()) == [path]
