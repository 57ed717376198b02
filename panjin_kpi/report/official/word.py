"""A Word document in the form of 公文 (GB/T 9704-2012): paper, margins, fonts, title, annex, page numbers.

The template is ``paper.docx``, which can be edited in Word: it has each kind of line once, to be filled in or repeated.
"""

import io
import zipfile
from copy import deepcopy
from datetime import datetime
from pathlib import Path

from docx import Document
from docx.shared import Mm
from docx.table import Table, _Row
from docx.text.paragraph import Paragraph

from panjin_kpi.report.official.papers import ANNEX, Paper

FORM = Path(__file__).with_name("paper.docx")
MARGINS = Mm(3.9)  # of a cell, left and right
NUMERALS = "一二三四五六七八九十"


def word(paper: Paper, fictitious: bool, made_at: datetime) -> bytes:
    """A document as the bytes of a .docx file; a ``fictitious`` one says so at the head of each page."""
    document = Document(str(FORM))
    title, _, to, heading, text, _, annexed, _, _, _, dated, _, _, annex, _ = document.paragraphs
    single = {title: "\n".join(paper.lines), to: paper.to, annexed: f"附件：{ANNEX}", dated: paper.dated, annex: ANNEX}
    for line, words in single.items():
        _fill(line, words)
    last = _repeated(text, to, paper.known) if paper.known else to
    for numeral, (name, texts) in zip(NUMERALS, paper.parts, strict=False):
        for line, words in ((heading, f"{numeral}、{name}"), *((text, each) for each in texts)):
            last = _repeated(line, last, words)
    last.paragraph_format.keep_with_next = True  # 7.3.5: no page with nothing but the signature
    for line in (heading, text):
        line._p.getparent().remove(line._p)
    _table(document.tables[0], paper.annex)
    if not fictitious:
        for header in (document.sections[0].header, document.sections[0].even_page_header):
            header.is_linked_to_previous = True  # there is none
    document.core_properties.title = "".join(paper.lines)
    document.core_properties.created = document.core_properties.modified = made_at
    document.save(saved := io.BytesIO())
    content = io.BytesIO()
    with zipfile.ZipFile(saved) as parts, zipfile.ZipFile(content, "w") as archive:
        for part in parts.infolist():  # their timestamps would make files of the same document differ
            part.date_time = made_at.timetuple()[:6]
            archive.writestr(part, parts.read(part))
    return content.getvalue()


def _fill(line: Paragraph, words: str) -> None:
    line.runs[0].text = words


def _repeated(line: Paragraph, before: Paragraph, words: str) -> Paragraph:
    """A copy of a line of the template, inserted after another one."""
    again = Paragraph(deepcopy(line._p), line._parent)
    before._p.addnext(again._p)
    _fill(again, words)
    return again


def _table(table: Table, rows: tuple[tuple[str, ...], ...]) -> None:
    head, form = table.rows
    for texts in rows:
        row = head if texts is rows[0] else _Row(deepcopy(form._tr), table)
        table._tbl.append(row._tr)
        for cell, words in zip(row.cells, texts, strict=True):
            _fill(cell.paragraphs[0], words)
    form._tr.getparent().remove(form._tr)
    _fit(table)


def _fit(table: Table) -> None:
    """Widen the columns whose words would be broken, at the cost of the first, which has names."""
    columns = [[cell.paragraphs[0].runs[0] for cell in column.cells] for column in table.columns]
    asked = [max(_letters(run.text) * run.font.size for run in runs) + MARGINS for runs in columns]
    widths = [max(column.width, int(wide)) for column, wide in zip(table.columns, asked, strict=True)]
    widths[0] = sum(column.width for column in table.columns) - sum(widths[1:])
    for column, wide in zip(table.columns, widths, strict=True):
        column.width = wide
        for cell in column.cells:
            cell.width = wide


def _letters(text: str) -> float:
    """The width of a text in Chinese letters, in a font with wide digits."""
    return sum(0.65 if letter.isascii() else 1 for letter in text)
