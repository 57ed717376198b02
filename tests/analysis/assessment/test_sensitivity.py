import math

import numpy as np
import pandas as pd
import pytest

from panjin_kpi import schemas
from panjin_kpi.analysis.assessment import ranking, sensitivity
from panjin_kpi.analysis.assessment.ranking import hundredths
from panjin_kpi.analysis.assessment.score_inputs import measures
from panjin_kpi.analysis.assessment.sensitivity import rank_ranges
from panjin_kpi.reference.settings.assessment import Adjustment, WeightGroup, WeightPreset

TARGETS = {
    "a": {"activities": 4, "talents": 2},
    "b": {"activities": 10, "alliances": 5, "talents": 1},
    "c": {"activities": 8},
    "d": {"alliances": 4, "talents": 4},
}
ROWS = [
    (6, "a", "activities", 1),
    (6, "a", "talents", 3),
    (4, "b", "activities", 9),
    (6, "b", "talents", 0),
    (6, "c", "activities", 5),
    (6, "d", "talents", 3),
    (6, "d", "alliances", 2),
]
DRAWN = ["weights_varied", "weights_any"]
COMPLETION = {  # by hand; capped at 1, never reported is 0
    "a": {"activities": 0.25, "talents": 1},
    "b": {"activities": 0.9, "alliances": 0, "talents": 0},
    "c": {"activities": 0.625},
    "d": {"alliances": 0.5, "talents": 0.75},
}
NONE = pd.Series(dtype="float64")
INDICATORS = ["activities", "alliances", "talents"]


def ranges(found, draws=400, penalties=NONE, **more):
    status, path, plan, period = found
    table = rank_ranges(measures(status, path, plan, period), penalties, plan, period, draws=draws, **more)
    assert schemas.faults("rank_ranges", table)[1] == []
    assert list(table.columns) == list(schemas.schema("rank_ranges").columns)
    return table.set_index(["scenario", "district"])


def slowly(multiples, base):
    """Ranks in every draw, computed one district and one indicator at a time."""
    rows = []
    for draw in multiples:
        score = {}
        for district, own in COMPLETION.items():
            weight = {i: base[district][i] * m for i, m in zip(INDICATORS, draw, strict=True) if i in own}
            score[district] = 100 * sum(weight[i] * own[i] for i in own) / sum(weight.values())
        cents = {district: int(hundredths(np.array([value]))[0]) for district, value in score.items()}
        rows.append({d: 1 + sum(other > cents[d] for other in cents.values()) for d in cents})
    return pd.DataFrame(rows)


@pytest.mark.parametrize("draws", [1, 7, 400])
def test_ranges_are_those_of_a_slow_recomputation(small, reported, draws):
    table = ranges(reported(small(TARGETS), *ROWS), draws=draws, seed=7)
    one = {district: dict.fromkeys(own, 1.0) for district, own in COMPLETION.items()}
    draw = {
        "weights_varied": np.random.default_rng([7, 0]).uniform(0.8, 1.2, (draws, 3)),
        "weights_any": np.random.default_rng([7, 1]).dirichlet([1.0] * 3, draws),
    }
    for scenario, multiples in draw.items():
        ranks_drawn = slowly(multiples, one)
        found = table.loc[scenario]
        for name, share in (("rank_low", 0.05), ("rank_median", 0.5), ("rank_high", 0.95)):
            expected = [sorted(ranks_drawn[d])[max(math.ceil(share * draws) - 1, 0)] for d in ranks_drawn]
            assert found[name].tolist() == expected, (scenario, name)
            quantile = np.quantile(ranks_drawn.to_numpy(), share, axis=0, method="inverted_cdf")
            assert found[name].tolist() == quantile.tolist()
        assert found["first_share"].tolist() == (ranks_drawn == 1).mean().tolist()
        assert found["last_share"].tolist() == ranks_drawn.eq(ranks_drawn.max(axis=1), axis=0).mean().tolist()


def test_varied_weights_start_from_the_preset(small, reported):
    preset = WeightPreset(default=1, groups=[WeightGroup(share=0.9, indicators=["talents"])])
    table = ranges(reported(small(TARGETS, weights=preset), *ROWS), seed=3)
    base = {
        d: {i: (0.9 if i == "talents" else 0.1 / max(len(own) - 1, 1)) for i in own} for d, own in COMPLETION.items()
    }
    base["c"] = {"activities": 1.0}
    ranks_drawn = slowly(np.random.default_rng([3, 0]).uniform(0.8, 1.2, (400, 3)), base)
    assert (
        table.loc["weights_varied", "rank_high"].tolist()
        == np.quantile(ranks_drawn.to_numpy(), 0.95, axis=0, method="inverted_cdf").tolist()
    )


def test_blocks_do_not_matter(small, reported, monkeypatch):
    found = reported(small(TARGETS), *ROWS)
    whole = ranges(found)
    monkeypatch.setattr(ranking, "CELLS", 9)
    monkeypatch.setattr(sensitivity, "SCORES", 30)
    pd.testing.assert_frame_equal(ranges(found), whole)


def test_the_same_seed_gives_the_same_table_and_another_one_another(small, reported):
    found = reported(small(TARGETS), *ROWS)
    pd.testing.assert_frame_equal(ranges(found, seed=1), ranges(found, seed=1))
    assert not ranges(found, seed=1).equals(ranges(found, seed=2))


