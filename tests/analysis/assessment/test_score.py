import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panjin_kpi import schemas
from panjin_kpi.analysis.assessment.score import contributions, scores
from panjin_kpi.analysis.assessment.score_inputs import measures
from panjin_kpi.reference.settings.assessment import WeightGroup, WeightPreset

TARGETS = {
    "a": {"activities": 4, "talents": 2},
    "b": {"activities": 10, "alliances": 5, "talents": 1},
    "c": {"activities": 8},
}
NONE = pd.Series(dtype="float64")
ROWS = [
    (6, "a", "activities", 1),  # 0.25
    (6, "a", "talents", 3),  # 1.5
    (4, "b", "activities", 5),  # 0.5, carried
    (6, "b", "talents", 0),  # 0
    (6, "c", "activities", 8),  # 1
]


def unchecked(found):
    status, path, plan, period = found
    made = contributions(measures(status, path, plan, period), plan, period)
    return made, scores(made, status, NONE, plan, period).set_index("district")


def scored(found):
    made, table = unchecked(found)
    table = table.reset_index()[list(schemas.schema("scores").columns)]
    assert schemas.faults("contributions", made)[1] == []
    assert schemas.faults("scores", table)[1] == []
    assert list(made.columns) == list(schemas.schema("contributions").columns)
    return made, table.set_index("district")


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, [62.5, 50 / 3, 100]),
        ({"cap": 1.2}, [72.5, 50 / 3, 100]),
        ({"cap": None}, [87.5, 50 / 3, 100]),
        ({"cap": 0.0}, [0, 0, 0]),
        ({"not_allocated": "full_marks"}, [225 / 3, 50 / 3, 100]),
        # alliances: b never reported, so the mean is 0; talents: 1 and 0 make 0.5
        ({"not_allocated": "group_mean"}, [125 / 3, 50 / 3, 50]),
        ({"weights": WeightPreset(default=1, groups=[WeightGroup(share=0.8, indicators=["talents"])])}, [85, 5, 100]),
        ({"higher_target_counts": True}, [62.5, 50 / 3, 100]),
    ],
)
def test_scores_by_hand(small, reported, changed, expected):
    made, table = scored(reported(small(TARGETS, **changed), *ROWS))
    assert table["score"].tolist() == pytest.approx(expected, abs=1e-9)
    assert made.groupby("district")["points"].sum().tolist() == pytest.approx(table["score"].tolist(), abs=1e-9)
    assert made.groupby("district")["weight"].sum().tolist() == pytest.approx([100, 100, 100])
    assert table["allocated"].tolist() == [2, 3, 1]
    assert table["missing"].tolist() == [0, 2, 0], "carried forward and never reported both"


def test_against_pace_a_district_is_asked_for_what_is_due_by_now_and_in_december_for_all(small, reported):
    def against_pace(month, **changed):
        rows = [(month, *row[1:]) for row in ROWS]
        return scored(reported(small(TARGETS, **changed), *rows, period=f"2021-{month:02d}"))[1]

    june = against_pace(6)  # half of each target is due
    assert june["pace_score"].tolist() == pytest.approx([75, 100 / 3, 100])
    assert june["score"].tolist() == pytest.approx([62.5, 50 / 3, 100])
    december = against_pace(12)
    assert december["pace_score"].tolist() == december["score"].tolist()


def test_against_pace_what_is_not_due_is_left_out(small, reported):
    _, table = scored(
        reported(small({"a": {"activities": 4, "operators": 2}, "b": {"operators": 1}}), (6, "a", "activities", 1))
    )
    assert table.loc["a", ["score", "pace_score"]].tolist() == [12.5, 50]
    assert pd.isna(table.at["b", "pace_score"])


