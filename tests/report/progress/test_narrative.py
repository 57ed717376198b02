import dataclasses
from datetime import date

import pandas as pd
import pytest

from panjin_kpi.reference.calendar import on_record
from panjin_kpi.report.progress import narrative


def test_the_summary_counts_names_the_widest_gaps_and_what_is_missing(only, plan):
    assert narrative.summary(only("status", "gaoxin"), plan) == [
        "截至2021年6月，盘锦高新区有年度目标的指标11项：已完成1项，达进度2项，略欠进度1项，严重欠进度1项，未报6项。",
        "落后的是：建立产业技术创新联盟完成2/20个（10.0%），比应达进度低40.0个百分点；"
        "转化科技成果完成8/19项（42.1%），比应达进度低7.9个百分点。",
        "已完成全年目标：新增在孵企业及创新创业团队。",
        "本期未报：引进培育运营机构、新增科技型中小企业、新增高新技术企业、新增雏鹰企业、新建市级企业工程技术研发中心、"
        "培育创新团队。未报不等于0，须补报。",
    ]


def test_a_target_of_0_is_reached_by_rule_and_the_summary_says_so(only, plan):
    status = only("status", "gaoxin").assign(target=0.0)
    (counted,) = narrative.counts(status, plan)
    assert "：已完成1项（目标为0的视为已完成），达进度2项，" in counted


@pytest.mark.parametrize(
    ("known_on", "closed_on", "owed"),
    [
        (None, None, "，须补报。"),
        (date(2021, 6, 28), None, "；报送期限还没有到。"),
        (date(2021, 6, 29), None, "，须补报。"),
        (None, date(2021, 7, 1), "；本期已封账，不再补报。"),
        (date(2021, 6, 28), date(2021, 6, 28), "；本期已封账，不再补报。"),
    ],
)
def test_nothing_is_owed_before_the_deadline_and_once_the_month_is_closed(only, plan, known_on, closed_on, owed):
    recorded = on_record(plan, "2021-06", known_on, closed_on)
    assert narrative.summary(only("status", "gaoxin"), recorded)[-1].endswith(f"。未报不等于0{owed}")


def test_one_indicator_behind_is_not_called_the_widest(only, plan):
    status = only("status", "xinglongtai")
    assert narrative.summary(status, plan)[1].startswith("落后的是：举办创新创业活动完成0/2场（0.0%）")


def test_nothing_reported_is_stated_plainly(only, plan):
    silent = only("status", "dawa")
    assert narrative.summary(silent, plan)[0] == "截至2021年6月，大洼区有年度目标的指标8项：未报8项。"


def test_before_the_plan_nothing_is_to_be_reported_later(only, plan):
    march = narrative.summary(only("status", "dawa").assign(period="2021-03"), plan)
    assert march[-1].endswith("未报不等于0；计划印发前的月份不要求报送。")


def test_a_scope_without_any_target_is_stated_plainly(only, plan):
    status = only("status", "dawa").assign(light="not_allocated")
    assert narrative.summary(status, plan) == ["大洼区2021年没有分解到指标。"]


def test_when_the_year_is_over_a_target_is_met_or_missed_and_nothing_is_behind(only, plan):
    closed = only("status", "gaoxin").assign(period="2021-12").replace({"light": {"on_pace": "behind"}})
    lines = narrative.summary(closed, plan)
    assert lines[0] == "截至2021年12月，盘锦高新区有年度目标的指标11项：已完成1项，未完成4项，未报6项。"
    assert lines[1].startswith("没有完成的是：") or lines[1].startswith("没有完成的指标中，差距最大的是：")
    assert "应达" not in "".join(lines)
    assert "落后" not in "".join(lines)


def test_movement_states_more_less_equal_and_not_comparable(only, plan):
    assert narrative.movement(only("path", "gaoxin"), plan, "gaoxin") == [
        "比上月增加的有1项：举办创新创业活动（4→7场）。",
        "比上月减少的有1项：建立产业技术创新联盟（9→2个）。",
        "本月未报的6项，上月未报的3项，不与上月比。",
    ]


