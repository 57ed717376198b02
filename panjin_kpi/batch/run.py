"""A run: snapshot, results, notebooks, pages, index. Read it from top to bottom."""

import json
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import nbformat

from panjin_kpi.batch.execute import Outcome, execute
from panjin_kpi.batch.files import write_whole
from panjin_kpi.batch.jobs import REPORTS, Audience, Job, jobs
from panjin_kpi.batch.kernels import kernels
from panjin_kpi.batch.resultset import ResultSet
from panjin_kpi.intake.snapshot import take_snapshot
from panjin_kpi.intake.store import Store
from panjin_kpi.project import NOTEBOOKS, Project
from panjin_kpi.project import REPORTS as REPORTS_FOLDER
from panjin_kpi.reference.plan import Plan
from panjin_kpi.report.html import PageFacts, page
from panjin_kpi.report.site import index_page

WORKERS_PER_CORE = 2


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
    """

    period: str
    notebooks: Sequence[str] = ()
    districts: Sequence[str] = ()
    audience: Audience = "internal"
    as_known_on: date | None = None
    out: Path = REPORTS_FOLDER
    jobs: int = 0
    engine: str = "warm"

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
        One a report, in the order of the index. A report that fails does not stop the others.

    Raises
    ------
    WrongParameters
        A period, district or notebook is not known; nothing has been written then.
    """
    began = datetime.now(UTC)
    plan = Plan.load(project.reference)
    folder = request.folder
    todo = jobs(plan, request.period, str(folder / "results"), request.audience, request.notebooks, request.districts)

    snapshot = take_snapshot(Store(project.store_url, project.is_official), project.snapshots, request.as_known_on)
    results = ResultSet.compute(snapshot, plan, request.period)
    if request.audience == "public":
        results = results.public()
    results.write(folder / "results", project.reference)

    started(len(todo))
    outcomes = []
    for outcome in _executed(todo, request, notebooks):
        outcomes.append(_published(outcome, results, request))
        finished(outcomes[-1])
    outcomes.sort(key=lambda outcome: todo.index(outcome.job))

    manifest = _manifest(results, project, request, outcomes, began, notebooks)
    write_whole(request.manifest, json.dumps(manifest, ensure_ascii=False, indent=1))
    write_whole(folder / "index.html", index_page(manifest, results.frames, plan))
    return outcomes


def _executed(todo: list[Job], request: Request, notebooks: Path) -> Iterator[Outcome]:
    workers = request.jobs or WORKERS_PER_CORE * (os.cpu_count() or 1)
    with kernels(request.engine) as manager, ThreadPoolExecutor(workers) as pool:
        made = [pool.submit(execute, job, request.folder, notebooks, manager) for job in todo]
        for future in as_completed(made):
            yield future.result()


def _published(outcome: Outcome, results: ResultSet, request: Request) -> Outcome:
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


def _manifest(
    results: ResultSet, project: Project, request: Request, outcomes: list[Outcome], began: datetime, notebooks: Path
) -> dict[str, Any]:
    """What the run did; the rows of reports that it did not make are kept from the run before."""
    sources = [path for path in sorted(project.reference.iterdir()) if path.suffix in {".csv", ".yaml"}]
    sources += [notebooks / f"{name}.ipynb" for name in REPORTS]
    inputs = {path.name: sha256(path.read_bytes()).hexdigest() for path in sources}
    basis = sha256(json.dumps([results.origin["content"], results.origin["as_known_on"], inputs]).encode()).hexdigest()
    now = datetime.now(UTC)
    rows = {(row["notebook"], row["scope"]): row for row in _earlier_rows(request.manifest)}
    for outcome in outcomes:
        job = outcome.job
        rows[job.report.notebook, job.scope] = {
            "notebook": job.report.notebook,
            "title": job.report.title,
            "scope": job.scope,
            "name": results.plan.district_names[job.scope],
            "status": "made" if outcome.made else "failed",
            "reason": outcome.reason,
            "seconds": round(outcome.seconds, 2),
            "made_at": now.isoformat(timespec="seconds"),
            "basis": basis,
            "fictitious": results.origin["fictitious"],
            "parameters": job.parameters,
        }
    order = {name: place for place, name in enumerate(REPORTS)}
    scopes = {scope: place for place, scope in enumerate(results.plan.districts["district"])}
    return {
        "period": request.period,
        "audience": request.audience,
        "origin": results.origin,
        "inputs": inputs,
        "basis": basis,
        "began_at": began.isoformat(timespec="seconds"),
        "seconds": round((now - began).total_seconds(), 2),
        "reports": sorted(
            rows.values(), key=lambda row: (order.get(row["notebook"], 99), scopes.get(row["scope"], -1))
        ),
    }


def _earlier_rows(path: Path) -> list[dict[str, Any]]:
    return json.loads(path.read_text(encoding="utf-8"))["reports"] if path.exists() else []
