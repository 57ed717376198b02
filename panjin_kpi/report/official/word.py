"""A document in the form of 公文 (GB/T 9704-2012): paper, margins, fonts, sizes, title, annex, page numbers."""

import io
import zipfile
from datetime import datetime

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph
from docx.text.parfmt import ParagraphFormat

from panjin_kpi.report.official.papers import ANNEX, OFFICE, Paper
from panjin_kpi.schemas.formats import FICTITIOUS

# 5.2 and 7: A4 with a block of 156 by 225 mm; 3号 is 16 points, 2号 22, 4号 14; 22 lines a page
SONG, FANGSONG, HEI = "方正小标宋简体", "仿宋_GB2312", "黑体"
TITLE, TEXT, NUMBER, SMALL = Pt(22), Pt(16), Pt(14), Pt(10.5)
LINE = Pt(28.95)
LEFT, CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
NUMERALS = "一二三四五六七八九十"


def word(paper: Paper, fictitious: bool, made_at: datetime) -> bytes:
    """A document as the bytes of a .docx file; a ``fictitious`` one says so at the head of each page."""
    document = Document()
    _page(document, fictitious)
    _line(document, "\n".join(paper.lines), SONG, TITLE, CENTRE)
    _line(document, "")
    _line(document, paper.to)
    for numeral, (heading, texts) in zip(NUMERALS, paper.parts, strict=False):
        _line(document, f"{numeral}、{heading}", HEI, indent=2).keep_with_next = True
        for text in texts:
            _line(document, text, indent=2)
    document.paragraphs[-1].paragraph_format.keep_with_next = True  # 7.3.5: no page with nothing but the signature
    for text in ("", f"附件：{ANNEX}", ""):
        _line(document, text, indent=2).keep_with_next = True
    for text, right in (*((line, 2) for line in OFFICE.split("\n")), (paper.dated, 4)):  # 7.3.5.1: four, where sealed
        about = _line(document, text, align=RIGHT)
        about.right_indent, about.keep_with_next = TEXT * right, right == 2
    _line(document, "附件", HEI).page_break_before = True
    _line(document, ANNEX, SONG, TITLE, CENTRE)
    _table(document, paper.annex)
    document.core_properties.author = "panjin_kpi"
    document.core_properties.title = paper.title
    document.core_properties.created = document.core_properties.modified = made_at
    document.save(saved := io.BytesIO())
    content = io.BytesIO()
    with zipfile.ZipFile(saved) as parts, zipfile.ZipFile(content, "w") as archive:
        for part in parts.infolist():  # which bear the time of day: the same paper would not be the same file
            part.date_time = made_at.timetuple()[:6]
            archive.writestr(part, parts.read(part))
    return content.getvalue()


def _page(document: WordDocument, fictitious: bool) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.left_margin, section.right_margin, section.bottom_margin = map(Mm, (37, 28, 26, 35))
    section.footer_distance = Mm(28)  # page numbers are 7 mm below the block
    document.settings.odd_and_even_pages_header_footer = True
    for footer, align in ((section.footer, RIGHT), (section.even_page_footer, LEFT)):
        _numbered(footer.paragraphs[0], align)
    for header in (section.header, section.even_page_header) if fictitious else ():
        _write(header.paragraphs[0], FICTITIOUS, HEI, NUMBER)


def _line(
    document: WordDocument,
    text: str,
    font: str = FANGSONG,
    size: Pt = TEXT,
    align: WD_ALIGN_PARAGRAPH | None = None,
    indent: int = 0,
) -> ParagraphFormat:
    paragraph = document.add_paragraph()
    about: ParagraphFormat = paragraph.paragraph_format
    about.space_before = about.space_after = Pt(0)
    about.line_spacing_rule, about.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    about.first_line_indent, about.alignment = size * indent, align
    _write(paragraph, text, font, size)
    return about


def _write(paragraph: Paragraph, text: str, font: str, size: Pt) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.font.name = size, font
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _numbered(paragraph: Paragraph, align: WD_ALIGN_PARAGRAPH) -> None:
    """The page's number between dashes, one character from the edge."""
    paragraph.alignment = align
    side = "right_indent" if align is RIGHT else "left_indent"
    setattr(paragraph.paragraph_format, side, NUMBER)
    _write(paragraph, "— ", "宋体", NUMBER)
    run = paragraph.add_run()
    run.font.size = NUMBER
    for kind, text in (("begin", ""), ("", " PAGE "), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._element.append(element)
    _write(paragraph, " —", "宋体", NUMBER)


def _table(document: WordDocument, rows: tuple[tuple[str, ...], ...]) -> None:
    table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
    table.autofit = False
    widths = (Mm(58), Mm(13), Mm(20), Mm(20), Mm(21), Mm(24))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.width = width
            _write(cell.paragraphs[0], text, HEI if texts is rows[0] else FANGSONG, SMALL)
