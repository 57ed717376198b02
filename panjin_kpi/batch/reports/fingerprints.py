"""All that results or a page depend on, as one hash: unchanged, they are not made again."""

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from panjin_kpi.analysis.registry import own_files
from panjin_kpi.batch.jobs import Job
from panjin_kpi.batch.results.provenance import PACKAGES
from panjin_kpi.intake.storage.snapshot import Snapshot
from panjin_kpi.project import PACKAGE, SCHEMAS, Project
from panjin_kpi.reference.plan import reference_files

HEAD = 4096  # bytes of a page, which contain its key
_META = re.compile(rb'<meta content="([0-9a-f]{64})" name="report-key"/?>')  # nbconvert orders the attributes


@cache
def code_digest() -> str:
    """A hash of the library: its modules, forms, schemas, and the packages that make its numbers and pages."""
    files = [*PACKAGE.rglob("*"), *SCHEMAS.glob("*.yaml")]
    kept = sorted(path for path in files if path.suffix in {".py", ".j2", ".css", ".json", ".yaml", ".docx"})
    packages = json.dumps({name: version(name) for name in PACKAGES})
    return _digest(packages.encode(), *_files(kept))


def results_digest(folder: Path) -> str:
    """A hash of everything a notebook may read of a run's ``results/``."""
    kept = sorted(path for path in folder.rglob("*") if path.suffix in {".csv", ".yaml", ".json"})
    return _digest(*_files(kept))


def results_key(snapshot: Snapshot, reference: Path, period: str, audience: str) -> str:
    """The key of a run's results: the snapshot they are computed from, the reference files, the month, the code."""
    about = json.dumps([snapshot.name, snapshot.manifest["content"], period, audience, code_digest()])
    folders = (reference, Project().reference)  # the second supplies files that another plan's folder lacks
    files = [path for folder in folders for path in reference_files(folder)]
    return _digest(about.encode(), *_files([*files, *own_files]))


def report_key(job: Job, notebook: Path, results: str, audience: str) -> str:
    """The key of one report, 64 hexadecimal digits.

    The results folder counts by its content (``results``, from :func:`results_digest`), not by its path.
    """
    parameters = {name: value for name, value in job.parameters.items() if name != "results"}
    about = json.dumps([job.stem, parameters, results, audience, code_digest()], sort_keys=True)
    return _digest(about.encode(), notebook.read_bytes() if notebook.exists() else b"")


def key_of(page: Path) -> str | None:
    """The key that a page was made with; None without a page or a key."""
    try:
        with page.open("rb") as file:
            found = _META.search(file.read(HEAD))
    except OSError:
        return None
    return found[1].decode() if found else None


def _files(paths: Iterable[Path]) -> Iterator[bytes]:
    for path in paths:
        yield from (path.name.encode(), path.read_bytes())


def _digest(*parts: bytes) -> str:
    whole = sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8, "big"))
        whole.update(part)
    return whole.hexdigest()
