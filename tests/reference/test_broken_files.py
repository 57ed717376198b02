"""Any defect in any file of the reference folder raises one type of error, which names the file in Chinese."""

import shutil

import pytest

from panjin_kpi.errors import ReferenceDataError
from panjin_kpi.project import Project
from panjin_kpi.reference.plan import NATIONAL, OPTIONAL, REFERENCE_FILES, Plan

FILES = sorted(REFERENCE_FILES)
TABLES = [name for name in FILES if name.endswith(".csv")]


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(Project().reference, tmp_path / "reference")


def refused(folder):
    with pytest.raises(ReferenceDataError) as caught:
        Plan.load(folder)
    return str(caught.value)


@pytest.mark.parametrize("name", [name for name in FILES if name.partition(".")[0] not in (*OPTIONAL, *NATIONAL)])
def test_a_missing_file_is_reported(folder, name):
    (folder / name).unlink()
    assert name in refused(folder)


@pytest.mark.parametrize("name", FILES)
def test_a_file_saved_by_excel_as_gbk_is_reported(folder, name):
    text = (folder / name).read_text(encoding="utf-8") + "# 中文"
    (folder / name).write_bytes(text.encode("gb18030"))
    assert refused(folder).startswith(name)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_cut_off_within_a_cell_is_reported(folder, name):
    (folder / name).write_text((folder / name).read_text(encoding="utf-8") + '"', encoding="utf-8")
    assert refused(folder).startswith(f"{name} 不是完整的 CSV 表：")


@pytest.mark.parametrize("name", FILES)
def test_an_empty_file_is_reported(folder, name):
    (folder / name).write_bytes(b"")
    assert refused(folder).startswith(name)


@pytest.mark.parametrize("name", sorted({*TABLES} - {"baseline.csv", "carrier_grades.csv"}))  # they have no row yet
def test_a_row_entered_twice_is_reported(folder, name):
    lines = (folder / name).read_text(encoding="utf-8").splitlines()
    (folder / name).write_text("\n".join([*lines, lines[1]]) + "\n", encoding="utf-8")
    message = refused(folder)
    assert message.startswith(f"{name} 第{len(lines) + 1}行")
    assert "与第2行重复" in message
