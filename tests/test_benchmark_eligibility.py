"""The benchmark of eligibility runs, on enterprises that are plainly made up."""

from types import ModuleType

import pandas as pd
import pytest


@pytest.fixture(scope="module")
def benchmark(load_benchmark) -> ModuleType:
    return load_benchmark("eligibility")


def test_the_same_seed_gives_the_same_enterprises_and_every_one_is_made_up(benchmark):
    first, second = benchmark.tables(300), benchmark.tables(300)
    for name, table in first.items():
        pd.testing.assert_frame_equal(table, second[name])
    assert first["enterprises"]["name"].str.startswith("虚构").all()


def test_all_at_once_and_in_parts_make_the_same_rows_of_every_kind(benchmark, plan):
    given = benchmark.tables(400) | {"plan": plan, "as_of": benchmark.AS_OF}
    assert benchmark.whole(given) == benchmark.parts(given) == 400 * 65
    assert benchmark.climbers(given) > 0
    outcomes = given["eligibility"]["outcome"]
    assert set(outcomes) == {"met", "unmet", "unknown", "manual"}
