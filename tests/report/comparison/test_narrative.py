import pandas as pd
import pytest

from panjin_kpi.report.comparison.narrative import compared, finding, improved, spread
from panjin_kpi.report.index.standing import gains
from panjin_kpi.schemas.formats import format_percent
from tests.plan import PLAN


def rows(*completions, target=4.0):
    table = pd.DataFrame({"scope": PLAN.districts_in("2021-12")[: len(completions)], "indicator": "activities"})
    table = table.assign(completion=pd.array(completions, "Float64").astype("float64"), period="2021-09", planned=0.5)
    table["actual"] = table["completion"] * target
    done = table["completion"] >= 1
    return table.assign(target=target, light=done.map({True: "done", False: "behind"}))


@pytest.mark.parametrize(
    ("completions", "words"),
    [
        ((None, None), "有目标的2个地区本期都未报"),
        ((0.5,), "只有盘山县有目标，完成50.0%"),
        ((None, 0.5), "盘山县本期未报，双台子区完成50.0%"),
        ((1.0, 1.25), "有目标的2个地区都已完成"),
        ((0.5, 0.5), "盘山县、双台子区均完成50.0%"),
        ((0.4, 0.4001), "盘山县、双台子区均完成40.0%"),
        ((0.5, 0.5001), "双台子区最高（50.01%），盘山县最低（50.0%）"),  # one of them is ahead of the pace of 0.5
        ((0.0, 0.0), "到本期有目标的2个地区都还是0"),
        ((0.5, 0.75, 0.5), "双台子区最高（75.0%），盘山县、兴隆台区最低（50.0%）"),
    ],
)
def test_a_finding_is_true_of_ties_blanks_one_district_and_all_done(completions, words):
    assert finding(rows(*completions), PLAN) == words


@pytest.mark.parametrize(
    ("completions", "words"),
    [
        ((0.0, 0.0), "尚未到期，有目标的2个地区都还是0"),
        ((0.0,), "只有盘山县有目标，尚未到期，完成0.0%"),
        ((None, 0.0, 0.0), "盘山县本期未报，尚未到期，双台子区、兴隆台区均完成0.0%"),
        ((0.5, 0.0), "尚未到期，盘山县最高（50.0%），双台子区最低（0.0%）"),
    ],
)
def test_where_nothing_is_due_yet_the_finding_says_so(completions, words):
    assert finding(rows(*completions).assign(planned=0.0), PLAN) == words


def test_every_finding_of_a_month_names_the_highest_and_the_lowest_or_in_a_closed_year_who_completed(case):
    for name, own in compared(case.frames["status"]).groupby("indicator"):
        values = [r["completion"] for r in case.own if r["indicator"] == name and r["scope"] != "city"]
        values = [value for value in values if pd.notna(value)]
        words = finding(own, PLAN)
        assert len(values) == own["completion"].notna().sum()
        if case.period.endswith("-12") and "最低" in words:
            done = (own["light"] == "done").sum()
            counts = f"{done}个地区完成，{len(own) - done}个没有完成" if done else f"{len(own)}个地区都没有完成"
            assert words.startswith(f"{counts}，最低")
            assert words.endswith(f"（{format_percent(min(values))}）")
        elif "最高" in words:
            assert f"最高（{format_percent(max(values))}）" in words
            assert f"最低（{format_percent(min(values))}）" in words
        elif "都已完成" in words:
            assert min(values) >= 1
        elif "都还是0" in words:
            assert max(values) == 0
        elif "未报" not in words and "只有" not in words:
            assert format_percent(max(values)) == format_percent(min(values)) == words.split("完成")[1]


def test_the_widest_spread_comes_first_and_no_sentence_is_made_without_one():
    table = pd.concat([rows(0.2, 0.9), rows(0.4, 0.5).assign(indicator="alliances")])
    assert spread(table, PLAN) == [
        "各地区完成率相差最大的：举办创新创业活动（最高双台子区90.0%，最低盘山县20.0%，相差70.0个百分点）；"
        "建立产业技术创新联盟（最高双台子区50.0%，最低盘山县40.0%，相差10.0个百分点）。"
    ]
    assert spread(rows(0.5, 0.5), PLAN) == ["各项指标的完成率在各地区之间没有差别。"]
    assert spread(rows(0.5, 0.5, None), PLAN) == [
        "各项指标的完成率在已报的地区之间没有差别。",
        "本期没有报来、不比较的：兴隆台区（1项）。",
    ]
    assert spread(rows(0.5, 0.75, None), PLAN)[1:] == ["本期没有报来、不比较的：兴隆台区（1项）。"]
    assert (
        spread(rows(0.5, None), PLAN) == spread(rows(None, None), PLAN) == ["没有两个以上地区都报来的指标，不能比较。"]
    )
    assert spread(table.assign(light="not_allocated"), PLAN) == ["计划没有把指标分解到地区。"]


