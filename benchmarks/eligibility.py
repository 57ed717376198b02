"""Time and memory of eligibility on made-up enterprises: ``python benchmarks/eligibility.py [10000 100000 1000000]``.

Each measurement runs in a process of its own, so that its peak memory is its own: the whole table at once, the same in
parts, and the candidates. Memory is the growth of the process from before the tables are made. Prints a Markdown table;
Linux only, because of how memory is read.
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import date
from itertools import product
from typing import Any

import pandas as pd
from measuring import in_a_fresh_process, largest_resident, print_header, print_row, resident

from panjin_kpi.analysis.eligibility.eligibility import eligibility
from panjin_kpi.analysis.eligibility.financial_history import BLOCK
from panjin_kpi.analysis.registry import nodes, value
from panjin_kpi.reference.plan import Plan
from panjin_kpi.sample.register.population import population

AS_OF = date(2021, 12, 31)
SIZES = (10_000, 100_000, 1_000_000)


def tables(count: int, seed: int = 2021) -> dict[str, pd.DataFrame]:
    """The sample's enterprises with four years of figures each, and their recognitions."""
    made = population(Plan.load(), AS_OF.year, count, seed)
    return {name: getattr(made, name) for name in ("enterprises", "financials", "recognitions")}


def whole(given: dict[str, Any]) -> int:
    """The table of every criterion at once."""
    return len(value("eligibility", given))


def parts(given: dict[str, Any]) -> int:
    """The same table, one part after the other."""
    history = value("financial_history", given)
    return sum(len(eligibility(part, given["plan"])) for part in history.blocks(5 * BLOCK))


def climbers(given: dict[str, Any]) -> int:
    """The enterprises that could be promoted, and what the near ones lack."""
    return len(value("candidates", given))


WAYS: dict[str, Callable[..., int]] = {"eligibility": whole, "eligibility_in_parts": parts, "candidates": climbers}


def measure(way: str, count: int) -> dict[str, float]:
    """One size: seconds, peak memory of the process above what it had before the tables, size of the tables."""
    plan, _ = Plan.load(), nodes()  # importing the nodes is not measured
    before = resident()
    given = tables(count)
    size = sum(float(table.memory_usage(deep=True).sum()) for table in given.values())
    start = time.perf_counter()
    rows = WAYS[way]({**given, "plan": plan, "as_of": AS_OF})
    seconds = time.perf_counter() - start
    return {"rows": rows, "seconds": seconds, "tables": size, "peak": float(largest_resident() - before)}


def main() -> None:
    """Measure every method and size in its own process and print the table."""
    sizes = [int(size) for size in sys.argv[1:]] or list(SIZES)
    figures = ("rows", "seconds", "µs an enterprise", "tables MB", "peak MB", "peak / tables")
    print_header("what", "enterprises", *figures, texts=1)
    for way, size in product(WAYS, sizes):
        found = in_a_fresh_process(__file__, "--one", way, size)
        held, peak = (found[name] / 1e6 for name in ("tables", "peak"))
        cells = [way, f"{size:,}", f"{found['rows']:,}", f"{found['seconds']:.2f}"]
        print_row([*cells, f"{found['seconds'] / size * 1e6:.1f}", f"{held:.0f}", f"{peak:.0f}", f"{peak / held:.1f}"])


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measure(sys.argv[2], int(sys.argv[3]))))
    else:
        main()
