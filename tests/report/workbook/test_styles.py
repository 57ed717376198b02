from panjin_kpi import schemas
from panjin_kpi.analysis import registry
from panjin_kpi.report.workbook import styles

FRACTIONS = [
    (table, name, str(column.description))
    for table in [node.name for node in registry.result_nodes().values()]
    for name, column in schemas.schema(table).columns.items()
    if str(column.dtype) == "float64"
]


def test_what_the_schemas_call_a_share_of_one_is_shown_as_per_cent():
    described = {(table, name) for table, name, about in FRACTIONS if "1即100%" in about}
    shares = (styles.SHARE, styles.WHOLE_SHARE)
    shown = {(table, name) for table, name, _ in FRACTIONS if styles.style_of(table, name) in shares}
    assert described - shown == {("eligibility", "value")}, "a column of several units"
    assert shown - described == {("candidates", "missing_share"), ("climb", "low"), ("climb", "high")}


def test_a_kind_has_its_format(read_back):
    shown = {
        ("scores", "rank"): "0",
        ("scores", "score"): "0.00",
        ("scores", "grade"): "General",
        ("expiring", "valid_until"): "yyyy-mm-dd",
        ("status", "completion"): "0.0%",
        ("rank_factors", "total_effect"): "0%",
    }

    def fill(sheet, formats):
        for row, column in enumerate(shown):
            sheet.write_blank(row, 0, None, formats[styles.style_of(*column)])

    cells = read_back(fill)["A"]
    assert [cell.number_format for cell in cells] == list(shown.values())


def test_every_style_has_the_default_font_of_a_new_workbook(read_back):
    def fill(sheet, formats):
        for row, style in enumerate(formats.values()):
            sheet.write_blank(row, 0, None, style)

    cells = read_back(fill)["A"]
    assert len(cells) == 14
    assert {(cell.font.name, cell.font.family, cell.font.scheme) for cell in cells} == {("Calibri", 2, "minor")}
    assert sorted({cell.font.size for cell in cells}) == [11, 14]


def test_a_page_is_a4_landscape_one_page_wide_and_numbered(read_back):
    sheet = read_back(lambda sheet, _: styles.set_page(sheet, [8, 42], "虚构"))
    setup = sheet.page_setup
    assert (setup.orientation, int(setup.paperSize), setup.fitToHeight) == ("landscape", 9, 0)
    assert setup.fitToWidth in (None, 1), "what is left out is one page"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.oddHeader.center.text, sheet.oddFooter.right.text) == ("虚构", "第&P页，共&N页")
    assert (sheet.oddFooter.left.text, sheet.print_options.horizontalCentered) == ("&A", True)
    margins = sheet.page_margins
    assert (margins.left, margins.right, margins.top, margins.bottom) == (0.75, 0.75, 1, 1)
    assert margins.header == margins.footer == 0.5
    assert [sheet.column_dimensions[letter].width for letter in "AB"] == [8, 42]


def test_no_row_is_higher_than_excel_can():
    assert styles.height("长" * 10_000, 10) < 409


def test_a_sheet_too_wide_for_a4_is_printed_on_a3(read_back):
    a3, a4 = (
        int(read_back(lambda sheet, _, each=each: styles.set_page(sheet, [each] * 10, "")).page_setup.paperSize)
        for each in (29, 23)
    )
    assert (a3, a4) == (8, 9), "the letters would be smaller than 0.5 and 0.6 of their size"