@pytest.mark.parametrize(
    ("scenario", "expected"),
    [
        # 1.0: a 62.5, b 30, c 62.5, d 62.5
        ("cap_wider", {"a": 1, "b": 4, "c": 2, "d": 2}),  # a 72.5
        ("no_cap", {"a": 1, "b": 4, "c": 2, "d": 2}),  # a 87.5
        # means: alliances (0 + .5)/2, talents (1 + 0 + .75)/3 = .5833, activities (.25 + .9 + .625)/3 = .5917
        # a (.25 + 1 + .25)/3 = 50; b 30; c (.625 + .25 + .5833)/3 = 48.61; d (.5917 + .5 + .75)/3 = 61.39
        ("others_mean", {"a": 2, "b": 4, "c": 3, "d": 1}),
        # d within c: activities 5/8, alliances 2/4, talents 3/4: 62.5; a 62.5
        ("merged", {"a": 1, "b": 3, "c": 1}),
    ],
)
def test_recomputations_by_hand(small, reported, scenario, expected):
    table = ranges(reported(small(TARGETS, within={"d": "c"}), *ROWS), draws=5).loc[scenario]
    assert table["rank_median"].to_dict() == expected
    assert (table["rank_low"] == table["rank_median"]).all()
    assert (table["rank_high"] == table["rank_median"]).all()
    assert table["first_share"].tolist() == [float(rank == 1) for rank in expected.values()]
    assert table["last_share"].tolist() == [float(rank == max(expected.values())) for rank in expected.values()]


def test_gaoxin_in_xinglongtai_leaves_five_ranks(plan, reported):
    # 兴隆台区 5 of 5 incubatees, 高新区 0 of 19: together 5 of 24, below 盘山县's 3 of 9
    rows = [(6, "xinglongtai", "incubatees", 5), (6, "gaoxin", "incubatees", 0), (6, "panshan", "incubatees", 3)]
    table = ranges(reported(plan, *rows), draws=5)
    assert list(table.loc["merged"].index) == ["panshan", "shuangtaizi", "xinglongtai", "dawa", "liaodongwan"]
    assert table.loc["merged", "rank_low"].tolist() == [1, 3, 2, 3, 3]
    assert table.loc["no_cap", "rank_low"].tolist() == [2, 3, 1, 3, 3, 3]


def test_a_district_without_a_score_has_no_rank_in_any_scenario(small, reported):
    table = ranges(reported(small({**TARGETS, "e": {}}), *ROWS))
    counted = table.drop("others_mean", level="scenario").xs("e", level="district")
    assert counted.isna().all(axis=None)
    assert table.loc[("others_mean", "e")].notna().all(), "there it counts as the others do"
    without = ranges(reported(small(TARGETS), *ROWS))
    for scenario in DRAWN:
        pd.testing.assert_frame_equal(table.loc[scenario].drop("e"), without.loc[scenario])


@pytest.mark.parametrize("targets", [{}, {"a": {}, "b": {}}])
def test_nobody_has_anything(small, reported, targets):
    table = ranges(reported(small(targets)))
    assert len(table) == 6 * len(targets)
    assert table.isna().all(axis=None)


def test_one_district_is_first_and_last(small, reported):
    table = ranges(reported(small({"c": {"activities": 8}}), *ROWS))
    assert (table == 1).all(axis=None)


def test_nothing_reported_leaves_everybody_first(small, reported):
    table = ranges(reported(small(TARGETS)))
    assert (table == 1).all(axis=None)


def test_who_is_best_in_everything_is_first_under_any_weights(small, reported):
    rows = [*ROWS, (6, "e", "activities", 4), (6, "e", "talents", 2), (6, "e", "alliances", 1)]
    everything = {"activities": 4, "talents": 2, "alliances": 1}
    table = ranges(reported(small({**TARGETS, "e": everything}), *rows))
    assert table.loc[DRAWN].xs("e", level="district")[["rank_high", "first_share"]].eq(1).all(axis=None)


def test_ties_in_the_draws_are_broken_as_they_stand(small, reported):
    targets = {name: {"activities": 4, "talents": 4} for name in "abc"}
    rows = [(6, d, i, v) for d, v in zip("abc", (5, 6, 1), strict=True) for i in ("activities", "talents")]
    assert ranges(reported(small(targets), *rows)).loc["weights_any", "rank_high"].tolist() == [1, 1, 3]
    by_completion = ranges(reported(small(targets, tie_break=["talents"]), *rows))
    assert by_completion.loc["weights_any", "rank_high"].tolist() == [2, 1, 3]
    on = Adjustment(enabled=True, cap=5)
    found = reported(small(targets, tie_break=["total"], penalty=on), *rows)
    by_total = ranges(found, penalties=pd.Series({"b": 1.0}))
    assert by_total.loc["weights_varied", "rank_low"].tolist() == [1, 2, 3]


def test_districts_in_any_order_have_the_same_ranks(small, reported):
    table = ranges(reported(small(TARGETS), *ROWS))
    turned = ranges(reported(small(dict(reversed(TARGETS.items()))), *ROWS[::-1]))
    pd.testing.assert_frame_equal(turned.loc[table.index], table)


def test_every_scenario_has_its_chinese_word(plan, small, reported):
    known = plan.words_of["scenario"].known
    scenarios = ranges(reported(small(TARGETS)), draws=1).index.get_level_values("scenario")
    assert list(dict.fromkeys(scenarios)) == list(known)
    allowed = schemas.schema("rank_ranges").columns["scenario"].checks[0].statistics["allowed_values"]
    assert list(allowed) == list(known)
