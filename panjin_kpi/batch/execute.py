"""One report: execute its notebook through papermill, keep what was executed, render the page."""

import json
import time
from dataclasses import dataclass
from pathlib import Path

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
    """What became of one report."""

    job: Job
    seconds: float
    reason: str = ""

    @property
    def made(self) -> bool:
        """Whether the notebook ran to its end."""
        return not self.reason


def execute(
    job: Job, folder: Path, notebooks: Path = NOTEBOOKS, manager: type[AsyncKernelManager] = EncryptedKernelManager
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
    """
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