def test_whom_nothing_was_asked_of_is_not_the_best():
    """A target of 0 is done by rule (c = 1, DESIGN 5): no district leads with 0 of 0."""
    table = rows(1.0, 0.5, 0.25)
    table.loc[0, ["target", "actual"]] = 0.0
    assert finding(compared(table), PLAN) == "双台子区最高（50.0%），兴隆台区最低（25.0%）"
    assert spread(table, PLAN) == [
        "各地区完成率相差最大的：举办创新创业活动（最高双台子区50.0%，最低兴隆台区25.0%，相差25.0个百分点）。",
        "目标为0的视为已完成，不比较：举办创新创业活动（盘山县）。",
    ]
    nothing = spread(table.assign(target=0.0), PLAN)
    assert nothing == [
        "没有两个以上地区都报来的指标，不能比较。",
        "目标为0的视为已完成，不比较：举办创新创业活动（盘山县、双台子区、兴隆台区）。",
    ]


def test_the_ends_of_a_spread_are_named_whatever_their_share_is_in_binary():
    (sentence,) = spread(rows(0.5, 1.19 / 20), PLAN)
    assert "最高盘山县50.0%，最低双台子区6.0%，" in sentence


def test_who_gained_most_since_a_month_is_who_has_the_largest_difference(case):
    history = case.frames["score_history"]
    scores = {(r["period"], r["district"]): r["score"] for r in case.records["score_history"]}
    for since, own in gains(history, PLAN, case.period).groupby("period"):
        differences = {d: round(scores[case.period, d], 2) - round(scores[since, d], 2) for d in own["district"]}
        best = own.loc[own["points"] == own["points"].max(), "district"]
        assert set(best) == {d for d, gain in differences.items() if abs(gain - max(differences.values())) < 1e-6}
    if case.period == "2021-06":  # nobody reported anything
        assert improved(history, PLAN, case.period) == []


def test_the_first_month_is_compared_with_nothing():
    history = pd.DataFrame({"period": ["2021-01"], "district": ["dawa"], "score": [1.0], "rank": [1]})
    assert gains(history, PLAN, "2021-01").empty
    assert improved(history, PLAN, "2021-01") == []


def test_a_gain_is_the_difference_of_what_both_months_show():
    scores = [10.125, 10.125 + 1.25]  # shown as 10.13 and 11.38
    history = pd.DataFrame({"period": ["2021-05", "2021-06"], "district": "dawa", "score": scores, "rank": 1})
    assert improved(history, PLAN, "2021-06") == [
        "自2021年5月以来进步最大的是大洼区（得分升1.25分，未报的按沿用的数计）。"
    ]
    history["score"] = [10.124, 10.125 + 1.25]  # a difference of 1.251, of what is shown 1.26
    assert improved(history, PLAN, "2021-06") == [
        "自2021年5月以来进步最大的是大洼区（得分升1.26分，未报的按沿用的数计）。"
    ]


def test_where_proven_figures_are_scored_nothing_is_said_to_be_carried(proven):
    history = pd.DataFrame({"period": ["2021-05", "2021-06"], "district": "dawa", "score": [1.0, 2.0], "rank": 1})
    assert improved(history, proven, "2021-06") == ["自2021年5月以来进步最大的是大洼区（得分升1.00分，按佐证数计分）。"]


def test_nothing_is_compared_with_a_month_before_the_first_one_due():
    months = ["2021-04", "2021-05", "2021-06"]
    history = pd.DataFrame({"period": months, "district": "dawa", "score": [1.0, 2.0, 4.0], "rank": 1})
    assert gains(history, PLAN, "2021-05").empty
    assert list(gains(history, PLAN, "2021-06")["period"]) == ["2021-05"]
