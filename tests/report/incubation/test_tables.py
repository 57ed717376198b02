import re

from panjin_kpi.report.incubation import tables
from panjin_kpi.report.page import lists


def test_every_carrier_is_a_row_and_what_is_not_filled_in_is_a_dash(peopled, plan):
    text = repr(tables.carriers(peopled["carriers"]))
    assert "虚构甲空间 众创空间（省级） 1000 2 1 0 2.00 1 0 是" in text
    assert "虚构乙空间 孵化器 — 0 0 0 — 0 0 —" in text


def test_who_runs_a_carrier_and_where_its_tenants_come_from_and_go(peopled, of):
    given = peopled["carriers"].assign(operator="虚构运营公司", functions="金融服务", mentors=3, fund_wan=50.0)
    assert "虚构甲空间 虚构运营公司 金融服务 — 3 50" in repr(tables.operation(given))
    assert "来源 没有填 2 1 0\n去向 没有填" not in repr(tables.flows(of("tenant_flows", "dawa")))
    assert "来源 没有填 2 1 0" in repr(tables.flows(of("tenant_flows", "dawa")))


def test_an_undecided_grade_shows_the_range(peopled, plan):
    text = repr(tables.grades(peopled["carriers"], peopled["carrier_items"], plan))
    assert "虚构乙空间" not in text
    assert re.search(r"虚构丙基地 [\d.]+～[\d.]+ .*盘锦高新区 国家级", text)


def test_summary_rewards_and_rules_are_made_of_words(peopled, plan):
    for table in (
        tables.summary(peopled["carrier_summary"], plan),
        tables.rewards(peopled["rewards"], plan),
        tables.rules(plan),
    ):
        assert not re.search(r"\bnan\b|\bNone\b|NaT|hnte|<NA>", repr(table))
    assert "虚构甲空间 大洼区 高新技术企业" in repr(tables.rewards(peopled["rewards"], plan))


def test_zeros_of_what_nobody_reported_are_called_so(of, plan):
    reported = of("carrier_summary", "city")
    assert "没有报来" not in tables.summary(reported.assign(carriers=1), plan).html
    assert "；没有报来载体的以0列" in tables.summary(reported.assign(carriers=0), plan).html


def test_a_long_list_is_cut_and_says_where_the_rest_is(peopled, plan, monkeypatch):
    monkeypatch.setattr(lists, "LONGEST", 1)
    assert "（共3个，前1个，其余2个见下载数据“载体考核”）" in repr(tables.carriers(peopled["carriers"]))


def test_a_grade_unfolds_into_items_with_own_and_best_points(peopled, plan):
    html = str(tables.grades(peopled["carriers"], peopled["carrier_items"], plan).html)
    assert html.count("<details>") == peopled["carriers"]["assessed"].sum() == 2
    assert "参评最高" in html
    assert "虚构甲空间：各项得分" in html


def test_the_worst_carrier_comes_first_with_what_costs_it_most(peopled, plan):
    scores = peopled["carriers"].query("assessed").set_index("carrier")["score_high"]
    rows = repr(tables.grades(peopled["carriers"], peopled["carrier_items"], plan)).splitlines()[2:4]
    assert [row.split()[0] for row in rows] == scores.sort_values(kind="stable").index.tolist()
    assert all("失11.11分）" in row for row in rows)
