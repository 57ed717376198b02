"""A run: snapshot, results, notebooks, pages, index."""

import json
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from filelock import FileLock, Timeout

from panjin_kpi.batch.jobs import Job, jobs, notebook, reports
from panjin_kpi.batch.manifest import manifest
from panjin_kpi.batch.months import write_indexes
from panjin_kpi.batch.papers import GOVERNMENT, write_papers
from panjin_kpi.batch.public_edition import check_public_folder, publishable, remove_empty_folders, without_reasons
from panjin_kpi.batch.reports.execute import INTERRUPTED, Outcome, reason_of
from panjin_kpi.batch.reports.executors import LOST, Workers, executor
from panjin_kpi.batch.reports.fingerprints import code_digest, report_key, results_digest, results_key
from panjin_kpi.batch.reports.make import ReportTask, make
from panjin_kpi.batch.results.result_set import ResultSet
from panjin_kpi.errors import Busy
from panjin_kpi.files import remove_temporary_files, reserve_space, restrict, write_atomically
from panjin_kpi.intake.storage.snapshot import take_snapshot
from panjin_kpi.intake.storage.store import Store
from panjin_kpi.interrupts import interrupts_noted
from panjin_kpi.project import NOTEBOOKS, PROPOSALS, REPORTS, SHIPPED, Audience, Project
from panjin_kpi.reference.plan import Plan
from panjin_kpi.report.index.page import index_page
from panjin_kpi.report.method import FILE as METHOD
from panjin_kpi.report.method import method_page
from panjin_kpi.report.page.heading import whom_to_ask
from panjin_kpi.report.page.notebook_page import PageFacts
from panjin_kpi.report.workbook.book import FILE as WORKBOOK
from panjin_kpi.schemas.formats import format_month

# bytes reserved for manifest and index, so that they can be written on a full disk; the second for each report
RESERVED, RESERVED_EACH = 400_000, 2_000


@dataclass(frozen=True)
class RunRequest:
    """The options of a run; all notebooks and districts by default.

    Parameters
    ----------
    audience : str
        ``internal``, or ``public`` with a folder of its own.
    as_known_on : date, optional
        Show the figures as they were known on that day.
    jobs : int
        Reports whose cells run at the same time; by default one a core.
    engine : str
        ``warm``, ``ordinary`` or ``papermill`` (:func:`~panjin_kpi.batch.kernels.pool.kernels`).
    force : bool
        Also make results and reports again that are finished and unchanged.
    scheduler : str
        Address of a Dask scheduler whose workers make the reports; empty for this machine.
    """

    period: str
    notebooks: Sequence[str] = ()
    districts: Sequence[str] = ()
    audience: Audience = "internal"
    as_known_on: date | None = None
    out: Path = REPORTS
    jobs: int = 0
    engine: str = "warm"
    force: bool = False
    scheduler: str = ""

    @property
    def folder(self) -> Path:
        """``<out>/<period>``, or ``<out>/public/<period>``."""
        return (self.out / "public" if self.audience == "public" else self.out).resolve() / self.period

    @property
    def manifest(self) -> Path:
        """``run.json`` in the run's folder; a public run's is outside, because it names this machine's folders."""
        if self.audience == "public":
            return self.out.resolve() / f"public-{self.period}.run.json"
        return self.folder / "run.json"


def run(
    project: Project,
    request: RunRequest,
    started: Callable[[int], None] = lambda _: None,
    finished: Callable[[Outcome], None] = lambda _: None,
    notebooks: Path = NOTEBOOKS,
) -> list[Outcome]:
    """Make the reports of a period.

    Parameters
    ----------
    started, finished : callable
        Called with the number of reports, and with each outcome.

    Returns
    -------
    list of Outcome
        One a report, in the order of the index. A report that fails does not stop the others; one that is finished and
        whose key (:mod:`panjin_kpi.batch.reports.fingerprints`) is unchanged is kept.

    Raises
    ------
    WrongParameters
        A period, district or notebook is not known; nothing has been written then.
    NotForThePublic
        The public folder holds a file that is not on its list; the reports are made all the same.
    Busy
        Another run is writing the same folder.
    NoWorkers
        The cluster that was asked for is not there.
    KeyboardInterrupt
        The run was interrupted; index and manifest show what had been made.
    """
    began = datetime.now(UTC)
    plan = Plan.load(project.reference)
    folder, folders = request.folder, (notebooks, project.notebooks)
    todo = planned(project, request, notebooks)

    folder.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder.parent / f".{request.period}.lock", timeout=0)  # released if the run is killed
    try:
        held = lock.acquire()
    except Timeout as error:
        raise Busy(f"另一次运行正在写 {folder}。请等它结束后再运行，或用 --out 写到别的文件夹") from error
    with held:
        remove_temporary_files(folder)
        kept_free = reserve_space(folder, RESERVED + RESERVED_EACH * len(todo))
        # the executor first: its kernels warm up while the results are computed
        with kept_free, executor(request.engine, request.jobs, request.scheduler) as workers:
            if request.audience == "internal":
                restrict(folder)  # only owner and group may read its files
            results = results_for(project, request, plan)
            works = _works(_shown(todo, results, folder, folders), results, request, folders)
            made, failure = _made(works, results, request, workers, started, finished)
        if request.audience == "internal":
            write_papers(folder, results, [outcome.job.report.name for outcome in made.values() if outcome.made])
        outcomes = [made.get(work.job.stem) or _left(work) for work in works]
        about = manifest(results, project.reference, folders, request.audience, outcomes, began, request.manifest)
        write_atomically(request.manifest, json.dumps(about, ensure_ascii=False, indent=1))
        public = request.audience == "public"
        shown = without_reasons(about) if public else about
        page = partial(index_page, shown, results.rows, results.frames, results.plan)
        write_indexes(folder, page, reports(*folders), public)
        origin = results.frames["reconciliation"], results.origin["fictitious"]
        write_atomically(folder / METHOD, method_page(plan, request.period, *origin, public))
        if public:
            private = (request.out, project.data, SHIPPED)
            for work in works[:1]:
                remove_empty_folders(work.executed)
                restrict(work.executed)
            check_public_folder(folder, publishable(about, results.rows), private)
        else:
            restrict(folder)
    if failure:
        raise failure
    return outcomes


