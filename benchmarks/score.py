"""Scores and status at scale: ``PYTHONPATH=. python benchmarks/score.py`` prints a Markdown table.

The data are 3,000 made-up districts, each with a target for about nine tenths of 20 indicators and a report of nearly
all of them in twelve months; 10,000 draws of weights in each of two scenarios. Each row has a fresh process: the
best of some runs, and the process's largest resident set during the first, pandas and all tables included. ``status``
is set against DuckDB's time for the same table, in turn in the same process and after both have given the same figures;
DuckDB works on native tables loaded beforehand, on every core. Linux only, because of how memory is read.
"""

import argparse
import dataclasses
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection
from measuring import assert_same, best, in_a_fresh_process, in_duckdb, print_header, print_row

from panjin_kpi.analysis.assessment.score import contributions, scores
from panjin_kpi.analysis.assessment.score_inputs import measures
from panjin_kpi.analysis.assessment.sensitivity import rank_ranges
from panjin_kpi.analysis.forecast.forecast import forecast
from panjin_kpi.analysis.forecast.season import earlier_years, season
from panjin_kpi.analysis.progress.status import path, status
from panjin_kpi.analysis.progress.year_grid import year_grid
from panjin_kpi.reference.plan import Plan

PERIOD, AUTUMN = "2021-12", "2021-09"  # in December nothing is left to forecast
TOGETHER = ("contributions", "scores", "forecast", "rank_ranges")
STATUS = """
WITH due AS (SELECT scope, indicator, target FROM targets WHERE year = 2021),
split AS (SELECT DISTINCT indicator FROM due WHERE scope <> 'city'),
of_year AS (SELECT * FROM progress WHERE period BETWEEN '2021-01' AND '2021-12'),
fresh AS (SELECT district AS scope, indicator, value FROM of_year WHERE period = '2021-12'),
carried AS (
    SELECT district, indicator, arg_max(value, period) AS value FROM of_year
    WHERE district IN (SELECT district FROM districts) GROUP BY ALL
),
city_sum AS (
    SELECT 'city' AS scope, indicator, sum(value) AS value FROM carried JOIN split USING (indicator) GROUP BY ALL
),
actual AS (
    FROM city_sum UNION ALL
    FROM fresh WHERE scope <> 'city' OR indicator NOT IN (FROM split)
),
counts AS (
    SELECT 'city' AS scope, indicator, count(value) AS reported, count(*) AS expected
    FROM due LEFT JOIN fresh USING (scope, indicator) WHERE scope <> 'city' GROUP BY ALL
),
scopes AS (SELECT 'city' AS scope UNION ALL SELECT district FROM districts),
measured AS (
    SELECT scope, indicator, unit, value AS actual, target, planned,
        CASE WHEN target = 0 THEN 1 ELSE round(value / target, 12) END AS completion,
        coalesce(reported, (target IS NOT NULL AND value IS NOT NULL)::INT) AS reported,
        coalesce(expected, (target IS NOT NULL)::INT) AS expected
    FROM scopes CROSS JOIN indicators LEFT JOIN due USING (scope, indicator)
        LEFT JOIN actual USING (scope, indicator) LEFT JOIN counts USING (scope, indicator)
)
SELECT '2021-12' AS period, scope, indicator, unit, actual, target, completion, planned,
    round(100 * (planned - completion), 6) AS gap_points,
    CASE WHEN target IS NULL THEN 'not_allocated' WHEN actual IS NULL THEN 'unreported'
        WHEN completion >= 1 THEN 'done' WHEN round(100 * (planned - completion), 6) <= 0 THEN 'on_pace'
        WHEN round(100 * (planned - completion), 6) <= 10 THEN 'slightly_behind'
        WHEN round(100 * (planned - completion), 6) <= 30 THEN 'behind' ELSE 'far_behind' END AS light,
    reported, expected
FROM measured
"""


