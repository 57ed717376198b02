"""``run.json``: a run's request, its inputs, and the outcome of every report in its folder."""

import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from panjin_kpi.batch.jobs import notebook, reports
from panjin_kpi.batch.reports.execute import Outcome
from panjin_kpi.batch.results.result_set import ResultSet
from panjin_kpi.reference.plan import reference_files


def manifest(
    results: ResultSet,
    reference: Path,
    notebooks: Sequence[Path],
    audience: str,
    outcomes: Sequence[Outcome],
    began: datetime,
    earlier: Path,
) -> dict[str, Any]:
    """The manifest of a run; entries of reports that it did not make are those of the ``earlier`` one, if any."""
    known = reports(*notebooks)
    rules = {path.name: sha256(path.read_bytes()).hexdigest() for path in reference_files(reference)}
    drawn = {name: sha256(notebook(name, notebooks).read_bytes()).hexdigest() for name in known}
    common = [results.origin["content"], results.origin["as_known_on"], rules]
    basis = {name: sha256(json.dumps([*common, digest]).encode()).hexdigest() for name, digest in drawn.items()}
    now = datetime.now(UTC)
    before = list[dict[str, Any]]()
    with suppress(OSError, ValueError, KeyError, TypeError):  # there is none, or it was cut off
        before = json.loads(earlier.read_text(encoding="utf-8"))["reports"]
    gone = {name for name, report in known.items() if report.counts and results.withheld}
    rows = {(row["notebook"], row["scope"]): row for row in before if row["notebook"] not in gone}
    for outcome in outcomes:
        job = outcome.job
        row = {
            "notebook": job.report.name,
            "title": job.report.title,
            "scope": job.scope,
            "name": results.plan.district_names[job.scope],
            "status": "made" if outcome.made else "failed",
            "reason": outcome.reason,
            "seconds": round(outcome.seconds, 2),
            "made_at": now.isoformat(timespec="seconds"),
            "basis": basis[job.report.name],
            "fictitious": results.origin["fictitious"],
            "parameters": job.parameters,
        }
        if outcome.kept and (kept := rows.get((job.report.name, job.scope))):
            row |= {name: kept[name] for name in ("seconds", "made_at")}
        rows[job.report.name, job.scope] = row
    order = {name: position for position, name in enumerate(known)}
    scopes = {scope: position for position, scope in enumerate(results.plan.districts["district"])}
    return {
        "period": results.period,
        "audience": audience,
        "origin": results.origin,
        "known": results.known,
        "inputs": rules | {f"{name}.ipynb": digest for name, digest in drawn.items()},
        "basis": basis,
        "began_at": began.isoformat(timespec="seconds"),
        "seconds": round((now - began).total_seconds(), 2),
        "reports": sorted(
            rows.values(), key=lambda row: (order.get(row["notebook"], 99), scopes.get(row["scope"], -1))
        ),
    }
