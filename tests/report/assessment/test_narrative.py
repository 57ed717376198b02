import dataclasses
from datetime import date

import pandas as pd
import pytest

from panjin_kpi.reference.calendar import on_record
from panjin_kpi.reference.settings.assessment import Veto
from panjin_kpi.report.assessment import narrative
from panjin_kpi.report.comparison.narrative import finding
from panjin_kpi.report.progress.narrative import money, movement, remarks


def test_the_leader_the_distance_and_the_last(standing, plan):
    sentences = narrative.overall(
        standing(("dawa", 71.25, 2, "B"), ("gaoxin", 95.8333, 1, "A"), ("panshan", 59.999, 3, "C")), plan
    )
    assert sentences == [
        "3个计分的地区中，盘锦高新区第1名，得95.83分，比第2名大洼区高24.58分。",
        "得分最低的是盘山县（60.00分），比第1名低35.83分。",
        "等次（假定）：A等1个（盘锦高新区）；B等1个（大洼区）；C等1个（盘山县）。",
    ]


def test_ties_are_stated_as_ties(standing, plan):
    sentences = narrative.overall(standing(("dawa", 90, 1, "A"), ("gaoxin", 90, 1, "A"), ("panshan", 80, 3, "A")), plan)
    assert sentences[0] == "3个计分的地区中，大洼区、盘锦高新区并列第1名，均得90.00分，比第3名盘山县高10.00分。"
    assert len(sentences) == 2, "with two ranks nobody is named twice"
    tie_broken = standing(("dawa", 90.001, 2, "A"), ("gaoxin", 90.004, 1, "A"))  # by a rule, not by points
    assert narrative.overall(tie_broken, plan)[0].endswith("与第2名大洼区得分相同，按并列规则分先后。")
    all_equal = narrative.overall(standing(("dawa", 0, 1, "C"), ("gaoxin", 0, 1, "C")), plan)
    assert all_equal[0] == "2个计分的地区得分相同，都是0.00分。"


def test_one_district_and_none(standing, plan):
    assert narrative.overall(standing(("dawa", 71.25, 1, "B")), plan)[0] == "计分的只有大洼区，得71.25分。"
    nobody = standing(("dawa", None, None, None))
    assert narrative.overall(nobody, plan) == ["没有可以计分的地区：没有分解到指标，或权重都是0。"]
    assert narrative.overall(nobody.iloc[:0], plan) == [narrative.NOBODY]


def test_missing_figures_and_districts_without_a_score_are_named(standing, plan):
    sentences = narrative.overall(standing(("dawa", 71.25, 1, None, 3), ("gaoxin", None, None, None)), plan)
    assert sentences[1:] == [
        "没有得分的：盘锦高新区。",
        "有分解指标本期未报的：大洼区3项；沿用本年最近一次报送的数，没有可沿用的按0计。",
    ]


def test_a_target_of_0_that_nobody_reports_is_no_loss(standing, verdicts, plan):
    scores = standing(("dawa", 100, 1, None, 1), ("gaoxin", 90, 2, None, 1))
    status = pd.DataFrame({"scope": ["dawa", "dawa", "gaoxin"], "light": ["unreported", "done", "unreported"]})
    none, done = status.assign(target=[0.0, 4.0, 3.0]), "没有可沿用的按0计（目标为0的视为已完成）。"
    assert narrative.overall(scores, plan, none)[-1].endswith(done)
    assert narrative.rank(scores, verdicts(("dawa", 1)), "dawa", plan, status=none)[-1].endswith(done)
    other = "".join(narrative.rank(scores, verdicts(("gaoxin", 2)), "gaoxin", plan, status=none))
    assert "视为" not in other, "it has none"
    assert "视为" not in "".join(narrative.overall(scores, plan, none.assign(target=[4.0, 0.0, 3.0]))), "it is reported"