def made_up(districts: int, seed: int = 2021) -> tuple[Plan, pd.DataFrame]:
    """A plan of fictitious districts over all 20 indicators, and a year of their reports."""
    plan, random = Plan.load(), np.random.default_rng(seed)
    names = np.char.add("district_", np.arange(districts).astype("str"))
    within = np.where(np.arange(districts) % 10 == 9, np.roll(names, 1), None)
    table = pd.DataFrame({"district": names, "name": np.char.add("虚构", names), "kind": "county", "within": within})
    table = table.reindex(columns=plan.districts.columns).astype(plan.districts.dtypes.to_dict())
    indicators = plan.indicators["indicator"].to_numpy("str")
    targets = pd.DataFrame({"year": 2021, "scope": np.repeat(names, 20), "indicator": np.tile(indicators, districts)})
    targets = targets[random.random(len(targets)) < 0.9].assign(bound="ge")
    targets["target"] = random.integers(1, 40, len(targets)).astype("float64")
    whole = targets.groupby("indicator", as_index=False)["target"].sum().assign(scope="city", year=2021, bound="ge")
    reports = pd.concat([targets.assign(month=month) for month in range(1, 13)])
    reports = reports[random.random(len(reports)) < 0.95]
    done = reports["target"] * reports["month"] / 12 * random.uniform(0.5, 1.3, len(reports))
    progress = pd.DataFrame(
        {
            "period": "2021-" + reports["month"].astype("str").str.zfill(2),
            "district": reports["scope"].astype("str"),
            "indicator": reports["indicator"].astype("str"),
            "value": np.floor(done),
        }
    ).sample(frac=1, random_state=seed, ignore_index=True)
    kinds = {"scope": "str", "indicator": "str", "bound": "str"}
    return dataclasses.replace(plan, districts=table, targets=pd.concat([whole, targets]).astype(kinds)), progress


def duckdb_ready(plan: Plan, progress: pd.DataFrame) -> DuckDBPyConnection:
    """A database with the tables that the query reads."""
    planned = plan.planned_shares[int(PERIOD[5:])].rename("planned").reset_index()
    tables = {
        "progress": progress,
        "targets": plan.targets[["year", "scope", "indicator", "target"]],
        "districts": plan.districts[["district"]],
        "indicators": plan.indicators[["indicator", "unit"]].merge(planned, on="indicator"),
    }
    return in_duckdb(tables)


def measure(what: str, districts: int, draws: int, runs: int) -> dict[str, float]:
    """One row: seconds, megabytes, and for status DuckDB's seconds."""
    plan, progress = made_up(districts)
    found = status(year_grid(progress, plan, PERIOD), plan), path(year_grid(progress, plan, PERIOD)), plan, PERIOD
    inputs = measures(*found)
    parts, autumn = contributions(inputs, plan, PERIOD), status(year_grid(progress, plan, AUTUMN), plan)
    works: dict[str, Callable[[], object]] = {
        "status": lambda: status(year_grid(progress, plan, PERIOD), plan),
        "path": lambda: path(year_grid(progress, plan, PERIOD)),
        "contributions": lambda: contributions(measures(*found), plan, PERIOD),
        "scores": lambda: scores(parts, found[0], pd.Series(dtype="float64"), plan, PERIOD),
        "forecast": lambda: forecast(autumn, season(earlier_years(progress, plan, AUTUMN), plan, AUTUMN), plan, AUTUMN),
        "rank_ranges": lambda: rank_ranges(inputs, pd.Series(dtype="float64"), plan, PERIOD, draws=draws),
    }
    works[", ".join(TOGETHER)] = lambda: [works[name]() for name in TOGETHER]
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # reset the peak of the resident set
    works[what]()
    peak = _memory("VmHWM")
    if what != "status":
        return {"seconds": best(works[what], runs=runs)[0], "megabytes": peak}
    database = duckdb_ready(plan, progress)
    assert_same(found[0], database.execute(STATUS).df(), ["scope", "indicator"])
    ours, theirs = best(works[what], lambda: database.execute(STATUS).df(), runs=runs)
    return {"seconds": ours, "megabytes": peak, "duckdb": theirs}


def _memory(name: str) -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name + ":")) * 1024 / 1e6


def main() -> None:
    """Measure every row in its own process and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--districts", type=int, default=3000)
    parser.add_argument("--draws", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.only:
        print(json.dumps(measure(asked.only, asked.districts, asked.draws, asked.runs)))
        return
    print(f"{asked.districts:,} districts x 20 indicators x 12 months, {asked.draws:,} draws\n")
    print_header("what", "seconds", "peak MB", "DuckDB (s)", "ratio", texts=1)
    for what in ("status", "path", *TOGETHER, ", ".join(TOGETHER)):
        sizes = ["--districts", asked.districts, "--draws", asked.draws, "--runs", asked.runs]
        m = in_a_fresh_process(__file__, "--only", what, *sizes)
        against = [f"{m['duckdb']:.2f}", f"{m['seconds'] / m['duckdb']:.2f}"] if "duckdb" in m else ["", ""]
        print_row([what, f"{m['seconds']:.2f}", f"{m['megabytes']:.0f}", *against])


if __name__ == "__main__":
    main()
