import re
from base64 import b64decode
from io import BytesIO
from xml.etree import ElementTree as ET

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.figure import Figure

from panjin_kpi.errors import WrongParameters
from panjin_kpi.report.page.chart import Chart
from panjin_kpi.report.page.html_table import stack
from panjin_kpi.report.page.notebook_page import css
from panjin_kpi.report.page.result_table import result_table
from panjin_kpi.report.page.style import apply_theme

pytestmark = pytest.mark.filterwarnings("error")  # matplotlib warns of missing glyphs
ROWS = pd.DataFrame({"district": ["dawa", "gaoxin"], "score": [71.0, float("nan")], "rank": [1, 2]})


@pytest.fixture
def chart(plan):
    with mpl.rc_context():
        apply_theme()
        figure = Figure(figsize=(4, 3))
        figure.subplots().set_title("盘锦")
    table = result_table("scores", ROWS, ["district", "score", "rank"], "各地区2021年6月得分（分）", plan)
    return Chart(figure, "大洼区<领先>", "各地区得分。", "条形图：大洼区71分。", table)


def test_it_shows_its_finding_its_drawing_with_an_alternative_and_its_data(chart):
    html = chart._repr_html_()
    assert '<p class="finding">大洼区&lt;领先&gt;</p><p>各地区得分。</p>' in html
    assert 'role="img" aria-label="条形图：大洼区71分。"' in html
    assert '<details class="data"><summary>数据</summary>' in html
    assert chart.html == stack(chart).html
    words = ["大洼区<领先>", "各地区得分。", "下载这些数据（CSV 文件，用 Excel 打开）", "数据"]
    assert repr(chart).splitlines()[:6] == [*words, "各地区2021年6月得分（分）", "地区 得分 名次"]


def test_the_file_that_a_page_carries_is_opened_by_excel_with_chinese_headings(chart):
    name, content = re.search(r'download="([^"]+)" href="data:text/csv;base64,([^"]+)"', chart._repr_html_()).groups()
    assert name == "各地区2021年6月得分.csv"
    assert b64decode(content) == "\ufeff地区,得分,名次\r\n大洼区,71.00,1\r\n盘锦高新区,,2\r\n".encode()


@pytest.mark.parametrize("kind", ["svg", "png", "csv"])
def test_it_is_saved_by_the_suffix_and_is_then_as_it_was(chart, tmp_path, kind):
    before = chart.html
    path = tmp_path / f"图.{kind}"
    chart.save(path)
    content = path.read_bytes()
    if kind == "svg":
        texts = "".join(ET.fromstring(content).itertext())
        assert all(words in texts for words in ("大洼区<领先>", "各地区得分。", "盘锦"))
        assert "font/woff;base64" in texts
    elif kind == "png":
        assert content.startswith(b"\x89PNG")
    else:
        assert list(pd.read_csv(BytesIO(content))) == ["地区", "得分", "名次"]
    assert chart.html == before


def test_no_figure_of_its_words_is_cut_though_its_coordinates_are(chart):
    words = "1.5999/1.6 99.998% 0.005"
    chart.figure.axes[0].text(1 / 3, 1 / 3, words)
    svg = ET.fromstring(re.search(r"<svg.*</svg>", chart.html, re.DOTALL)[0])
    assert words in [element.text for element in svg.iter() if element.tag.endswith("text")]
    assert not re.search(r"\d\.\d{3}", " ".join(value for element in svg.iter() for value in element.attrib.values()))


def test_other_kinds_of_file_and_a_chart_of_nothing_are_refused(chart, tmp_path):
    with pytest.raises(WrongParameters, match=r"图只能存成"):
        chart.save(tmp_path / "图.pdf")
    with pytest.raises(WrongParameters, match="没有图可存：没有企业。"):
        Chart(None, "没有企业。").save(tmp_path / "图.svg")
    with pytest.raises(WrongParameters, match=r"表只能存成"):
        chart.table.save(tmp_path / "表.txt")
    assert list(tmp_path.iterdir()) == []


def test_where_there_is_nothing_it_is_one_sentence_that_has_no_data(chart):
    assert Chart(None, "没有<企业>。")._repr_html_() == "<p>没有&lt;企业&gt;。</p>"
    assert (len(Chart(None, "没有企业。").data), len(chart.data)) == (0, 2)
    assert Chart(None, "").html == ""


def test_a_change_of_the_figure_shows_whatever_the_settings_are_by_then(chart):
    chart.figure.axes[0].set_title("大洼")
    with mpl.rc_context({"svg.fonttype": "path", "font.family": "serif"}):
        assert ">大洼</text>" in chart._repr_html_()


def test_the_folded_data_are_not_printed_and_no_sheet_is_left_before_it_is_full():
    assert "details:not([open])" in css()
    assert not re.search(r"break-(before|after): *(page|always|left|right)", css())