def test_on_evidence_nothing_is_carried_forward(standing, plan, proven):
    scores = standing(("dawa", 71.25, 1, None, 3))
    first, sentence = narrative.overall(scores, proven)
    assert sentence == "有分解指标本期未报的：大洼区3项；计分按佐证数，不沿用。"
    steps = pd.DataFrame(columns=["district", "order"])
    for basis in (
        first,
        narrative.rank(scores, None, "dawa", proven)[0],
        narrative.losses(steps, scores, "dawa", proven)[0],
    ):
        assert basis.startswith("按佐证数计分，"), "the statuses beside it are of reported figures"
    assert not narrative.overall(scores, plan)[0].startswith("按佐证数")


def test_bonus_penalty_and_veto_stand_beside_the_score(standing, plan):
    vetoes = plan.assessment.vetoes.model_copy(
        update={
            "value": [
                Veto(year=2021, district="dawa", reason="虚构的原因"),
                Veto(year=2020, district="dawa", reason="去年的"),
            ]
        }
    )
    plan = dataclasses.replace(plan, assessment=plan.assessment.model_copy(update={"vetoes": vetoes}))
    sentences = narrative.overall(standing(("dawa", 90, 1, "A"), bonus=2.5, penalty=1.0), plan)
    assert sentences[-3:] == [
        "加分另列，不计入得分：大洼区2.50分。",
        "减分另列，不计入得分：大洼区1.00分。",
        "一票否决（由考核机构决定，不参与计算）：大洼区，虚构的原因。",
    ]
    other = standing(("gaoxin", 90, 1, "A"))
    assert not [sentence for sentence in narrative.overall(other, plan) if "一票否决" in sentence]


def test_a_districts_rank_with_its_neighbours(standing, verdicts, shaky, plan):
    scores = standing(("dawa", 71.25, 2, "B"), ("gaoxin", 95.8333, 1, "A"), ("panshan", 60, 3, "B", 1))
    firm = verdicts(("dawa", 2), ("gaoxin", 1), ("panshan", 3))
    assert narrative.rank(scores, firm, "dawa", plan) == [
        "大洼区得分71.25分，列第2名（共3个地区），B等（假定），比第1名盘锦高新区低24.58分，比第3名盘山县高11.25分。",
        "名次稳固：9项假定同时变动，99.0%的测算中仍列第2名；单独改动任何一种口径或办法，名次都不变。",
    ]
    sentences = narrative.rank(scores, verdicts(("panshan", 3, shaky)), "panshan", plan)[1]
    assert sentences.startswith("名次不稳固：")
    assert sentences.endswith("。有1项分解指标本期未报，沿用本年最近一次报送的数，没有可沿用的按0计。")


def test_a_tied_rank_and_one_decided_by_the_tie_break(standing, verdicts, plan):
    tied = standing(("dawa", 90, 1, "A"), ("gaoxin", 90, 1, "A"))
    assert (
        narrative.rank(tied, verdicts(("dawa", 1)), "dawa", plan)[0]
        == "大洼区得分90.00分，与盘锦高新区并列第1名（共2个地区），A等（假定）。"
    )
    level = standing(("dawa", 0, 1, "C"), ("gaoxin", 0, 1, "C"), ("panshan", 0, 1, "C"))
    assert (
        narrative.rank(level, verdicts(("dawa", 1)), "dawa", plan)[0]
        == "大洼区得分0.00分，各地区得分相同、都列第1名（共3个地区），C等（假定）。"
    )
    broken = standing(("dawa", 90, 1, "A"), ("gaoxin", 90, 2, "A"))
    sentences = narrative.rank(broken, verdicts(("gaoxin", 2)), "gaoxin", plan)[0]
    assert sentences.endswith("，与第1名大洼区得分相同，按并列规则分先后。")


