"""The index pages of all months of a folder: a run adds its own, and links its neighbours to it."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from filelock import FileLock

from panjin_kpi.batch.jobs import Report
from panjin_kpi.batch.results.folder import about, read_table
from panjin_kpi.files import restrict, write_atomically
from panjin_kpi.reference.calendar import on_record
from panjin_kpi.reference.plan import CITY, Plan
from panjin_kpi.report.index.months import Month, all_months, with_months
from panjin_kpi.report.page.lists import join_names
from panjin_kpi.schemas.formats import BLANK, format_rounded

INDEX = "index.html"
SECONDS = 60  # to wait while runs of other months write their pages


def write_indexes(
    folder: Path, page: Callable[[Sequence[str]], str], reports: Mapping[str, Report], plan: Plan, public: bool
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
        write_atomically(out / INDEX, all_months([_month(out / month, reports, plan) for month in months]))
        _close(out / INDEX, public)


def _close(page: Path, public: bool) -> None:
    if not public:
        restrict(page)


def _month(folder: Path, reports: Mapping[str, Report], plan: Plan) -> Month:
    pages = [(f"{name}/{CITY}.html", report.title) for name, report in reports.items()]
    there = [(address, title) for address, title in pages if (folder / address).is_file()]
    try:
        origin = about(folder / "results")
        fictitious = bool(origin["fictitious"])
        known_on = origin.get("as_known_on") and date.fromisoformat(origin["as_known_on"])
        waits = bool(on_record(plan, folder.name, known_on, None).awaited)
        scores = read_table(folder / "results" / "scores.csv", was_checked=True)
        first = scores[scores["rank"] == 1]
        names = join_names(plan.district_names[district] for district in first["district"])
    except (OSError, ValueError, KeyError):  # of another version or plan, or removed
        return Month(folder.name, fictitious=False, leaders=BLANK, pages=there)
    if len(first) == len(scores) > 1:  # so it is when nobody has reported
        names = f"{len(first)}个地区得分相同"
    interim = "，期中" if waits and folder.name.endswith("-12") else ""  # of other months the caption says so
    leaders = f"{names}（{format_rounded(first['score'].iloc[0], 2)}分{interim}）" if len(first) else BLANK
    return Month(folder.name, fictitious, leaders, there)
