import pytest
from openpyxl import Workbook, load_workbook

from panjin_kpi.intake.saving import save_whole


def test_an_older_file_is_replaced_and_nothing_else_is_left(tmp_path):
    path = tmp_path / "甲.xlsx"
    path.write_text("旧")
    save_whole(Workbook(), path)
    assert load_workbook(path).sheetnames == ["Sheet"]
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_in_the_middle_leaves_the_older_file(tmp_path):
    path = tmp_path / "甲.xlsx"
    path.write_text("旧", encoding="utf-8")
    broken = Workbook()
    broken.remove(broken.active)  # a workbook without a sheet cannot be saved
    with pytest.raises(IndexError):
        save_whole(broken, path)
    assert path.read_text(encoding="utf-8") == "旧"
    assert list(tmp_path.iterdir()) == [path]
