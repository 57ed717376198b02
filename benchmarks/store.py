"""The store under load: the time of ``verify``, and many processes that submit while backups are made.

    python benchmarks/store.py verify URL [ROWS]
    python benchmarks/store.py submit URL [PROCESSES] [FILES]

``URL`` is an empty store, SQLite's or PostgreSQL's. The rows are the sample's fictitious enterprises, 10,000 a
submission. Each of ``submit``'s processes sends files of its own and one that all of them send; in the end every row is
compared with what was sent, once and no more.
"""

import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pandas as pd
from measuring import largest_resident, print_header, print_row, resident

from panjin_kpi import schemas
from panjin_kpi.intake.checks.check import CheckedFile, CheckedTable
from panjin_kpi.intake.storage.backup import write_backup
from panjin_kpi.intake.storage.chain import append, seal
from panjin_kpi.intake.storage.store import Store
from panjin_kpi.intake.storage.tables import records, tables
from panjin_kpi.reference.plan import Plan
from panjin_kpi.sample.register.enterprises import enterprises

EACH, DAY = 10_000, date(2021, 6, 25)
PAUSE = 2  # seconds between backups, which otherwise take a processor of their own


def fill(store: Store, rows: int) -> None:
    """Append submissions to the log as ``submit`` does, without comparing each with all earlier ones."""
    register = enterprises(np.random.default_rng(1), Plan.load(), 2021, EACH)
    register = register.reindex(columns=list(schemas.schema("enterprises").columns)).assign(fictitious=True)
    part = CheckedTable(schemas.typed("enterprises", register), register.astype("str").fillna(""))
    for number in range(rows // EACH):
        with store.writing.begin() as connection:
            entry = append(
                connection,
                DAY,
                file=f"{number}.xlsx",
                sha256=f"{number:064x}",
                rows={"enterprises": EACH},
                on_behalf=False,
                known_on=DAY.isoformat(),
            )
            connection.execute(tables["enterprises"].insert(), records(entry["submission"], part))
            seal(connection, entry["submission"], ["enterprises"])


def verify(url: str, rows: int) -> None:
    """Print the seconds and the memory of one verification."""
    fill(Store(url), rows)
    store, before, begun = Store(url), resident(), time.perf_counter()
    found = store.verify()
    seconds = time.perf_counter() - begun
    assert (found.rows, found.findings) == (rows, ()), found
    print_header("store", "rows", "seconds", "rows a second", "most memory MB", "before MB", texts=1)
    each = [f"{number / 2**20:.0f}" for number in (largest_resident(), before)]
    print_row([store.engine.dialect.name, f"{rows:,}", f"{seconds:.1f}", f"{rows / seconds:,.0f}", *each])


def _file(process: int, number: int) -> CheckedFile:
    """A file of one month with a figure that no other file has; of process 0 all processes send the same."""
    columns = list(schemas.schema("progress").columns)
    row = {"period": f"{1000 + number}-{process + 1:02d}", "district": "dawa", "indicator": "activities"}
    typed = pd.DataFrame([row | {"value": process * 1e6 + number, "fictitious": True}], index=[2], columns=columns)
    part = CheckedTable(schemas.typed("progress", typed), typed.fillna("").astype("str"))
    return CheckedFile(f"{process}-{number}.csv", f"{process:032x}{number:032x}", {"progress": part}, [])


def _send(url: str, process: int, files: int) -> tuple[list[int], int, float]:
    """The numbers of a process's own files, how many of the shared ones it was first with, and its longest wait."""
    store, numbers, longest = Store(url), list[int](), 0.0
    first = sum(not store.submit(_file(0, number), DAY).known_before for number in range(10))
    for number in range(files):
        file, begun = _file(process, number), time.perf_counter()
        numbers.append(store.submit(file, DAY).submission)
        longest = max(longest, time.perf_counter() - begun)
    return numbers, first, longest


def submit(url: str, processes: int, files: int) -> None:
    """Let processes submit concurrently while backups are made; every row must be stored exactly once."""
    store, begun = Store(url), time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        sent = [pool.submit(_send, url, process, files) for process in range(1, processes + 1)]
        backups: list[int] = []
        while not all(work.done() for work in sent):
            path = Path(folder) / f"{len(backups)}.sqlite"
            write_backup(store.engine, path)
            copied = Store(f"sqlite:///{path}", make=False).verify()
            assert not copied.findings
            backups.append(copied.submissions)
            time.sleep(PAUSE)
        numbers, shared, longest = zip(*(work.result() for work in sent), strict=True)
    seconds, whole = time.perf_counter() - begun, processes * files + 10
    rows = store.in_force("progress")
    wanted = {(p, n) for p in range(1, processes + 1) for n in range(files)} | {(0, n) for n in range(10)}
    assert sum(shared) == 10
    assert sorted(store.log()["submission"]) == list(range(1, whole + 1))
    assert len({number for column in numbers for number in column}) == processes * files
    assert sorted(rows["value"]) == sorted(process * 1e6 + number for process, number in wanted)
    assert (store.verify().submissions, store.verify().findings) == (whole, ())
    print_header("store", "processes", "kept", "seconds", "longest s", "backups meanwhile", "of submissions", texts=1)
    dialect, of = store.engine.dialect.name, f"{min(backups)}–{max(backups)}"
    print_row([dialect, str(processes), str(whole), f"{seconds:.0f}", f"{max(longest):.1f}", str(len(backups)), of])


if __name__ == "__main__":
    what, where, *sizes = sys.argv[1:]
    if what == "verify":
        verify(where, *(map(int, sizes) if sizes else [1_000_000]))
    else:
        submit(where, *(map(int, sizes) if sizes else [8, 500]))
