"""The forecast's promise, on made-up years: the interval holds four totals of five, the probabilities what they say."""

from types import ModuleType

import numpy as np
import pytest

from panjin_kpi.report.assessment import forecast_narrative


@pytest.fixture(scope="module")
def benchmark(load_benchmark) -> ModuleType:
    return load_benchmark("forecast")


@pytest.fixture(scope="module")
def found(benchmark, plan):
    return benchmark.forecasts(benchmark.years(2000, 2021), plan)


def test_the_interval_holds_at_least_the_80_per_cent_it_promises(benchmark, found):
    inside = benchmark.covered(found)
    assert inside.mean() >= 0.8
    assert inside.groupby(found["month"]).mean().min() >= 0.8
    assert inside.groupby(found["rate"]).mean().min() >= 0.8


def test_totals_lie_evenly_in_their_forecasts(benchmark, found):
    parts = np.histogram(benchmark.transform(found, 2021), bins=10, range=(0, 1))[0] / len(found)
    assert parts == pytest.approx(np.full(10, 0.1), abs=0.015)


def test_of_targets_said_to_be_likely_that_many_are_reached(benchmark, found):
    table = benchmark.reliability(found)
    assert (table["predicted"] - table["observed"]).abs().max() < 0.1
    assert table["forecasts"].min() > 100


def test_the_same_seed_gives_the_same_years(benchmark):
    assert benchmark.years(50, 7).equals(benchmark.years(50, 7))
    assert not benchmark.years(50, 7).equals(benchmark.years(50, 8))


def test_the_pages_quote_what_is_measured(benchmark, plan, found):
    assert benchmark.covered(found).mean() == pytest.approx(forecast_narrative.COVERAGE, abs=0.01)
    ambitious = benchmark.forecasts(benchmark.years(20_000, 2021, targets=benchmark.AMBITIOUS), plan)
    surest = benchmark.reliability(ambitious).loc[9]
    assert surest["predicted"] == pytest.approx(forecast_narrative.SAID, abs=0.01)
    assert surest["observed"] == pytest.approx(forecast_narrative.REACHED, abs=0.02)
