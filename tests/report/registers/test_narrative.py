import pandas as pd

from panjin_kpi.report.registers import narrative


def test_what_is_not_registered_is_named(frames, plan):
    (sentence,) = narrative.missing(frames["plan_objects"], plan, "2021-05")
    assert sentence.startswith("计划指名或要求的48项里，项目台账尚未登记的48项：")
    assert narrative.missing(frames["plan_objects"].iloc[:0], plan, "2021-05") == []
    assert narrative.missing(frames["plan_objects"], plan, "2021-04") == [], "the plan was not issued yet"


def test_carriers_and_parks_are_held_against_what_is_reported(frames, plan):
    row = {
        "scope": "city",
        "named": 11,
        "named_done": 2,
        "finished": 3,
        "proved": 2,
        "unlisted": "大洼区甲",
        "reported": 4.0,
    }
    row |= {"parks": 2, "parks_covered": 1, "park_share": 0.5, "uncovered_parks": "大洼区乙园", "reported_share": 100.0}
    assert narrative.building({"carrier_building": pd.DataFrame([row])}, "city", plan) == [
        "计划指名建设完善的载体11个，项目台账报为已完成的2个。",
        "台账里本年完成的载体建设项目3个，对应孵化载体表里的载体2家，上报4家。",
        "报为已完成而孵化载体表里没有、须核实：大洼区甲。",
        "台账列名的园区2个，有载体的1个。",
        "还没有载体的园区：大洼区乙园。",
    ]


def test_meetings_are_compared_with_the_plan(frames):
    assert narrative.meetings(frames["meeting_plan"], frames["meeting_record"]) == ["调度记录里还没有登记。"]
    planned = pd.DataFrame({"kind": ["调研", "通报"], "held": [1, 2], "planned": [3.0, None]})
    record = pd.DataFrame({"matters": [2], "closed": [1], "overdue": [1]})
    assert narrative.meetings(planned, record) == [
        "本年登记的调度：调研1次（应有3次）；通报2次。应有次数从首个应报期起，按已满的两周和月份计，为假定。",
        "议定并交办2件，办结1件。",
    ]


def test_amounts_are_stated_by_recipient(plan):
    amounts = {"all": 0.9, "hnte": 0.3, "sci_tech_sme": 0.2, "tenants": 0.1, "others": 0.0, "unnamed": 0.4}
    table = pd.DataFrame({"group": list(amounts), "amount_yi": list(amounts.values()), "indicator": "guarantee_amount"})
    assert narrative.reach(table, plan) == [
        "科技融资担保金额的明细合计0.9亿元：科技型中小企业0.2亿元，高新技术企业0.3亿元，在孵企业0.1亿元，"
        "未注明企业的0.4亿元。",
        "企业类别按期末的认定；一家企业可以同时属于几类，各类相加可以大于合计。",
    ]
    assert narrative.reach(table.assign(amount_yi=0.0), plan) == []
    unnamed = table.assign(amount_yi=table["amount_yi"].where(table["group"].isin(["all", "unnamed"]), 0.0))
    assert narrative.reach(unnamed.replace(0.9, 0.4), plan)[0] == "科技融资担保金额的明细合计0.4亿元，都没有注明企业。"
