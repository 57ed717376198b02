import re

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from panjin_kpi.report.page.notebook_page import PageFacts, page

FACTS = PageFacts("盘山县 <月报>", "../index.html", "panshan.ipynb", True, "快照：x & y")


@pytest.fixture(scope="module")
def html() -> str:
    outputs = [
        new_output(
            "execute_result", {"text/html": "<p>已完成<b>3</b>项</p>", "text/plain": "plain"}, execution_count=1
        ),
        new_output("stream", name="stderr", text="a warning"),
        new_output("error", ename="ValueError", evalue="<坏>", traceback=["<坏>"]),
    ]
    cells = [
        new_markdown_cell("# 地区月报\n\n说明"),
        new_code_cell("secret = '<code>'", outputs=outputs),
        new_markdown_cell("## 一、要点\n\n问题？"),
        new_markdown_cell("## 二、更多 & 更多"),
    ]
    return page(new_notebook(cells=cells), FACTS)


def test_the_page_is_chinese_and_needs_no_script_and_no_address(html):
    assert '<html lang="zh-CN">' in html
    assert "<script" not in html
    assert (
        re.findall(r'(?:src|href)="(?!#|(?:\.\./){1,2}(?:index|method)\.html|panshan\.ipynb|data:)[^"]*"', html) == []
    )
    assert "default-src 'none'" in html


def test_headings_are_the_contents(html):
    assert re.findall(r'<a href="(#s\d)">([^<]+)</a>', html) == [("#s1", "一、要点"), ("#s2", "二、更多 &amp; 更多")]
    assert [html.count(f'id="s{n}"') for n in (1, 2, 3)] == [1, 1, 0]


def test_code_is_there_hidden_behind_one_toggle(html):
    assert html.count('type="checkbox"') == 1
    assert "<pre><code>secret = '&lt;code&gt;'</code></pre>" in html
    assert re.search(r"\.code \{ display: none;", html)


def test_html_is_preferred_to_plain_text(html):
    assert "已完成<b>3</b>项" in html
    assert "plain" not in html


def test_data_are_escaped_and_the_banner_is_shown(html):
    assert "<title>盘山县 &lt;月报&gt;</title>" in html
    assert "快照：x &amp; y" in html
    assert "&lt;坏&gt;" in html
    assert "虚构示例" in html


def test_the_folder_of_the_results_stays_in_the_notebook():
    cell = new_code_cell('# Parameters\nresults = "/home/x/results"\nperiod = "2021-06"\n')
    cell.metadata["tags"] = ["injected-parameters"]
    notebook = new_notebook(cells=[cell])
    html = page(notebook, FACTS)
    assert "2021-06" in html
    assert "/home/x" not in html
    assert "/home/x" in notebook.cells[0].source


def test_the_heading_that_a_cell_puts_out_is_the_only_one_and_the_title():
    heading = new_output("display_data", {"text/html": '<h1 class="subject">盘山县 &lt;2021年6月&gt;月报</h1>'})
    cells = [new_markdown_cell("# 地区月报\n\n给分析人员的话"), new_code_cell("heading()", outputs=[heading])]
    html = page(new_notebook(cells=cells), FACTS)
    assert re.findall(r"<h1[^>]*>(.*?)</h1>", html) == ["盘山县 &lt;2021年6月&gt;月报"]
    assert "<title>盘山县 &lt;2021年6月&gt;月报</title>" in html
    assert "给分析人员的话" not in html
    assert 'href="#main"' in html
    assert 'id="main"' in html


def section(title, shown, *tags):
    """A section's text and the cell below it, with its output."""
    text = new_markdown_cell(f"## {title}\n\n问题？", metadata={"tags": list(tags)})
    return [text, new_code_cell("x", outputs=[new_output("display_data", {"text/html": html}) for html in shown])]


