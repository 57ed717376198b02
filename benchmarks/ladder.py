"""The ladder at scale: stock and flow against DuckDB for the same result, memory, and the other tables' times.

``PYTHONPATH=. python benchmarks/ladder.py`` prints a Markdown table; Linux only, because of how memory is read. The
enterprises are the sample's (``panjin-kpi sample --enterprises N``); ``--histories random`` takes histories of every
kind instead, legal and not, which is what the results are compared with DuckDB's on in the tests.

Time is the best of some runs, ours and DuckDB's in turn, so that a busy machine slows both. DuckDB works on native
tables loaded beforehand, on every core, in the fastest of the ways tried (row numbers for codes before any window).
Memory is what the largest resident set of a fresh process grows by from before the tables are read until all of the
ladder's results are made: the tables, what reading left behind, every array on the way, the results. It is set against
the tables' own size, ``memory_usage(deep=True)``.
"""

import argparse
import json
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection
from measuring import (
    assert_same,
    best,
    in_a_fresh_process,
    in_duckdb,
    largest_resident,
    print_header,
    print_row,
    resident,
)

from panjin_kpi.analysis.gradient.expiry import expiring, expiring_summary
from panjin_kpi.analysis.gradient.overlap import ladder_total, tier_overlap
from panjin_kpi.analysis.gradient.stock_and_flow import tier_flow, tier_stock
from panjin_kpi.analysis.gradient.tenure import Tenures, tenures
from panjin_kpi.analysis.gradient.tenure_spans import EVENTS
from panjin_kpi.analysis.gradient.time_to_promotion import climb, climb_summary, journeys
from panjin_kpi.analysis.gradient.transitions import transitions
from panjin_kpi.reference.plan import Plan
from panjin_kpi.sample.register.population import population

SHARES = (0.62, 0.28, 0.06, 0.03, 0.01)  # of the events that each tier has
PERIOD, FROM, TO = "2021-12", date(2020, 12, 31), date(2021, 12, 31)
SIZES = (10_000, 100_000, 1_000_000)
EVENTS_PER_ENTERPRISE = 2.5
Tables = dict[str, pd.DataFrame]


