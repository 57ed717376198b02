"""The papermill engine of the reports: kernels start while others work, and their cells take turns."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, NotebookExecutionManager, papermill_engines
from papermill.log import logger

NAME = "panjin_kpi"
START_SECONDS = 120.0
LATE_SECONDS = 30.0  # in which papermill itself should report that a kernel does not start
WAITING = 4  # deadlines of reports; with two threads a turn none has to wait for more than two
KERNELSPEC = {"name": "python3", "display_name": "Python 3", "language": "python"}  # everybody has it: run it again


class ExecutionSlot:
    """One report's turn on the processor, with a deadline for each step: start of the kernel, waiting, cells.

    Parameters
    ----------
    turns : threading.Semaphore
        As many as reports may run their cells at the same time.
    seconds : float
        Deadline of the cells.
    """

    def __init__(self, turns: threading.Semaphore, seconds: float) -> None:
        self._turns, self._seconds, self._lock, self._taken = turns, seconds, threading.Lock(), False
        self.began: float | None = None
        self.ends = time.monotonic() + START_SECONDS + LATE_SECONDS

    def take(self) -> None:
        """Wait for a turn; the cells' deadline begins with it.

        Raises
        ------
        RuntimeError
            None was free in time.
        """
        self.ends = time.monotonic() + WAITING * self._seconds
        self._taken = self._turns.acquire(timeout=WAITING * self._seconds)
        if not self._taken:
            raise RuntimeError("没有轮到")
        self.began = time.monotonic()
        self.ends = self.began + self._seconds

    @property
    def seconds(self) -> float:
        """Since the turn was taken; 0 before."""
        return time.monotonic() - self.began if self.began is not None else 0.0

    def give_back(self) -> None:
        """Let the next report have it; the second call, by the report or its watcher, does nothing."""
        with self._lock:
            if self._taken:
                self._taken = False
                self._turns.release()


class ClientInTurn(PapermillNotebookClient):  # type: ignore[misc]
    """papermill's client; its kernel starts at once and is shut down without keeping the next report waiting."""

    def __init__(self, manager: NotebookExecutionManager, turn: ExecutionSlot, **options: Any) -> None:
        super().__init__(manager, **options)
        self._turn = turn

    @contextmanager
    def setup_kernel(self, **options: Any) -> Iterator[None]:
        """Take the turn between the start of the kernel and the cells."""
        with super().setup_kernel(**options):
            self._turn.take()
            try:
                yield
            finally:
                self._turn.give_back()


class ReportEngine(NBClientEngine):  # type: ignore[misc]
    """The engine that executes the reports' cells; without a turn it is papermill's own."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: NotebookExecutionManager, kernel_name: str, turn: ExecutionSlot | None = None, **options: Any
    ) -> None:
        """Execute the cells, and record the kernel that every machine has."""
        if turn is None:
            super().execute_managed_notebook(nb_man, kernel_name, **options)
        else:
            ClientInTurn(
                nb_man,
                turn,
                kernel_name=kernel_name,
                kernel_manager_class=options["kernel_manager_class"],
                extra_arguments=options["extra_arguments"],
                timeout=options["execution_timeout"],
                startup_timeout=options["start_timeout"],
                shutdown_kernel="immediate",  # it keeps nothing that a slower end could save
                log=logger,
            ).execute()
        nb_man.nb.metadata["kernelspec"] = dict(KERNELSPEC)


papermill_engines.register(NAME, ReportEngine)
logger.addHandler(logging.NullHandler())  # errors become a report's reason; without a handler they are printed too