def test_a_section_with_nothing_to_say_is_left_out_and_the_others_are_numbered_as_they_follow():
    cells = [new_code_cell("h", outputs=[new_output("display_data", {"text/html": "<h1>t</h1>"})])]
    cells += section("一、要点", ["<p>1</p>"]) + section("二、预测", ["", " "]) + section("三、名单", [])
    cells += section("四、定义", ["", "<p>4</p>"]) + section("附件1　表", ["<p>5</p>"])
    cells += section("附件2　名单", []) + section("附件3　来源", ["<p>6</p>"]) + section("附件2各项任务", ["<p>7</p>"])
    html = page(new_notebook(cells=cells), FACTS)
    titles = ["一、要点", "二、定义", "附件1　表", "附件2　来源", "附件2各项任务"]
    assert re.findall(r"<h2[^>]*>([^<]+)<", html) == re.findall(r'<a href="#s\d">([^<]+)<', html) == titles


def test_an_annex_of_the_plan_that_a_heading_names_keeps_its_number():
    cells = [new_code_cell("h", outputs=[new_output("display_data", {"text/html": "<h1>t</h1>"})])]
    names = ["附件2　2021年重点工作任务分解表", "附件1　加快科技双创孵化载体建设引育科技型中小微企业工作专班"]
    cells += [cell for name in names for cell in section(name, ["<p>1</p>"])]
    cells += section("附件2　来源", ["<p>2</p>"])
    html = page(new_notebook(cells=cells), FACTS)
    assert re.findall(r"<h2[^>]*>([^<]+)<", html) == [*names, "附件1　来源"]


def test_a_notebook_of_one_s_own_may_have_many_sections():
    cells = [new_code_cell("h", outputs=[new_output("display_data", {"text/html": "<h1>t</h1>"})])]
    titles = [
        f"{numeral}、节"
        for numeral in (*"一二三四五六七八九十", *(f"十{unit}" for unit in "一二三四五六七八九"), "二十")
    ]
    cells += [cell for title in [*titles, "二十一、节"] for cell in section(title, ["<p>1</p>"])]
    html = page(new_notebook(cells=cells), FACTS)
    assert re.findall(r"<h2[^>]*>([^<]+)<", html) == [*titles, "二十一、节"]


def test_an_annex_unfolds_below_its_heading_without_a_script():
    cells = section("一、要点", ["<p>1</p>"]) + section("二、全部", ["<p>2</p>"], "annex")
    cells += section("三、中间", ["<p>3</p>"]) + section("四、来源", ["<p>4</p>"], "annex")
    html = page(new_notebook(cells=cells), FACTS)
    folds = re.findall(
        r'<details class="annex"><summary><h2[^>]*>([^<]+)</h2></summary>(.*?)</details>', html, re.DOTALL
    )
    assert [title for title, _ in folds] == ["二、全部", "四、来源"]
    assert [re.findall(r"<p>(\d)</p>", body) for _, body in folds] == [["2"], ["4"]]
    assert html.count("<details") == html.count("</details>") == 2
    assert "<!--" not in html


def test_no_banner_on_real_data():
    facts = PageFacts("t", "i", "n", False, "")
    assert "虚构示例" not in page(new_notebook(cells=[new_markdown_cell("# t")]), facts)


def test_a_public_page_explains_its_terms_and_says_whom_to_ask():
    heading = new_output("display_data", {"text/html": "<h1>盘山县2021年6月月报（公开）</h1><p>完成率</p>"})
    cells = [new_markdown_cell("# 月报"), new_code_cell("1", outputs=[heading]), new_markdown_cell("## 一、来源\n\n？")]
    cells[2].metadata["tags"] = ["annex"]
    public = page(
        new_notebook(cells=cells), PageFacts("x", "../index.html", None, False, "快照", ask="请向专班办公室询问。")
    )
    assert "<dt>完成率</dt>" in public
    assert "<dt>在孵</dt>" not in public
    assert "<p>请向专班办公室询问。</p>" in public
    assert public.index("名词解释") < public.index("</main>")
    assert "名词解释" not in page(new_notebook(cells=cells), FACTS)