def test_parts_by_hand(small, reported):
    made, table = scored(reported(small(TARGETS), *ROWS))
    assert made[["district", "indicator"]].to_numpy().tolist() == [
        ["a", "activities"],
        ["a", "talents"],
        ["b", "activities"],
        ["b", "alliances"],
        ["b", "talents"],
        ["c", "activities"],
    ]
    assert made["weight"].tolist() == pytest.approx([50, 50, *[100 / 3] * 3, 100])
    assert made["completion"].fillna(-1).tolist() == [0.25, 1.5, 0.5, -1, 0, 1], "blank: never reported, which is not 0"
    assert made["points"].tolist() == pytest.approx([12.5, 50, 50 / 3, 0, 0, 100])
    assert made["points_lost"].tolist() == pytest.approx([37.5, 0, 50 / 3, 100 / 3, 100 / 3, 0])
    assert (table["rank"].tolist(), table["grade"].tolist()) == ([2, 3, 1], ["B", "C", "A"])


def test_what_is_lost_is_negative_above_a_cap_of_one(small, reported):
    made, _ = scored(reported(small(TARGETS, cap=1.2), *ROWS))
    assert made["points_lost"].tolist()[:2] == pytest.approx([37.5, -10])


def test_equal_scores_share_the_better_rank(small, reported):
    targets = {name: {"activities": 4} for name in "abcd"}
    _, table = scored(
        reported(small(targets), *[(6, d, "activities", v) for d, v in {"a": 3, "b": 4, "c": 4, "d": 9}.items()])
    )
    assert table["rank"].tolist() == [4, 1, 1, 1]
    _, table = scored(
        reported(small(targets), *[(6, d, "activities", v) for d, v in {"a": 3, "b": 4, "c": 4, "d": 2}.items()])
    )
    assert table["rank"].tolist() == [3, 1, 1, 4]


def test_thirds_that_make_a_half_are_rounded_up(small, reported):
    # 1/3 + 2/3 of two indicators is 50 exactly, and so is 2/4: one rank
    targets = {"a": {"activities": 3, "talents": 3}, "b": {"activities": 4}}
    rows = [(6, "a", "activities", 1), (6, "a", "talents", 2), (6, "b", "activities", 2)]
    _, table = scored(reported(small(targets), *rows))
    assert table["score"].tolist() == [50, 50]
    assert table["rank"].tolist() == [1, 1]


def test_a_target_of_zero_counts_as_done_whether_reported_or_not(small, reported):
    plan = small({"a": {"activities": 0}, "b": {"activities": 0, "talents": 1}})
    made, table = scored(reported(plan, (6, "b", "activities", 0)))
    assert made["completion"].fillna(-1).tolist() == [1, 1, -1]
    assert table["score"].tolist() == [100, 50]
    assert table["missing"].tolist() == [1, 1]


def test_a_value_without_a_target_is_not_scored(small, reported):
    with_it = scored(reported(small(TARGETS), *ROWS, (6, "c", "alliances", 9)))
    pd.testing.assert_frame_equal(with_it[0], scored(reported(small(TARGETS), *ROWS))[0])


def test_later_months_and_months_of_last_year_do_not_count(small, reported):
    _, table = scored(reported(small(TARGETS), *ROWS, (7, "b", "alliances", 5)))
    assert table["score"].tolist() == pytest.approx([62.5, 50 / 3, 100])


def test_a_district_with_nothing_allocated_or_no_weight_has_no_score_and_no_rank(small, reported):
    plan = small({**TARGETS, "d": {}}, weights=WeightPreset(default=0, groups=[_only("talents")]))
    made, table = scored(reported(plan, *ROWS))
    assert table["score"].tolist()[:2] == [100, 0]
    assert table["rank"].tolist() == [1, 2, pd.NA, pd.NA]
    assert table.loc[["c", "d"], ["score", "grade", "total"]].isna().all(axis=None)
    assert table["allocated"].tolist() == [2, 3, 1, 0]
    assert made.loc[made["district"] == "c", ["weight", "points", "points_lost"]].isna().all(axis=None)