def test_a_district_without_a_score(standing, verdicts, plan):
    scores = standing(("dawa", None, None, None))
    assert narrative.rank(scores, verdicts(("dawa", None)), "dawa", plan) == ["大洼区没有可以计分的指标，不排名。"]
    assert narrative.rank(scores, verdicts(("dawa", None)), "gaoxin", plan) == [
        "盘锦高新区没有可以计分的指标，不排名。"
    ]
    assert narrative.losses(steps(), scores, "dawa", plan) == ["没有可以计分的指标。"]


def steps(*rows):
    columns = ["district", "indicator", "points_lost", "still_needed"]
    table = pd.DataFrame([("dawa", *row) for row in rows], columns=columns)
    return table.assign(order=range(1, len(rows) + 1))


def test_what_next_names_three_and_counts_the_rest(standing, plan):
    scores = standing(("dawa", 90, 1, "A"))
    some = steps(("teams", 10, 1), ("activities", 5.5, None), ("new_hnte", 2.25, 2), ("alliances", 0.005, 1))
    assert narrative.losses(some, scores.assign(period="2021-06"), "dawa", plan) == [
        "还可以争取17.76分，从多到少依次是：培育创新团队（10.00分，还差1个）；"
        "举办创新创业活动（5.50分，本期未报，先补报）；新增高新技术企业（2.25分，还差2家）；另有1项尚可争取。"
    ]
    assert narrative.losses(some, scores, "dawa", plan)[0].startswith("全年失17.76分，"), (
        "in December nothing is to be won"
    )
    assert narrative.losses(steps(), scores, "dawa", plan) == ["计分的指标没有失分。"]


def test_score_and_loss_add_up_as_they_are_shown(standing, plan):
    scores = standing(("dawa", 41.875, 1, "C"), period="2021-06")
    two = steps(("teams", 50.0, 1), ("alliances", 8.125, 1))
    assert narrative.losses(two, scores, "dawa", plan)[0].startswith("还可以争取58.12分")


def test_one_loss_is_one_amount_that_of_the_table(standing, plan):
    scores, one = standing(("dawa", 96.875, 1, "A")), steps(("activities", 3.125, 1))
    (sentence,) = narrative.losses(one, scores, "dawa", plan)
    assert sentence == "全年只有一项失分：举办创新创业活动（失3.13分，差1场）。"
    (sentence,) = narrative.losses(one, scores.assign(period="2021-06"), "dawa", plan)
    assert sentence == "还可以争取的只有一项：举办创新创业活动（3.13分，还差1场）。"


def test_targets_of_one_are_flagged_where_they_are_scored(plan):
    status = pd.DataFrame(
        [
            ("dawa", "rd_centers", 1.0),
            ("dawa", "activities", 4.0),
            ("dawa", "park_coverage", 1.0),
            ("panshan", "teams", 0),
        ],
        columns=["scope", "indicator", "target"],
    )
    parts = status.rename(columns={"scope": "district"})[["district", "indicator"]]
    assert narrative.small_targets(parts, status, plan) == [
        "目标只有1的，完成与否相差整项的分：新建市级企业工程技术研发中心（大洼区）。"
    ]
    assert narrative.small_targets(parts.iloc[1:2], status, plan) == []


@pytest.mark.parametrize(
    ("period", "sentences"), [("2021-12", "2021年度绩效考核"), ("2021-06", "2021年6月，期中测算）")]
)
def test_the_heading_says_what_is_assumed_and_whether_the_year_is_over(plan, period, sentences):
    text = repr(narrative.heading(plan, period, "public", "数据截至2021年7月1日当日所知。"))
    assert sentences in text
    assert "（公开）" in text
    assert "数据截至2021年7月1日当日所知" in text
    assert "按上报数计分" in text
    assert ("期中得分对照的是全年目标" in text) == (period != "2021-12")


