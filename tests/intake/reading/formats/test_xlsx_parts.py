import io
import zipfile

import pytest

from panjin_kpi.intake.reading.formats.number_format import EPOCH_1900, EPOCH_1904
from panjin_kpi.intake.reading.formats.xlsx_parts import Book, Relations, RichText, Style, Styles
from panjin_kpi.intake.reading.formats.xml import read_xml


def read(handler, text):
    read_xml(io.BytesIO(text.encode()), handler)
    return handler


@pytest.mark.parametrize(
    ("source", "target", "part"),
    [
        ("xl/workbook.xml", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
        ("xl/workbook.xml", "/xl/sheet1.xml", "xl/sheet1.xml"),
        ("xl/workbook.xml", "../a/../sheet1.xml", "sheet1.xml"),
        ("", "xl/workbook.xml", "xl/workbook.xml"),
        ("a/b/book.xml", "../../../../etc/passwd", "etc/passwd"),
    ],
)
def test_a_relation_leads_to_a_part_of_the_archive(source, target, part):
    folder, _, name = source.rpartition("/")
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        relation = f"<Relationship Id='r' Type='x/sheet' Target='{target}'/>"
        outside = "<Relationship Id='o' Type='x/other' Target='http://x' TargetMode='External'/>"
        path = f"{folder}/_rels/{name}.rels".lstrip("/")
        archive.writestr(path, f"<Relationships>{relation}{outside}</Relationships>")
        relations = Relations(archive, source)
    assert (relations.by_id, relations.by_type) == ({"r": part}, {"sheet": part})


@pytest.mark.parametrize(
    ("stated", "epoch"),
    [("", EPOCH_1900), ("date1904='0'", EPOCH_1900), ("date1904='1'", EPOCH_1904), ("date1904='true'", EPOCH_1904)],
)
def test_the_calendar_is_the_workbooks(stated, epoch):
    assert read(Book(), f"<workbook><workbookPr {stated}/></workbook>").epoch == epoch


def test_styles_are_those_of_cells_with_codes_built_in_or_written():
    styles = """<styleSheet><numFmts><numFmt numFmtId="164" formatCode="0.0&quot;万&quot;"/></numFmts>
        <fonts><font><sz/></font><font><strike/></font><font><strike val="0"/></font></fonts>
        <cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>
        <cellXfs><xf/><xf numFmtId="9" fontId="1"/><xf numFmtId="164" fontId="2"/><xf numFmtId="31"/>
        <xf numFmtId="999"/></cellXfs>
        <dxfs><dxf><font><strike/></font><numFmt numFmtId="0" formatCode="0%"/></dxf></dxfs></styleSheet>"""
    assert read(Styles(), styles).styles == [
        Style(), Style("0%", False, True), Style('0.0"万"', False), Style('yyyy"年"m"月"d"日"', False), Style(),
    ]  # fmt: skip


def test_texts_without_runs_with_runs_and_with_escaped_characters():
    texts = "<sst><si><t>甲</t></si><si/><si><r><t>乙</t></r><r><t>丙</t></r></si><si><t>a_x000D_b_xZZ</t></si></sst>"
    assert [text for text, _ in read(RichText(), texts).texts] == ["甲", "", "乙丙", "a\rb_xZZ"]


def test_surrogate_pairs_are_joined_and_lone_surrogates_replaced():
    texts = "<sst><si><t>_xD83D__xDE00_</t></si><si><t>材料_xD83D_待补</t></si></sst>"
    assert [text for text, _ in read(RichText(), texts).texts] == ["\U0001f600", "材料\ufffd待补"]
