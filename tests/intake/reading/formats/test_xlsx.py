"""Workbooks as Excel, WPS, openpyxl, XlsxWriter and people who write XML by hand make them."""

import datetime
import io
import zipfile

import pytest
import xlsxwriter
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.formula import ArrayFormula

from panjin_kpi.intake.findings import letter
from panjin_kpi.intake.reading.formats.grid import ERROR_VALUE, FORMULA, PIECES, STRUCK, UNCOMPUTED
from panjin_kpi.intake.reading.formats.meaning import CONVERTED
from panjin_kpi.intake.reading.formats.xlsx import read_xlsx

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def by_hand(sheet, part="xl/worksheets/sheet1.xml", target=None, book="", prefix="", main=MAIN):
    """A workbook of one sheet, given the XML of its rows."""
    p = f"{prefix}:" if prefix else ""
    xmlns = f"xmlns{':' + prefix if prefix else ''}='{main}'"
    parts = {
        "_rels/.rels": f"<Relationships xmlns='{PACKAGE}'><Relationship Id='r1' Type='{RELATION}/officeDocument'"
        " Target='/xl/workbook.xml'/></Relationships>",
        "xl/workbook.xml": f"<{p}workbook {xmlns} xmlns:rel='{RELATION}'>{book}<{p}sheets><{p}sheet name='表'"
        f" sheetId='1' rel:id='x'/></{p}sheets></{p}workbook>",
        "xl/_rels/workbook.xml.rels": f"<Relationships xmlns='{PACKAGE}'><Relationship Id='x' Type='{RELATION}"
        f"/worksheet' Target='{target or '/' + part}'/></Relationships>",
        part: f"<{p}worksheet {xmlns}><{p}sheetData>{sheet}</{p}sheetData></{p}worksheet>",
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return target.getvalue()


@pytest.fixture
def saved():
    """The only sheet of a workbook that a function fills."""

    def saved(fill, **options):
        book = Workbook(**options)
        fill(book.active)
        target = io.BytesIO()
        book.save(target)
        return only(target.getvalue())

    return saved


def only(content):
    (grid,) = read_xlsx(content)
    return grid


def wrong(grid):
    return {(doubt.row, doubt.column): (doubt.value, (doubt.reason, doubt.remedy)) for doubt in grid.doubts}


def test_texts_numbers_days_and_booleans(saved):
    days = [datetime.date(2021, 6, 5), datetime.datetime(2021, 6, 5, 14, 30), datetime.time(14, 30)]
    grid = saved(lambda sheet: sheet.append(["文字", 3, 0.5, True, *days, None, " x "]))
    shown = ["文字", "3", "0.5", "是", "2021-06-05", "2021-06-05 14:30:00", "14:30:00", "", " x "]
    assert grid.lines == [(1, shown)]
    assert wrong(grid) == {(1, at): (shown[at], CONVERTED) for at in (4, 5, 6)}


@pytest.mark.parametrize("error", ["#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"])
def test_an_error_value_is_found_whether_pasted_or_computed(saved, error):
    grid = saved(lambda sheet: sheet.append([1, error]))
    assert wrong(grid) == {(1, 1): (error, ERROR_VALUE)}
    computed = by_hand(f"<row r='1'><c r='A1' t='e'><f>1/0</f><v>{error}</v></c></row>")
    assert wrong(only(computed)) == {(1, 0): (error, ERROR_VALUE)}


def test_plain_and_array_formulas_without_a_value_are_found(saved):
    def fill(sheet):
        sheet["A1"] = "=1+2"
        sheet["B2"] = ArrayFormula("B2:B4", "=A1:A3*2")
        sheet["C4"] = 1

    assert {cell: value for cell, (value, _) in wrong(saved(fill)).items()} == {
        (1, 0): "=1+2", (2, 1): "=A1:A3*2", (3, 1): "公式", (4, 1): "公式",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "formula"),
    [
        ("<c r='A1'><f>B1</f></c>", "=B1"),
        ("<c r='A1'><f>B1</f><v/></c>", "=B1"),
        ("<c r='A1' t='n'><f>B1</f><v> </v></c>", "=B1"),
        ("<c r='A1' t='str'><f>B1</f></c>", "=B1"),
        ("<c r='A1'><f t='shared' si='0'/><v></v></c>", "公式"),
        ("<c r='A1'><f t='dataTable' ref='A1:A2' r1='B1'/></c>", "公式"),
    ],
)
def test_a_formula_without_a_value_is_found_however_it_is_written(cell, formula):
    grid = only(by_hand(f"<row r='1'>{cell}</row>"))
    assert wrong(grid) == {(1, 0): (formula, UNCOMPUTED)}


