import re

import pandas as pd
import pytest

from panjin_kpi.report.gradient import tables
from panjin_kpi.report.page import lists


def test_stock_and_flow_print_their_definition(of, plan):
    text = repr(tables.stock_and_flow(of("tier_stock", "dawa"), of("tier_flow", "dawa"), plan))
    assert "首次认定即计划所说的“新增”" in text
    assert len(text.splitlines()) == 7


def test_a_candidate_is_one_row_with_what_is_missing_in_words(peopled, plan):
    rows, places = peopled["candidates"], peopled["places"]
    html = tables.candidates(rows, places.assign(needed=9), plan)._repr_html_()
    each = rows.loc[rows["tier"].isin(places["tier"]), ["uscc", "tier", "district"]].drop_duplicates()
    assert html.count("<tr>") - 1 == each.groupby("district", dropna=False).head(lists.MOST_EACH).shape[0]
    near = rows[rows["standing"] == "near"]
    assert re.search("研发费用还差[0-9.]+万元", repr(tables.candidates(near, places.assign(needed=9), plan)))
    assert "归属未定" in html


def test_each_way_to_a_tier_is_named_by_its_own_condition_and_the_nearest_is_first(peopled, plan):
    own = peopled["candidates"].head(1).assign(standing="near", tier="gazelle")
    ways = {"gazelle_venture": ("venture_investment_wan", 1000.0, 1.0), "gazelle_staff_growth": ("staff", 12.0, 0.1)}
    rows = [
        own.assign(criterion=name, figure=way[0], missing=way[1], missing_share=way[2]) for name, way in ways.items()
    ]
    rows = pd.concat(rows).assign(unit=["万元", "人"])
    places = peopled["places"].assign(tier="gazelle", needed=9.0, target=9.0)
    text = repr(tables.candidates(rows, places.drop_duplicates(["scope", "tier"]), plan))
    names = [plan.tiers.tiers["gazelle"].by_id[name].name for name in ways]
    assert f"{names[1]}：职工总数还差12人；或{names[0]}：风险投资还差1000万元" in text


def test_of_a_districts_candidates_as_many_are_listed_as_its_targets_still_need(peopled, plan):
    rows, places = peopled["candidates"], peopled["places"]
    own = rows[rows["district"] == rows["district"].dropna().iloc[0]]
    tier = own["tier"].iloc[0]
    one = places.assign(needed=(places["tier"] == tier).astype("float64"), target=1.0)
    text = repr(tables.candidates(own, one, plan))
    assert len(text.splitlines()) == 3
    others = own[["uscc", "tier"]].drop_duplicates().shape[0] - 1
    assert f"超出所差家数的{others}条不列" in text
    assert repr(tables.candidates(own, one.assign(needed=0.0), plan)).startswith(
        f"没有须由后备企业补足的年度目标，{others + 1}条后备企业不列，见"
    )
    elsewhere = one.assign(needed=(~places["tier"].isin(own["tier"])).astype("float64"))
    assert repr(tables.candidates(own, elsewhere, plan)).startswith("没有可以补足年度目标缺口的后备企业（")


def test_candidates_for_a_tier_without_a_target_are_counted_apart_from_those_beyond_what_is_needed(peopled, plan):
    rows = peopled["candidates"]
    tiers = rows["tier"].unique()
    targets = peopled["places"].assign(needed=9.0, target=9.0)
    aimed = targets[targets["tier"] != tiers[0]]
    none = rows.loc[rows["tier"] == tiers[0], "uscc"].nunique()
    text = repr(tables.candidates(rows, aimed, plan))
    assert f"层级没有年度目标的{none}条" in text
    assert "层级没有年度目标" not in repr(tables.candidates(rows, targets, plan))


def test_a_long_list_is_cut_and_says_where_the_rest_is(peopled, plan, monkeypatch):
    monkeypatch.setattr(lists, "LONGEST", 2)
    text = repr(tables.candidates(peopled["candidates"], peopled["places"].assign(needed=9), plan))
    assert "，前2条，其余" in text
    assert "见下载数据“后备企业”" in text
    assert len(text.splitlines()) == 4


def test_what_expires_every_year_is_not_listed(peopled, plan):
    text = repr(tables.expiring(peopled["expiring"], plan))
    assert "高新技术企业" in text
    assert not [line for line in text.splitlines()[2:] if "科技型中小企业" in line]