def test_a_sum_to_which_nobody_reported_this_month_is_not_called_equal_to_the_last(plan):
    before = [("2021-08", "city", "activities", 6.0), ("2021-08", "dawa", "activities", 6.0)]
    carried = [*before, ("2021-09", "city", "activities", 6.0), ("2021-09", "dawa", "activities", None)]
    path = pd.DataFrame(carried, columns=["period", "scope", "indicator", "actual"])
    assert narrative.movement(path, plan) == ["本月未报的1项，不与上月比。"]
    assert narrative.movement(path.fillna({"actual": 6.0}), plan) == ["可比的指标都与上月持平。"]


def test_january_has_no_month_before(only, plan):
    january = only("path", "gaoxin").query("period == '2021-01'")
    assert narrative.movement(january, plan, january["scope"].iloc[0]) == ["1月是本年首月，没有上月可比。"]


def test_the_month_in_which_a_district_was_established_has_none_either(only, plan):
    june = only("path", "gaoxin").query("period == '2021-06'")
    assert narrative.movement(june, plan, "gaoxin") == ["6月是盘锦高新区设立的首月，没有上月可比。"]


def test_not_allocated_names_who_owns_it_and_what_was_reported_all_the_same(only, plan):
    sentences = narrative.not_allocated(only("status", "xinglongtai"), plan)
    assert sentences[0] == (
        "计划把以下指标分解到了别的地区而没有分给兴隆台区：新增高新技术企业、引进高端创新人才、培育创新团队。未分解不等于目标为0，不考核。"
    )
    assert sentences[1].startswith(
        "以下指标只有全市目标，没有分解到地区，不考核地区：建设完善科技双创孵化载体、新增瞪羚企业"
    )
    assert sentences[2] == "其中有上报数的：新增高新技术企业1家，已计入全市合计，不考核。"


def test_nothing_left_unallocated(only, plan):
    assert narrative.not_allocated(only("status", "city"), plan) == ["全市各项指标都有年度目标。"]


def test_who_is_furthest_behind_and_who_is_silent(frames, plan):
    assert narrative.districts(frames["status"], plan) == [
        "各地区状态为“欠进度”、“严重欠进度”的指标共2项，都在兴隆台区、盘锦高新区（各1项）。",
        "本期未报的有：盘山县（全部10项）、双台子区（全部10项）、兴隆台区（7项）、大洼区（全部8项）、辽东湾新区（全部10项）、"
        "盘锦高新区（6项）。",
    ]


def test_districts_when_all_is_well(frames, plan):
    status = frames["status"]
    fine = status.assign(light=status["light"].where(status["light"] == "not_allocated", "done"))
    assert narrative.districts(fine, plan) == [
        "已报送的指标中，没有状态为“欠进度”、“严重欠进度”的。",
        "各地区本期都已报送全部指标。",
    ]
    assert narrative.districts(fine.assign(period="2021-12"), plan)[0] == "已报送的指标都已完成。"


def test_reconciliation_counts_and_repeats_the_sums(frames):
    sentences = narrative.reconciliation(frames["reconciliation"])
    assert sentences[0] == "计划文本前后不一致或未明确的有26处，都照原文保留。"
    assert ["32" in sentences[1], "11" in sentences[2]] == [True, True]
    assert narrative.reconciliation(frames["reconciliation"].iloc[:0]) == [
        "计划的全市与地区、正文与附件没有不一致之处。"
    ]


def test_no_sentence_ever_says_nan(frames, plan):
    for _, status in frames["status"].groupby("scope"):
        lines = "".join(narrative.summary(status, plan) + narrative.not_allocated(status, plan))
        assert "nan" not in lines.lower()
        assert lines.endswith("。")


def test_the_city_says_which_sums_are_carried(only, plan):
    sentences = narrative.summary(only("status", "city"), plan)
    said = "有5项本期只有部分地区报送，合计里未报的按其以前报送的数计，没有可沿用的没有计入：举办创新创业活动"
    assert said in "".join(sentences)


def test_a_sum_that_no_district_with_a_target_reported_is_called_so(only, plan):
    sentences = narrative.remarks(only("status", "city"), plan)
    counted = "合计里未报的按其以前报送的数计，没有可沿用的没有计入"
    assert sentences[1] == f"有目标的地区本期都没有报送的有1项，{counted}：新增高新技术企业。", "兴隆台区 has no target"


