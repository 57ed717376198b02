"""The modules and fonts that a forked kernel finds in memory."""

import re
import sys

import nbformat
import pytest

from panjin_kpi.project import NOTEBOOKS

pytestmark = pytest.mark.kernel
LOOK = "import sys; import panjin_kpi.batch.kernels.warm_up; print(*sys.modules)"


@pytest.fixture(scope="module")
def imported(finished) -> set[str]:
    done = finished([sys.executable, "-c", LOOK])
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_everything_that_a_notebook_imports_from_the_library_is_there(imported):
    named = {
        name
        for path in NOTEBOOKS.glob("*.ipynb")
        for cell in nbformat.read(path, as_version=4).cells
        for name in re.findall(r"^from (panjin_kpi\.report[\w.]*) import", cell.source, re.MULTILINE)
    }
    assert named
    assert named <= imported
    assert {"seaborn", "panjin_kpi.report.progress.charts", "panjin_kpi.report.incubation.tables"} <= imported


def test_what_only_a_page_or_a_workbook_needs_is_not_waited_for(imported):
    assert not {"nbconvert", "xlsxwriter", "panjin_kpi.report.index.page"} & imported