def test_an_array_formula_that_gave_the_empty_text_is_blank_and_one_that_gave_nothing_is_found():
    given = "<c r='A1' t='str'><f t='array' ref='A1:A3'>B1:B3</f><v></v></c>"
    rows = f"<row r='1'>{given}</row><row r='2'><c r='A2' t='str'><v></v></c></row>"
    rows += "<row r='3'><c r='A3'/><c r='B3'><v>1</v></c></row>"
    assert wrong(only(by_hand(rows))) == {(3, 0): ("公式", UNCOMPUTED)}


def test_a_formula_with_a_value_or_with_empty_text_is_none():
    cells = "<c r='A1'><f>1+2</f><v>3</v></c><c r='B1' t='str'><f>IF(1,\"\",\"\")</f><v></v></c>"
    grid = only(by_hand(f"<row r='1'>{cells}</row>"))
    assert (grid.lines, grid.doubts) == ([(1, ["3"])], [])


def test_the_zero_that_a_program_stores_for_a_formula_it_cannot_compute_is_no_value():
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet()
        sheet.write_formula("A1", "=1+2")
        sheet.write_formula("B1", "=1+2", value=3)
        sheet.write_number("C1", 0)
    grid = only(target.getvalue())
    assert wrong(grid) == {(1, 0): ("=1+2", UNCOMPUTED)}
    assert grid.lines == [(1, ["=1+2", "3", "0"])]


def test_formats_are_read_as_they_show(saved):
    def fill(sheet):
        formats = ["0%", "000", '0!.0,"万"', "yyyy-mm", 'yyyy"年"m"月"d"日"', "#,##0,"]
        for column, (value, code) in enumerate(zip([0.85, 7, 5e6, 44362, 44352, 5e6], formats, strict=True), start=1):
            sheet.cell(1, column, value).number_format = code

    grid = saved(fill)
    assert grid.lines == [(1, ["85%", "007", "500.0万", "2021-06", "2021-06-05", "5000000"])]
    assert [(at, reason) for (_, at), (_, reason) in wrong(grid).items() if at < 5] == [(3, CONVERTED), (4, CONVERTED)]
    assert "存的是5000000" in wrong(grid)[1, 5][1][0]


def test_the_calendar_of_1904_is_kept():
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append([datetime.date(2021, 6, 5)])
    target = io.BytesIO()
    book.save(target)
    assert only(target.getvalue()).lines == [(1, ["2021-06-05"])]


def test_what_is_struck_out_or_in_pieces_is_asked_about_and_raised_digits_stay_raised(saved):
    struck, raised = InlineFont(strike=True), InlineFont(vertAlign="superscript")

    def fill(sheet):
        sheet["A1"] = CellRichText(TextBlock(struck, "3"), "5")
        sheet["B1"] = CellRichText("1", TextBlock(InlineFont(b=True), "2"))
        sheet["C1"] = CellRichText("10", TextBlock(raised, "3"), "平方米")
        sheet["D1"] = CellRichText("甲", TextBlock(InlineFont(b=True), "公司"))
        sheet["E1"] = 7
        sheet["E1"].font = Font(strike=True)

    grid = saved(fill)
    assert wrong(grid) == {(1, 0): ("35", STRUCK), (1, 1): ("12", PIECES), (1, 4): ("7", STRUCK)}
    assert grid.lines[0][1][2:4] == ["10³平方米", "甲公司"]


def test_reading_aids_above_a_text_are_no_part_of_it():
    text = "<is><r><t>東</t></r><rPh sb='0' eb='1'><t>ヒガシ</t></rPh></is>"
    assert only(by_hand(f"<row r='1'><c r='A1' t='inlineStr'>{text}</c></row>")).lines == [(1, ["東"])]


