"""A run: snapshot, results, notebooks, pages, index. Read it from top to bottom."""

import json
import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import nbformat
from filelock import FileLock, Timeout

from panjin_kpi.batch.execute import Outcome, execute
from panjin_kpi.batch.faults import Busy
from panjin_kpi.batch.files import write_whole
from panjin_kpi.batch.jobs import Audience, Job, jobs
from panjin_kpi.batch.kernels import kernels
from panjin_kpi.batch.keys import key_of, report_key, results_digest
from panjin_kpi.batch.manifest import manifest
from panjin_kpi.batch.resultset import ResultSet
from panjin_kpi.intake.snapshot import take_snapshot
from panjin_kpi.intake.store import Store
from panjin_kpi.project import NOTEBOOKS, Project
from panjin_kpi.project import REPORTS as REPORTS_FOLDER
from panjin_kpi.reference.plan import Plan
from panjin_kpi.report.html import PageFacts, page
from panjin_kpi.report.site import index_page

WORKERS_PER_CORE = 2
INTERRUPTED = "运行被中断；再次运行会补做"


@dataclass(frozen=True)
class Request:
    """What a run is asked for.

    Parameters
    ----------
    period : str
        Month, ``YYYY-MM``.
    notebooks, districts : sequence of str
        Only these; all by default.
    audience : str
        ``internal``, or ``public`` with a folder of its own.
    as_known_on : date, optional
        Show the figures as they were known on that day.
    out : Path
        Folder of all reports.
    jobs : int
        Reports made at the same time; by default two a core, because a kernel also waits.
    engine : str
        ``warm`` or ``papermill`` (:func:`~panjin_kpi.batch.kernels.kernels`).
    force : bool
        Make every report, also those that are finished and whose key is unchanged.
    """

    period: str
    notebooks: Sequence[str] = ()
    districts: Sequence[str] = ()
    audience: Audience = "internal"
    as_known_on: date | None = None
    out: Path = REPORTS_FOLDER
    jobs: int = 0
    engine: str = "warm"
    force: bool = False

    @property
    def folder(self) -> Path:
        """``<out>/<period>``, or ``<out>/public/<period>``."""
        return (self.out / "public" if self.audience == "public" else self.out).resolve() / self.period

    @property
    def manifest(self) -> Path:
        """``run.json`` in the run's folder; a public run's stands outside, because it names this machine's folders."""
        if self.audience == "public":
            return self.out.resolve() / f"public-{self.period}.run.json"
        return self.folder / "run.json"


def run(
    project: Project,
    request: Request,
    started: Callable[[int], None] = lambda _: None,
    finished: Callable[[Outcome], None] = lambda _: None,
    notebooks: Path = NOTEBOOKS,
) -> list[Outcome]:
    """Make the reports of a period.

    Parameters
    ----------
    project : Project
        Data folder and store.
    request : Request
        Which reports.
    started, finished : callable
        Told how many reports there are, and of each as it is finished.
    notebooks : Path
        Where the notebooks are.

    Returns
    -------
    list of Outcome
        One a report, in the order of the index. A report that fails does not stop the others; one that is finished and
        whose key (:mod:`panjin_kpi.batch.keys`) is unchanged is kept.

    Raises
    ------
    WrongParameters
        A period, district or notebook is not known; nothing has been written then.
    Busy
        Another run is writing the same folder.
    KeyboardInterrupt
        The run was interrupted; the index and the manifest tell what had been made.
    """
    began = datetime.now(UTC)
    plan = Plan.load(project.reference)
    folder = request.folder
    todo = jobs(plan, request.period, str(folder / "results"), request.audience, request.notebooks, request.districts)

    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder.parent / f".{request.period}.lock", timeout=0):  # the system takes it from a killed run
            return _made(project, request, plan, todo, began, started, finished, notebooks)
    except Timeout as error:
        raise Busy(f"另一次运行正在写 {folder}。请等它结束后再运行，或用 --out 写到别的文件夹") from error