def planned(project: Project, request: RunRequest, notebooks: Path = NOTEBOOKS) -> list[Job]:
    """The reports of a run, in the order of the index; nothing is written.

    Raises
    ------
    WrongParameters
        A period, district or notebook is not known.
    """
    plan, results = Plan.load(project.reference), str(request.folder / "results")
    folders, chosen = (notebooks, project.notebooks), (request.notebooks, request.districts)
    return jobs(plan, request.period, results, request.audience, *chosen, folders)


def results_for(project: Project, request: RunRequest, plan: Plan) -> ResultSet:
    """The results of an earlier run if nothing has changed, otherwise computed and written."""
    folder = request.folder / "results"
    snapshot = take_snapshot(Store.of(project), project.snapshots, request.as_known_on, request.period)
    key = results_key(snapshot, project.reference, request.period, request.audience)
    kept = None if request.force else ResultSet.kept(folder, key, plan)
    if kept:
        return kept
    results = ResultSet.compute(snapshot, plan, request.period)
    public = request.audience == "public"
    results = results.public() if public else results
    results.write(folder, project.reference, key, public)
    return results


def _shown(todo: list[Job], results: ResultSet, folder: Path, notebooks: Sequence[Path]) -> list[Job]:
    """The reports that may be shown; if counts are withheld, an earlier run's pages of counts are removed."""
    if not results.withheld:
        return todo
    for name in (name for name, report in reports(*notebooks).items() if report.counts):
        for page in (folder / name).glob("*.html"):
            page.unlink()
    return [job for job in todo if not job.report.counts]


def _works(todo: list[Job], results: ResultSet, request: RunRequest, folders: Sequence[Path]) -> list[ReportTask]:
    public, code, digest = request.audience == "public", code_digest(), results_digest(request.folder / "results")
    about = PageFacts(
        title="",
        index="../index.html",
        notebook=None,
        fictitious=results.origin["fictitious"],
        note=f"快照 {results.origin['snapshot']}；报送 {results.origin['submissions']} 件。",
        ask=whom_to_ask(results.plan),
    )
    works, written = [], request.folder / PROPOSALS
    for job in todo:
        path = notebook(job.report.name, folders)
        own = str(written.read_bytes() if job.report.name == GOVERNMENT and written.exists() else "")
        facts = replace(
            about,
            title=f"{results.plan.district_names[job.scope]}{format_month(results.period)}{job.report.title}",
            scope=job.scope,
            notebook=None if public else f"{job.scope}.ipynb",
            key=report_key(job, path, digest + own, request.audience),
        )
        works.append(ReportTask(job, request.folder, path.parent, facts, request.engine, code))
    return works


def _made(
    works: list[ReportTask],
    results: ResultSet,
    request: RunRequest,
    workers: Workers,
    started: Callable[[int], None],
    finished: Callable[[Outcome], None],
) -> tuple[dict[str, Outcome], BaseException | None]:
    """The outcomes by report, and the error to raise once the index is written: Ctrl-C, or what cannot be written."""
    started(len(works))
    made = {work.job.stem: Outcome(work.job, 0.0, kept=True) for work in works if not request.force and work.finished}
    failure: BaseException | None = None
    with ThreadPoolExecutor(1) as beside, interrupts_noted() as interrupts:
        book: Future[None] | None = None
        try:
            for outcome in made.values():
                finished(outcome)
            asked = [work for work in works if work.job.stem not in made]
            for work, ended in workers.completed(make, asked, interrupts=interrupts):
                outcome = _outcome(work, ended)
                made[outcome.job.stem] = outcome
                finished(outcome)
                book = book or beside.submit(_write_workbook, results, request)  # the first kernels come before it
        except OSError as error:  # the terminal is gone
            failure = error
        book = book or beside.submit(_write_workbook, results, request)
        failure = failure or book.exception()
        if interrupts:
            interrupts.clear()
            failure = KeyboardInterrupt()
    return made, failure


def _write_workbook(results: ResultSet, request: RunRequest) -> None:
    """Write the workbook unless it is there: writing new results removes it."""
    folder = request.folder / "results"
    if not (folder / WORKBOOK).exists():
        results.write_workbook(folder)


def _left(work: ReportTask, reason: str = INTERRUPTED) -> Outcome:
    """The outcome of a report whose end was not reported: made at the last moment, or not."""
    return Outcome(work.job, 0.0, "" if work.finished else reason)


def _outcome(work: ReportTask, ended: Future[Outcome] | str) -> Outcome:
    """The outcome of a report that has ended, or that will not end for a reason."""
    if isinstance(ended, str):
        return _left(work, ended)
    try:
        return ended.result(timeout=0)
    except CancelledError:
        return _left(work, LOST)
    except Exception as error:  # the cluster gave the report up: its worker died again and again
        return Outcome(work.job, 0.0, f"没有做成：{reason_of(error)}")
