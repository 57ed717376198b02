from itertools import chain

from panjin_kpi.analysis import registry
from panjin_kpi.report.bulletin import narrative, problems
from panjin_kpi.report.index import alerts


def test_inside_the_office_units_are_named_and_outside_not(frames, plan):
    inside = [*chain(*problems.by_subject(frames, plan, "2021-06"))]
    public = {name: frame for name, frame in frames.items() if registry.result_nodes()[name].public}
    outside = [*chain(*problems.by_subject(public, plan, "2021-06"))]
    assert any("通报条件" in sentence for sentence in inside)
    assert not any("通报条件" in sentence for sentence in outside)
    (withheld,) = set(outside) - set(inside)
    assert withheld.endswith("名称不公开。")
    outside.remove(withheld)
    assert outside == inside[: len(outside)], "when reports came and what they prove is the same for everybody"
    assert "没有交办事项的记录。" in inside


def test_who_differs_only_by_undecided_enterprises_is_called_so_outside_the_office_too(frames, plan):
    evidence = frames["evidence"].copy()
    row = evidence.query("scope == 'panshan' and indicator == 'new_hnte'").index
    evidence.loc[row, ["reported", "evidenced", "verdict", "undecided"]] = [2.0, 1.0, "多报", 1]
    public = {name: frame for name, frame in frames.items() if registry.result_nodes()[name].public}
    outside = [*chain(*problems.by_subject(public | {"evidence": evidence}, plan, "2021-06"))]
    assert "只差归属未定的明细：盘山县新增高新技术企业（报2家，佐证1，另有归属未定1）。" in outside
    (index,) = [each for each in alerts.doubtful(public | {"evidence": evidence}, plan) if "明细对不上" in each]
    assert "（其中1项只差归属未定的明细）" in index
    alone = public | {"evidence": evidence[evidence.index == row[0]]}
    assert "对不上的1项（都只差归属未定的明细）：" in alerts.doubtful(alone, plan)[0]


def test_only_this_months_reports_are_listed(frames, plan):
    assert problems.by_subject(frames, plan, "2021-06")[0][0].startswith("2021年6月报表应于2021年6月28日前报送")


def test_what_is_asked_for_next_needs_no_lists(frames, plan):
    public = {name: frame for name, frame in frames.items() if registry.result_nodes()[name].public}
    sentences = problems.requirements(public, plan, "2021-06")
    assert sentences[-1] == "各单位于2021年7月26日前报送2021年7月报表。"
    assert set(sentences) <= set(problems.requirements(frames, plan, "2021-06"))


def test_the_heading_says_what_a_public_bulletin_leaves_out(plan):
    assert "2021年6月工作进展情况通报（公开）" in repr(narrative.heading(plan, "2021-06", "public"))
    assert "不公开" not in repr(narrative.heading(plan, "2021-06", "internal"))


def test_how_far_the_leaders_are_ahead_is_left_to_the_overall_situation(frames, plan):
    scores = frames["scores"].assign(rank=[1, 1, 3, 4, 5, 6], score=[90.0, 90.0, 80.0, 70.0, 60.0, 50.0])
    behind, leader, other, third, fourth, *_ = (
        sentences[0] for sentences in problems.districts(frames | {"scores": scores}, plan, "2021-06")
    )
    assert behind.startswith("各地区状态为“欠进度”、“严重欠进度”的指标共")
    assert "并列第1名（共6个地区）" in leader
    assert "比第" not in leader + other + third
    assert "，比第3名" in fourth
    assert "低10.00分" in fourth


def test_the_month_before_the_plan_asks_for_the_first_report_alone(frames, plan):
    april = {name: frame.assign(period="2021-04") if "period" in frame else frame for name, frame in frames.items()}
    april["status"] = april["status"].assign(light="far_behind")
    asked = problems.requirements(april | {"timeliness": april["timeliness"].assign(verdict="不考核")}, plan, "2021-04")
    assert asked == ["各单位于2021年5月26日前报送2021年5月报表。"]


def test_differences_and_enterprises_without_a_district_have_a_paragraph_each(frames, plan):
    undecided = frames["undecided"].head(0).copy()
    undecided.loc[0, ["scope", "name", "uscc", "indicator"]] = ["panshan", "虚构企业", "912111000000000000", "new_hnte"]
    subjects = problems.by_subject(frames | {"undecided": undecided}, plan, "2021-06")
    (compared,) = [subject for subject in subjects if any("与明细核对" in sentence for sentence in subject)]
    (named,) = [subject for subject in subjects if any("虚构企业" in sentence for sentence in subject)]
    assert compared != named
    assert all("归属未定的企业" in sentence for sentence in named)
