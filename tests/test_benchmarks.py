"""The benchmark compares like with like: DuckDB's SQL, written apart from our code, gives the same figures."""

import importlib.util
from types import ModuleType

import pytest

from panjin_kpi.analysis.gradient.overlap import ladder_total
from panjin_kpi.project import ROOT

pytest.importorskip("duckdb")


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    spec = importlib.util.spec_from_file_location("benchmark_of_the_ladder", ROOT / "benchmarks" / "ladder.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("seed", [1, 2])
def test_duckdb_counts_the_same_stock_and_flow(benchmark, plan, seed):
    tables = benchmark.synthetic(plan, 3000, seed)
    ours = benchmark.stock_and_flow(tables, plan)
    benchmark.assert_same(ours, benchmark.duckdb_stock_and_flow(benchmark.duckdb_ready(tables, plan)))
    assert (ours[1][["first_time", "re_entered", "renewed", "revoked", "expired"]].sum() > 20).all()


def test_the_same_seed_gives_the_same_histories_and_every_enterprise_is_made_up(benchmark, plan):
    first, second = (benchmark.synthetic(plan, 500) for _ in range(2))
    assert all(first[name].equals(second[name]) for name in first)
    assert first["enterprises"]["name"].str.startswith("虚构").all()
    held = benchmark.tenures(first["enterprises"], first["recognitions"], plan.tiers)
    assert ladder_total(held, plan, benchmark.TO).loc[0, "on_record"] > 500  # some have no row in the register
