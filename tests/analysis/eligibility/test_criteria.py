import numpy as np
import pytest
from pydantic import TypeAdapter

from panjin_kpi.analysis.eligibility.criteria import evaluate, judge, overall
from panjin_kpi.analysis.eligibility.outcomes import MANUAL, MET, OUTCOMES, UNKNOWN, UNMET, CriterionOutcome
from panjin_kpi.reference.settings.tier_criteria import AnyCriterion

READ = TypeAdapter(AnyCriterion).validate_python
COMMON = {"id": "x", "name": "条目", "role": "required", "unit": "人", "period": "上一年"}
COMMON |= {"document": "某文件", "clause": "第一条", "valid_from": "2021"}
STAFF = {"kind": "figure", "of": "staff"}
BANDS = [{"from": 4, "points": 24}, {"from": 1, "points": 6}]


def rule(kind, **written):
    return READ(COMMON | {"kind": kind} | written)


def scored(low, high=None, doubt=MET, outcome=MET):
    high = low if high is None else high
    return CriterionOutcome(np.array([outcome]), low=np.array([low]), high=np.array([high]), in_doubt=np.array([doubt]))


def outcomes(found):
    return OUTCOMES[found.outcome[0]]


@pytest.mark.parametrize(
    ("test", "staff", "outcome", "margin"),
    [
        ("at_least", 500, "met", 0),
        ("at_least", 499, "unmet", -1),
        ("above", 500, "unmet", 0),
        ("above", 501, "met", 1),
        ("at_most", 500, "met", 0),
        ("at_most", 501, "unmet", -1),
        ("at_most", None, "unknown", None),
    ],
)
def test_a_gate_and_its_margin(figures_of, test, staff, outcome, margin):
    found = judge(rule("gate", value=STAFF, test=test, threshold=500), figures_of({2020: {"staff": staff}}), {})
    assert outcomes(found) == outcome
    assert (
        np.asarray(found.margin).tolist() == [pytest.approx(margin)] if margin is not None else np.isnan(found.margin)
    )


def test_a_gate_without_a_known_threshold_is_for_a_person_and_shows_the_value(figures_of):
    gate = rule("gate", value=STAFF, test="at_least", threshold=None)
    found = judge(gate, figures_of({2020: {"staff": 7}}), {})
    assert (outcomes(found), found.value.tolist()) == ("manual", [7])
    assert np.isnan(found.threshold)
    assert outcomes(judge(gate, figures_of({}), {})) == "unknown"


def test_outcomes_that_a_column_cannot_carry_go_to_a_person(figures_of):
    gate = rule("gate", value=STAFF, test="at_least", threshold=5, if_unmet="manual", if_unknown="manual")
    assert [outcomes(judge(gate, figures_of({2020: {"staff": n}}), {})) for n in (4, 5, None)] == [
        "manual",
        "met",
        "manual",
    ]


@pytest.mark.parametrize(
    ("size", "threshold"), [(0, 9), (4999, 9), (5000, 9), (5000.01, 8), (20000, 8), (20000.01, 7), (1e9, 7)]
)
def test_the_limits_of_sizes_are_inclusive(figures_of, size, threshold):
    steps = [{"up_to": 5000, "threshold": 9}, {"up_to": 20000, "threshold": 8}, {"up_to": None, "threshold": 7}]
    gate = rule("gate_by_size", value=STAFF, size={"kind": "figure", "of": "revenue_wan"}, test="at_least", steps=steps)
    for staff, outcome in ((threshold, "met"), (threshold - 1, "unmet")):
        found = judge(gate, figures_of({2020: {"staff": staff, "revenue_wan": size}}), {})
        assert (outcomes(found), np.asarray(found.threshold).tolist()) == (outcome, [threshold])
    assert outcomes(judge(gate, figures_of({2020: {"staff": 99}}), {})) == "unknown", "the size is unknown"


@pytest.mark.parametrize(("staff", "points"), [(5, 24), (4, 24), (3, 6), (1, 6), (0, 0)])
def test_points_at_each_lower_bound_and_one_below(figures_of, staff, points):
    found = judge(rule("banded", value=STAFF, bands=BANDS), figures_of({2020: {"staff": staff}}), {})
    assert (found.low.tolist(), found.high.tolist(), found.in_doubt.tolist()) == ([points], [points], [MET])
    assert outcomes(found) == ("met" if points else "unmet")
    assert found.threshold == 1


def test_points_of_an_unknown_figure_can_be_any(figures_of):
    found = judge(rule("banded", value=STAFF, bands=BANDS), figures_of({}), {})
    assert (found.low.tolist(), found.high.tolist(), outcomes(found)) == ([0], [24], "unknown")


def test_points_of_a_ratio_that_does_not_exist_are_for_a_person(figures_of):
    ratio = {"kind": "ratio", "of": "rd_staff", "to": "staff"}
    found = judge(rule("banded", value=ratio, bands=BANDS), figures_of({2020: {"rd_staff": 3, "staff": 0}}), {})
    assert (found.low.tolist(), found.high.tolist(), outcomes(found)) == ([0], [24], "manual")


def test_a_band_without_its_bound_begins_above_it(figures_of):
    bands = [{"from": 5, "points": [3, 4]}, {"above": 0, "points": [1, 2]}]
    found = [judge(rule("banded", value=STAFF, bands=bands), figures_of({2020: {"staff": n}}), {}) for n in (0, 1, 5)]
    assert [(f.low[0], f.high[0], f.in_doubt[0]) for f in found] == [(0, 0, MET), (1, 2, MANUAL), (3, 4, MANUAL)]


