"""No page of the sample's site contains a developer's word or a known kind of unidiomatic Chinese."""

import re
from html import unescape

import pytest

FAULTS = {
    "a file by its name": r"[\w/-]+\.(?:csv|yaml|json|ipynb|xlsx)\b|results/|reference/",
    "a command": r"panjin-kpi (?!\d)",
    "a method's name in place of its meaning": r"γ|先验|右删失",
    "an identifier that only a program reads": r"(?i)\b[a-z]{4,}(?:_[a-z]+)*-\d\d-\d+",
    "a word of programming or of the method": r"笔记本|显示代码|总效应|一阶效应",
    "a parameter": r"期间填|audience|\bperiod\b",
    "the edition speaks of itself": r"公开版不列|公开版只列",
    "a strength that is none": r"长处：(?:还没有|尚无)",
    "a number that may be read with the one before": r"五五开完成|是金额的?\d+项|报来存在",
    "a change from a figure to the same": r"(?<![\d.])(\d+(?:\.\d+)?)→\1(?![\d.])",
    "a list that counts what it has named": r"(?<!\d)(\d+)项：[^。；]*等\1项",
    "a share beside a per cent sign alone": r"(?<![\d.])\d+(?:\.\d+)?/\d+%",
    "a chart that is announced as missing": r"没有图可画",
    "a blank of the library": r"\b(?:None|nan|NaN|NaT|inf)\b",
    "months one by one": r"\d年(\d+)月、\d{4}年\d+月、\d{4}年\d+月",
    "a doubled mark or word": r"。。|，，|、、|全市全市|（）",
}


def read(path):
    """The text of a page, a line for each cell, sentence and label, without the table of versions."""
    html = re.sub(
        r'<style.*?</style>|<div class="code">.*?</div>', "", path.read_text(encoding="utf-8"), flags=re.DOTALL
    )
    html = re.sub(r"<caption>数据来源</caption>.*?</table>", "", html, flags=re.DOTALL)
    html = re.sub(r"\d{4}-\d\d-[\w-]+\.xlsx", "", html)  # what a unit submitted, beside the rows behind a figure
    return unescape(re.sub(r"<[^>]*>", "", re.sub(r"</(?:p|li|t[dh]|h\d|caption|text|tspan|a)>", "\n", html)))


def faults(text):
    return [(kind, found[0][:80]) for kind, pattern in FAULTS.items() for found in re.finditer(pattern, text)]


@pytest.mark.site
def test_no_page_speaks_as_a_developer_or_in_odd_chinese(site):
    pages = sorted(site.folder.rglob("*.html"))
    assert len(pages) == 29
    found = {page.relative_to(site.folder).as_posix(): faults(read(page)) for page in pages}
    assert {name: what for name, what in found.items() if what} == {}


@pytest.mark.site
def test_every_page_has_one_heading_which_is_its_title_and_names_the_month(site):
    for page in site.folder.rglob("*.html"):
        html = page.read_text(encoding="utf-8")
        (heading,) = re.findall(r"<h1[^>]*>(.*?)</h1>", html)
        assert re.findall(r"<title>(.*?)</title>", html) == [re.sub("<[^>]*>", "", heading)]
        assert "2021年12月" in heading
        assert 'href="#main"' in html


@pytest.mark.parametrize(
    "text",
    ["其余见 results/evidence.csv", "用 panjin-kpi diff 列出", "得分95.70→95.70分", "未完成的20项：甲、乙等20项",
     "59/100%", "2021年5月、2021年6月、2021年7月", "期间填12月", "长处：还没有完成全年目标的指标"],
)  # fmt: skip
def test_the_kinds_are_found(text):
    assert faults(text)


@pytest.mark.parametrize(
    "text", ["软件版本 panjin-kpi 0.1.0", "5.70→15.70分", "12项：甲、乙等2项", "59%/100%", "2021年5月、2021年6月"]
)
def test_what_is_right_is_left_alone(text):
    assert faults(text) == []
