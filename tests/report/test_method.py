import re

from panjin_kpi.report.method import method_page


def test_what_reports_share_stands_once_on_a_page_of_its_own(frames, plan):
    html = method_page(plan, "2021-06", frames["reconciliation"], fictitious=True, public=False)
    assert re.findall(r"<h1[^>]*>(.*?)</h1>", html) == ['<span class="day">2021年6月</span><wbr>口径和办法']
    captions = re.findall(r"<caption>([^<（]*)", html)
    assert len(set(captions)) == len(captions) == 6
    assert {"考核办法", "口径：哪些是计划规定，哪些是假定"} < set(captions)
    assert "虚构示例" in html
    assert "名词解释和询问单位" in html
    assert "://" not in html


def test_the_public_has_it_under_a_name_that_says_so(frames, plan):
    html = method_page(plan, "2021-06", frames["reconciliation"].iloc[:0], fictitious=False, public=True)
    assert "<title>2021年6月口径和办法（公开）</title>" in html
    assert "没有不一致之处" in html
