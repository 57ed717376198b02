"""Each planted error is found at its cell, and nothing else is reported."""

import pytest

from panjin_kpi.intake.checks.check import check_file
from panjin_kpi.sample.files.planted_errors import FOLDER, PLANTED, write_faulty
from tests.plan import PLAN

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def faulty(files, tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    return {path.name.split("-")[-1]: path for path in write_faulty(folder, PLAN, files)}


@pytest.mark.parametrize("fault", PLANTED, ids=[fault.name for fault in PLANTED])
def test_a_planted_fault_is_found_at_its_cell(faulty, plan, fault):
    checked = check_file(faulty[f"{fault.name}.xlsx"], "", plan)
    found = [f for f in checked.findings if fault.reason in f.reason]
    assert [(f.severity, bool(f.cell)) for f in found] == [(fault.severity, True)]
    assert len({(f.sheet, f.cell) for f in checked.findings}) == len(checked.findings), "one finding a cell"
    assert checked.acceptable == (fault.severity == "warning")


def test_what_is_no_workbook_is_one_finding(faulty, plan):
    for name in ("没有传完.xlsx", "空文件.xlsx", "改了后缀的文档.xlsx"):
        assert len(check_file(faulty[name], "", plan).findings) == 1
    assert faulty["progress.csv"].parent.name == FOLDER
