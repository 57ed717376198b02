"""The benchmark compares like with like: DuckDB's SQL, written independently of our code, gives the same figures."""

from types import ModuleType

import pytest

from panjin_kpi.analysis.gradient.overlap import ladder_total

pytest.importorskip("duckdb")


@pytest.fixture(scope="module")
def benchmark(load_benchmark) -> ModuleType:
    return load_benchmark("ladder")


@pytest.mark.parametrize("seed", [1, 2])
def test_duckdb_counts_the_same_stock_and_flow(benchmark, plan, seed):
    tables = benchmark.synthetic(plan, 3000, seed)
    ours = benchmark.stock_and_flow(tables, plan)
    theirs = benchmark.duckdb_stock_and_flow(benchmark.duckdb_ready(tables, plan))
    for mine, other in zip(ours, theirs, strict=True):
        benchmark.assert_same(mine, other, list(mine.columns[:3]))
    assert (ours[1][["first_time", "re_entered", "renewed", "revoked", "expired"]].sum() > 20).all()


def test_the_same_seed_gives_the_same_histories_and_every_enterprise_is_made_up(benchmark, plan):
    first, second = (benchmark.synthetic(plan, 500) for _ in range(2))
    assert all(first[name].equals(second[name]) for name in first)
    assert first["enterprises"]["name"].str.startswith("虚构").all()
    held = benchmark.tenures(first["enterprises"], first["recognitions"], plan)
    assert ladder_total(held, plan, benchmark.TO).loc[0, "on_record"] > 500  # some have no row in the register


def test_every_figure_of_the_benchmark_is_measured(benchmark, plan, tmp_path):
    benchmark.write(benchmark.synthetic(plan, 500), tmp_path)
    assert set(benchmark.times(tmp_path, 1)) == {"ours", "duckdb", "transitions", "expiring", "climb"}
    assert benchmark.memory(tmp_path)["tables"] > 0
