"""Killed at any moment: each submission with a receipt is complete, none is partial, the next one is accepted."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa

from panjin_kpi.intake.storage.store import Store
from panjin_kpi.intake.storage.tables import submissions, tables
from panjin_kpi.project import ROOT

FILES = 100
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal and cannot fork"),
]


@pytest.fixture(scope="module")
def submitter(running, line_of) -> Iterator[subprocess.Popen]:
    script = Path(__file__).with_name("submitter.py")
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with running([sys.executable, script], cwd=ROOT, **pipes) as process:
        assert line_of(process) == "ready\n"
        yield process


@pytest.fixture
def submit_until_killed(submitter, line_of) -> Callable[..., list[str]]:
    """Submit from a given file on, in a process killed after a number of receipts; returns the lines it printed."""

    def submit(url: str, first: int, wanted: int, seconds: float) -> list[str]:
        submitter.stdin.write(f"{url} {first}\n")
        submitter.stdin.flush()
        process = int(line_of(submitter).removeprefix("begun "))
        lines = [line_of(submitter) for _ in range(wanted)]
        assert all(line.startswith("kept") for line in lines)
        time.sleep(seconds)
        os.kill(process, signal.SIGKILL)
        submitter.stdin.write("end\n")
        submitter.stdin.flush()
        return lines + list(iter(lambda: line_of(submitter), "ended\n"))

    return submit


def stored(store: Store) -> dict[int, tuple[str, dict[str, int], dict[str, int]]]:
    """Of each submission its file, the rows it says it has, and the rows that are there."""
    with store.engine.connect() as connection:
        known = connection.execute(sa.select(submissions).order_by(submissions.c.submission))
        there: dict = {row.submission: (row.file, row.rows, {}) for row in known}
        for name, table in tables.items():
            count = sa.select(table.c.submission, sa.func.count()).group_by(table.c.submission)
            for submission, rows in connection.execute(count):
                there[submission][2][name] = rows
    return there


@pytest.mark.databases
def test_submissions_survive_kills_at_random_moments(submit_until_killed, store_url):
    random = Random(2021)
    receipts: dict[int, int] = {}
    kills = 0
    while len(receipts) < FILES:
        wanted = min(random.randrange(8), FILES - len(receipts))
        lines = submit_until_killed(store_url, len(receipts), wanted, random.uniform(0, 0.08))
        receipts |= {int(line.split()[1]): int(line.split()[2]) for line in lines if line != "stopped\n"}
        kills += 1
        store = Store(store_url)
        there = stored(store)
        store.engine.dispose()
        assert receipts == {file: file + 1 for file in range(len(receipts))}
        assert [*there] == [*range(1, len(there) + 1)]
        assert [file for file, _, _ in there.values()] == [f"{file}.xlsx" for file in range(len(there))]
        assert all(rows == stated for _, stated, rows in there.values())
        assert len(there) - len(receipts) in (0, 1)  # one may have been kept and killed before it could say so
    assert kills > 10
