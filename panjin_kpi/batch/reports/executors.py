"""Who makes the reports: threads of this command, or the workers of a cluster, for as long as they are there."""

import math
import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from panjin_kpi.batch.kernels.engine import LATE_SECONDS, START_SECONDS
from panjin_kpi.batch.kernels.pool import kernels
from panjin_kpi.batch.reports.execute import LAST_SECONDS, REPORT_SECONDS
from panjin_kpi.batch.reports.make import KERNELS, read_ahead

AHEAD = 2  # threads a turn: while one report's cells run, another's kernel gets ready or its page is made
LOOK_SECONDS = 1.0  # how often it is looked whether the workers are still there
# every step of a report has a deadline where it is made; this one is for whoever does not keep them
EACH_SECONDS = START_SECONDS + LATE_SECONDS + REPORT_SECONDS + LAST_SECONDS + 60
LOST = "与调度器的连接断了，没有做成"
LATE = "等了{:.0f}秒没有结果，没有做成"
T = TypeVar("T")
R = TypeVar("R")


class Workers:
    """An executor of the standard library that says when nothing can be expected of it any more.

    Parameters
    ----------
    pool : concurrent.futures.Executor
        Runs the tasks.
    slots : int
        How many run at the same time, at least.
    """

    def __init__(self, pool: Executor, slots: int) -> None:
        self._pool, self._slots = pool, slots

    def read_ahead(self, table: Path) -> None:
        """Have a table read that was written just now."""
        self._pool.submit(read_ahead, table)

    def trouble(self) -> str:
        """Why no task can be finished any more; empty while they can. Threads of this process are always there."""
        return ""

    def completed(
        self, function: Callable[[T], R], tasks: Sequence[T], seconds: float = EACH_SECONDS
    ) -> Iterator[tuple[T, Future[R] | str]]:
        """Run a function for each task and give each one back as it ends; nobody is waited for in vain.

        Parameters
        ----------
        function : callable
            Of one task; the executor must be able to take both to where it runs them.
        tasks : sequence
            What it is run for.
        seconds : float
            How long a task may take. Two deadlines follow: so long without any task ending, and so long for each round
            of tasks together, which no progress resets.

        Yields
        ------
        tuple
            A task, and its future that is done, or the reason why it will not be.

        Examples
        --------
        >>> with ThreadPoolExecutor(2) as pool:
        ...     ended = dict(Workers(pool, 2).completed(abs, [-1, -2]))
        >>> {task: future.result() for task, future in sorted(ended.items())}
        {-2: 2, -1: 1}
        """
        pending: dict[Future[R], T] = {}
        reason, begun = "", time.monotonic()
        for number, task in enumerate(tasks):
            try:
                pending[self._pool.submit(function, task)] = task
            except Exception:  # a client that is closed refuses in several ways
                if not (reason := self.trouble()):
                    raise
                yield from ((left, reason) for left in tasks[number:])
                break
        ends, stalls = begun + seconds * math.ceil(len(pending) / self._slots), begun + seconds
        while pending and not reason:
            done, _ = wait(pending, timeout=LOOK_SECONDS, return_when=FIRST_COMPLETED)
            for future in done:
                yield pending.pop(future), future
            now = time.monotonic()
            stalls = now + seconds if done else stalls
            late = LATE.format(now - begun) if now > min(ends, stalls) else ""
            reason = "" if done else self.trouble() or late
        yield from ((task, reason) for task in pending.values())


@contextmanager
def executor(engine: str = "warm", jobs: int = 0, scheduler: str = "") -> Iterator[Workers]:
    """Who runs :func:`panjin_kpi.batch.reports.make.make`; on leaving, reports that are being made are given up.

    Parameters
    ----------
    engine : str
        Of the local kernels; each worker of a cluster is told it with the report.
    jobs : int
        Reports whose cells run here at the same time; one a core by default.
    scheduler : str
        Address of a Dask scheduler, ``tcp://host:port``; empty for this machine.

    Raises
    ------
    NoWorkers
        No scheduler answers, it has no worker, or distributed is not installed.
    """
    if not scheduler:
        with _local(engine, jobs or os.cpu_count() or 1) as threads:
            yield threads
        return
    from panjin_kpi.batch.reports.cluster import connected

    with connected(scheduler) as workers:
        yield workers


@contextmanager
def _local(engine: str, jobs: int) -> Iterator[Workers]:
    with kernels(engine, jobs) as own:
        threads = jobs if own.turns is None else AHEAD * jobs
        pool = ThreadPoolExecutor(threads, initializer=KERNELS.set, initargs=(own,))
        try:
            yield Workers(pool, jobs)
        finally:  # on Ctrl-C no report is waited for: papermill may not notice that its kernel is gone
            own.stop()
            pool.shutdown(cancel_futures=True)
