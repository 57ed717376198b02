import io
import zipfile

import pytest

from panjin_kpi.intake.reading.formats.grid import ERROR_VALUE, HIDDEN_ZERO, UNCOMPUTED, PasswordNeeded
from panjin_kpi.intake.reading.formats.meaning import DAY_ZERO
from panjin_kpi.intake.reading.formats.ods import read_ods

NAMES = ("office", "table", "text", "style", "config")
XMLNS = " ".join(f"xmlns:{name}='urn:oasis:names:tc:opendocument:xmlns:{name}:1.0'" for name in NAMES)
CELL = "table:table-cell"


def by_hand(rows, styles="", manifest="<manifest/>", settings="", view=""):
    content = (
        f"<office:document-content {XMLNS}><office:automatic-styles>{styles}</office:automatic-styles><office:body>"
        f"<office:spreadsheet>{settings}<table:table table:name='表'>{rows}</table:table></office:spreadsheet>"
        "</office:body></office:document-content>"
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("settings.xml", f"<office:document-settings {XMLNS}>{view}</office:document-settings>")
    return target.getvalue()


def only(*cells, row=""):
    (grid,) = read_ods(by_hand(f"<table:table-row {row}>{''.join(cells)}</table:table-row>"))
    return grid


@pytest.mark.office
@pytest.mark.timeout(600)
def test_a_workbook_is_read_as_it_is_shown(converted, as_it_is_shown):
    as_it_is_shown(read_ods(converted("ods")))


def test_a_number_without_a_text_beside_it_is_read_by_its_type():
    cells = [
        f"<{CELL} office:value-type='float' office:value='3'/>",
        f"<{CELL} office:value-type='percentage' office:value='0.85'/>",
        f"<{CELL} office:value-type='date' office:date-value='2021-06-05T00:00:00'/>",
        f"<{CELL} office:value-type='string' office:string-value='x'/>",
    ]
    assert only(*cells).lines == [(1, ["3", "85%", "2021-06-05", "x"])]


@pytest.mark.parametrize(
    ("of_sheet", "of_all", "hidden"),
    [
        (None, None, False),
        (None, "false", True),
        ("false", None, True),
        ("true", "false", False),
        ("false", "true", True),
    ],
)
def test_zeros_that_the_view_of_their_sheet_or_of_all_sheets_does_not_show_are_doubts(of_sheet, of_all, hidden):
    def setting(shown):
        return f"<config:config-item config:name='ShowZeroValues'>{shown}</config:config-item>" if shown else ""

    entry = f"<config:config-item-map-entry config:name='表'>{setting(of_sheet)}</config:config-item-map-entry>"
    cells = (f"<{CELL} office:value-type='float' office:value='{value}'/>" for value in (0, 5, 0))
    row = f"<table:table-row>{''.join(cells)}</table:table-row>"
    (grid,) = read_ods(by_hand(row, view=entry + setting(of_all)))
    assert grid.lines == [(1, ["0", "5", "0"])]
    assert [(d.column, (d.reason, d.remedy)) for d in grid.doubts] == [(0, HIDDEN_ZERO), (2, HIDDEN_ZERO)] * hidden


def test_a_formula_without_a_value_and_an_error_of_an_older_program_are_found():
    grid = only(
        f"<{CELL} table:formula='of:=1+2'/>",
        f"<{CELL} table:formula='of:=1/0' office:value-type='float' office:value='0'><text:p>#DIV/0!</text:p></{CELL}>",
        f"<{CELL} table:formula='of:=X' office:value-type='string'><text:p>Err:508</text:p></{CELL}>",
    )
    assert [(doubt.column, doubt.value, (doubt.reason, doubt.remedy)) for doubt in grid.doubts] == [
        (0, "of:=1+2", UNCOMPUTED), (1, "#DIV/0!", ERROR_VALUE), (2, "Err:508", ERROR_VALUE),
    ]  # fmt: skip


def test_paragraphs_spaces_and_comments_of_a_text():
    text = "<text:p>甲<text:s text:c='2'/>乙<text:line-break/>丙</text:p><text:p>丁</text:p>"
    comment = "<office:annotation><text:p>批注</text:p></office:annotation>"
    assert only(f"<{CELL} office:value-type='string'>{comment}{text}</{CELL}>").lines == [(1, ["甲  乙\n丙\n丁"])]


def test_repeated_cells_and_rows_are_as_many_and_blank_ones_take_no_room():
    cell = f"<{CELL} table:number-columns-repeated='2' office:value-type='float' office:value='3'/>"
    blank = f"<{CELL} table:number-columns-repeated='16382'/>"
    assert only(cell, blank, row="table:number-rows-repeated='2'").lines == [(1, ["3", "3"]), (2, ["3", "3"])]
    assert only(blank, row="table:number-rows-repeated='1048576'").lines == []


@pytest.mark.parametrize(("columns", "rows"), [(101, 1), (10**9, 1), (1, 300_001), (1, 10**18)])
def test_more_cells_than_a_table_has_are_refused_before_they_take_memory(columns, rows):
    cell = f"<{CELL} table:number-columns-repeated='{columns}' office:value-type='float' office:value='3'/>"
    grid = only(cell, row=f"table:number-rows-repeated='{rows}'")
    assert (grid.lines, grid.far) == ([], (rows, columns - 1, "3"))


def test_spaces_are_no_content_wherever_they_are():
    row = (
        f"<table:table-row><{CELL} table:number-columns-repeated='16384'><text:p> </text:p></{CELL}></table:table-row>"
    )
    (grid,) = read_ods(by_hand(row))
    assert (grid.lines, grid.far) == ([], None)


def test_a_password_is_known_by_the_manifest():
    with pytest.raises(PasswordNeeded):
        list(read_ods(by_hand("", manifest="<manifest:encryption-data xmlns:manifest='x'/>")))


def test_the_calendar_of_1904_is_known():
    date = "<table:calculation-settings><table:null-date table:date-value='1904-01-01'/></table:calculation-settings>"
    assert [grid.from_1904 for grid in read_ods(by_hand("", settings=date))] == [True]
    assert not only().from_1904


def test_a_boolean_of_libreoffice_and_a_day_that_is_zero():
    grid = only(
        f"<{CELL} office:value-type='float' office:value='0'><text:p>FALSE</text:p></{CELL}>",
        f"<{CELL} office:value-type='date' office:date-value='1899-12-30'><text:p>1899-12-30</text:p></{CELL}>",
    )
    assert grid.lines == [(1, ["否", "0"])]
    assert [(doubt.column, doubt.reason) for doubt in grid.doubts] == [(1, DAY_ZERO[0])]


@pytest.mark.parametrize("shown", ["false", "true"])
def test_a_copy_of_another_files_sheet_for_formulas_is_no_sheet_of_this_one(shown):
    """A sheet that is shown may be linked to another file, and is read."""
    styles = f"<style:style style:name='ta'><style:table-properties table:display='{shown}'/></style:style>"
    cell = f"<table:table-row><{CELL} office:value-type='float' office:value='3'/></table:table-row>"
    of_another = f"<table:table table:name='乙' table:style-name='ta'><table:table-source/>{cell}</table:table>"
    grids = read_ods(by_hand(f"{cell}</table:table>{of_another}<table:table table:name='丙'>{cell}", styles))
    assert [grid.name for grid in grids] == (["表", "乙", "丙"] if shown == "true" else ["表", "丙"])