@pytest.mark.parametrize(
    "options",
    [
        {"part": "xl/sheets/a/s1.xml"},
        {"part": "any/where.bin"},
        {"part": "xl/worksheets/Sheet1.xml", "target": "worksheets/sheet1.XML"},
        {"part": "xl/s.xml", "target": "../xl/./s.xml"},
        {"prefix": "x"},
        {"main": STRICT},
    ],
)
@pytest.mark.parametrize(
    ("cells", "lines"),
    [
        ("<{p}row r='2'><{p}c r='B2'><{p}v>3</{p}v></{p}c></{p}row>", [(2, ["", "3"])]),
        ('<{p}row><{p}c><{p}v>3</{p}v></{p}c><{p}c r = "c1"><{p}v>4</{p}v></{p}c></{p}row>', [(1, ["3", "", "4"])]),
    ],
)
def test_the_sheet_is_the_part_that_the_relations_name_however_it_is_written(options, cells, lines):
    prefix = options.get("prefix", "")
    rows = cells.format(p=f"{prefix}:" if prefix else "")
    assert only(by_hand(rows, **options)).lines == lines


@pytest.mark.parametrize("address", ["r='ZZ300001'", 'r = "CW1"', "r='a300001'", "r='XFD1048576'", "r='cw2'"])
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "a/b.xml"])
def test_a_cell_far_away_is_named_however_it_is_written(address, part):
    grid = only(by_hand(f"<row><c {address} t='str'><v>x</v></c></row>", part=part))
    row, column, text = grid.far
    assert f"{letter(column)}{row}" in address.upper()
    assert (text, grid.lines) == ("x", [])


def test_the_rest_of_a_sheet_with_a_cell_far_away_is_not_read():
    grid = only(by_hand("<row r='1'><c r='XFD1'><v>1</v></c><c r='A1'><v>2</v></c></row><row r='2'><c r='not one'/>"))
    assert (grid.lines, grid.far) == ([], (1, 16383, "1"))


def test_a_formula_over_all_columns_is_bounded():
    formula = "<row r='1'><c r='A1'><f t='array' ref='A1:XFD1048576'>1</f><v>1</v></c></row>"
    grid = only(by_hand(formula + "<row r='300000'><c r='A300000'><v>1</v></c></row>"))
    assert grid.far == (1, 100, FORMULA)


def test_far_away_cells_without_content_take_no_room():
    grid = only(by_hand("<row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c r='XFD1048576' s='1'/></row>"))
    assert grid.lines == [(1, ["1"])]


@pytest.mark.parametrize("stated", ["A1", "A1:E3", "B2:C3", "XFD1:XFD1048576", "x"])
def test_the_stated_dimension_is_not_believed(stated):
    rows = "<row r='1'><c r='A1'><v>1</v></c><c r='H1'><f>1+2</f></c></row>"
    grid = only(by_hand(f"</sheetData><dimension ref='{stated}'/><sheetData>{rows}"))
    assert wrong(grid) == {(1, 7): ("=1+2", UNCOMPUTED)}


@pytest.mark.parametrize("doctype", ["<!DOCTYPE a>", "<!DOCTYPE a [<!ENTITY b 'c'>]>"])
def test_a_document_type_is_refused(doctype):
    content = by_hand("")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/workbook.xml"] = doctype.encode() + parts["xl/workbook.xml"]
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    with pytest.raises(ValueError):  # noqa: PT011
        only(target.getvalue())


def test_merged_cells_and_hidden_sheets_are_known():
    book = Workbook()
    book.active.append([1, 2])
    book.active.merge_cells("A1:A3")
    book.create_sheet("乙").sheet_state = "veryHidden"
    book["乙"].append([1])
    target = io.BytesIO()
    book.save(target)
    first, second = read_xlsx(target.getvalue())
    assert (first.merged, first.visible, second.visible) == ([(0, 0, 2, 0)], True, False)


def test_a_column_of_no_width_is_hidden_too():
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [1, 2, 3, 4])
        for column, width in enumerate((0, 0.5, 10)):
            sheet.set_column(column, column, width)
    assert only(target.getvalue()).hidden_columns == {0}


def test_a_shared_text_that_is_not_there_is_a_damaged_workbook_and_not_another_text():
    whole, spoilt = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(whole) as book:
        book.add_worksheet().write_row(0, 0, ["甲", "乙"])
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(spoilt, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b't="s"><v>0</v>', b't="s"><v>-1</v>'))
    assert [grid.lines for grid in read_xlsx(whole.getvalue())] == [[(1, ["甲", "乙"])]]
    with pytest.raises(LookupError):
        list(read_xlsx(spoilt.getvalue()))
