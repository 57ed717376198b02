from datetime import date

import pandas as pd

from panjin_kpi.report.incubation import narrative


def test_the_summary_states_tenants_and_occupancy(of, plan):
    assert narrative.summary(of("carrier_summary", "dawa"), plan) == [
        "大洼区有2个孵化载体，在孵企业和团队2个，本年新增1个、毕业0个。",
        "填有面积的载体合计1000平方米，其每千平方米在孵2个。",
        "本年在孵企业获得各层级认定1项；没有载体办活动的记录；不论是否考核，填报设有政务服务驿站的载体1个。",
    ]


def test_no_report_and_carriers_of_the_same_name_are_stated(of, plan):
    assert "没有报来不等于没有" in narrative.summary(of("carrier_summary", "panshan"), plan)[0]
    unknown = of("carrier_summary", "dawa").assign(tenants=None)
    assert narrative.summary(unknown, plan) == ["大洼区有2个孵化载体；有同名载体分不清，在孵数不明。"]


def test_the_city_says_which_tenants_are_none_of_its_districts(peopled, plan):
    table = peopled["carrier_summary"].copy()
    assert "其中" not in narrative.summary(table, plan)[1]
    table.loc[table["scope"] == "city", ["tenants", "new_this_year"]] += [4, 3]
    assert narrative.summary(table, plan)[1] == (
        "其中在孵企业和团队4个，本年新增3个、毕业0个，所在载体不在孵化载体表里（没有报来、已作废或尚未启用），不计入任何地区。"
    )
    table.loc[table["scope"] == "dawa", ["tenants", "new_this_year", "graduated_this_year"]] = pd.NA
    assert narrative.summary(table, plan)[1] == "有同名载体分不清，在孵数不明的地区：大洼区。"


def test_carriers_of_a_district_that_has_ended_are_not_said_to_be_missing_from_the_list(peopled, plan):
    table = peopled["carrier_summary"].copy()
    table.loc[table["scope"] == "city", ["carriers", "tenants"]] += [3, 16]
    said = narrative.summary(table, plan)
    assert said[1] == "其中3个载体所在的地区本期已不存在或尚未设立，不计入任何地区。"
    assert said[2] == (
        "其中在孵企业和团队16个，本年新增0个、毕业0个，所在载体不在孵化载体表里（没有报来、已作废或尚未启用）或属于这样的地区，"
        "不计入任何地区。"
    )


def test_grades_say_what_is_open(of, peopled, plan):
    assert narrative.grades(of("carrier_summary", "panshan"), plan) == [
        "盘山县没有报来省级、国家级载体，没有要考核的。"
    ]
    some = narrative.grades(of("carrier_summary", "city").assign(assessed=2, graded=1), plan)
    assert some == ["全市须考核的载体（省级、国家级）2个，1个有算不出的项目，得分是一个范围，等次未定。"]
    graded = peopled["carriers"].assign(grade="D", last_grade="D", withdrawal=True)
    assert narrative.named_grades(graded, plan)[-1].startswith("连续两年为D等、提请研究退出的：虚构")
    assert narrative.named_grades(graded, plan)[1] == (
        "评出等次的载体中D等占100.0%；2021年度辽宁省众创空间评价的212家中D等50家，占23.6%。范围和口径不同，只供调整分档时参考。"
    )
    assert "辽宁省" not in str(narrative.named_grades(graded.assign(district="dawa"), plan))
    assert narrative.named_grades(peopled["carriers"].assign(grade=None), plan) == []


def test_rewards_name_no_amount_and_what_is_to_be_verified(of, plan):
    rows = pd.DataFrame({"to_verify": [None]})
    unsure = narrative.rewards(of("carrier_summary", "dawa"), plan, rows.assign(to_verify="是否省级以上"))
    assert "1项，其中人才、团队1项须先核实是否省级以上；" in unsure[0]
    public = narrative.rewards(of("carrier_summary", "dawa"), plan)
    assert "1项，其中人才、团队须先核实是否省级以上；" in public[0]
    assert narrative.rewards(of("carrier_summary", "dawa"), plan, rows) == [
        "大洼区本年有三（十）所列的奖励依据1项；计划没有写金额和择优办法，须研究确定。"
    ]
    assert narrative.rewards(of("carrier_summary", "panshan"), plan, rows)[0].startswith("盘山县本年没有")


def test_the_heading_says_what_is_assumed(plan):
    text = repr(narrative.heading("city", plan, date(2021, 6, 30), "public"))
    assert "都是假定" in text
    assert "载体和企业名单不公开" in text


def test_the_worst_is_named_with_the_items_that_cost_it_most_ties_included(peopled, plan):
    carriers, items = peopled["carriers"], peopled["carrier_items"]
    (sentence,) = narrative.worst(carriers, items)
    own = carriers[carriers["assessed"]].sort_values("score_high", kind="stable").iloc[0]
    assert sentence.startswith(f"得分上限最低的是{own['carrier']}（"), "the other's lowest is below its highest"
    certain = narrative.worst(carriers.assign(score_low=carriers["score_high"]), items)[0]
    assert certain.startswith(f"得分最低的是{own['carrier']}（")
    lost = items[items["carrier"] == own["carrier"]].sort_values("points_lost", ascending=False)["points_lost"]
    named = narrative.lost_most(items[items["carrier"] == own["carrier"]])
    assert named.count("、") + 1 == (lost >= lost.iloc[2]).sum()
    twins = [carriers.assign(carrier=carriers["carrier"] + twin) for twin in "甲乙"]
    (both,) = narrative.worst(pd.concat(twins), pd.concat([items.assign(carrier=items["carrier"] + t) for t in "甲乙"]))
    assert f"{own['carrier']}甲、{own['carrier']}乙（各" in both
    assert both.count(named) == 1, "what costs both is stated once"
    assert narrative.worst(carriers.assign(score_low=50.0, score_high=50.0), items) == [
        "2个载体得分相同，都是50.00分。"
    ]
    two = carriers[carriers["assessed"]]
    unsure = two.assign(score_low=[10.0, 20.0], score_high=80.0)
    assert narrative.worst(unsure, items) == ["2个载体得分的上限相同，都是80.00分，下限10.00～20.00分，高低未定。"]
    overlapping = two.assign(score_low=[30.0, 20.0], score_high=[40.0, 80.0])
    assert narrative.worst(overlapping, items)[0].startswith("得分上限最低的是")
    three = pd.concat([two, two.iloc[:1].assign(carrier="丙")]).assign(score_high=[40.0, 40.0, 60.0])
    for lowest, head in (([10.0, 40.0, 50.0], "得分上限最低的是"), ([40.0, 40.0, 50.0], "得分最低的是")):
        assert narrative.worst(three.assign(score_low=lowest), items)[0].startswith(head)
    alone = carriers[carriers["carrier"] == own["carrier"]]
    (only,) = narrative.worst(alone, items)
    assert only.startswith(f"{own['carrier']}得")
    assert only.endswith(f"失分最多的项目：{named}。")
    equal = items.assign(points_lost=0.0)
    assert narrative.worst(alone, equal)[0].endswith("，没有失分。")
    assert narrative.worst(carriers.iloc[:0], items) == []
    assert narrative.lost_most(equal) == ""
