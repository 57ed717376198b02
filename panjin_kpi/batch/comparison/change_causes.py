"""The submissions behind a changed figure: what differs between the snapshots of two runs."""

from datetime import date

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.analysis.registry import result_nodes, sources
from panjin_kpi.analysis.table_diff import changed_cells
from panjin_kpi.batch.comparison.last_changes import last_changes
from panjin_kpi.intake.storage.snapshot import Snapshot
from panjin_kpi.intake.storage.store import Store
from panjin_kpi.reference.calendar import months_so_far
from panjin_kpi.reference.plan import CITY, Plan

NO_FIGURES = (
    "submission", "file_row", "received_on", "first_received_on", "first_value", "versions", "status_since",
    "fictitious",
)  # fmt: skip
NOT_COMPUTED_FROM = "note"  # of progress: no result takes it
RULES = "所知的日子、封账、口径或参考数据不同"
MOST_NAMED = 3
COLUMNS = ["table", "period", "district", "indicator", "cause"]


class Causes:
    """The submitted rows that differ between two snapshots, each with the submissions that changed it.

    Figures of months after ``period``, and of other years, are left out. Without the ``store`` of the snapshots
    a row has the submission that last contained it, which may only repeat a change made by another.
    """

    def __init__(self, old: Snapshot, new: Snapshot, plan: Plan, period: str, store: Store | None = None) -> None:
        self._plan = plan
        before, after = old.tables(), new.tables()
        own = store is not None and not new.contradicted_by(set(store.log()["digest"]))
        self._new, self._store = new, store if own else None
        self._files = {entry["submission"]: entry["file"] for entry in [*old.log, *new.log]}
        known = {entry["submission"] for entry in old.log}
        self._later = [entry["submission"] for entry in new.log if entry["rows"] and entry["submission"] not in known]
        parts = [self._of(table, before[table], after[table]) for table in before if table in after]
        found = pd.concat(parts, ignore_index=True)
        self._rows = found[found["period"].isna() | found["period"].isin(months_so_far(period))][COLUMNS]

    def of(self, table: str, scope: str | None, indicator: str | None, period: str | None = None) -> str:
        """The submissions behind one changed figure, given its scope, indicator and month where its table has them."""
        known = result_nodes().get(table)  # unknown for an office's own table: its code is not loaded here
        nearest = rows = self._rows[self._rows["table"].isin(sources(table, self._plan))] if known else self._rows
        if period is not None:
            nearest = nearest[nearest["period"].isna() | (nearest["period"] <= period)]
        if indicator is not None:
            nearest = nearest[nearest["indicator"].isna() | (nearest["indicator"] == indicator)]
        if scope not in (None, CITY):
            nearest = nearest[nearest["district"].isna() | (nearest["district"] == scope)]
        if nearest.empty and not (known and known.of_its_cell):
            of_scope = rows[rows["district"] == scope]
            nearest = rows if of_scope.empty else of_scope  # a rank depends on all indicators, and on the others'
        return "；".join(nearest["cause"].unique()) or RULES

    def _of(self, table: str, before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
        key = schemas.key(table)
        found = changed_cells(before, after, key, (*NO_FIGURES, NOT_COMPUTED_FROM))[[*key, "column"]]
        found = found.merge(after[[*key, "submission"]], "left", key)
        if self._store and len(found):
            day = self._new.manifest["as_known_on"]
            until = self._new.closed_by or self._new.log[-1]["submission"]
            day = date.fromisoformat(day) if day else None
            changes = last_changes(self._store.engine, table, day, until, counting=True).astype(found.dtypes[key])
            by = found[[*key, "column"]].merge(changes, "left")["submission"]
            found["submission"] = by.where(by.notna() & found["submission"].notna(), found["submission"])
        found = found[[*key, "submission"]].drop_duplicates(ignore_index=True)
        cause = found.pop("submission")
        known = pd.concat([before, after]).drop_duplicates(key, keep="last").set_index(key)
        rows = pd.DataFrame({"table": table, "cause": [self._named(number) for number in cause]}, index=found.index)
        cells = known.loc[pd.MultiIndex.from_frame(found) if len(key) > 1 else found[key[0]]].reset_index()
        for column in ("period", "district", "indicator"):
            values = cells[column].to_numpy() if column in cells else None
            rows[column] = pd.Series(values, index=found.index, dtype="str")
        return rows

    def _named(self, number: object) -> str:
        if pd.notna(number):
            return f"第{int(str(number).partition('.')[0])}号　{self._files[number]}"
        names = [f"第{later}号　{self._files[later]}" for later in self._later]
        rest = f"等{len(names)}件" if len(names) > MOST_NAMED else ""
        one_of = "之一" if len(names) > 1 else ""
        return f"撤回（{'、'.join(names[:MOST_NAMED])}{rest}{one_of}）"
