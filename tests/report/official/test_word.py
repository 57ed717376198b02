"""The form of 公文 in the file itself (GB/T 9704-2012)."""

import io
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm

from panjin_kpi.report.official.papers import Paper
from panjin_kpi.report.official.word import word

PARTS = (("工作进展", ("第一段。", "第二段。")), ("存在问题", ("没有。",)))
PAPER = Paper(("关于某事的报告",), "市政府：", PARTS, (("指标",) * 6, ("活动",) * 6), "2021年12月31日")


@pytest.fixture(scope="module")
def document():
    return Document(io.BytesIO(word(PAPER, True, datetime(2022, 1, 1, tzinfo=UTC))))


def test_paper_and_margins(document):
    section = document.sections[0]
    assert [round(side.mm) for side in (section.page_width, section.page_height)] == [210, 297]
    margins = (section.top_margin, section.left_margin, section.right_margin, section.bottom_margin)
    assert [round(side.mm) for side in margins] == [37, 28, 26, 35]


def test_title_headings_and_text_have_their_fonts_and_sizes(document):
    runs = {p.text: p.runs[0] for p in document.paragraphs if p.text}
    fonts = {text: (run.font.name, run.font.size.pt) for text, run in runs.items()}
    assert fonts["关于某事的报告"] == ("方正小标宋简体", 22)
    assert fonts["一、工作进展"] == ("黑体", 16)
    assert fonts["第一段。"] == ("仿宋_GB2312", 16)
    kept = [p.text for p in document.paragraphs if p.paragraph_format.keep_with_next]
    assert kept[:3] == ["一、工作进展", "二、存在问题", "没有。"], "headings and the signature have text on their page"
    assert [p.text for p in document.paragraphs if p.text][-2:] == ["附件", "全市年度目标完成情况"]


def test_of_which_day_the_figures_are_stands_before_everything_else(document):
    known = replace(PAPER, known="数据截至2021年12月10日当日所知。")
    again = Document(io.BytesIO(word(known, True, datetime(2022, 1, 1, tzinfo=UTC))))
    lines, plain = ([p for p in one.paragraphs if p.text] for one in (again, document))
    assert [p.text for p in lines[:4]] == ["关于某事的报告", "市政府：", known.known, "一、工作进展"]
    assert lines[2].runs[0].font.name == "仿宋_GB2312"
    assert [p.text for p in lines[3:]] == [p.text for p in plain[2:]]


def test_pages_are_numbered_on_the_outside_and_made_up_data_are_marked_on_each(document):
    section = document.sections[0]
    for footer in (section.footer, section.even_page_footer):
        assert "PAGE" in footer._element.xml
    assert section.footer.paragraphs[0].alignment != section.even_page_footer.paragraphs[0].alignment
    assert "虚构示例" in section.header.paragraphs[0].text
    assert "虚构示例" in section.even_page_header.paragraphs[0].text


def test_the_annex_has_its_title_on_the_third_line_and_the_table_apart_from_it(document):
    texts = [p.text for p in document.paragraphs]
    assert texts[texts.index("附件") :] == ["附件", "", "全市年度目标完成情况", ""]


def test_page_numbers_are_in_songti_and_the_language_is_chinese(document):
    for footer in (document.sections[0].footer, document.sections[0].even_page_footer):
        assert {run.font.name for run in footer.paragraphs[0].runs} == {"宋体"}
    languages = (
        document.styles.element.xpath("//w:lang/@w:eastAsia"),
        document.settings.element.xpath("//w:themeFontLang"),
    )
    assert languages[0] == ["zh-CN"]
    assert languages[1][0].get(qn("w:eastAsia")) == "zh-CN"


def test_the_same_paper_is_the_same_file_at_any_time_of_day(monkeypatch):
    made, now = [], time.time
    for later in (0, 100):
        monkeypatch.setattr(time, "time", lambda later=later: now() + later)
        made.append(word(PAPER, False, datetime(2022, 1, 1, tzinfo=UTC)))
    assert made[0] == made[1]


@pytest.mark.parametrize("figures", [("1.29", "1.6", "80.6%"), ("1234567.89", "4.5", "27434177.6%")])
def test_no_figure_of_the_annex_is_broken_and_the_table_stays_as_wide_as_the_text(figures):
    rows = (
        ("指标", "单位", "本年累计", "年度目标", "完成率", "状态"),
        ("知识产权质押融资额度", "亿元", *figures, "严重欠进度"),
    )
    made = Document(io.BytesIO(word(replace(PAPER, annex=rows), True, datetime(2022, 1, 1, tzinfo=UTC))))
    (table,), section = made.tables, made.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    assert sum(column.width for column in table.columns) == pytest.approx(room, rel=0.001)
    for row in table.rows:
        assert [cell.width for cell in row.cells] == [column.width for column in table.columns]
        for cell in row.cells[1:]:
            size, text = cell.paragraphs[0].runs[0].font.size, cell.text
            letters = sum(0.65 if letter.isascii() else 1 for letter in text)
            assert cell.width >= letters * size + Mm(3.8), f"{text} and the margins of its cell"
