from openpyxl import Workbook

from panjin_kpi import schemas
from panjin_kpi.report.workbook import looks

FRACTIONS = [
    (table, name, str(column.description))
    for table in schemas.RESULTS
    for name, column in schemas.schema(table).columns.items()
    if str(column.dtype) == "float64"
]


def test_what_the_schemas_call_a_share_of_one_is_shown_as_per_cent():
    said = {(table, name) for table, name, about in FRACTIONS if "1即100%" in about}
    shown = {(table, name) for table, name, _ in FRACTIONS if looks.style_of(table, name) == looks.SHARE}
    assert said - shown == {("eligibility", "value")}, "a column of several units"
    assert shown - said == {("candidates", "missing_share"), ("climb", "low"), ("climb", "high")}


def test_every_name_that_has_a_format_is_a_column_with_fractions():
    known = {name for _, name, _ in FRACTIONS} | {f"{table}.{name}" for table, name, _ in FRACTIONS}
    assert known >= looks.SHARES | looks.TWO_DECIMALS
    assert not looks.SHARES & looks.TWO_DECIMALS


def test_a_kind_has_its_format():
    book = Workbook()
    looks.add_styles(book)
    cell = book.active["A1"]
    shown = {}
    for name in ("rank", "score", "grade"):
        cell.style = looks.style_of("scores", name)
        shown[name] = cell.number_format
    cell.style = looks.style_of("expiring", "valid_until")
    assert shown | {"day": cell.number_format} == {
        "rank": "0",
        "score": "0.00",
        "grade": "General",
        "day": "yyyy-mm-dd",
    }
    cell.style = looks.style_of("status", "completion")
    assert cell.number_format == "0.0%"
    assert {style.font.name for style in book._named_styles} == {looks.DEFAULT_FONT.name}


def test_a_page_is_a4_landscape_one_page_wide_and_numbered():
    sheet = Workbook().active
    looks.set_page(sheet, "虚构")
    setup = sheet.page_setup
    assert (setup.orientation, int(setup.paperSize), setup.fitToWidth, setup.fitToHeight) == ("landscape", 9, 1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.oddHeader.center.text, sheet.oddFooter.right.text) == ("虚构", "第&P页，共&N页")


def test_no_row_is_higher_than_excel_can():
    assert looks.height("长" * 10_000, 10) < 409
