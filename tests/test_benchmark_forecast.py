"""Calibration of the forecast on made-up years, a small version of the table in docs/decisions/0013."""

import re
from types import ModuleType

import numpy as np
import pytest

from panjin_kpi.project import ROOT

YEARS = 12


@pytest.fixture(scope="module")
def benchmark(load_benchmark) -> ModuleType:
    return load_benchmark("forecast")


@pytest.fixture(scope="module")
def found(benchmark, plan):
    return benchmark.summary(YEARS, 2021, plan)


@pytest.fixture(scope="module")
def recorded():
    """Coverage, width and Brier score by kind and model, as recorded in the decision."""
    text = (ROOT / "docs" / "decisions" / "0013-forecasts.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\w+) \| ([\w ]+) \| ([.\d]+) \| ([.\d]+) \| ([.\d]+|none given) \|$", text, re.MULTILINE)
    return {(kind, model): (float(coverage), float(width), brier) for kind, model, coverage, width, brier in rows}


def test_with_three_earlier_years_the_forecast_is_what_was_asked_for(recorded):
    asked = {"linear": (0.91, 0.127), "rush": (0.88, 0.167), "batch": (0.87, 0.174)}
    for kind, (coverage, brier) in asked.items():
        held = recorded[kind, "three earlier years"]
        assert held[0] >= coverage
        assert float(held[2]) <= brier
    assert float(recorded["linear", "three earlier years"][2]) <= float(recorded["linear", "before"][2]) + 0.005


@pytest.mark.slow
def test_a_small_version_comes_to_what_the_decision_records(found, recorded):
    table, _ = found
    assert set(table.index) == set(recorded)
    for cell, row in table.iterrows():
        coverage, width, _ = recorded[cell]
        assert row["coverage"] == pytest.approx(coverage, abs=0.03)
        assert row["width"] == pytest.approx(width, rel=0.12)


def test_what_is_gained_over_the_model_before_is_what_the_decision_records(benchmark, found, recorded):
    brier = found[0]["brier"].unstack()
    assert brier["no earlier year"].isna().all()
    for kind, row in brier.iterrows():
        gain = float(recorded[kind, "before"][2]) - float(recorded[kind, "three earlier years"][2])
        assert row["before"] - row["three earlier years"] == pytest.approx(gain, abs=0.02)


def test_words_mean_what_they_say(found):
    _, words = found
    likely = words[words["forecasts"] >= 100]
    assert (likely["stated"] - likely["reached"]).abs().max() < 0.1


def test_the_same_seed_gives_the_same_years(benchmark, plan):
    first, again, other = (benchmark.years(2, "batch", np.random.default_rng(seed), plan).counts for seed in (7, 7, 8))
    assert (first == again).all()
    assert not (first == other).all()