def test_a_districts_figure_of_a_city_indicator_is_not_claimed_to_be_in_the_citys(only, plan):
    status = only("status", "panshan")
    status.loc[status["indicator"] == "new_gazelle", "actual"] = 3.0
    assert (
        narrative.not_allocated(status, plan)[-1] == "其中有上报数的：新增瞪羚企业3家，全市数另行填报，未计入，不考核。"
    )


def test_ties_for_the_widest_gap_are_all_named_and_the_rest_is_counted(only, plan):
    status = only("status", "gaoxin")
    late = status["indicator"].isin(["activities", "incubatees", "alliances", "talents", "teams"])
    status.loc[late, ["light", "actual", "completion", "gap_points"]] = ["far_behind", 0.0, 0.0, 50.0]
    sentence = narrative.summary(status, plan)[1]
    assert sentence.count("低50.0个百分点") == 5
    assert sentence.endswith("；另有1项落后。")


def test_nobody_reported_at_all(frames, plan):
    status = frames["status"]
    silent = status.assign(light=status["light"].where(status["light"] == "not_allocated", "unreported"))
    assert [sentence[:6] for sentence in narrative.districts(silent, plan)] == ["本期未报的有"]
    waits = on_record(plan, "2021-06", date(2021, 6, 28), None)
    (stated,) = narrative.districts(silent, waits)
    assert stated.startswith("还没有报来的有：盘山县（全部10项）、")
    assert stated.endswith("（全部11项），报送期限还没有到。")


def test_until_november_nothing_reported_of_a_list_of_december_is_not_due_and_not_on_pace(only, plan):
    status = only("status", "gaoxin").assign(period="2021-11")
    status.loc[status["indicator"] == "new_eaglet", ["light", "actual", "planned"]] = ["on_pace", 0.0, 0.0]
    assert "，尚未到期1项，" in narrative.summary(status, plan)[0]


@pytest.mark.parametrize(
    ("target", "planned", "actual", "small"),
    [(1, 0.75, 0, True), (2, 0.75, 1, True), (2, 0.75, 0, False), (1, 1.0, 0, False), (3, 0.75, 2, True)]
    + [(12, share, month - 1, False) for month in (7, 10) for share in (month / 12, round(month / 12, 10))],
)
def test_what_is_behind_by_less_than_one_is_marked_so(only, plan, target, planned, actual, small):
    status = only("status", "gaoxin")
    own = ["light", "actual", "target", "planned"]
    status.loc[status["indicator"] == "talents", own] = ["behind", float(actual), float(target), planned]
    lines = narrative.small_targets(status, plan)
    assert bool(lines) == small
    if small:
        assert lines[0].startswith(
            "落后的指标中，有1项离应达数差不到1（应达数不是整数，差不到1也显示为落后）：引进高端创新人才（应达"
        )


@pytest.mark.parametrize(("unit", "marked"), [("名", True), ("亿元", False), ("%", False)])
def test_only_what_is_counted_one_by_one_can_be_short_of_less_than_one(only, plan, unit, marked):
    status = only("status", "gaoxin")
    own = ["unit", "light", "actual", "target", "planned"]
    status.loc[status["indicator"] == "talents", own] = [unit, "behind", 0.0, 1.0, 0.5]
    assert bool(narrative.small_targets(status, plan)) == marked


def test_a_month_before_the_plan_is_held_against_nobody(plan):
    assert "不作为考核依据" in repr(narrative.heading("dawa", plan, "2021-04"))
    assert "不作为考核依据" not in repr(narrative.heading("dawa", plan, "2021-05"))
    for scope in ("city", "dawa"):
        stated = ["期中得分" in repr(narrative.heading(scope, plan, f"2021-{month}")) for month in ("09", "12")]
        assert stated == [True, False], "scores of a running year are judged by the year's targets"


def test_the_heading_says_public_known_on_and_that_assumptions_judge(plan):
    lines = repr(narrative.heading("dawa", plan, "2021-06", "public", "数据截至2021年7月1日当日所知。"))
    for words in ("大洼区2021年6月月报（公开）", "数据截至2021年7月1日当日所知", "盘政办发〔2021〕10号", "假定"):
        assert words in lines