@pytest.mark.parametrize(
    ("parts", "low", "high", "outcome", "value"),
    [
        ([scored(30), scored(20)], 30, 30, "met", 30),
        ([scored(0), scored(0)], 0, 0, "unmet", 0),
        ([scored(50), scored(0, 50, UNKNOWN)], 50, 50, "met", 50),
        ([scored(30), scored(0, 50, UNKNOWN)], 30, 50, "met", 30),
        ([scored(0), scored(0, 50, UNKNOWN)], 0, 50, "unknown", None),
        ([scored(0), scored(0, 50, MANUAL)], 0, 50, "manual", None),
        ([scored(0, 50, UNKNOWN), scored(0, 50, MANUAL)], 0, 50, "unknown", None),
    ],
)
def test_the_better_of_two(parts, low, high, outcome, value):
    best = rule("best_of", parts=["a", "b"])
    found = judge(best, None, {"a": parts[0], "b": parts[1]})
    assert (found.low.tolist(), found.high.tolist(), outcomes(found)) == ([low], [high], outcome)
    assert found.value.tolist() == [value] if value is not None else np.isnan(found.value).all()
    assert (found.in_doubt[0] == MET) == (low == high)


@pytest.mark.parametrize(
    ("parts", "outcome", "value"),
    [
        ([scored(4), scored(50), scored(6)], "met", 60),
        ([scored(20), scored(30), scored(6)], "unmet", 56),
        ([scored(20), scored(50), scored(0, 30, UNKNOWN)], "met", 70),
        ([scored(20), scored(0), scored(0, 30, UNKNOWN)], "unmet", 50),
        ([scored(20), scored(30), scored(0, 30, UNKNOWN)], "unknown", None),
        ([scored(20), scored(0, 50, MANUAL), scored(0)], "manual", None),
        ([scored(20), scored(0, 50, MANUAL), scored(0, 30, UNKNOWN)], "unknown", None),
    ],
)
def test_a_sum_is_decided_when_its_ends_agree(parts, outcome, value):
    total = rule("sum", parts=["a", "b", "c"], test="at_least", threshold=60)
    found = judge(total, None, dict(zip("abc", parts, strict=True)))
    assert outcomes(found) == outcome
    assert found.value.tolist() == [value] if value is not None else np.isnan(found.value).all()


@pytest.mark.parametrize(("points", "outcome"), [(69.9, "unmet"), (70, "unmet"), (70.1, "met"), (71, "met")])
def test_the_mark_itself_is_not_above_it(plan, points, outcome):
    # 国科发火〔2016〕195号: 70分以上（不含70分）
    innovation = plan.tiers.tiers["hnte"].by_id["hnte_innovation"].model_copy(update={"experts": {}})
    parts = dict(zip(innovation.parts, [scored(points - 20), scored(10), scored(10)], strict=True))
    assert outcomes(judge(innovation, None, parts)) == outcome


def test_what_experts_give_is_a_range_and_never_a_point():
    total = rule("sum", parts=["a"], experts={"甲": [0, 30], "乙": [0, 20]}, test="above", threshold=70)
    found = judge(total, None, {"a": scored(30)})
    assert (found.low.tolist(), found.high.tolist(), outcomes(found)) == ([30], [80], "manual")
    assert np.isnan(found.value).all()
    assert outcomes(judge(total, None, {"a": scored(20)})) == "unmet", "20 + 50 is 70 at most"
    assert outcomes(judge(total, None, {"a": scored(71)})) == "met"


def test_a_sum_stops_at_its_cap():
    total = rule("sum", parts=["a"], experts={"甲": [0, 30]}, cap=30, test=None, threshold=None)
    found = judge(total, None, {"a": scored(8)})
    assert (found.low.tolist(), found.high.tolist()) == ([8], [30])


@pytest.mark.parametrize(("end", "value"), [("low", 16), ("high", 18)])
def test_one_end_of_a_range_can_be_shown(end, value):
    shown = rule("sum", parts=["a", "b"], end=end, test=None, threshold=None)
    found = judge(shown, None, {"a": scored(9, 10, MANUAL), "b": scored(7, 8, MANUAL)})
    assert (found.value.tolist(), outcomes(found)) == ([value], "manual")
    unknown = judge(shown, None, {"a": scored(9, 10, MANUAL), "b": scored(0, 10, UNKNOWN)})
    assert np.isnan(unknown.value).all()
    assert outcomes(unknown) == "unknown"


def test_one_alternative_suffices_and_needs_all_its_criteria():
    done = {
        name: CriterionOutcome(np.array([code]))
        for name, code in zip("muhn", (MET, UNMET, MANUAL, UNKNOWN), strict=True)
    }

    def either(*ways):
        return outcomes(judge(rule("any_of", ways=[list(way) for way in ways]), None, done))

    assert either("mu", "m") == "met"
    assert either("mu", "u") == "unmet"
    assert either("mn", "u") == "unknown"
    assert either("mh", "u") == "manual"
    assert either("un", "uh") == "unmet"


def test_the_whole_of_a_tier_is_that_of_its_required_criteria(plan, figures_of, sound):
    tier = plan.tiers.tiers["sci_tech_sme"]
    found = evaluate(tier, figures_of({2020: sound, 2021: {"serious_incident": False}}))
    assert list(found) == list(tier.by_id)
    assert overall(tier, found).tolist() == [MANUAL], "two criteria no column holds"
    assert overall(tier, found | {"sme_staff": CriterionOutcome(np.array([UNMET]))}).tolist() == [UNMET]
    assert overall(tier, found | {"sme_staff": CriterionOutcome(np.array([UNKNOWN]))}).tolist() == [UNKNOWN]
    assert overall(tier, found | {"sme_award": CriterionOutcome(np.array([UNMET]))}).tolist() == [MANUAL], (
        "beside decides nothing"
    )
