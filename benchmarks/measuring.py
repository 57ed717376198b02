"""Shared helpers of the benchmarks: alternating timings, memory, a child's figures, DuckDB's tables, one comparison."""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

HOUR = 3600


def best(*works: Callable[[], object], runs: int) -> list[float]:
    """Shortest seconds of each function, called in turn, so that a busy machine slows all of them."""
    seconds: list[list[float]] = [[] for _ in works]
    for _ in range(runs):
        for work, taken in zip(works, seconds, strict=True):
            begun = time.perf_counter()
            work()
            taken.append(time.perf_counter() - begun)
    return [min(taken) for taken in seconds]


def resident() -> int:
    """Bytes of this process in memory now."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()


def largest_resident() -> int:
    """Most bytes that this process has had in memory."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def in_a_fresh_process(program: str, *words: object) -> dict[str, Any]:
    """The figures that a program prints as JSON in its last line."""
    command = [sys.executable, program, *map(str, words)]
    run = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, timeout=HOUR)
    figures: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return figures


def in_duckdb(tables: Mapping[str, pd.DataFrame]) -> "DuckDBPyConnection":
    """An in-memory database with these frames as native tables."""
    import duckdb

    database = duckdb.connect()
    for name, frame in tables.items():
        database.register("frame", frame)
        database.execute(f"CREATE TABLE {name} AS SELECT * FROM frame")
    return database


def assert_same(ours: pd.DataFrame, theirs: pd.DataFrame, key: list[str]) -> None:
    """Compare cell by cell, in any order of rows, the columns that both methods compute."""
    left, right = (frame.sort_values(key).reset_index(drop=True) for frame in (ours[theirs.columns], theirs))
    pd.testing.assert_frame_equal(left, right, check_dtype=False)


def print_header(*columns: str, texts: int = 0) -> None:
    """The head of a Markdown table; the first few columns are texts, the others figures."""
    print(f"| {' | '.join(columns)} |\n|{'---|' * texts}{'---:|' * (len(columns) - texts)}")


def print_row(cells: Iterable[str]) -> None:
    """A row of it, as soon as it is known."""
    print(f"| {' | '.join(cells)} |", flush=True)


def print_table(head: list[str], rows: list[list[str]]) -> None:
    """A whole Markdown table whose first column is text."""
    print_header(*head, texts=1)
    for cells in rows:
        print_row(cells)
    print()
