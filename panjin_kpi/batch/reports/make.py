"""One report from its notebook to its page, in any process or machine."""

import atexit
import threading
from contextlib import ExitStack
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import nbformat

from panjin_kpi.batch.jobs import Job
from panjin_kpi.batch.kernels.pool import KernelPool, kernels
from panjin_kpi.batch.reports.execute import Outcome, execute, reason_of
from panjin_kpi.batch.reports.fingerprints import code_digest, key_of
from panjin_kpi.files import write_atomically
from panjin_kpi.report.page.notebook_page import PageFacts, page

OTHER_CODE = "这个工作进程装的程序与发起运行的不同；请在各处装同一版本后再次运行"
KERNELS: ContextVar[KernelPool] = ContextVar("KERNELS")  # set in the threads of a local run
STARTING = threading.Lock()


@dataclass(frozen=True)
class ReportTask:
    """A report as a worker, perhaps on another machine, needs it.

    Parameters
    ----------
    folder, notebooks : Path
        Where it goes and where the notebooks are: the same folders on every machine.
    facts : PageFacts
        Shown on the page around its notebook.
    engine : str
        For a worker without kernels (:func:`~panjin_kpi.batch.kernels.pool.kernels`).
    code : str
        The requester's library (:func:`~panjin_kpi.batch.reports.fingerprints.code_digest`).
    """

    job: Job
    folder: Path
    notebooks: Path
    facts: PageFacts
    engine: str
    code: str

    @property
    def executed(self) -> Path:
        """The folder of its executed notebook; of a public one, whose errors name folders, beside the public folder."""
        public = self.facts.notebook is None
        return self.folder.parent.parent / f"public-{self.folder.name}.notebooks" if public else self.folder

    @property
    def finished(self) -> bool:
        """Whether the report is there and up to date: its page is written last, and carries its key."""
        target = self.folder / self.job.stem
        whole = self.facts.notebook is None or target.with_suffix(".ipynb").exists()
        return whole and key_of(target.with_suffix(".html")) == self.facts.key


def make(work: ReportTask) -> Outcome:
    """Execute the notebook and write its page; an error fails this report only."""
    if work.code != code_digest():
        return Outcome(work.job, 0.0, OTHER_CODE)
    own = KERNELS.get(None) or _of_this_process(work.engine)
    own.read(work.job.parameters["results"])
    outcome = execute(work.job, work.executed, work.notebooks, own)
    if not outcome.made:
        return outcome
    executed, target = work.executed / f"{work.job.stem}.ipynb", work.folder / f"{work.job.stem}.html"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(target, page(nbformat.read(executed, as_version=4), work.facts))
        if work.facts.notebook is None:
            executed.unlink()  # the public has pages alone
    except Exception as error:
        return replace(outcome, reason=reason_of(error))
    return outcome


def _of_this_process(engine: str) -> KernelPool:
    """The kernels of a worker of a cluster, started by the first of its threads."""
    with STARTING:
        return _started(engine)


@cache
def _started(engine: str) -> KernelPool:
    """Kernels that end with the process; if it is killed, the fork server notices and ends as well."""
    kept = ExitStack()
    atexit.register(kept.close)
    return kept.enter_context(kernels(engine))