def test_before_december_there_is_no_grade_and_afterwards_nothing_is_asked_for(standing, verdicts, plan):
    table = standing(("dawa", 90.0, 1, "A"), ("gaoxin", 50.0, 2, "C"))
    steps = pd.DataFrame([("dawa", "activities", 10.0, 1.0, 1), ("dawa", "teams", 2.0, None, 2)],
                         columns=["district", "indicator", "points_lost", "still_needed", "order"])  # fmt: skip

    def sentences(scores):
        return "".join(
            narrative.overall(scores, plan)
            + narrative.rank(scores, verdicts(("dawa", 1)), "dawa", plan)
            + narrative.losses(steps, scores, "dawa", plan)
        )

    final, halfway = sentences(table), sentences(table.assign(period="2021-09"))
    assert "A等" in final
    assert "等次" not in halfway
    assert "A等" not in halfway
    assert "还可以争取" in halfway
    assert "先补报" in halfway
    assert not any(words in final for words in ("还可以", "还差", "先补报", "下一步"))


def test_only_scores_and_ranks_that_changed_are_reported_and_the_first_month_states_nothing(plan):
    rows = [("2021-05", "dawa", 50.0, 2), ("2021-05", "gaoxin", 60.0, 1), ("2021-05", "panshan", 40.0, 3)]
    rows += [("2021-06", "dawa", 70.0, 1), ("2021-06", "gaoxin", 60.0, 2), ("2021-06", "panshan", 40.0, 3)]
    history = pd.DataFrame(rows, columns=["period", "district", "score", "rank"])
    assert narrative.score_change(history, plan, "2021-06") == [
        "得分比上月（名次有变的注明，未报的按沿用的数计）：大洼区50.00→70.00分（第2→第1）、盘锦高新区得分不变（第1→第2）。"
    ]
    assert narrative.score_change(history, plan, "2021-05") == []


def test_ranks_among_other_districts_are_not_compared(plan, ended):
    rows = [("2021-05", "dawa", 50.0, 2), ("2021-05", "gaoxin", 60.0, 1), ("2021-06", "dawa", 50.0, 1)]
    history = pd.DataFrame(rows, columns=["period", "district", "score", "rank"])
    assert narrative.score_change(history, ended, "2021-06") == [], "nobody moved, another is gone"
    history.loc[2, "score"] = 51.0
    assert narrative.score_change(history, ended, "2021-06") == [
        "得分比上月（地区有增减，名次不可比，未报的按沿用的数计）：大洼区50.00→51.00分。"
    ]


def test_before_the_plan_nothing_that_costs_points_is_to_be_reported_later(frames, plan):
    early = frames["scores"].assign(period="2021-02")
    lines = "".join(narrative.losses(frames["next_steps"], early, "gaoxin", plan))
    assert "本期未报）" in lines
    assert "补报" not in lines


def test_before_the_deadline_what_has_not_come_is_not_called_unreported(frames, plan):
    """The words of every page are the same: the bulletin's, the assessment's, the comparison's."""
    waits = on_record(plan, "2021-06", date(2021, 6, 28), None)
    status, scores = frames["status"], frames["scores"].assign(missing=1)
    one = status.query("scope != 'city' and indicator == 'activities'").assign(target=9.0)
    for recorded, said, other in ((plan, "未报", "还没有报来"), (waits, "还没有报来", "未报")):
        made = [*narrative.overall(scores, recorded, status)[2:], *narrative.by_indicator(status, recorded)[2:]]
        made += narrative.rank(scores, frames["rank_verdict"], "dawa", recorded)[1:]
        made += narrative.losses(frames["next_steps"], scores, "dawa", recorded)
        made += [*movement(frames["path"], recorded), *money(status, recorded), *remarks(status, recorded)]
        texts = [finding(one, recorded), finding(one.assign(actual=None), recorded), *made]
        for text in texts:
            plain = text.replace("未报的按其以前", "").replace("未报不等于", "")
            plain = plain.replace("（未报的地区）", "").replace("上月未报", "")
            assert other not in plain, text
        assert sum(said in text for text in texts) > 6
