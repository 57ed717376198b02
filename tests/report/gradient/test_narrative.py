from datetime import date

import pandas as pd
import pytest

from panjin_kpi.analysis.gradient.attribution import attribution, attribution_counts
from panjin_kpi.report.gradient import narrative
from panjin_kpi.report.gradient.movement import AGAIN
from panjin_kpi.schemas.formats import format_day


@pytest.fixture
def standing(of, plan):
    return lambda scope: narrative.standing(
        of("ladder_total", scope), of("tier_stock", scope), of("tier_flow", scope), plan
    )


def test_who_stands_where_is_counted_once_and_by_tier(standing, of):
    total = of("ladder_total", "city").iloc[0]
    first, new, *rest = standing("city")
    assert first.startswith(f"全市有{total['enterprises']}家企业持有至少一个层级，合计{total['holdings']}项资格")
    assert "科技型中小企业16家" in first
    # 12 of 2020 less the one that was revoked, 1 of 2018 that is still valid, 1 of this year
    assert "高新技术企业13家" in first
    assert new == "本年首次认定：高新技术企业1家。"
    assert rest == ["科技型中小企业每年重新入库，年内的存量不与上年末比。"]


def test_stock_gained_since_the_year_began_is_stated_beside_what_was_lost(of, plan):
    flow = of("tier_flow", "city")
    flow = flow.assign(net=[{"sci_tech_sme": 5, "hnte": 1, "eaglet": -1}.get(tier, 0) for tier in flow["tier"]])
    flow = flow.drop_duplicates("tier")
    assert narrative.standing(of("ladder_total", "city"), of("tier_stock", "city"), flow, plan)[2:] == [
        "存量与上年末相比，高新技术企业增加1家，雏鹰企业减少1家；科技型中小企业每年重新入库，年内的存量不与上年末比。"
    ]


def test_no_submission_and_an_empty_tier_are_distinguished(only, plan, standing):
    nothing = [only(name, "dawa") for name in ("ladder_total", "tier_stock", "tier_flow")]
    assert narrative.standing(*nothing, plan) == ["大洼区还没有报来企业名录和资质认定，没有可以统计的企业。"]
    assert standing("panshan") == ["盘山县还没有报来企业名录和资质认定，没有可以统计的企业。"]


def test_the_citys_count_says_whose_enterprises_it_lacks(of, peopled, plan):
    own = of("tier_stock", "city"), of("tier_flow", "city"), plan
    first, lacks, *_ = narrative.standing(peopled["ladder_total"], *own)
    assert first.startswith("全市有")
    assert lacks == "企业名录里还没有盘山县、双台子区、兴隆台区、辽东湾新区的企业，没有计入。"
    whole = peopled["ladder_total"].assign(on_record=1)
    assert not any("名录里还没有" in sentence for sentence in narrative.standing(whole, *own))


def test_holdings_are_no_number_of_enterprises_only_where_somebody_holds_several():
    held = pd.DataFrame({"tiers": [1, 2], "enterprises": [2, 0]})
    total = pd.DataFrame({"enterprises": [2], "holdings": [2]})
    assert narrative.overlap(held, total) == ["2家企业各持有一个层级。"]
    several = narrative.overlap(held.assign(enterprises=[1, 1]), total.assign(holdings=3))
    assert several == ["2家企业中，1家同时持有两个以上层级；各层级相加得3，不是企业数。"]


def test_flows_are_summed_over_the_tiers_apart_from_the_yearly_registration(of, only, plan):
    assert narrative.flows(of("tier_flow", "city"), of("tier_stock", "city"), plan) == [
        "本年各层级合计（不含每年重新入库的科技型中小企业）："
        "首次认定1项，重新进入0项，续期0项，撤销1项，到期0项，净增0项。",
        "科技型中小企业每年重新入库：上年末名单0家，本年重新入库0家，还没有重新入库0家（本年被撤销的不能再入库）；"
        "间断后重新入库16家，首次入库0家，撤销0家。",
    ]
    assert narrative.flows(only("tier_flow", "city"), only("tier_stock", "city"), plan) == [
        "没有本年认定、续期、撤销和到期的记录。"
    ]


