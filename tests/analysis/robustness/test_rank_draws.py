import numpy as np
import pandas as pd
import pytest

from panjin_kpi.analysis.assessment import ranking
from panjin_kpi.analysis.robustness import rank_draws as module
from panjin_kpi.reference.settings.assessment import Adjustment
from panjin_kpi.reference.settings.rank_check import CHOICES


def test_one_choice_at_a_time_and_none_are_what_scores_says(small, drawn, targets):
    found, table = drawn(small(targets, within={"d": "c"}))
    by_rank = table.sort_values("rank", kind="stable")
    assert found.districts == by_rank["district"].tolist()
    assert found.rank.tolist() == by_rank["rank"].tolist()
    assert set(found.alone) == {
        (factor, choice)
        for factor, choices in CHOICES.items()
        for choice in choices[1:]
        if factor not in ("weights", "left_out")
    }
    proven, _ = drawn(small(targets, default_basis="evidenced"))
    assert dict(zip(proven.districts, proven.rank.tolist(), strict=True)) == dict(
        zip(found.districts, found.alone["basis", "evidenced"].tolist(), strict=True)
    )
    uncapped, _ = drawn(small(targets, cap=None))
    assert dict(zip(uncapped.districts, uncapped.rank.tolist(), strict=True)) == dict(
        zip(found.districts, found.alone["cap", "no_cap"].tolist(), strict=True)
    )


def test_the_same_seed_gives_the_same_draws_and_blocks_do_not_matter(small, drawn, targets, monkeypatch):
    plan = small(targets)
    whole = drawn(plan)[0].drawn
    monkeypatch.setattr(ranking, "CELLS", 9)
    assert (drawn(plan)[0].drawn == whole).all()
    assert not (drawn(plan, seed=2)[0].drawn == whole).all()


@pytest.mark.slow
def test_no_index_hangs_on_the_seed_by_more_than_a_few_of_the_whole_per_cent_that_are_shown(small, drawn, targets):
    first, total = zip(
        *[drawn(small(targets), points=module.POINTS, seed=seed)[0].effects for seed in (1, 2, 3)], strict=True
    )
    for estimates, most in ((first, 0.05), (total, 0.04)):
        each = np.array([found.mean(axis=0) for found in estimates])
        assert np.nanmax(np.ptp(each, axis=0)) < most


def test_shares_that_leave_one_choice_leave_nothing_to_the_others(small, drawn, targets):
    plan = small(targets)
    one = {factor: {choice: float(choice == own[0]) for choice in own} for factor, own in CHOICES.items()}
    fixed = plan.assessment.rank_check.changed(shares=one)
    object.__setattr__(plan, "assessment", plan.assessment.model_copy(update={"rank_check": fixed}))
    found, _ = drawn(plan)
    first, total = (effect.mean(axis=0) for effect in found.effects)
    assert total[0, 1:] == pytest.approx(np.where(np.isnan(total[0, 1:]), np.nan, 1), nan_ok=True, abs=0.15)
    assert np.nan_to_num(total[1:]).max() == 0
    assert np.nan_to_num(first[1:]).max() == 0


def test_many_districts_take_fewer_points(small, drawn, targets, monkeypatch):
    monkeypatch.setattr(module, "MOST_RANKS", 20_000)
    found = drawn(small(targets), points=4096)[0]
    assert found.drawn.shape == (8, 512, 4)
    assert found.designed.shape == (8, 11, 32, 4)
    monkeypatch.setattr(module, "MOST_RANKS", 50_000)
    assert drawn(small(targets), points=4096)[0].designed.shape == (8, 11, 128, 4), "it has a limit of its own"


def test_ties_are_broken_as_they_stand(small, drawn):
    targets = {name: {"activities": 4, "talents": 4} for name in "abc"}
    rows = [(6, d, i, v) for d, v in zip("abc", (4, 4, 1), strict=True) for i in ("activities", "talents")]
    given = {"rows": rows, "first": rows, "on_time": rows, "proven": {}, "undecided": ()}
    tied, _ = drawn(small(targets), **given)
    assert tied.rank.tolist() == [1, 1, 3]
    assert (tied.drawn == tied.rank).all()
    plan = small(targets, tie_break=["total"], penalty=Adjustment(enabled=True, cap=5))
    broken, _ = drawn(plan, penalties=pd.Series({"a": 1.0}), **given)
    assert broken.districts == ["b", "a", "c"]
    assert (broken.drawn == [1, 2, 3]).all()


@pytest.mark.parametrize("targets", [{}, {"a": {}, "b": {}}])
def test_nobody_has_anything(small, drawn, targets):
    assert drawn(small(targets), rows=[], first=[], proven={}, undecided=())[0] is None
