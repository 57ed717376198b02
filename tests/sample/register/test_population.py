"""The enterprises that benchmarks are measured on: the same for the same seed."""

import pandas as pd

from panjin_kpi.sample.register.population import population


def test_the_same_seed_gives_the_same_enterprises_and_another_gives_others(plan):
    one, same, other = (population(plan, 2021, 200, seed) for seed in (1, 1, 2))
    for name in ("enterprises", "recognitions", "financials"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(same, name))
        assert not getattr(one, name).equals(getattr(other, name)), name


def test_who_ever_held_a_tier_is_who_stands_in_the_history(plan):
    made = population(plan, 2021, 200)
    for tier, holders in made.ever_held.items():
        codes = made.recognitions.loc[made.recognitions["tier"] == tier, "uscc"]
        assert set(made.enterprises.loc[holders, "uscc"]) == set(codes), tier


def test_a_single_enterprise_is_one_too(plan):
    assert [len(population(plan, 2021, 1, seed).enterprises) for seed in range(5)] == [1] * 5
