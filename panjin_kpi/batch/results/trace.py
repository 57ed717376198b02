"""From a figure down to the cells that it comes from: submission, file, sheet and cell."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import pandera.pandas as pa

from panjin_kpi import schemas
from panjin_kpi.intake.reading.normalise import Normalised, normalise
from panjin_kpi.intake.reading.submitted_file import read_file
from panjin_kpi.intake.storage.originals import original
from panjin_kpi.intake.storage.snapshot import MANIFEST, Snapshot, SnapshotFault, read_snapshot, take_snapshot
from panjin_kpi.project import Project
from panjin_kpi.reference.calendar import months_so_far
from panjin_kpi.reference.labels import to_labels
from panjin_kpi.reference.plan import CITY, Plan

TYPES = {"哪一项": "str", "数": "float64", "报送号": "int64"}
TYPES |= dict.fromkeys(("收到", "文件", "工作表", "单元格", "原文", "原件"), "str")
COLUMNS = {name: pa.Column({"str": "string[python]"}.get(kind, kind), nullable=True) for name, kind in TYPES.items()}
TRACED = pa.DataFrameSchema(COLUMNS, title="一个数的来源", strict=True, ordered=True)
CELLS = {"progress": "value", "events": "event_id", "recognitions": "uscc", "incubatees": "incubatee_id"}
CELLS |= {"projects": "project_id"}


def trace(
    plan: Plan, project: Project, origin: Mapping[str, object], evidence_rows: pd.DataFrame, cell: tuple[str, str, str]
) -> pd.DataFrame:
    """The reported figure of a cell (period, scope, indicator), then the rows that prove it: :data:`TRACED`.

    Parameters
    ----------
    origin : mapping
        Origin of the results: the snapshot and the day as of which they are known.
    """
    period, scope, indicator = cell
    progress, known = _accepted(project, origin, period)

    @cache
    def parts(number: int) -> tuple[Path | None, dict[str, Normalised]]:
        path = original(project.data, known[number]["sha256"])
        sheets = read_file(path, next(iter(known[number]["rows"]))).sheets if path else {}
        return path, {table: normalise(sheet, table, plan) for table, sheet in sheets.items()}

    def line(what: str, table: str, column: str, value: float, number: int, row: int) -> list[object]:
        entry = known[number]
        path, tables = parts(number)
        title = str(schemas.schema(table).title)
        where = [f"第{row}行，没有留存原件", ""]
        if table in tables and row in tables[table].typed.index:
            found = tables[table]
            at = column if column in found.letters else CELLS[table]  # a column that the file need not have
            title, where = found.sheet or title, [f"{found.letters[at]}{row}", found.typed.at[row, at]]
        return [what, value, number, entry["received_on"], entry["file"], title, *where, str(path or "")]

    def lines() -> Iterator[list[object]]:
        own = progress[progress["indicator"] == indicator].dropna(subset="value")
        if scope == CITY and indicator in plan.split_indicators(int(period[:4])):  # the last of each of its districts
            counted = {month: plan.districts_in(month) for month in months_so_far(period)}
            own = own[[row.district in counted.get(row.period, []) for row in own.itertuples()]]
            own = own.sort_values("period").drop_duplicates("district", keep="last").sort_index()
        else:
            own = own[(own["district"] == scope) & (own["period"] == period)]
        for row, district in zip(own.itertuples(), to_labels(plan, "progress", own)["district"], strict=True):
            what = f"上报数：{district}" + (f"（{row.period}）" if row.period != period else "")
            yield line(what, "progress", "value", row.value, row.submission, row.file_row)
        proving = evidence_rows[evidence_rows["indicator"] == indicator]
        proving = proving[proving["scope"].eq(scope) | (scope == CITY)].dropna(subset=["submission", "file_row"])
        titles = {str(schemas.schema(table).title): table for table in CELLS}
        by_amount = plan.by_indicator.at[indicator, "measure"] == "amount"
        for row in proving.itertuples():
            table = titles[row.sheet]
            column = "amount_wan" if by_amount and table == "events" else CELLS[table]
            what = f"明细：{row.item_id if pd.isna(row.item) else row.item}"
            yield line(what, table, column, row.amount, row.submission, row.file_row)

    return pd.DataFrame(list(lines()), columns=list(TYPES)).astype(TYPES)


def _accepted(
    project: Project, origin: Mapping[str, object], period: str
) -> tuple[pd.DataFrame, dict[int, dict[str, Any]]]:
    """The monthly figures that the results were computed from, and the submissions by number."""
    if (folder := project.snapshots / str(origin["snapshot"])).joinpath(MANIFEST).exists():
        return _contents(read_snapshot(folder))
    from panjin_kpi.intake.storage.store import Store  # sqlalchemy

    store = Store.of(project)
    day = pd.Timestamp(str(known)).date() if (known := origin["as_known_on"]) else None
    with TemporaryDirectory() as work:  # as for results that were computed from a store
        now = take_snapshot(store, Path(work), day, period)
        if now.manifest["content"] != origin["content"]:
            raise SnapshotFault(
                f"这份结果依据的快照 {origin['snapshot']} 不在 {project.data} 里，库里也不是当时的数，查不到来源。"
                "请用 panjin-kpi lab --data 指定生成这份结果的数据文件夹"
            )
        return _contents(now)


def _contents(snapshot: Snapshot) -> tuple[pd.DataFrame, dict[int, dict[str, Any]]]:
    return snapshot.tables()["progress"], {entry["submission"]: entry for entry in snapshot.log}
