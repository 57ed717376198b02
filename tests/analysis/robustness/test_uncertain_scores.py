import math
from itertools import product

import numpy as np
import pytest

from panjin_kpi.analysis.assessment.score_inputs import containing
from panjin_kpi.analysis.robustness.uncertain_scores import choose, widths
from panjin_kpi.reference.settings.rank_check import CHOICES

CAPS = {"cap_as_set": 1.0, "cap_wider": 1.2, "no_cap": math.inf}


def slowly(own, rows, targets, proven, first, on_time, within):
    """The scores under one choice of each factor, one cell after the other; and weights, if given."""
    reported = {row[1:3]: row for row in {"first_reported": first, "on_time": on_time}.get(own["basis"], rows)}
    actual = {}
    for cell, (month, _, _, value) in reported.items():
        fresh = month == 6
        if own["basis"] == "evidenced" and cell in proven:
            fresh, value = True, proven[cell]
        elif own["attribution"] == "undecided_out" and cell == ("a", "new_hnte"):
            value -= min(max(value - proven[cell], 0), 1)
        if fresh or own["missing"] == "carried_forward":
            actual[cell] = value
    goals = {(d, i): t for d, cells in targets.items() for i, t in cells.items()}
    if own["within"] == "within":
        for inner, outer in within.items():
            for name in {i for _, i in [*goals]}:
                for grid, base in ((actual, dict(actual)), (goals, dict(goals))):
                    if (inner, name) in base:
                        grid[outer, name] = base.get((outer, name), 0) + base[inner, name]
    counted = {cell: min(max(actual.get(cell, 0) / goals[cell], 0), CAPS[own["cap"]]) for cell in goals}
    if own["not_allocated"] != "drop":
        for d, i in product(targets, {i for _, i in goals}):
            if (d, i) not in goals:
                others = [value for (_, name), value in counted.items() if name == i and (_, name) in goals]
                mean = 1.0 if own["not_allocated"] == "full_marks" else sum(others) / len(others)
                counted[d, i] = min(mean, CAPS[own["cap"]])
    return counted


def summed(counted, district, weights, aggregation):
    own = {i: value for (d, i), value in counted.items() if d == district}
    whole = sum(weights[i] for i in own)
    if aggregation == "geometric":
        return 100 * math.exp(sum(weights[i] * math.log(max(value, 0.01)) for i, value in own.items()) / whole)
    return 100 * sum(weights[i] * value for i, value in own.items()) / whole


def test_every_combination_of_choices_is_that_of_a_slow_recomputation(small, uncertain, targets, bases):
    made = uncertain(small(targets, within={"d": "c"}))
    names = made.whole.indicators
    rows, first, on_time, proven, _ = bases.__defaults__
    discrete = [factor for factor in CHOICES if factor not in ("weights", "left_out")]
    chosen = list(product(*(CHOICES[factor] for factor in discrete)))
    picks = {f: np.array([CHOICES[f].index(own[n]) for own in chosen]) for n, f in enumerate(discrete)}
    picks |= dict.fromkeys(("weights", "left_out"), np.zeros(len(chosen), dtype="int64"))
    weights = np.random.default_rng(4).uniform(0.8, 1.2, (len(chosen), len(names)))
    found = made.scores(picks, weights, range(4))
    for number, own in enumerate(chosen):
        choice = dict(zip(discrete, own, strict=True))
        counted = slowly(choice, rows, targets, proven, first, on_time, {"d": "c"})
        weight = dict(zip(names, weights[number], strict=True))
        expected = [summed(counted, district, weight, choice["aggregation"]) for district in targets]
        assert found[number] == pytest.approx(expected, abs=1e-9), choice


def test_a_district_keeps_its_only_indicator_when_it_is_left_out(small, uncertain, targets):
    plan = small(targets)
    made = uncertain(plan)
    draws = np.full((1, sum(widths(4))), 0.5)
    draws[0, -1] = 0.5 + 1e-6  # the first indicator, activities
    picks, weights = choose(draws, plan, 4)
    assert weights[0, 0] < 1e-9 < weights[0, 1:].min()
    as_set = {factor: np.array([CHOICES[factor].index(choice)]) for factor, choice in made.as_set().items()}
    assert picks["left_out"].tolist() == [1]
    a, _, c, _ = made.scores(as_set, weights, range(4))[0]
    assert c == pytest.approx(62.5), "it has nothing but activities"
    assert a == pytest.approx(100), "talents and enterprises alone"


def test_choices_are_drawn_by_their_shares_and_weights_within_their_bounds(plan):
    drawn = np.random.default_rng(1).random((20_000, sum(widths(3))))
    picks, weights = choose(drawn, plan, 3)
    for factor, choices in CHOICES.items():
        shares = np.bincount(picks[factor], minlength=len(choices)) / len(drawn)
        assert shares == pytest.approx(plan.assessment.rank_check.share(factor), abs=0.02)
    varied = (picks["weights"] == 0) & (picks["left_out"] == 0)
    assert 0.8 <= weights[varied].min() < 0.81 < 1.19 < weights[varied].max() <= 1.2
    out = picks["left_out"] == 1
    assert ((weights[out] < 1e-9).sum(axis=1) == 1).all()
    assert np.bincount((weights[out] < 1e-9).argmax(axis=1)) / out.sum() == pytest.approx([1 / 3] * 3, abs=0.02)
    share = weights[(picks["weights"] == 1) & ~out]
    share /= share.sum(axis=1, keepdims=True)
    assert share.mean(axis=0) == pytest.approx([1 / 3] * 3, abs=0.02)
    assert share.var(axis=0) == pytest.approx([1 / 18] * 3, abs=0.01), "Dirichlet(1, 1, 1)"


def test_a_district_within_another_keeps_a_row_of_its_own(plan, uncertain, reported):
    made = uncertain(plan, rows=[(6, "gaoxin", "incubatees", 3)], first=[], proven={}, undecided=())
    pool = containing(made.whole, plan)
    names = made.whole.districts
    assert pool[names.index("xinglongtai"), names.index("gaoxin")] == 1
    assert pool.sum() == len(names) + 1
    inner = made.inputs("reported", "undecided_in", "carried_forward", "within")
    cell = made.whole.indicators.index("incubatees")
    assert inner.actual[[names.index("xinglongtai"), names.index("gaoxin")], cell].tolist() == [3, 3]
    assert inner.target[[names.index("xinglongtai"), names.index("gaoxin")], cell].tolist() == [24, 19]
