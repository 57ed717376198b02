"""One report: execute its notebook through papermill, keep what was executed, render the page."""

import contextlib
import json
import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import papermill
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import ensure_event_loop
from papermill.exceptions import PapermillExecutionError
from papermill.translators import PythonTranslator, papermill_translators

from panjin_kpi.batch.jobs import Job
from panjin_kpi.batch.kernels import EncryptedKernelManager
from panjin_kpi.project import NOTEBOOKS

CELL_SECONDS = 600
START_SECONDS = 120
REPORT_SECONDS = 900.0
LOOK_SECONDS = 0.5  # how often a report that is being made is asked whether the run has been stopped
LAST_SECONDS = 10.0  # for a report beyond its deadline to notice that its kernel is dead


class ReadableTranslator(PythonTranslator):  # type: ignore[misc]
    r"""Writes Chinese parameters as Chinese; papermill's own writes ``\u7532``."""

    @classmethod
    def translate_str(cls, val: str) -> str:
        r"""A Python string literal.

        >>> ReadableTranslator.translate_str('盘山县 "a" C:\\b')
        '"盘山县 \\"a\\" C:\\\\b"'
        """
        return json.dumps(val, ensure_ascii=False)


papermill_translators.register("python", ReadableTranslator)


@dataclass(frozen=True)
class Outcome:
    """What became of one report; one that was finished before is kept as it was."""

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
    manager: type[AsyncKernelManager] = EncryptedKernelManager,
    deadline: float = REPORT_SECONDS,
    stopped: threading.Event | None = None,
) -> Outcome:
    """Execute a report's notebook in a kernel of its own; never raises for what happens in the notebook.

    The executed notebook is ``<folder>/<notebook>/<scope>.ipynb``. One that failed is kept beside it as
    ``<scope>.failed.ipynb`` with the error in its cell, and an earlier good one stays.

    Parameters
    ----------
    job : Job
        The report.
    folder : Path
        The run's folder, ``reports/<period>``.
    notebooks : Path
        Where the notebooks are.
    manager : type
        What starts the kernel (:func:`~panjin_kpi.batch.kernels.kernels`).
    deadline : float
        Seconds for the whole report. papermill may wait for ever for a kernel that dies at the wrong moment, so the
        kernel of a report beyond its deadline is killed, and the report is given up whether papermill notices or not.
    stopped : threading.Event, optional
        Set when the run is interrupted: the report is given up at once.
    """
    stopped = stopped or threading.Event()
    started, kernels, made = time.monotonic(), list[AsyncKernelManager](), list[Outcome]()
    watched = type(manager.__name__, (manager,), {"__init__": _registering(manager, kernels)})
    worker = threading.Thread(target=lambda: made.append(_executed(job, folder, notebooks, watched)), daemon=True)
    worker.start()
    while worker.is_alive() and not stopped.is_set() and time.monotonic() - started < deadline:
        worker.join(min(LOOK_SECONDS, max(deadline - (time.monotonic() - started), 0)))
    if not worker.is_alive():
        return made[0]
    for kernel in kernels:
        _kill(kernel)
    if stopped.is_set():
        return Outcome(job, time.monotonic() - started, "运行被中断")
    worker.join(LAST_SECONDS)
    return Outcome(job, time.monotonic() - started, f"超过时限（{deadline:g}秒）")


def _registering(manager: type[AsyncKernelManager], kernels: list[AsyncKernelManager]) -> Callable[..., None]:
    """How a kernel manager is made that can be found again."""

    def made(self: AsyncKernelManager, *words: Any, **named: Any) -> None:
        manager.__init__(self, *words, **named)
        kernels.append(self)

    return made


def _kill(kernel: AsyncKernelManager) -> None:
    number = getattr(kernel.provisioner, "pid", None)
    if number:
        with contextlib.suppress(OSError):
            os.kill(number, signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)


def _executed(job: Job, folder: Path, notebooks: Path, manager: type[AsyncKernelManager]) -> Outcome:
    """What :func:`execute` promises, however long it takes."""
    target = folder / f"{job.stem}.ipynb"
    failed = target.with_suffix(".failed.ipynb")
    part = target.with_name(f".{target.stem}.part.ipynb")
    target.parent.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    try:
        papermill.execute_notebook(
            notebooks / f"{job.report.notebook}.ipynb",
            part,
            parameters=job.parameters,
            kernel_name="python3",
            kernel_manager_class=manager,
            extra_arguments=["--IPKernelApp.log_level=50"],  # its shutdown logs an interrupt as an error
            progress_bar=False,
            request_save_on_cell_execute=False,
            execution_timeout=CELL_SECONDS,
            start_timeout=START_SECONDS,
        )
        _settle(part)
    except Exception as error:
        if part.exists():
            part.replace(failed)
        return Outcome(job, time.monotonic() - started, _reason(error))
    finally:
        ensure_event_loop().close()  # jupyter_client makes one for the thread and would leave it open
    part.replace(target)
    failed.unlink(missing_ok=True)
    return Outcome(job, time.monotonic() - started)


def _settle(path: Path) -> None:
    """Name the kernel that everybody has, so that anybody can run the notebook again."""
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, path)


def _reason(error: Exception) -> str:
    if isinstance(error, PapermillExecutionError):
        return f"{error.ename}：{error.evalue}"
    return f"{type(error).__name__}：{error}".splitlines()[0]
