"""The papermill engine of the reports: kernels start while others work, and their cells take turns."""

import ast
import json
import logging
import os
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import accumulate
from pathlib import Path
from typing import Any

from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode
from nbformat.v4 import new_output
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, NotebookExecutionManager, papermill_engines
from papermill.log import logger
from papermill.translators import PythonTranslator, papermill_translators

ENGINE = "panjin_kpi"  # its name for papermill
START_SECONDS = 120.0
LATE_SECONDS = 30.0  # in which papermill itself should report that a kernel does not start
OUTPUT_SECONDS = 60  # for a cell's outputs after its reply (nbclient: 4, too few for a machine that is busy)
WAITING = 4  # multiple of a report's deadline; with two threads per turn no report waits for more than two others
TAGS = ("parameters", "injected-parameters")
KERNELSPEC = {"name": "python3", "display_name": "Python 3", "language": "python"}  # every machine has it


class ExecutionSlot:
    """One report's turn on the processor, with a deadline for each step: start of the kernel, waiting, cells.

    Parameters
    ----------
    turns : threading.Semaphore
        One for each report that may run its cells at the same time.
    deadline : float
        Seconds for the cells.
    """

    def __init__(self, turns: threading.Semaphore, deadline: float) -> None:
        self._turns, self._deadline, self._lock, self._taken = turns, deadline, threading.Lock(), False
        self.began: float | None = None
        self.ends = time.monotonic() + START_SECONDS + LATE_SECONDS

    def take(self) -> None:
        """Wait for a turn; the cells' deadline begins with it.

        Raises
        ------
        RuntimeError
            None was free in time.
        """
        self.ends = time.monotonic() + WAITING * self._deadline
        self._taken = self._turns.acquire(timeout=WAITING * self._deadline)
        if not self._taken:
            raise RuntimeError("没有轮到")
        self.began = time.monotonic()
        self.ends = self.began + self._deadline

    @property
    def seconds(self) -> float:
        """Seconds since the turn was taken; 0 before it."""
        return time.monotonic() - self.began if self.began is not None else 0.0

    def give_back(self) -> None:
        """Release the turn for the next report; a second call, by the report or its watcher, does nothing."""
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

    def execute_cell(self, cell: NotebookNode, cell_index: int, **options: Any) -> NotebookNode:
        """Execute a cell; show its error even if the kernel, out of memory, sent it only in its reply."""
        try:
            return super().execute_cell(cell, cell_index, **options)
        except CellExecutionError as error:
            if not any(output.output_type == "error" for output in cell.outputs):
                shown = {"ename": error.ename, "evalue": error.evalue, "traceback": [error.traceback]}
                cell.outputs.append(new_output("error", **shown))
            raise


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
                iopub_timeout=OUTPUT_SECONDS,
                shutdown_kernel="immediate",  # it has no state that an orderly shutdown would save
                log=logger,
            ).execute()
        nb_man.nb.metadata["kernelspec"] = dict(KERNELSPEC)
        keep_parameters(nb_man.nb)


class ReadableTranslator(PythonTranslator):  # type: ignore[misc]
    r"""Writes Chinese parameters as Chinese; papermill's own writes ``\u7532``."""

    @classmethod
    def translate_str(cls, val: str) -> str:
        """A Python string literal."""
        return json.dumps(val, ensure_ascii=False)


def keep_parameters(notebook: NotebookNode) -> None:
    """Put the values that were passed into the parameters cell, in place of papermill's cell after it.

    The notebook can then be run again with one of them changed, in papermill, which replaces its own cell, and in
    JupyterLab, where that cell would undo the change. Paths become relative to the notebook: its folder can be moved.
    """
    about = notebook.metadata["papermill"]
    folder = Path(about["output_path"]).resolve().parent
    about |= {"input_path": Path(about["input_path"]).name, "output_path": None}
    passed = about.get("parameters", {})
    for name, value in passed.items():
        if isinstance(value, str) and Path(value).is_absolute() and Path(value).exists():
            passed[name] = Path(os.path.relpath(value, folder)).as_posix()
    cells = {tag: cell for cell in notebook.cells for tag in cell.metadata.get("tags", []) if tag in TAGS}
    if set(cells) == set(TAGS):
        own, injected = (cells[tag] for tag in TAGS)
        own.source, rest = with_values(own.source, passed)
        injected.source = ReadableTranslator.codify(rest)
        if not rest:
            notebook.cells.remove(injected)


def with_values(source: str, values: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """A parameters cell with new values, its comments kept, and the values whose names it lacks.

    >>> with_values('period = "2021-12"  # 期间', {"period": "2021-06", "top": 3})
    ('period = "2021-06"  # 期间', {'top': 3})
    """
    text, rest = source.encode(), dict(values)  # columns of syntax trees are bytes
    starts = [0, *accumulate(map(len, text.splitlines(keepends=True)))]
    for statement in reversed(ast.parse(source).body):
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=old) if name in rest:
                begin = starts[old.lineno - 1] + old.col_offset
                end = starts[(old.end_lineno or old.lineno) - 1] + (old.end_col_offset or 0)
                text = text[:begin] + ReadableTranslator.translate(rest.pop(name)).encode() + text[end:]
    return text.decode(), rest


papermill_translators.register("python", ReadableTranslator)
papermill_engines.register(ENGINE, ReportEngine)
logger.addHandler(logging.NullHandler())  # errors become a report's reason; without a handler they are printed too