def _made(
    project: Project,
    request: Request,
    plan: Plan,
    todo: list[Job],
    began: datetime,
    started: Callable[[int], None],
    finished: Callable[[Outcome], None],
    notebooks: Path,
) -> list[Outcome]:
    """The run itself, in a folder that is ours alone."""
    folder = request.folder
    snapshot = take_snapshot(Store(project.store_url, project.is_official), project.snapshots, request.as_known_on)
    results = ResultSet.compute(snapshot, plan, request.period)
    if request.audience == "public":
        results = results.public()
    results.write(folder / "results", project.reference)

    started(len(todo))
    digest = results_digest(folder / "results")
    keys = [report_key(job, notebooks / f"{job.report.notebook}.ipynb", digest, request.audience) for job in todo]
    known = {job.stem: key for job, key in zip(todo, keys, strict=True)}
    outcomes = [Outcome(job, 0.0, kept=True) for job in todo if not request.force and _is_finished(job, known, request)]
    for outcome in outcomes:
        finished(outcome)
    interrupt = None
    try:
        kept = {outcome.job.stem for outcome in outcomes}
        for outcome in _executed([job for job in todo if job.stem not in kept], request, notebooks):
            outcomes.append(_published(outcome, results, request, known[outcome.job.stem]))
            finished(outcomes[-1])
    except KeyboardInterrupt as error:
        interrupt, ended = error, {outcome.job.stem for outcome in outcomes}
        outcomes += [Outcome(job, 0.0, INTERRUPTED) for job in todo if job.stem not in ended]
    outcomes.sort(key=lambda outcome: todo.index(outcome.job))

    told = manifest(results, project.reference, notebooks, request.audience, outcomes, began, request.manifest)
    write_whole(request.manifest, json.dumps(told, ensure_ascii=False, indent=1))
    write_whole(folder / "index.html", index_page(told, results.frames, plan))
    if interrupt:
        raise interrupt
    return outcomes


def _is_finished(job: Job, keys: Mapping[str, str], request: Request) -> bool:
    """Whether a report stands as it would be made: its page is written last, and carries its key."""
    whole = request.audience == "public" or (request.folder / f"{job.stem}.ipynb").exists()
    return whole and key_of(request.folder / f"{job.stem}.html") == keys[job.stem]


def _executed(todo: list[Job], request: Request, notebooks: Path) -> Iterator[Outcome]:
    if not todo:
        return
    workers = request.jobs or WORKERS_PER_CORE * (os.cpu_count() or 1)
    with kernels(request.engine) as manager:
        pool, stopped = ThreadPoolExecutor(workers), threading.Event()
        try:
            made = [pool.submit(execute, job, request.folder, notebooks, manager, stopped=stopped) for job in todo]
            for future in as_completed(made):
                yield future.result()
        finally:  # on Ctrl-C no thread may wait for a report: papermill may not notice that its kernel is gone
            stopped.set()
            pool.shutdown(wait=False, cancel_futures=True)


def _published(outcome: Outcome, results: ResultSet, request: Request, key: str) -> Outcome:
    """Write the page of an executed notebook; what goes wrong here fails this report only."""
    job, folder = outcome.job, request.folder
    if not outcome.made:
        return outcome
    public = request.audience == "public"
    facts = PageFacts(
        title=f"{results.plan.district_names[job.scope]} {results.period} {job.report.title}",
        index="../index.html",
        notebook=None if public else f"{job.scope}.ipynb",
        fictitious=results.origin["fictitious"],
        key=key,
        note=f"快照 {results.origin['snapshot']}；报送 {results.origin['submissions']} 件。",
    )
    try:
        notebook = nbformat.read(folder / f"{job.stem}.ipynb", as_version=4)
        write_whole(folder / f"{job.stem}.html", page(notebook, facts))
        if public:
            (folder / f"{job.stem}.ipynb").unlink()  # its parameters name this machine's folders
    except Exception as error:
        return replace(outcome, reason=f"{type(error).__name__}：{error}")
    return outcome