def test_nobody_has_anything(small, reported):
    for targets in ({"a": {}, "b": {}}, {}):
        made, table = scored(reported(small(targets)))
        assert len(made) == 0
        assert len(table) == len(targets)
        assert table["score"].isna().all()


def test_nothing_reported_and_nothing_done(small, reported):
    made, table = scored(reported(small(TARGETS)))
    assert (table["score"] == 0).all()
    assert (table["rank"] == 1).all()
    assert table["missing"].tolist() == table["allocated"].tolist()
    assert made["completion"].isna().all()
    zeros = [(6, d, i, 0) for d, own in TARGETS.items() for i in own]
    made, table = scored(reported(small(TARGETS), *zeros))
    assert ((table["score"] == 0) & (table["rank"] == 1) & (table["missing"] == 0)).all()
    assert (made["completion"] == 0).all()


def test_the_plans_own_districts(progress, plan, reported):
    _made, table = scored(reported(plan, (6, "gaoxin", "activities", 4)))
    assert table["allocated"].to_dict() == {
        "panshan": 10,
        "shuangtaizi": 10,
        "xinglongtai": 8,
        "dawa": 8,
        "liaodongwan": 10,
        "gaoxin": 11,
    }
    assert table.loc["gaoxin", "score"] == pytest.approx(100 / 3 / 11, abs=1e-9)
    assert table["rank"].tolist() == [2, 2, 2, 2, 2, 1]


def _only(*indicators):
    return WeightGroup(share=1.0, indicators=list(indicators))


INDICATORS = ["activities", "alliances", "talents", "incubatees"]
worlds = st.integers(1, 5).flatmap(
    lambda n: st.tuples(
        st.fixed_dictionaries(
            {f"d{k}": st.dictionaries(st.sampled_from(INDICATORS), st.integers(0, 9), max_size=4) for k in range(n)}
        ),
        st.lists(
            st.tuples(
                st.integers(1, 6),
                st.sampled_from([f"d{k}" for k in range(n)]),
                st.sampled_from(INDICATORS),
                st.integers(0, 12),
            ),
            unique_by=lambda row: row[:3],
            max_size=20,
        ),
    )
)


@settings(max_examples=15)
@given(world=worlds, random=st.randoms(use_true_random=False))
def test_whatever_is_allocated_and_reported(small, reported, world, random):
    targets, rows = world
    found = reported(small(targets), *rows)
    made, table = unchecked(found)
    whole = table["score"].dropna()
    assert whole.between(0, 100).all()
    sums = made.groupby("district")["points"].sum().reindex(whole.index)
    assert np.allclose(sums, whole, rtol=0, atol=1e-9)
    assert set(whole.index) == {name for name, own in targets.items() if own}
    assert (table["missing"] <= table["allocated"]).all()
    names = list(targets)
    random.shuffle(names)
    status, path, plan, period = reported(small({name: targets[name] for name in names}), *rows)
    mixed = status.sample(frac=1, random_state=1), path.sample(frac=1, random_state=2)
    again = contributions(measures(*mixed, plan, period), plan, period).sample(frac=1, random_state=3)
    other = scores(again, mixed[0], NONE, plan, period).set_index("district")
    assert list(other.index) == names
    pd.testing.assert_frame_equal(other.loc[table.index], table)


@settings(max_examples=10)
@given(world=worlds, number=st.integers(0, 30), more=st.integers(1, 5))
def test_more_progress_never_lowers_a_score_and_moves_nobody_elses(small, reported, world, number, more):
    targets, rows = world
    if not rows:
        return
    plan, number = small(targets), number % len(rows)
    before = unchecked(reported(plan, *rows))[1]
    month, district, indicator, value = rows[number]
    rows[number] = (month, district, indicator, value + more)
    after = unchecked(reported(plan, *rows))[1]
    change = (after["score"] - before["score"]).fillna(0)
    assert change[district] >= 0
    assert (change.drop(district) == 0).all()