def test_last_years_list_is_who_held_the_tier_when_that_year_ended(of, plan):
    flow, stock = of("tier_flow", "city").copy(), of("tier_stock", "city").copy()
    own = flow["tier"] == "sci_tech_sme"
    numbers = ["first_time", "re_entered", "renewed", "revoked", "expired", "net", *AGAIN]
    flow.loc[own, numbers] = 0
    first = own & (flow["month"] == flow["month"].min())
    flow.loc[first, ["renewed", "re_registered_without_gap", "expired", "net"]] = [1, 1, 2, -2]  # of three on the list
    stock.loc[stock["tier"] == "sci_tech_sme", "stock"] = 1
    assert (
        "上年末名单3家，本年重新入库1家，还没有重新入库2家（本年被撤销的不能再入库）；"
        in narrative.flows(flow, stock, plan)[-1]
    )


def test_what_is_registered_anew_each_year_does_not_expire(of, plan):
    soon = of("expiring_summary", "city")
    yearly = soon["tier"] == "sci_tech_sme"
    soon.loc[yearly, ["expiring", "stock"]], soon.loc[~yearly, "expiring"] = 16, 0
    assert narrative.expiring(soon, plan) == [
        "今后180天内没有资格到期的记录。",
        "科技型中小企业16家的登记编号当年有效，次年重新入库，本节不计。",
    ]


def test_transitions_name_every_way(of, plan):
    sentences = narrative.transitions(of("transitions", "city"), plan)
    assert sentences[0].startswith("按最高层级，从2020年12月31日到2021年6月30日：新进入")
    assert "没有企业持有层级的记录" in narrative.transitions(of("transitions", "panshan"), plan)[0]


def test_promotion_has_no_estimate_where_numbers_do_not_allow(of, plan):
    city = narrative.climbing(of("climb_summary", "city"), of("climb", "city"), plan)
    assert city[0].startswith("全市首次认定为科技型中小企业、当时还不是高新技术企业的")
    head = "盘锦高新区首次认定为科技型中小企业、当时还不是高新技术企业的8家企业中，"
    head += "5家后来首次认定为高新技术企业，3家还没有"
    row = of("climb_summary", "gaoxin")
    for before, unknown, apart in (
        (0, 0, ""), (2, 0, "；另有2家当日或此前已是高新技术企业，不计"),
        (2, 1, "；另有2家当日或此前已是高新技术企业，1家缺首次认定的记录，不计"),
    ):  # fmt: skip
        found = narrative.climbing(row.assign(hnte_first=before, start_unknown=unknown), of("climb", "gaoxin"), plan)
        assert found == [f"{head}{apart}。"]
    assert narrative.climbing(of("climb_summary", "panshan"), of("climb", "panshan"), plan) == [
        "盘山县没有可以观察晋级用时的企业。"
    ]


def test_expiry_says_what_stays_if_nobody_renews(of, only, plan):
    due = narrative.expiring(of("expiring_summary", "city"), plan)
    assert due[0] == "将要到期：30天内0项，90天内1项，180天内1项。"
    assert due[1] == "如果没有企业续期或新进入，180天后高新技术企业从13家降至12家。"
    assert narrative.expiring(only("expiring_summary", "city"), plan) == ["今后180天内没有资格到期的记录。"]


def test_the_gap_to_the_target_and_the_candidates(of, only, plan):
    sentences = narrative.places(of("places", "dawa"), plan)
    assert any(sentence.startswith("高新技术企业离年度目标还差1家；后备企业") for sentence in sentences)
    counts = {"ready": 2, "ready_first_time": 1, "review": 0, "near": 0, "unknown": 0, "needed": 3.0, "uncovered": 2.0}
    short = of("places", "dawa").head(1).assign(actual=1.0, **counts)
    assert narrative.places(short, plan)[0].endswith(
        "离年度目标还差3家；后备企业：已具备2家（属首次认定的1家）。已具备且属首次认定的即使都认定，仍差2家。"
    )
    again = short.assign(ready_first_time=0, uncovered=3.0)
    assert narrative.places(again, plan)[0].endswith("后备企业：已具备2家（属首次认定的0家）。")
    nobody = again.assign(ready=0)
    assert narrative.places(nobody, plan)[0].endswith("离年度目标还差3家；名录里没有后备企业。")
    done = of("places", "dawa").assign(needed=0.0, actual=9.0)
    assert narrative.places(done, plan) == ["按上报数，企业培育的年度目标都已完成。"]
    assert "没有上报数" in narrative.places(only("places", "dawa"), plan)[0]
    nowhere = of("places", "dawa").assign(target=float("nan"), needed=float("nan"))
    assert narrative.places(nowhere, plan) == ["没有分解到企业培育的年度目标，只列后备企业。"]


