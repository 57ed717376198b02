"""What changed between two days or two runs, figure by figure, and which submissions changed it."""

import json
from datetime import date
from pathlib import Path

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.analysis.changes import COLUMNS, changes
from panjin_kpi.batch.resultset import ORIGIN, ResultSet
from panjin_kpi.intake.snapshot import Snapshot, snapshots
from panjin_kpi.intake.store import Store
from panjin_kpi.intake.written import as_written
from panjin_kpi.project import Project
from panjin_kpi.reference.plan import CITY, Plan

HEADER = ["表", "哪一项", "列", "原来", "现在", "由哪件报送"]
NO_FIGURES = ("submission", "file_row", "received_on", "first_received_on", "first_value", "fictitious")
UNKNOWN = "不详（快照不在）"


class NoRun(ValueError):
    """A folder holds no run; the message is Chinese."""


def between_days(store: Store, plan: Plan, old: date, new: date) -> pd.DataFrame:
    """Every submitted figure that was known otherwise on two days.

    Parameters
    ----------
    store : Store
        The accepted submissions.
    plan : Plan
        Names.
    old, new : date
        What had been received by these days is compared.

    Returns
    -------
    pandas.DataFrame
        Columns of ``HEADER``: table, key, column, old and new value in words, and the submission.
    """
    files = store.log().set_index("submission")
    parts = []
    for table in schemas.SUBMITTED:
        key = schemas.key(table)
        found = changes(store.in_force(table, old), store.in_force(table, new), key, NO_FIGURES)
        if found.empty:
            continue
        last = pd.concat([store.last_rows(table, min(old, new)), store.last_rows(table, max(old, new))])
        last = last[[*key, "submission"]].astype({name: found[name].dtype for name in key})
        cause = found[key].merge(last.drop_duplicates(key, keep="last"), "left", key)["submission"]
        told = [f"第{number}号　{files.at[number, 'file']}　{files.at[number, 'received_on']}" for number in cause]
        parts.append(_told(plan, table, found).assign(**{HEADER[-1]: told}))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=HEADER)


def between_runs(project: Project, old: Path, new: Path) -> pd.DataFrame:
    """Every result figure that differs between two runs of a period, with the submissions that came between them.

    Parameters
    ----------
    project : Project
        Where the runs' snapshots are.
    old, new : Path
        Folders of the runs (``reports/2021-12``) or their ``results/``.

    Returns
    -------
    pandas.DataFrame
        Columns of ``HEADER``.

    Raises
    ------
    NoRun
        A folder holds no results.
    """
    before, after = _results(old), _results(new)
    kept = {snapshot.name: snapshot for snapshot in snapshots(project.snapshots)}
    first, second = (kept.get(results.origin["snapshot"]) for results in (before, after))
    causes = _causes(first, second) if first and second else None
    parts = []
    for table, frame in after.frames.items():
        key = schemas.key(schemas.of_result(table))
        if not key or table not in before.frames:
            continue
        found = changes(before.frames[table], frame, key)
        if found.empty:
            continue
        place = next((name for name in ("scope", "district") if name in found), None)
        named = place is not None and "indicator" in found
        cells = found[[place, "indicator"]].itertuples(index=False) if named else [None] * len(found)
        told = [UNKNOWN if causes is None else _cause(causes, cell) for cell in cells]
        parts.append(_told(after.plan, schemas.of_result(table), found).assign(**{HEADER[-1]: told}))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=HEADER)


def _results(folder: Path) -> ResultSet:
    place = folder if (folder / ORIGIN).exists() else folder / "results"
    try:
        period = json.loads((place / ORIGIN).read_text(encoding="utf-8"))["period"]
        return ResultSet.read(place, period)
    except (OSError, ValueError, KeyError) as error:
        raise NoRun(f"{folder} 里没有一次运行的结果。请指明 reports/ 下某一期的文件夹，或用两个日期比较") from error


def _causes(old: Snapshot, new: Snapshot) -> pd.DataFrame:
    """Cells of the monthly figures that differ between two snapshots, each with its submission."""
    key = schemas.key("progress")
    before, after = old.tables()["progress"], new.tables()["progress"]
    found = changes(before, after, key, NO_FIGURES)
    later = {entry["submission"]: entry for entry in new.manifest["submissions"]}
    known = {entry["submission"] for entry in old.manifest["submissions"]}
    withdrawing = "、".join(f"第{number}号" for number in later if number not in known)
    cause = found[key].merge(after[[*key, "submission"]], "left", key)["submission"]
    told = [withdrawing if pd.isna(n) else f"第{int(n)}号　{later[int(n)]['file']}" for n in cause]
    return found[["district", "indicator"]].assign(cause=told)


def _cause(causes: pd.DataFrame, cell: "tuple[str, str] | None") -> str:
    if cell is not None:
        scope, indicator = cell
        mine = causes["indicator"].eq(indicator) & (causes["district"].eq(scope) | (scope == CITY))
        causes = causes[mine]
    return "；".join(causes["cause"].unique()) or "口径或参考数据不同"


def _told(plan: Plan, table: str, found: pd.DataFrame) -> pd.DataFrame:
    """Changes in words."""
    key = [name for name in found if name not in COLUMNS]
    words = as_written(plan, table, found[key])
    columns = {name: str(column.title) for name, column in schemas.schema(table).columns.items()}
    return pd.DataFrame(
        {
            HEADER[0]: str(schemas.schema(table).title),
            HEADER[1]: words.astype("str").fillna("").agg(lambda row: "　".join(filter(None, row)), axis=1),
            HEADER[2]: found["column"].map(columns),
            HEADER[3]: found["old"].map(_value),
            HEADER[4]: found["new"].map(_value),
        }
    )


def _value(value: object) -> str:
    if pd.isna(value):
        return "（无）"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return f"{value:.10g}"
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else str(value)
