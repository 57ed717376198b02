"""The month's workbook: its parts as an office program sees them, and a round trip through LibreOffice."""

import shutil
import zipfile

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook

from panjin_kpi import schemas
from panjin_kpi.errors import PanjinError
from panjin_kpi.intake.checks.annotate import annotate
from panjin_kpi.intake.checks.check import check_file
from panjin_kpi.intake.findings import Finding
from panjin_kpi.intake.forms.template import monthly_workbook, save_new


@pytest.fixture
def read_stamp(plan):
    def read(path):
        reporter = check_file(path, "", plan).reporter
        return reporter and reporter.unit

    return read


def test_there_is_a_sheet_for_each_table_after_the_instructions(template):
    book = load_workbook(template())
    titles = [schemas.schema(table).title for table in schemas.SUBMITTED[:-1]]
    assert book.sheetnames == ["填写说明", *titles, "选项"]
    assert book["选项"].sheet_state == "hidden"
    assert not any(name.endswith(".bin") for name in zipfile.ZipFile(template("dawa")).namelist()), "no macro"


def test_headers_are_titles_with_their_description_as_comment(template):
    book = load_workbook(template())
    for table in schemas.SUBMITTED[:-1]:
        heads = {str(c.value).rstrip("*"): c for c in book[schemas.schema(table).title][1]}
        for name, column in schemas.schema(table).columns.items():
            if name != "fictitious":
                assert column.description in heads[column.title].comment.text
                assert str(heads[column.title].value).endswith("*") == column.required
    assert "虚构示例" not in heads


def test_given_cells_are_locked_and_cells_to_fill_in_are_open(template):
    sheet = load_workbook(template())["指标月报"]
    heads = {str(c.value).rstrip("*"): c.column for c in sheet[1]}
    assert sheet.protection.sheet
    assert sheet.protection.insertRows is False, "rows may be inserted"
    locked = {title: sheet.cell(2, column).protection.locked for title, column in heads.items()}
    assert locked == {title: title not in ("本年累计", "备注", "作废") for title in heads}
    below = [sheet.column_dimensions[c.column_letter].protection.locked for c in sheet[1]]
    assert below == [title in ("单位", "年度目标", "上月累计") for title in heads], "corrections go below"


def test_numbers_months_and_codes_have_their_formats(template):
    book = load_workbook(template("sci_tech_bureau"))
    sheet = book["指标月报"]
    formats = {sheet.cell(r, 3).value: sheet.cell(r, 7).number_format for r in range(2, sheet.max_row + 1)}
    assert (formats["科技融资担保金额"], formats["新增瞪羚企业"]) == ("0.00", "0")
    assert sheet["A2"].number_format == "@"
    assert load_workbook(template())["企业名录"].column_dimensions["A"].number_format == "@"


def test_drop_downs_point_at_lists_that_are_there(template):
    book = load_workbook(template())
    lists = book["选项"]
    for sheet in book.worksheets[1:-1]:
        offers = [offer for offer in sheet.data_validations.dataValidation if offer.type == "list"]
        offered = {str(offer.sqref): offer.formula1 for offer in offers}
        assert offered, sheet.title
        for formula in offered.values():
            first, last = formula.split("!")[1].replace("$", "").split(":")
            assert all(row[0].value for row in lists[first:last])


def test_a_name_that_is_taken_is_left_alone(template):
    path = template()
    before = path.read_bytes()
    with pytest.raises(PanjinError, match="没有覆盖"):
        template()
    assert path.read_bytes() == before


def test_a_prefilled_text_never_becomes_a_formula(tmp_path, plan):
    rows = {"enterprises": pd.DataFrame([{"uscc": "=1+1", "name": '=HYPERLINK("http://x")'}])}
    path = tmp_path / "a.xlsx"
    save_new(monthly_workbook(plan, "dawa", "2021-06", rows, ["enterprises"]), path)
    with zipfile.ZipFile(path) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist() if "sheet" in name)


def test_it_fits_rows_inserted_and_columns_moved(template, plan):
    book = load_workbook(path := template())
    sheet = book["指标月报"]
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, 7).value = 1
    sheet.insert_rows(4, 2)
    sheet.move_range("H1:H20", cols=4)
    book.save(path)
    checked = check_file(path, "", plan)
    assert len(checked.parts["progress"].rows) == 10
    assert [f for f in checked.findings if f.severity == "error"] == []


@pytest.mark.parametrize("unit", ["panshan", "gaoxin", "ip_bureau", "sci_tech_bureau"])
def test_the_stamp_is_read_as_it_was_written(template, read_stamp, unit):
    assert read_stamp(template(unit)) == unit


def test_the_stamp_is_there_after_openpyxl_and_in_the_annotated_copy(template, read_stamp):
    path = template("panshan")
    load_workbook(path).save(path)
    assert read_stamp(path) == "panshan"
    assert read_stamp(annotate(path, [Finding(path.name, "x", "y")])) == "panshan"


def test_a_workbook_without_a_stamp_and_other_files_have_none(tmp_path, read_stamp):
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
def test_libreoffice_keeps_the_stamp_in_every_format(template, read_stamp, tmp_path, finished):
    path = template("panshan")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    for kind, filtered in (("xlsx", "xlsx:Calc MS Excel 2007 XML"), ("xls", "xls:MS Excel 97"), ("ods", "ods")):
        out = tmp_path / kind
        done = finished(["soffice", "--headless", profile, "--convert-to", filtered, "--outdir", out, path], 180)
        assert done.returncode == 0, done.stderr
        assert read_stamp(out / f"panshan.{kind}") == "panshan"
