import re

from panjin_kpi.report.index.months import Month, all_months, months_nav, with_months


def test_the_nearest_months_are_linked_whatever_lies_between():
    nav = months_nav("2021-09", ["2021-01", "2021-06", "2021-12", "2022-01", "2021-09"])
    assert re.findall(r'href="([^"]+)"', nav) == ["../index.html", "../2021-06/index.html", "../2021-12/index.html"]


def test_a_page_gets_the_links_that_hold_now_and_nothing_else_changes():
    page = f"<body>{months_nav('2021-09', [])}<main>1</main></body>"
    linked = with_months(page, "2021-09", ["2021-10"])
    assert linked == page.replace("<span>下一期</span>", '<a href="../2021-10/index.html">下一期（2021年10月）</a>')
    assert with_months(linked, "2021-09", []) == page


def test_every_month_is_listed_the_latest_first_with_what_is_there():
    months = [
        Month("2021-09", False, [("city_overview/city.html", "全市总览")]),
        Month("2021-12", True, []),
    ]
    html = all_months(months)
    assert re.findall(r'<a href="(?!#)([^"]+)"', html) == [
        "2021-12/index.html", "2021-09/index.html", "2021-09/city_overview/city.html"
    ]  # fmt: skip
    assert "虚构示例" in html
    assert "虚构示例" not in all_months(months[:1])
    assert "折叠" not in html, "nothing is folded on it"