def test_each_district_lacks_its_own_number_by_tier(plan):
    rows = [
        ("city", "hnte", 5, 2, 3),
        ("dawa", "hnte", 3, 1, 2),
        ("gaoxin", "hnte", 2, 1, 1),
        ("dawa", "eaglet", 1, 0, 1),
        ("gaoxin", "eaglet", 0, 0, 0),
    ]
    places = pd.DataFrame(rows, columns=["scope", "tier", "target", "actual", "needed"])
    assert narrative.each_lacks(places, plan) == [
        "各地区离年度目标差的家数：高新技术企业大洼区2家、盘锦高新区1家；雏鹰企业大洼区1家。"
    ]
    assert narrative.each_lacks(places.head(1), plan) == []


@pytest.mark.parametrize(
    ("city", "dawa", "gaoxin", "stated"),
    [
        ((10, 7), (8, 6), (3, 1), "合计4家，全市3家（各地区目标之和与全市目标不等）"),
        ((10, 8), (6, 3), (4, 5), "合计3家，全市2家（一个地区超额的不抵其他地区所差的）"),
        ((10, 6), (6, None), (4, 3), "合计1家，全市4家（未报的地区不计）"),
        (
            (10, 7),
            (8, 2),
            (3, 5),
            "合计6家，全市3家（各地区目标之和与全市目标不等，一个地区超额的不抵其他地区所差的）",
        ),
        ((10, None), (6, 3), (4, 3), ""),
        ((10, 6), (6, 3), (4, 3), ""),
    ],
)
def test_what_districts_lack_together_and_the_city_lacks_differ_for_a_reason(plan, city, dawa, gaoxin, stated):
    places = pd.DataFrame([city, dawa, gaoxin], columns=["target", "actual"]).assign(
        scope=["city", "dawa", "gaoxin"], tier="hnte"
    )
    places["needed"] = (places["target"] - places["actual"]).clip(lower=0)
    found = narrative.each_lacks(places, plan)[1:]
    assert found == ([f"各地区合计与全市差的不等：高新技术企业{stated}。"] if stated else [])


def test_attribution_states_the_basis_the_unresolved_and_the_zone(peopled, plan):
    counts = peopled["attribution_counts"]
    assert narrative.attribution(counts, "city", plan, 30) == ["全市30家企业的归属依据：登记簿28家，未定2家。"]
    assert narrative.attribution(counts, "panshan", plan, 0) == ["盘山县没有企业名录。"]
    assert narrative.attribution(counts, "xinglongtai", plan, 0) == [
        "兴隆台区没有企业名录。",
        "计入盘锦高新区的口径为10家。",
    ]


def test_the_register_names_more_or_fewer_of_a_district_than_are_attributed_to_it(plan):
    """One is undecided, one is written in the zone and has the code of the district around it."""
    rows = [("91211122A", "panshan", "未定"), ("91211103B", "gaoxin", "代码前缀"), ("91211122C", "panshan", "登记簿")]
    register = pd.DataFrame(rows, columns=["uscc", "district", "district_basis"]).astype("str")
    counts = attribution_counts(attribution(register, plan), plan)

    def said(scope):
        return narrative.attribution(counts, scope, plan, int((register["district"] == scope).sum()))

    others = "本页其余各节按名录现在所写的地区计（不论归属是否已定、代码归哪里），共{}家。"
    assert said("panshan") == ["盘山县1家企业的归属依据：登记簿1家。", others.format(2)]
    assert said("gaoxin") == ["盘锦高新区没有归属已定的企业。", others.format(1)]
    assert said("xinglongtai") == ["兴隆台区1家企业的归属依据：代码前缀1家。", others.format(0)]
    assert said("dawa") == ["大洼区没有企业名录。"]


def test_a_public_heading_says_that_lists_are_left_out(plan):
    text = repr(narrative.heading("dawa", plan, date(2021, 6, 30), "public", "数据截至2021年7月1日当日所知。"))
    assert "大洼区企业梯度培育（截至2021年6月30日）（公开）" in text
    assert "数据截至2021年7月1日当日所知" in text
    assert "企业名单不公开" in text
    assert format_day(pd.Timestamp("2021-06-05")) == "2021年6月5日"


@pytest.mark.parametrize(
    ("column", "amount", "unit", "stated"),
    [
        ("rd_expense_wan", 38.0, "万元", "研发费用还差38万元"),
        ("rd_staff", 2.0, "人", "科技人员还差2人"),
        ("class2_ip", 1.0, "件", "Ⅱ类知识产权还差1件"),
        ("registered_on", 30.0, "天", "注册时间还差30天"),
    ],
)
def test_what_is_missing_in_words(column, amount, unit, stated):
    assert narrative.shortfall(column, amount, unit) == stated