def test_money_is_set_against_its_target(frames, plan):
    city = frames["status"].query("scope == 'city'")
    assert narrative.money(city, plan) == [
        "金额类指标（本年累计/年度目标）：科技融资担保金额2.13/4.5亿元（47.2%）、知识产权质押融资额度本期未报。"
    ]
    assert narrative.money(frames["status"].query("scope == 'dawa'"), plan) == []


def test_what_is_behind_by_a_small_target_is_counted_by_district(plan):
    row = {"period": "2021-09", "scope": "dawa", "indicator": "teams", "unit": "个", "light": "behind"}
    row |= {"actual": 0.0, "target": 1.0, "planned": 0.75, "completion": 0.0, "gap_points": 75.0}
    small = narrative.districts(pd.DataFrame([row]), plan)[1]
    assert small.endswith("：大洼区（1项）。")


def test_what_is_short_of_less_than_one_is_no_widest_gap_of_a_running_year_and_the_sentence_states_so(plan):
    rows = pd.DataFrame(
        [("activities", 3.0, 10.0, 45.0), ("talents", 0.0, 2.0, 75.0), ("teams", 0.0, 1.0, 75.0)],
        columns=["indicator", "actual", "target", "gap_points"],
    )
    rows = rows.assign(period="2021-09", scope="dawa", light="behind", planned=0.75, unit="个")
    rows["completion"] = rows["actual"] / rows["target"]
    first, small = narrative.behind(rows, plan)
    assert first.startswith("除离应达数差不到1的1项外，其余落后的是：引进高端创新人才完成0/2个")
    assert "培育创新团队" not in first
    assert "另有" not in first, "the one that is less than 1 short is named apart"
    assert small.endswith("：培育创新团队（应达0.75个，实际0）。")
    only_small = rows[rows["indicator"] == "teams"]
    assert narrative.behind(only_small, plan)[0].startswith("落后的是：培育创新团队")
    closed = rows.assign(period="2021-12", planned=1.0, gap_points=[70.0, 100.0, 100.0])
    assert narrative.behind(closed, plan)[0].count("（") == 3, "when the year is over a target of 1 is met or missed"


def test_a_district_that_reports_again_or_first_is_named_for_its_months_come_together(plan):
    city = {"2021-07": 6.0, "2021-08": 6.0, "2021-09": 20.0}
    rows = [(month, "city", "activities", value) for month, value in city.items()]
    rows += [("2021-07", "dawa", "activities", 1.0), ("2021-09", "dawa", "activities", 5.0)]
    rows += [(month, "gaoxin", "activities", 5.0) for month in city]
    rows += [("2021-09", "panshan", "activities", 5.0), ("2021-09", "xinglongtai", "activities", 0.0)]
    rows += [("2021-09", "city", "teams", 3.0), ("2021-09", "gaoxin", "teams", 3.0)]  # there was no sum to compare
    rows += [("2021-07", "shuangtaizi", "activities", 2.0), ("2021-09", "shuangtaizi", "activities", 2.0)]  # it counted
    path = pd.DataFrame(rows, columns=["period", "scope", "indicator", "actual"])
    assert narrative.resumed(path, plan, "2021-09") == [
        "大洼区有指标上月未报，上月合计沿用此前报的数，比上月的增减含其不止一个月的变化。",
        "盘山县有指标以前没有报过，上月合计不含其数，比上月的增加含其此前各月的数。",
    ]
    days = plan.districts["valid_from"].mask(plan.districts["district"] == "panshan", "2021-09-01")
    new = dataclasses.replace(plan, districts=plan.districts.assign(valid_from=days))
    assert narrative.resumed(path, new, "2021-09")[1:] == ["盘山县本月设立，上月合计不含其数。"]
    assert narrative.resumed(path[path["period"] == "2021-07"], plan, "2021-07") == [], "no month before"
    assert narrative.resumed(path[path["scope"] != "dawa"], plan, "2021-08") == [], "still silent"


def test_what_cannot_be_compared_is_counted_unless_others_name_it(frames, plan):
    path = frames["path"].query("scope == 'dawa'").assign(actual=1.0)
    path["actual"] = path["actual"].mask(path["period"] == sorted(path["period"].unique())[-2])
    counted = narrative.movement(path, plan, "dawa")
    assert counted[-1].endswith("，不与上月比。")
    assert narrative.movement(path, plan, "dawa", silent=False) == counted[:-1]
