"""The index pages of all months of a folder: a run adds its own, and links its neighbours to it."""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from filelock import FileLock

from panjin_kpi.batch.jobs import Report
from panjin_kpi.batch.results.folder import about
from panjin_kpi.files import restrict, write_atomically
from panjin_kpi.reference.plan import CITY
from panjin_kpi.report.index.months import Month, all_months, with_months

INDEX = "index.html"
SECONDS = 60  # to wait while runs of other months write their pages


def write_indexes(
    folder: Path, page: Callable[[Sequence[str]], str], reports: Mapping[str, Report], public: bool
) -> None:
    """Write a month's index page, update the links on the other months' pages, and write the page of all months.

    Parameters
    ----------
    page : callable
        Renders the index page of ``folder``, given the months beside it.
    reports : mapping of str to Report
        The reports by name, in their order.
    """
    out = folder.parent
    with FileLock(out / ".index.lock", timeout=SECONDS):  # runs of different months may end at the same time
        months = {path.parent.name for path in out.glob(f"*/{INDEX}") if re.fullmatch(r"\d{4}-\d{2}", path.parent.name)}
        months.add(folder.name)
        write_atomically(folder / INDEX, page(sorted(months)))
        for month in months - {folder.name}:
            try:
                before = (out / month / INDEX).read_text(encoding="utf-8")
            except (OSError, ValueError):  # removed in the meantime, or not a page
                continue
            if (after := with_months(before, month, months)) != before:
                write_atomically(out / month / INDEX, after)
                _close(out / month / INDEX, public)
        write_atomically(out / INDEX, all_months([_month(out / month, reports) for month in months]))
        _close(out / INDEX, public)


def _close(page: Path, public: bool) -> None:
    if not public:
        restrict(page)


def _month(folder: Path, reports: Mapping[str, Report]) -> Month:
    pages = [(f"{name}/{CITY}.html", report.title) for name, report in reports.items()]
    fictitious = False
    with suppress(OSError, ValueError, KeyError):  # results of another version, or removed
        fictitious = bool(about(folder / "results")["fictitious"])
    return Month(folder.name, fictitious, [page for page in pages if (folder / page[0]).is_file()])
