"""What changed between two days or two runs, figure by figure, and which submissions changed it."""

from contextlib import suppress
from datetime import date
from pathlib import Path

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.analysis.table_diff import changed_cells
from panjin_kpi.batch.comparison.change_causes import NO_FIGURES, Causes
from panjin_kpi.batch.comparison.last_changes import last_changes
from panjin_kpi.batch.results.changes import WORDS, changed_tables, in_words
from panjin_kpi.batch.results.folder import ORIGIN, about
from panjin_kpi.batch.results.result_set import ResultSet
from panjin_kpi.errors import NoRun, PanjinError
from panjin_kpi.intake.storage.closing import after_closing, closings_in
from panjin_kpi.intake.storage.snapshot import snapshots
from panjin_kpi.intake.storage.store import Store
from panjin_kpi.project import Project
from panjin_kpi.reference.plan import Plan

HEADER = [*WORDS, "由哪件报送"]
UNKNOWN = "不详（快照不在）"
OTHER_PERIOD = "期间不同（{}，{}）"


def between_days(store: Store, plan: Plan, old: date, new: date) -> pd.DataFrame:
    """Every counted figure that differs between two days, then submissions made after their period was closed.

    Columns of ``HEADER``: table, key, column, old and new value in words, and the submission.
    """
    earlier, later = sorted((old, new))
    files, known = store.log().set_index("submission"), set(store.log(earlier)["submission"])
    (before, *_), (after, log, _) = store.contents(earlier), store.contents(later)
    shut, closed = closings_in(log.to_dict("records")), store.closings()
    parts = []
    for table in schemas.SUBMITTED:
        key = schemas.key(table)
        types = after[table].dtypes[key].to_dict()
        every, counted = (
            last_changes(store.engine, table, later, counting=only).astype(types) for only in (False, True)
        )
        late = every[~every["submission"].isin(known)].merge(counted, "left_anti")
        came_late = late[key].drop_duplicates()
        stands, came = (rows.merge(came_late, "inner", key) for rows in (after[table], store.in_force(table, later)))
        for was, now, cause, how in ((before[table], after[table], counted, "left"), (stands, came, late, "inner")):
            found = changed_cells(was, now, key, NO_FIGURES).merge(cause, how, [*key, "column"])
            if found.empty:
                continue
            numbers = found.pop("submission")
            if "period" in key:  # a row submitted earlier that no longer counts: the closing changed the figure
                moved = found["period"].isin(shut) & (numbers.isna() | numbers.isin(known))
                numbers = numbers.mask(moved, found["period"].map({each: shut[each].submission for each in shut}))
            periods = found["period"] if "period" in key else [""] * len(found)
            shown = [
                f"第{number:.0f}号　{files.at[number, 'file']}　{files.at[number, 'received_on']}"
                + (f"（{why}）" if (why := after_closing(closed, period, number)) else "")
                for period, number in zip(periods, numbers, strict=True)
            ]
            if old > new:
                found = found.rename(columns={"old": "new", "new": "old"})
            parts.append(in_words(plan, table, found).assign(**{HEADER[-1]: shown}))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=HEADER)


def between_runs(project: Project, old: Path, new: Path) -> pd.DataFrame:
    """Every result figure that differs between two runs of a period, with the submissions between them.

    ``old`` and ``new`` are folders of runs (``reports/2021-12``) or their ``results/``. Columns of ``HEADER``.

    Raises
    ------
    NoRun
        A folder holds no results.
    """
    before, after = _results(old), _results(new)
    kept = {snapshot.name: snapshot for snapshot in snapshots(project.snapshots)}
    both = [kept[name] for results in (before, after) if (name := results.origin["snapshot"]) in kept]
    both.sort(key=lambda snapshot: len(snapshot.log))  # the later one's log has the changes
    store = None
    with suppress(PanjinError):  # causes can be named from the snapshots alone
        store = Store.of(project)
    causes = Causes(both[0], both[1], after.plan, after.period, store) if len(both) == 2 else None
    stated = OTHER_PERIOD.format(before.period, after.period) if before.period != after.period else ""
    parts = []
    for table, found in changed_tables(before, after):
        scope = next((name for name in ("scope", "district") if name in found), "")
        cells = zip(*(found.get(name, [None] * len(found)) for name in (scope, "indicator", "period")), strict=True)
        shown = [stated or (UNKNOWN if causes is None else causes.of(table, *cell)) for cell in cells]
        parts.append(in_words(after.plan, schemas.of_result(table), found).assign(**{HEADER[-1]: shown}))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=HEADER)


def _results(folder: Path) -> ResultSet:
    results = folder if (folder / ORIGIN).exists() else folder / "results"
    try:
        return ResultSet.read(results, about(results)["period"])
    except (OSError, ValueError, KeyError) as error:
        raise NoRun(f"{folder} 里没有一次运行的结果。请指明 reports/ 下某一期的文件夹，或用两个日期比较") from error
