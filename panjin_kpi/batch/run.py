"""A run: snapshot, results, notebooks, pages, index. Read it from top to bottom."""

import json
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import nbformat

from panjin_kpi.batch.execute import Outcome, execute
from panjin_kpi.batch.jobs import REPORTS, Audience, Job, jobs
from panjin_kpi.batch.resultset import ResultSet
from panjin_kpi.intake.snapshot import take_snapshot
from panjin_kpi.intake.store import Store
from panjin_kpi.project import NOTEBOOKS, Project
from panjin_kpi.project import REPORTS as REPORTS_FOLDER
from panjin_kpi.reference.plan import Plan
from panjin_kpi.report.html import PageFacts, page
from panjin_kpi.report.site import index_page

MANIFEST = "run.json"


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
        Reports made at the same time.
    """

    period: str
    notebooks: Sequence[str] = ()
    districts: Sequence[str] = ()
    audience: Audience = "internal"
    as_known_on: date | None = None
    out: Path = REPORTS_FOLDER
    jobs: int = 0

    @property
    def folder(self) -> Path:
        """``<out>/<period>``, or ``<out>/public/<period>``."""
        return (self.out / "public" if self.audience == "public" else self.out).resolve() / self.period


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
    results.write(folder / "results", project.reference)

    started(len(todo))
    outcomes = []
    for outcome in _executed(todo, folder, request.jobs, notebooks):
        if outcome.made:
            _write_page(outcome.job, results, folder)
        outcomes.append(outcome)
        finished(outcome)
    outcomes.sort(key=lambda outcome: todo.index(outcome.job))

    manifest = _manifest(results, project, request, outcomes, began)
    _write(folder / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
    _write(folder / "index.html", index_page(manifest, results.frames, plan))
    return outcomes


def _executed(todo: list[Job], folder: Path, workers: int, notebooks: Path) -> Iterator[Outcome]:
    with ThreadPoolExecutor(workers or os.cpu_count() or 1) as pool:
        for future in as_completed([pool.submit(execute, job, folder, notebooks) for job in todo]):
            yield future.result()


def _write_page(job: Job, results: ResultSet, folder: Path) -> None:
    notebook = nbformat.read(folder / f"{job.stem}.ipynb", as_version=4)
    where = results.plan.district_names[job.scope]
    facts = PageFacts(
        title=f"{where} {results.period} {job.report.title}",
        index="../index.html",
        notebook=f"{job.scope}.ipynb",
        fictitious=results.origin["fictitious"],
        note="；".join(f"{name}：{value}" for name, value in results.facts.items()),
    )
    _write(folder / f"{job.stem}.html", page(notebook, facts))


def _manifest(
    results: ResultSet, project: Project, request: Request, outcomes: list[Outcome], began: datetime
) -> dict[str, Any]:
    """What the run did; the rows of reports that it did not make are kept from the run before."""
    now = datetime.now(UTC)
    rows = {(row["notebook"], row["scope"]): row for row in _earlier_rows(request.folder)}
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
            "snapshot": results.origin["snapshot"],
            "fictitious": results.origin["fictitious"],
            "parameters": job.parameters,
        }
    order = {name: place for place, name in enumerate(REPORTS)}
    scopes = {scope: place for place, scope in enumerate(results.plan.districts["district"])}
    return {
        "period": request.period,
        "audience": request.audience,
        "origin": results.origin,
        "inputs": {
            path.name: sha256(path.read_bytes()).hexdigest()
            for path in sorted(project.reference.iterdir())
            if path.suffix in {".csv", ".yaml"}
        },
        "began_at": began.isoformat(timespec="seconds"),
        "seconds": round((now - began).total_seconds(), 2),
        "reports": sorted(
            rows.values(), key=lambda row: (order.get(row["notebook"], 99), scopes.get(row["scope"], -1))
        ),
    }


def _earlier_rows(folder: Path) -> list[dict[str, Any]]:
    path = folder / MANIFEST
    return json.loads(path.read_text(encoding="utf-8"))["reports"] if path.exists() else []


def _write(path: Path, text: str) -> None:
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)
