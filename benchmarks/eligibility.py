"""Time and memory of eligibility on made-up enterprises: ``python benchmarks/eligibility.py [10000 100000 1000000]``.

Each measurement runs in a process of its own, so that its peak memory is its own: the whole table at once, the same in
parts, and the candidates. Memory is what the process grows by from before the tables are made. Prints a Markdown table;
Linux only, because of how memory is read.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from panjin_kpi.analysis.candidates import candidates
from panjin_kpi.analysis.eligibility import eligibility, eligibility_in_parts
from panjin_kpi.reference.plan import Plan

AS_OF = date(2021, 12, 31)
SIZES = (10_000, 100_000, 1_000_000)
BLANK = 0.03  # share of figures left blank


def tables(count: int, seed: int = 2021) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Fictitious enterprises, four years of figures each, and recognitions of half of them."""
    random = np.random.default_rng(seed)
    codes = pd.Series(np.char.add("FICTITIOUS", np.char.zfill(np.arange(count).astype("U8"), 8)), dtype="str")
    registered = np.datetime64("1995-01-01") + random.integers(0, 9_800, count).astype("timedelta64[D]")
    districts = np.array(["panshan", "shuangtaizi", "xinglongtai", "dawa", "liaodongwan", "gaoxin"])
    enterprises = pd.DataFrame(
        {
            "uscc": codes,
            "name": pd.Series("虚构企业" + codes, dtype="str"),
            "district": pd.Series(districts[random.integers(0, 6, count)], dtype="str"),
            "district_basis": pd.Series(np.full(count, "登记簿"), dtype="str"),
            "registered_on": registered.astype("datetime64[ns]"),
        }
    )
    years = [_year(random, codes, year) for year in range(2017, 2021)]
    holders = random.choice(count, count // 2, replace=False)
    recognitions = pd.DataFrame(
        {
            "uscc": codes[holders].reset_index(drop=True),
            "tier": pd.Series(np.array(["sci_tech_sme", "hnte"])[random.integers(0, 2, len(holders))], dtype="str"),
            "event": pd.Series(np.full(len(holders), "recognised"), dtype="str"),
            "event_date": np.datetime64("2018-01-01", "ns")
            + random.integers(0, 1_400, len(holders)) * np.timedelta64(1, "D"),
            "valid_until": np.full(len(holders), np.datetime64("NaT", "ns")),
        }
    )
    return enterprises, pd.concat(years, ignore_index=True), recognitions


def _year(random: np.random.Generator, codes: pd.Series, year: int) -> pd.DataFrame:
    count = len(codes)
    staff = random.lognormal(3.5, 1.0, count).astype("int64") + 1
    revenue = random.lognormal(7.0, 1.5, count).round(2)
    research = (revenue * random.uniform(0, 0.12, count)).round(2)
    figures = {
        "staff": staff,
        "rd_staff": (staff * random.uniform(0, 0.5, count)).astype("int64"),
        "revenue_wan": revenue,
        "rd_expense_wan": research,
        "domestic_rd_expense_wan": (research * random.uniform(0.5, 1, count)).round(2),
        "cost_wan": (revenue * random.uniform(0.6, 1.1, count)).round(2),
        "total_assets_wan": random.lognormal(7.5, 1.2, count).round(2),
        "net_assets_wan": random.normal(1_000, 800, count).round(2),
        "hitech_revenue_wan": (revenue * random.uniform(0.3, 1, count)).round(2),
        "total_revenue_wan": revenue,
        "class1_ip": random.poisson(0.4, count),
        "class2_ip": random.poisson(2.0, count),
        "venture_investment_wan": np.where(random.random(count) < 0.01, 1_500.0, 0.0),
    }
    frame = pd.DataFrame({"uscc": codes, "year": pd.array(np.full(count, year), dtype="Int64")})
    for name, values in figures.items():
        column = pd.Series(values).astype("Int64" if values.dtype.kind == "i" else "float64")
        frame[name] = column.mask(random.random(count) < BLANK)
    frame["serious_incident"] = pd.array(random.random(count) < 0.005, dtype="boolean")
    return frame


def whole(*given: pd.DataFrame, plan: Plan) -> int:
    """The table of every criterion at once."""
    return len(eligibility(*given, plan, AS_OF))


def parts(*given: pd.DataFrame, plan: Plan) -> int:
    """The same table, one part after the other."""
    return sum(len(part) for part in eligibility_in_parts(*given, plan, AS_OF))


def climbers(*given: pd.DataFrame, plan: Plan) -> int:
    """Who could climb, and what the near ones lack."""
    return len(candidates(*given, plan, AS_OF))


WAYS: dict[str, Callable[..., int]] = {"eligibility": whole, "eligibility_in_parts": parts, "candidates": climbers}


def measure(way: str, count: int) -> dict[str, float]:
    """One size: seconds, peak memory of the process above what it had before the tables, size of the tables."""
    plan, before = Plan.load(), _resident()
    given = tables(count)
    size = sum(float(table.memory_usage(deep=True).sum()) for table in given)
    start = time.perf_counter()
    rows = WAYS[way](*given, plan=plan)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024.0
    return {"rows": rows, "seconds": seconds, "tables": size, "peak": peak - before}


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return float(pages * resource.getpagesize())


def main() -> None:
    """Measure every way and size in its own process and print the table."""
    sizes = [int(size) for size in sys.argv[1:]] or list(SIZES)
    print("| what | enterprises | rows | seconds | µs an enterprise | tables MB | peak MB | peak / tables |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    for way in WAYS:
        for size in sizes:
            command = [sys.executable, __file__, "--one", way, str(size)]
            run = subprocess.run(command, capture_output=True, text=True, check=True)
            found = json.loads(run.stdout)
            each = found["seconds"] / size * 1e6
            held, peak = (found[name] / 1e6 for name in ("tables", "peak"))
            print(
                f"| {way} | {size:,} | {found['rows']:,} | {found['seconds']:.2f} | {each:.1f} | {held:.0f} "
                f"| {peak:.0f} | {peak / held:.1f} |",
                flush=True,
            )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measure(sys.argv[2], int(sys.argv[3]))))
    else:
        main()
