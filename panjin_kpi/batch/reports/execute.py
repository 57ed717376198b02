"""One report: execute its notebook through papermill, and keep the executed notebook."""

import contextlib
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import papermill
from jupyter_core.utils import ensure_event_loop
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.exceptions import PapermillExecutionError

from panjin_kpi.batch.jobs import Job
from panjin_kpi.batch.kernels.engine import ENGINE, START_SECONDS, ExecutionSlot
from panjin_kpi.batch.kernels.pool import KernelPool, Launches
from panjin_kpi.errors import os_error_message
from panjin_kpi.files import temporary_path
from panjin_kpi.project import NOTEBOOKS

CELL_SECONDS = 600
REPORT_SECONDS = 900.0
KERNEL_ARGUMENTS = [
    "--IPKernelApp.log_level=50",  # its shutdown logs an interrupt as an error
    "--HistoryManager.enabled=False",  # a database of what analysts typed is not for reports
    "--InteractiveShellApp.extra_extensions=panjin_kpi.batch.kernels.own_charts",
]
LOOK_SECONDS = 0.5  # between checks whether the run has been stopped
INTERRUPTED = "运行被中断；再次运行会补做"
NO_MEMORY = "内存不足（MemoryError）"
LAST_SECONDS = 10.0  # for a report beyond its deadline to notice that its kernel is dead


@dataclass(frozen=True)
class Outcome:
    """The outcome of one report; one that was finished before is kept as it was."""

    job: Job
    seconds: float
    reason: str = ""
    kept: bool = False

    @property
    def made(self) -> bool:
        """Whether the notebook ran to its end."""
        return not self.reason


def execute(
    job: Job,
    folder: Path,
    notebooks: Path = NOTEBOOKS,
    kernels: KernelPool | None = None,
    deadline: float = REPORT_SECONDS,
) -> Outcome:
    """Execute a report's notebook in a kernel of its own; an error in the notebook is never raised.

    The executed notebook is ``<folder>/<notebook>/<scope>.ipynb``. One that failed is kept beside it as
    ``<scope>.failed.ipynb`` with the error in its cell, and an earlier good one stays.

    Parameters
    ----------
    kernels : KernelPool, optional
        From :func:`~panjin_kpi.batch.kernels.pool.kernels`; papermill's own way by default.
    deadline : float
        Seconds for the cells. papermill may wait for ever for a kernel that dies at the wrong moment, so beyond the
        deadline the kernel is killed, and the report is given up whether papermill notices or not.
    """
    kernels = kernels or KernelPool()
    turn = ExecutionSlot(kernels.turns or threading.Semaphore(), deadline)
    if kernels.turns is None:
        turn.take()  # papermill starts the kernel and the cells in one go
    launches, made = Launches(), list[Outcome]()
    watched = type(kernels.manager.__name__, (kernels.manager,), {"launches": launches})
    how = {"kernel_manager_class": watched} | ({"turn": turn} if kernels.turns else {})
    worker = threading.Thread(
        target=lambda: made.append(Outcome(job, *_executed(job, folder, notebooks, how, turn))), daemon=True
    )
    worker.start()
    while worker.is_alive() and not kernels.stopped.is_set() and time.monotonic() < turn.ends:
        worker.join(min(LOOK_SECONDS, max(turn.ends - time.monotonic(), 0)))
    if not worker.is_alive():
        return made[0]
    launches.give_up()
    if kernels.stopped.is_set():
        return Outcome(job, turn.seconds, INTERRUPTED)
    worker.join(LAST_SECONDS)
    turn.give_back()
    late = f"超过时限（{deadline:g}秒）" if turn.began else "内核没有启动，或没有轮到"
    return Outcome(job, turn.seconds, late)


def _executed(
    job: Job, folder: Path, notebooks: Path, how: Mapping[str, Any], turn: ExecutionSlot
) -> tuple[float, str]:
    """The work of :func:`execute`, however long it takes: its seconds, and the reason if it failed."""
    target = folder / f"{job.stem}.ipynb"
    failed, part = target.with_suffix(".failed.ipynb"), temporary_path(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        run = partial(
            papermill.execute_notebook,
            notebooks / f"{job.report.name}.ipynb",
            part,
            engine_name=ENGINE,
            parameters=job.parameters,
            kernel_name="python3",
            extra_arguments=KERNEL_ARGUMENTS,
            progress_bar=False,
            request_save_on_cell_execute=False,
            execution_timeout=CELL_SECONDS,
            start_timeout=START_SECONDS,
            **how,
        )
        try:
            run()
        except (RuntimeError, OSError):  # nbclient's words for a kernel that ended before it answered
            if turn.began or time.monotonic() >= turn.ends:
                raise
            run()  # where ports are used, another program had taken one
        seconds = turn.seconds
        part.replace(target)
        failed.unlink(missing_ok=True)
    except Exception as error:
        if isinstance(error, PapermillExecutionError):
            with contextlib.suppress(OSError):
                part.replace(failed)
        return turn.seconds, reason_of(error)
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        ensure_event_loop().close()  # jupyter_client makes one for the thread and would leave it open
    return seconds, ""


def reason_of(error: Exception) -> str:
    """Why a report could not be made, in one line."""
    if isinstance(error, PapermillExecutionError):
        if error.ename == "MemoryError":
            return NO_MEMORY
        return f"{error.ename}：{error.evalue}"
    if isinstance(error, DeadKernelError):
        return "内核中途死亡（DeadKernelError），常因内存不足"
    if isinstance(error, CellTimeoutError):
        return "计算或输出超过时限（CellTimeoutError）"
    if isinstance(error, MemoryError):
        return NO_MEMORY
    if isinstance(error, OSError):
        error.filename = error.filename and Path(error.filename).name  # a public index names no folders
        return os_error_message(error)
    return f"{type(error).__name__}：{error}".splitlines()[0]
