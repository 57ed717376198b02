"""The month's workbook in LibreOffice: opened, filled in, corrected, submitted; and its other formats."""

import json
import os
import shutil
from pathlib import Path

import pytest

from panjin_kpi import schemas
from panjin_kpi.intake.checks.annotate import annotate
from panjin_kpi.intake.checks.check import check_file
from panjin_kpi.intake.forms.prefill import prefilled, tables_of
from panjin_kpi.intake.forms.template import monthly_workbook, save_new

OFFICE = Path(__file__).parent.parent / "office.py"
PYTHON = "/usr/bin/python3"  # the one that LibreOffice's own module belongs to
CODE = "91110000600037341L"
NEEDED = os.environ.get("PANJIN_KPI_NEED_LIBREOFFICE") == "1"


SECONDS = 240  # LibreOffice itself has no limit to what it may take
pytestmark = [pytest.mark.office, pytest.mark.timeout(3 * SECONDS)]


@pytest.fixture(scope="module")
def office(finished):
    """Run requests in LibreOffice; without it the tests are skipped with a message, or fail where it is required."""
    there = shutil.which("soffice") and finished([PYTHON, "-c", "import uno"]).returncode == 0
    if not there:
        reason = "NO LIBREOFFICE: install libreoffice-calc and python3-uno to run these tests"
        pytest.fail(reason) if NEEDED else pytest.skip(reason)

    def run(source, target, *edits, **more):
        wishes = {"source": str(source), "target": str(target), "edits": edits} | more
        done = finished([PYTHON, OFFICE, json.dumps(wishes)], SECONDS)  # and of LibreOffice nothing is left
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


@pytest.fixture
def template(tmp_path, plan):
    path = tmp_path / "2021-06-盘山县.xlsx"
    rows = prefilled(plan, "panshan", "2021-06", schemas.empty("progress"))
    save_new(monthly_workbook(plan, "panshan", "2021-06", rows, tables_of(plan, "panshan", "2021-06")), path)
    return path


VALUES = [["指标月报", "本年累计", row, 0] for row in range(3, 12)]


def test_it_opens_without_a_complaint_and_prints(office, template, tmp_path, finished):
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    done = finished(["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", tmp_path, template], SECONDS)
    assert done.returncode == 0, done.stderr
    assert "Error" not in done.stderr + done.stdout
    assert (tmp_path / "2021-06-盘山县.pdf").stat().st_size > 10_000


def test_what_is_prefilled_is_locked_there_too(office, template, tmp_path):
    monthly = [
        ("指标月报", "指标", 2),
        ("指标月报", "上月累计", 2),
        ("指标月报", "本年累计", 2),
        ("指标月报", "指标", 20),
    ]
    asked = [*monthly, ("企业名录", "企业名称", 1), ("企业名录", "企业名称", 2)]
    answers = office(template, tmp_path / "out.xlsx", *(["locked", *cell] for cell in asked))
    assert answers == [True, True, False, False, True, False]


def test_filled_in_checked_corrected_and_submitted(office, template, tmp_path, plan, store):
    """A row is inserted, formulas are used, three cells are wrong; the marked copy is corrected and sent."""
    filled = tmp_path / "填好.xlsx"
    office(
        template, filled, *VALUES,
        ["指标月报", "本年累计", 2, "=1+1"], ["insert", "指标月报", 4],
        ["指标月报", "本年累计", 12, -1],
        ["企业名录", "统一社会信用代码", 2, CODE[:-1] + "2"], ["企业名录", "企业名称", 2, "某公司"],
        ["企业名录", "归属地区", 2, "盘山"], ["企业名录", "归属依据", 2, "登记簿"],
        ["企业名录", "注册日期", 2, "2015-01-05"],
        ["事项明细", "地区", 2, "盘山县"], ["事项明细", "编号", 2, "1"], ["事项明细", "指标", 2, "活动"],
        ["事项明细", "日期", 2, "=DATE(2021;6;5)"], ["事项明细", "名称", 2, "路演"],
        ["事项明细", "地区", 3, "盘山县"], ["事项明细", "编号", 3, "2"], ["事项明细", "指标", 3, "活动"],
        ["事项明细", "日期", 3, "2021年7月9日"], ["事项明细", "名称", 3, "大赛"],
    )  # fmt: skip
    checked = check_file(filled, "", plan)
    wrong = [(f.sheet, f.cell, f.reason) for f in checked.findings if f.severity == "error"]
    assert wrong == [
        ("指标月报", "G12", "不能为负数"),
        ("事项明细", "D3", "晚于本期末（2021-06-30）"),
        ("企业名录", "A2", "不符合 GB 32100-2015，校验码不对"),
    ]
    marked = annotate(filled, checked.findings)
    corrected = tmp_path / "改好.xlsx"
    office(
        marked, corrected, ["指标月报", "本年累计", 12, 0], ["事项明细", "日期", 3, "2021年6月9日"],
        ["企业名录", "统一社会信用代码", 2, CODE],
    )  # fmt: skip
    again = check_file(corrected, "", plan)
    assert [str(f) for f in again.findings if f.severity == "error"] == []
    receipt = store.submit(again)
    assert receipt.rows == {"progress": 10, "events": 2, "enterprises": 1}
    figures = store.in_force("progress").set_index("indicator")["value"]
    assert figures["activities"] == 2, "a formula is read as its value"
    assert [str(day.date()) for day in store.in_force("events")["occurred_on"]] == ["2021-06-05", "2021-06-09"]


@pytest.mark.parametrize(
    ("suffix", "filter_name"), [(".xls", "MS Excel 97"), (".et", "MS Excel 97"), (".ods", "calc8")]
)
def test_other_formats_are_read_as_well(office, template, tmp_path, plan, suffix, filter_name):
    target = tmp_path / f"六月{suffix}"
    office(template, target, *VALUES, ["指标月报", "本年累计", 2, 3], filter=filter_name)
    checked = check_file(target, "", plan)
    assert checked.acceptable, [str(f) for f in checked.findings]
    assert checked.parts["progress"].rows["value"].tolist() == [3.0] + [0.0] * 9