def synthetic(plan: Plan, enterprises: int, seed: int = 2021) -> Tables:
    """Fictitious registers and histories, legal and not: gaps, revocations, renewals from nowhere, ties, bad dates."""
    random = np.random.default_rng(seed)
    strangers = enterprises // 200  # in recognitions only
    numbers = random.permutation(enterprises + strangers)
    uscc = pd.Series(np.char.add("X12111000", np.char.zfill(numbers.astype("str"), 9)), dtype="str")
    districts = [*plan.districts["district"], None]
    share = [0.16] * 6 + [0.04]
    rows = round(enterprises * EVENTS_PER_ENTERPRISE)
    day = np.datetime64("2015-01-01") + random.integers(0, 7 * 365 + 200, rows)
    until = day + random.integers(-20, 1200, rows)
    until[random.random(rows) < 0.6] = np.datetime64("NaT")
    who = random.integers(0, enterprises + strangers, rows)
    again = random.integers(0, rows, rows // 100)  # one event in a hundred falls on the day of another
    who[: len(again)], day[: len(again)] = who[again], day[again]
    founded = np.datetime64("2000-01-01") + random.integers(0, 5000, enterprises)
    register = {
        "uscc": uscc[:enterprises],
        "name": "虚构企业" + uscc[:enterprises].str[9:],
        "district": pd.Series(random.choice(np.array(districts, dtype="object"), enterprises, p=share), dtype="str"),
        "district_basis": pd.Series(random.choice(["登记簿", "注册地址"], enterprises), dtype="str"),
        "registered_on": founded.astype("datetime64[ns]"),
    }
    events = {
        "uscc": uscc.iloc[who].reset_index(drop=True),
        "tier": pd.Series(random.choice(list(plan.tiers.tiers), rows, p=SHARES), dtype="str"),
        "event": pd.Series(random.choice(EVENTS, rows, p=[0.6, 0.3, 0.1]), dtype="str"),
        "event_date": day.astype("datetime64[ns]"),
        "valid_until": until.astype("datetime64[ns]"),
    }
    return {"enterprises": pd.DataFrame(register), "recognitions": pd.DataFrame(events)}


def sample(plan: Plan, enterprises: int) -> Tables:
    """The sample's registers and histories, as ``panjin-kpi sample --enterprises N`` makes them."""
    made = population(plan, TO.year, enterprises)
    return {"enterprises": made.enterprises, "recognitions": made.recognitions}


HISTORIES: dict[str, Callable[[Plan, int], Tables]] = {"sample": sample, "random": synthetic}


def stock_and_flow(tables: Tables, plan: Plan) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The work that is compared: stock and flow of the year from the two tables."""
    held = tenures(tables["enterprises"], tables["recognitions"], plan)
    return tier_stock(held, plan, TO), tier_flow(held, plan, TO)


def every_table(tables: Tables, plan: Plan) -> list[pd.DataFrame]:
    """All of the ladder's tables, as one run makes them; used to measure memory."""
    held = tenures(tables["enterprises"], tables["recognitions"], plan)
    made = [tier_stock(held, plan, TO), tier_flow(held, plan, TO), transitions(held, plan, FROM, TO)]
    made += [work(held, plan, TO) for work in (tier_overlap, ladder_total, expiring, expiring_summary)]
    return [*made, *promotions(held, plan)]


def promotions(held: Tenures, plan: Plan) -> list[pd.DataFrame]:
    """How long enterprises took to be promoted, as one run finds it."""
    found = journeys(held, TO)
    curve = climb(held, found, plan, TO)
    return [curve, climb_summary(held, found, plan, TO, curve)]


SPANS = """
CREATE OR REPLACE TEMP TABLE spans AS
WITH dated AS (
    SELECT enterprises.rowid AS id, CASE WHEN enterprises.rowid IS NULL THEN recognitions.uscc END AS stranger,
        CASE tier WHEN 'sci_tech_sme' THEN 0 WHEN 'hnte' THEN 1 WHEN 'eaglet' THEN 2 WHEN 'gazelle' THEN 3 ELSE 4 END
            AS tier,
        event_date::DATE AS day,
        CASE event WHEN 'recognised' THEN 0 WHEN 'renewed' THEN 1 ELSE 2 END AS event,
        coalesce(valid_until::DATE, CASE tier
            WHEN 'sci_tech_sme' THEN make_date(year(event_date), 12, 31)
            WHEN 'hnte' THEN CASE WHEN month(event_date) = 2 AND day(event_date) = 29
                THEN make_date(year(event_date) + 3, 2, 28)
                ELSE (event_date + INTERVAL 3 YEAR - INTERVAL 1 DAY)::DATE END
            ELSE DATE '9999-12-31' END) AS valid
    FROM recognitions LEFT JOIN enterprises USING (uscc)
), days AS (
    SELECT id, stranger, tier, day, max({'event': event, 'valid': CASE event WHEN 2 THEN NULL ELSE valid END}) AS last,
        bool_or(event = 0) AS recognised
    FROM dated GROUP BY ALL
), followed AS (
    SELECT id, stranger, tier, day, last.event AS event, last.valid AS valid,
        bool_or(recognised) OVER history AS on_record,
        lead(day) OVER history AS next_day, lead(last.event) OVER history AS next_event
    FROM days WINDOW history AS (PARTITION BY id, stranger, tier ORDER BY day)
), held AS (
    SELECT *, least(valid, coalesce(next_day - 1, DATE '9999-12-31')) AS until FROM followed
    WHERE event < 2 AND valid >= day
)
SELECT id, tier, day AS held_from, until AS held_until,
    CASE WHEN lag(until) OVER w + 1 = day THEN 'renewed'
        WHEN lag(until) OVER w IS NULL AND on_record THEN 'first_time' ELSE 're_entered' END AS entry,
    CASE WHEN lead(day) OVER w = until + 1 OR until = DATE '9999-12-31' THEN NULL
        WHEN next_event = 2 AND valid >= next_day THEN 'revoked' ELSE 'expired' END AS exit
FROM held WINDOW w AS (PARTITION BY id, stranger, tier ORDER BY day)
"""
PLACED = """
CREATE OR REPLACE TEMP TABLE placed AS
SELECT coalesce(enterprises.district, '') AS district, tiers.tier, held_from, held_until, entry, exit
FROM spans JOIN tiers ON tiers.number = spans.tier LEFT JOIN enterprises ON enterprises.rowid = id
WHERE held_until >= DATE '2020-12-31' AND held_from <= DATE '2021-12-31'
"""
STOCK = """
SELECT as_of, scope, tier, coalesce(stock, 0) AS stock
FROM month_ends CROSS JOIN scopes CROSS JOIN tiers LEFT JOIN (
    SELECT as_of, coalesce(district, 'city') AS scope, tier, count(*) AS stock
    FROM placed JOIN month_ends ON held_from <= as_of AND held_until >= as_of
    GROUP BY GROUPING SETS ((as_of, district, tier), (as_of, tier))
) USING (as_of, scope, tier)
"""
FLOW = """
WITH counted AS (
    SELECT month, coalesce(district, 'city') AS scope, tier, kind, count(*) AS amount FROM (
        SELECT held_from AS day, entry AS kind, district, tier FROM placed
        UNION ALL SELECT held_until + 1, exit, district, tier FROM placed WHERE exit IS NOT NULL
    ) JOIN month_ends ON last_day(day) = as_of
    GROUP BY GROUPING SETS ((month, district, tier, kind), (month, tier, kind))
)
SELECT month, scope, tier, first_time, re_entered, renewed, revoked, expired,
    first_time + re_entered - revoked - expired AS net
FROM (
    SELECT month, scope, tier,
        coalesce(sum(amount) FILTER (kind = 'first_time'), 0) AS first_time,
        coalesce(sum(amount) FILTER (kind = 're_entered'), 0) AS re_entered,
        coalesce(sum(amount) FILTER (kind = 'renewed'), 0) AS renewed,
        coalesce(sum(amount) FILTER (kind = 'revoked'), 0) AS revoked,
        coalesce(sum(amount) FILTER (kind = 'expired'), 0) AS expired
    FROM month_ends CROSS JOIN scopes CROSS JOIN tiers LEFT JOIN counted USING (month, scope, tier)
    GROUP BY ALL
)
"""


def duckdb_ready(tables: Tables, plan: Plan) -> DuckDBPyConnection:
    """A database with the two tables and the axes of the results."""
    ends = pd.date_range("2021-01-01", "2021-12-31", freq="ME")
    axes = {
        "month_ends": pd.DataFrame({"as_of": ends, "month": ends.strftime("%Y-%m")}),
        "scopes": pd.DataFrame({"scope": ["city", *plan.districts_in(PERIOD)]}),
        "tiers": pd.DataFrame({"tier": list(plan.tiers.tiers), "number": range(len(plan.tiers.tiers))}),
    }
    database = in_duckdb(tables | axes)
    database.execute("ALTER TABLE month_ends ALTER as_of TYPE DATE")
    return database


def duckdb_stock_and_flow(database: DuckDBPyConnection) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The same result in SQL."""
    database.execute(SPANS)
    database.execute(PLACED)
    return database.execute(STOCK).df(), database.execute(FLOW).df()


def times(folder: Path, runs: int) -> dict[str, float]:
    """Seconds of each piece of work, after both have given the same result."""
    plan, tables = Plan.load(), read(folder)
    database = duckdb_ready(tables, plan)
    for ours, theirs in zip(stock_and_flow(tables, plan), duckdb_stock_and_flow(database), strict=True):
        assert_same(ours, theirs, list(ours.columns[:3]))
    held = tenures(tables["enterprises"], tables["recognitions"], plan)
    seconds = best(
        lambda: stock_and_flow(tables, plan),
        lambda: duckdb_stock_and_flow(database),
        lambda: transitions(held, plan, FROM, TO),
        lambda: (expiring(held, plan, TO), expiring_summary(held, plan, TO)),
        lambda: promotions(held, plan),
        runs=runs,
    )
    return dict(zip(("ours", "duckdb", "transitions", "expiring", "climb"), seconds, strict=True))


def memory(folder: Path) -> dict[str, float]:
    """Megabytes of the tables, and by how much the process grew at most from before reading them."""
    plan = Plan.load()
    with tempfile.TemporaryDirectory() as small:  # imports and set-up on first use do not count
        write(sample(plan, 1000), Path(small))
        every_table(read(Path(small)), plan)
    before = resident()
    tables = read(folder)
    every_table(tables, plan)
    size = sum(int(frame.memory_usage(deep=True).sum()) for frame in tables.values())
    return {"tables": size / 1e6, "peak": (largest_resident() - before) / 1e6}


def write(tables: Tables, folder: Path) -> None:
    """Keep the two tables as a snapshot does."""
    for name, frame in tables.items():
        frame.to_parquet(folder / f"{name}.parquet", index=False)


def read(folder: Path) -> Tables:
    """The two tables as a snapshot keeps them."""
    return {name: pd.read_parquet(folder / f"{name}.parquet") for name in ("enterprises", "recognitions")}


def measured(enterprises: int, runs: int, histories: str) -> dict[str, float]:
    """All figures of one size, each kind in a fresh process."""
    with tempfile.TemporaryDirectory() as folder:
        tables = HISTORIES[histories](Plan.load(), enterprises)
        write(tables, Path(folder))
        found: dict[str, float] = {"events": len(tables["recognitions"])}
        del tables
        for kind in ("times", "memory"):
            found |= in_a_fresh_process(__file__, "--only", kind, "--folder", folder, "--runs", runs)
        return found


def main() -> None:
    """Measure every size, or as a child one kind of figure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--enterprises", type=int, nargs="*", default=SIZES)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--histories", choices=HISTORIES, default="sample")
    parser.add_argument("--only", choices=("times", "memory"), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.only:
        print(json.dumps(times(asked.folder, asked.runs) if asked.only == "times" else memory(asked.folder)))
        return
    head = ["enterprises", "events", "stock and flow (s)", "DuckDB (s)", "ratio", "µs an enterprise", "tables (MB)"]
    print_header(*head, "peak (MB)", "peak / tables", "transitions (s)", "expiring (s)", "climb (s)")
    for number in asked.enterprises:
        m = measured(number, asked.runs, asked.histories)
        cells = [f"{number:,}", f"{m['events']:,}", f"{m['ours']:.3f}", f"{m['duckdb']:.3f}"]
        cells += [f"{m['ours'] / m['duckdb']:.2f}", f"{m['ours'] / number * 1e6:.2f}"]
        cells += [f"{m['tables']:.1f}", f"{m['peak']:.1f}", f"{m['peak'] / m['tables']:.2f}"]
        cells += [f"{m[name]:.3f}" for name in ("transitions", "expiring", "climb")]
        print_row(cells)


if __name__ == "__main__":
    main()
