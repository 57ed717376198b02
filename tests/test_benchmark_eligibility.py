"""The benchmark of eligibility runs, on enterprises that are plainly made up."""

import importlib.util
from types import ModuleType

import pandas as pd
import pytest

from panjin_kpi.project import ROOT


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    path = ROOT / "benchmarks" / "eligibility.py"
    spec = importlib.util.spec_from_file_location("benchmark_of_eligibility", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


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
