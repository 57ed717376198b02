"""The stamp says for whom a workbook was made, and every office program keeps it."""

import shutil
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from panjin_kpi import schemas
from panjin_kpi.intake.checks.annotate import annotate
from panjin_kpi.intake.checks.check import check_file
from panjin_kpi.intake.findings import Finding
from panjin_kpi.intake.forms.prefill import prefilled, tables_of
from panjin_kpi.intake.forms.template import monthly_workbook, save_new


@pytest.fixture
def read_stamp(plan):
    def read(path):
        reporter = check_file(path, "", plan).reporter
        return reporter and reporter.unit

    return read


@pytest.fixture
def template(tmp_path, plan):
    def made(unit):
        rows = prefilled(plan, unit, "2021-06", schemas.empty("progress"))
        path = tmp_path / f"{unit}.xlsx"
        save_new(monthly_workbook(plan, unit, "2021-06", rows, tables_of(plan, unit, "2021-06")), path)
        return path

    return made


@pytest.mark.parametrize("unit", ["panshan", "gaoxin", "ip_bureau", "sci_tech_bureau"])
def test_it_is_read_as_it_was_written(template, read_stamp, unit):
    assert read_stamp(template(unit)) == unit


def test_it_is_there_after_openpyxl_and_in_the_annotated_copy(template, read_stamp):
    path = template("panshan")
    load_workbook(path).save(path)
    assert read_stamp(path) == "panshan"
    assert read_stamp(annotate(path, [Finding(path.name, "x", "y")])) == "panshan"


def test_a_workbook_without_it_and_what_is_none_have_no_stamp(tmp_path, read_stamp):
    book = Workbook()
    book.save(tmp_path / "a.xlsx")
    book.active.title, book.active["A1"].value = "选项", "认定"
    book.save(tmp_path / "b.xlsx")
    (tmp_path / "c.xlsx").write_text("期间")
    with zipfile.ZipFile(tmp_path / "d.xlsx", "w"):
        pass
    assert [read_stamp(tmp_path / f"{name}.xlsx") for name in "abcd"] == [None] * 4


@pytest.mark.office
@pytest.mark.timeout(600)
@pytest.mark.skipif(not shutil.which("soffice"), reason="NO LIBREOFFICE")
def test_libreoffice_keeps_it_in_every_format(template, read_stamp, tmp_path, finished):
    path = template("panshan")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    for kind, filtered in (("xlsx", "xlsx:Calc MS Excel 2007 XML"), ("xls", "xls:MS Excel 97"), ("ods", "ods")):
        out = tmp_path / kind
        done = finished(["soffice", "--headless", profile, "--convert-to", filtered, "--outdir", out, path], 180)
        assert done.returncode == 0, done.stderr
        assert read_stamp(out / f"panshan.{kind}") == "panshan"
