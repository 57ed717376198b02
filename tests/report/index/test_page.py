import re

import pytest

from panjin_kpi.report.index.page import index_page
from panjin_kpi.report.index.standing import certainty


def row(scope, name, **changes):
    made = {
        "notebook": "district_report", "title": "地区月报", "scope": scope, "name": name, "status": "made",
        "reason": "", "seconds": 1.25, "made_at": "2021-07-01", "basis": "b2", "fictitious": False, "parameters": {},
    }  # fmt: skip
    return made | changes


@pytest.fixture
def render(frames, plan):
    def render(*rows, period="2021-06"):
        manifest = {
            "period": period, "audience": "internal", "seconds": 3, "basis": {"district_report": "b2"}, "known": "",
            "reports": list(rows),
            "origin": {"snapshot": "s2", "submissions": 4, "as_known_on": None},
        }  # fmt: skip
        rows = {name: len(frame) for name, frame in frames.items()}
        return index_page(manifest, rows, frames, plan, ["2021-05"])

    return render


def test_a_made_report_is_linked_and_a_failed_one_is_reported_with_its_reason(render):
    html = render(row("gaoxin", "盘锦高新区"), row("dawa", "大洼区", status="failed", reason="ValueError：<坏>"))
    assert 'href="district_report/gaoxin.html"' in html
    assert 'href="district_report/dawa.html"' not in html
    assert "失败：ValueError：&lt;坏&gt;" in html
    assert "有 1 份报告没有生成" in html


def test_the_index_of_a_month_before_the_plan_says_that_it_judges_nobody(render):
    early = "本期早于计划印发，状态和得分只作对照，不作为考核依据。"
    assert [early in render(period=period) for period in ("2021-04", "2021-06")] == [True, False]
    assert ["期中得分" in render(period=period) for period in ("2021-04", "2021-06", "2021-12")] == [True, True, False]


def test_ranks_are_not_listed_without_how_firm_they_are(render, frames, plan):
    (firm,) = certainty(frames["rank_verdict"], plan)
    assert f"<li>{firm}</li>" in render()


def test_a_page_of_other_data_or_rules_says_so(render):
    for changes in ({"basis": "b1"}, {"notebook": "removed"}):
        assert "数据、口径或笔记本已变，请重新生成" in render(row("gaoxin", "盘锦高新区", **changes))
    assert "请重新生成" not in render(row("gaoxin", "盘锦高新区"))


def test_the_banner_stands_when_any_page_used_fictitious_rows(render):
    assert "虚构示例" in render(row("gaoxin", "盘锦高新区", fictitious=True))
    assert "虚构示例" not in render(row("gaoxin", "盘锦高新区"))


def test_every_page_is_a_cell_of_the_matrix_and_the_tables_are_linked_by_their_chinese_names(render):
    html = render(row("gaoxin", "盘锦高新区"), row("city", "全市", notebook="city_overview", title="全市总览"))
    assert re.findall(r'<a href="(\w+/\w+\.html)">([^<]+)<', html) == [
        ("city_overview/city.html", "全市总览"), ("district_report/gaoxin.html", "盘锦高新区地区月报")
    ]  # fmt: skip
    linked = dict(re.findall(r'href="(results/[\w.]+)">([^<]+)<', html))
    assert list(linked)[:3] == ["results/results.xlsx", "results/status.csv", "results/path.csv"]
    assert {"results/carriers.csv", "results/candidates.csv", "results/reconciliation.csv"} < set(linked)
    assert not [name for name in linked.values() if re.search(r"[a-z_]+\.(csv|xlsx)", name)]


def test_what_the_city_alone_has_is_above_the_matrix_which_has_the_reports_of_districts(render):
    gradient = {"notebook": "gradient_cultivation", "title": "企业梯度培育"}
    html = render(
        row("city", "全市", notebook="city_overview", title="全市总览"),
        row("city", "全市", **gradient),
        row("gaoxin", "盘锦高新区", **gradient),
    )
    above, _, matrix = html.partition("各地区的报告")
    assert 'href="city_overview/city.html"' in above
    assert re.findall(r'href="(gradient_cultivation/\w+\.html)"', matrix) == [
        "gradient_cultivation/city.html", "gradient_cultivation/gaoxin.html"
    ]  # fmt: skip


def test_the_months_beside_it_are_linked_and_only_those(render):
    html = render(row("gaoxin", "盘锦高新区"))
    assert re.findall(r'<nav class="months".*?</nav>', html) == [
        '<nav class="months" aria-label="月份"><a href="../index.html">各月目录</a>'
        '<a href="../2021-05/index.html">上一期（2021年5月）</a><span>下一期</span></nav>'
    ]
