"""Who makes the reports: threads of this command, or the workers of a cluster."""

import math
import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, contextmanager
from typing import TypeVar

from panjin_kpi.batch.kernels.engine import LATE_SECONDS, START_SECONDS
from panjin_kpi.batch.kernels.pool import kernels
from panjin_kpi.batch.reports.execute import LAST_SECONDS, REPORT_SECONDS
from panjin_kpi.batch.reports.make import KERNELS

AHEAD = 2  # threads per turn: while one report's cells run, another's kernel gets ready or its page is made
LOOK_SECONDS = 0.2  # between checks for an interrupt, and whether the workers are still there
# every step of a report has its own deadline where it is made; this one is for workers that do not keep them
EACH_SECONDS = START_SECONDS + LATE_SECONDS + REPORT_SECONDS + LAST_SECONDS + 60
LOST = "与调度器的连接断了，没有做成"
LATE = "等了{:.0f}秒没有结果，没有做成"
T = TypeVar("T")
R = TypeVar("R")


class Workers:
    """An executor of the standard library that notices when it is lost; it runs at least ``slots`` tasks at a time."""

    def __init__(self, pool: Executor, slots: int) -> None:
        self._pool, self._slots = pool, slots

    def failure(self) -> str:
        """Why no task can be finished any more; empty while they can, as always with threads of this process."""
        return ""

    def completed(
        self, function: Callable[[T], R], tasks: Sequence[T], interrupts: Sequence[int] = ()
    ) -> Iterator[tuple[T, Future[R] | str]]:
        """Run a function for each task and yield each task as it ends, with its future, or why it will not end.

        The executor must be able to send both to where it runs them. A task may take :data:`EACH_SECONDS`. Two
        deadlines follow: one without any task ending, and one for each round of tasks together, which no progress
        resets. It ends early once there are ``interrupts`` (:func:`panjin_kpi.interrupts.interrupts_noted`).

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
                if not (reason := self.failure()):
                    raise
                yield from ((left, reason) for left in tasks[number:])
                break
        ends, stalls = begun + EACH_SECONDS * math.ceil(len(pending) / self._slots), begun + EACH_SECONDS
        while pending and not reason and not interrupts:
            done, _ = wait(pending, timeout=LOOK_SECONDS, return_when=FIRST_COMPLETED)
            for future in done:
                yield pending.pop(future), future
            now = time.monotonic()
            stalls = now + EACH_SECONDS if done else stalls
            late = LATE.format(now - begun) if now > min(ends, stalls) else ""
            reason = "" if done else self.failure() or late
        if not interrupts:
            yield from ((task, reason) for task in pending.values())


def executor(engine: str = "warm", jobs: int = 0, scheduler: str = "") -> AbstractContextManager[Workers]:
    """The workers that run :func:`panjin_kpi.batch.reports.make.make`; on leaving, unfinished reports are given up.

    Parameters
    ----------
    engine : str
        Engine of the kernels; sent to the workers of a cluster with each report.
    jobs : int
        Reports whose cells run here at the same time; one a core by default.
    scheduler : str
        Address of a Dask scheduler, ``tcp://host:port``; empty for this machine.

    Raises
    ------
    NoWorkers
        No scheduler answers, it has no worker, or distributed is not installed.
    """
    from panjin_kpi.batch.reports.cluster import connected  # it imports this module

    return connected(scheduler) if scheduler else _local(engine, jobs or os.cpu_count() or 1)


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