@pytest.mark.parametrize("scope", ["city", "dawa", "panshan"])
def test_every_table_of_a_page_is_made_of_words(of, peopled, plan, scope):
    made = [
        tables.overlap(of("tier_overlap", scope), plan),
        tables.expiring_summary(of("expiring_summary", scope), plan),
        tables.places(of("places", scope), plan),
        tables.attribution(peopled["attribution_counts"], plan),
        tables.rules(plan),
    ]
    for table in made:
        assert not re.search(r"\bnan\b|\bNone\b|NaT|sci_tech|hnte", repr(table))


def test_a_table_of_several_scopes_names_them(peopled, plan):
    assert "盘锦高新区" in repr(tables.places(peopled["places"], plan))


def test_every_tier_of_every_district_stands_in_one_table(peopled, plan):
    known = peopled["ladder_total"].set_index("scope")["on_record"]
    table = tables.by_district(peopled["tier_stock"], peopled["tier_flow"], peopled["ladder_total"], plan)
    lines = repr(table).splitlines()
    assert lines[1].split()[1:] == list(map(plan.words_of["tier"].known.get, plan.tiers.tiers))
    for line in lines[2:]:
        name, *cells = line.split()
        scope = plan.district_names.resolve(name)
        for tier, cell in zip(plan.tiers.tiers, cells, strict=True):
            own = [r for r in peopled["tier_stock"].to_dict("records") if (r["scope"], r["tier"]) == (scope, tier)]
            new = [r for r in peopled["tier_flow"].to_dict("records") if (r["scope"], r["tier"]) == (scope, tier)]
            shown = f"{own[-1]['stock']}（{sum(r['first_time'] for r in new)}）" if known[scope] else "—"
            assert cell == shown
    assert 0 < (known == 0).sum() < 7
    assert len(lines) - 2 == 7


def test_the_table_of_districts_says_what_only_the_city_counts(peopled, plan):
    stock, others = peopled["tier_stock"], (peopled["tier_flow"], peopled["ladder_total"], plan)
    assert "只计入全市" not in tables.by_district(stock, *others)._repr_html_()
    left = stock[stock["as_of"] == stock["as_of"].max()].groupby("scope")["stock"].sum().drop("city")
    ended = left.idxmax()
    remaining = tables.by_district(stock[stock["scope"] != ended], *others)._repr_html_()
    assert f"全市的{left[ended]}项没有写地区或地区本期不设，只计入全市" in remaining


def test_candidates_of_a_district_without_a_target_could_fill_what_the_city_needs(peopled, plan):
    rows = peopled["candidates"].dropna(subset="district")
    tier = rows["tier"].iloc[0]
    places = peopled["places"][peopled["places"]["tier"] == tier]
    city = places["scope"] == "city"
    split = places.assign(needed=city.map({True: 2.0, False: float("nan")}), target=city.map({True: 9.0, False: None}))
    many = rows.loc[rows["tier"] == tier, "uscc"].nunique()
    assert many > 2
    text = repr(tables.candidates(rows[rows["tier"] == tier], split, plan))
    assert f"本地区没有目标而超出全市所差家数的{many - 2}条不列" in text
    assert "本地区没有目标的层级，按全市差的家数列" in text
    assert len(text.splitlines()) == 4


def test_a_rule_states_its_threshold_or_that_people_verify_it(plan):
    """By the file of rules: no criterion that figures decide is described as left to people."""
    stated = {row[1]: row[3] for row in tables.rules(plan).plain[2:]}
    required = [criterion for tier in plan.tiers.tiers.values() for criterion in tier.required]
    left = {name for name, note in stated.items() if "不由数据推断" in note}
    assert left == {criterion.name for criterion in required if criterion.kind == "manual"}
    assert 0 < len(left) < len(stated)
    assert stated["企业创新能力评价70分以上（不含70分）"] == "数据定不了的由人核实"
    assert stated["申请前一年内没有重大事故和严重环境违法（上一年）"] == "数据不满足的由人核实"
    gates = [criterion for criterion in required if criterion.kind in ("gate", "gate_by_size")]
    bounded = [criterion.name for criterion in gates if getattr(criterion, "threshold", None) != 0]
    assert [name for name in bounded if not re.search("[0-9]", name)] == []
