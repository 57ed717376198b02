"""The Word documents beside the pages of 通报 and 呈报."""

import io
import re

import pytest
from docx import Document

from panjin_kpi.batch.papers import BULLETIN, GOVERNMENT


@pytest.mark.parametrize("report", [BULLETIN, GOVERNMENT])
def test_the_document_says_what_the_page_says(site, report):
    document = Document(io.BytesIO((site.folder / report / "city.docx").read_bytes()))
    page = (site.folder / report / "city.html").read_text(encoding="utf-8")
    texts = [paragraph.text for paragraph in document.paragraphs if len(paragraph.text) > 60]
    assert len(texts) > 4
    # a page may list the sentences of a paragraph
    sentences = [sentence for text in texts for sentence in text.split("。") if sentence and "调研" not in sentence]
    shown = re.sub(r"</?span[^>]*>", "", page)
    assert [sentence for sentence in sentences if sentence not in shown] == []
    assert 'href="city.docx"' in page
