import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from panjin_kpi.analysis.forecast.year_total import YearTotal


def one(done, pace, shape=2.0, share=0.5, concentration=10.0):
    given = (np.array([value], dtype="float64") for value in (done, pace))
    return YearTotal.of(*given, shape, *(np.array([value], dtype="float64") for value in (share, concentration)))


def test_the_whole_distribution_is_bayes_rule_on_scipys_distributions():
    done, pace, shape, share, concentration = 6, 14.0, 2.0, 0.3, 12.0
    found = one(done, pace, shape, share, concentration)
    totals = np.arange(done, done + found.totals.shape[1])
    prior = stats.nbinom(shape, shape / (shape + pace)).pmf(totals)
    part = stats.betabinom(totals, concentration * share, concentration * (1 - share)).pmf(done)
    expected = prior * part / (prior * part).sum()
    assert (found.totals[0] == totals).all()
    np.testing.assert_allclose(found.probabilities[0], expected, rtol=1e-7, atol=1e-12)
    cumulative = expected.cumsum()
    assert found.quantile(0.1) == totals[np.searchsorted(cumulative, 0.1)]
    assert found.quantile(0.9) == totals[np.searchsorted(cumulative, 0.9)]
    assert found.at_least(np.array([20.0])) == pytest.approx(1 - cumulative[13])


@pytest.mark.parametrize("case", [(29, 78.0, 0.5, 60), (54, 73.0, 0.9, 60), (500, 700.0, 0.75, 600)])
def test_no_total_is_passed_over_where_counts_are_of_the_plans_size_or_ten_times_it(case):
    done, pace, share, target = case
    totals = np.arange(done, done + 20_000)
    prior = stats.nbinom(2, 2 / (2 + pace)).pmf(totals)
    posterior = prior * stats.betabinom(totals, 30 * share, 30 * (1 - share)).pmf(done)
    exact = posterior[totals >= target].sum() / posterior.sum()
    assert one(done, pace, 2.0, share, 30.0).at_least(np.array([float(target)])) == pytest.approx(exact, abs=1e-4)


def test_a_simulation_of_the_story_comes_to_the_same():
    random = np.random.default_rng(3)
    total = random.poisson(random.gamma(2.0, 12 / 2.0, 400_000))
    by_june = random.binomial(total, random.beta(0.4 * 8, 0.6 * 8, len(total)))
    same = total[by_june == 5]
    found = one(5, 12, 2.0, 0.4, 8.0)
    assert found.mean == pytest.approx(same.mean(), rel=0.02)
    assert found.at_least(np.array([15.0])) == pytest.approx((same >= 15).mean(), abs=0.015)
    assert abs(found.quantile(0.9) - np.quantile(same, 0.9)) <= 1


@pytest.mark.parametrize("target", [0.0, 3.0, 6.0])
def test_what_is_there_already_is_certain_and_half_a_unit_is_a_whole_one_to_do(target):
    assert one(6, 12).at_least(np.array([target])) == 1
    assert one(6, 12).at_least(np.array([11.5])) == one(6, 12).at_least(np.array([12.0]))


def test_without_a_target_there_is_no_probability():
    assert np.isnan(one(6, 12).at_least(np.array([np.nan]))).all()


def test_no_cells_are_no_totals():
    nothing = np.array([])
    found = YearTotal.of(nothing, nothing, 2.0, nothing, nothing)
    assert found.mean.size == found.quantile(0.1).size == found.at_least(nothing).size == 0


def test_a_large_count_is_looked_at_in_steps_and_keeps_its_range():
    found = one(40_000, 60_000, 50.0, 0.6, 100.0)
    exact_width = 2 * 1.28 * 60_000 * np.sqrt(0.4 / 0.6 / 101)
    assert 40_000 <= found.quantile(0.1) < found.mean < found.quantile(0.9)
    assert found.quantile(0.9) - found.quantile(0.1) == pytest.approx(exact_width, rel=0.35)


numbers = st.integers(0, 300)


@given(numbers, numbers, st.integers(1, 400), st.floats(0.01, 0.99), st.floats(0.1, 500), st.integers(1, 40))
def test_more_done_never_makes_a_total_less_likely(done, target, pace, share, concentration, more):
    now, ahead = (one(d, pace, 2.0, share, concentration) for d in (done, done + more))
    step = now.totals[0, 1] - now.totals[0, 0]
    assert done <= now.quantile(0.1) <= now.quantile(0.9) < np.inf
    assert np.isfinite(now.mean).all()
    if step == ahead.totals[0, 1] - ahead.totals[0, 0] == 1:
        assert ahead.at_least(np.array([target])) >= now.at_least(np.array([target])) - 1e-9
        assert ahead.quantile(0.1) >= now.quantile(0.1)
        assert ahead.quantile(0.9) >= now.quantile(0.9)
