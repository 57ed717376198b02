"""The results of one period for notebooks: computed from a snapshot, or read from a results folder."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from typing import Any

import pandas as pd

from panjin_kpi.analysis.registry import results as result_nodes
from panjin_kpi.analysis.results import results as compute
from panjin_kpi.batch.results.folder import LazyTables, about, checked, is_whole, write_folder
from panjin_kpi.files import write_atomically
from panjin_kpi.intake.storage.snapshot import Snapshot, SnapshotFault, current_snapshot
from panjin_kpi.project import DATA_VARIABLE, ROOT, Project
from panjin_kpi.reference.calendar import month_end
from panjin_kpi.reference.obligations import organisation_name
from panjin_kpi.reference.plan import CITY, Plan
from panjin_kpi.report.workbook.book import FILE, ResultsWorkbook

ABOUT_FILES = ("period", "key", "tables", "files")  # in a results folder's origin.json, beside the origin
FICTITIOUS = "虚构示例，不代表任何真实情况"
PACKAGES = ("panjin-kpi", "pandas", "pandera", "papermill", "nbconvert", "matplotlib", "seaborn", "scipy")


@dataclass(frozen=True, eq=False)
class ResultSet:
    """Every result table of one period, with the plan it was measured by and its origin.

    Parameters
    ----------
    frames : mapping of str to pandas.DataFrame
        The result tables by the names of their files; columns as in their schemas. From a folder, each is read on first
        use.
    origin : dict
        ``snapshot``, ``content``, ``taken_at``, ``as_known_on``, ``fictitious``, ``submissions``, ``versions``.
    """

    plan: Plan
    period: str
    frames: Mapping[str, pd.DataFrame]
    origin: dict[str, Any]
    _typed: dict[str, pd.DataFrame] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def compute(cls, snapshot: Snapshot, plan: Plan, period: str, as_of: date | None = None) -> "ResultSet":
        """Compute all results of a period from a snapshot; enterprises on its last day, or on ``as_of``."""
        day = as_of or month_end(period)
        origin: dict[str, Any] = {"as_of": day.isoformat()}
        origin |= {name: snapshot.manifest[name] for name in ("content", "taken_at", "as_known_on", "fictitious")}
        origin |= {"snapshot": snapshot.name, "submissions": snapshot.submissions}
        origin |= {"closing": closing} if (closing := snapshot.manifest.get("closing")) else {}
        origin |= {"versions": {name: version(name) for name in PACKAGES} | {"python": python_version()}}
        log = pd.DataFrame(snapshot.log, columns=["submission", "file"])
        tables = {**snapshot.tables(), "submissions": log}
        return cls(plan, period, compute(tables, plan, period, day), origin)

    @classmethod
    def read(cls, folder: Path, period: str) -> "ResultSet":
        """Read a results folder; it holds all that a notebook needs.

        Raises
        ------
        FileNotFoundError, ValueError
            The folder is not a results folder, or a table breaks its schema or is of another period.
        """
        known = about(folder)
        if known["period"] != period:
            raise ValueError(f"结果文件夹 {folder} 是 {known['period']} 的，不是 {period} 的。")
        return cls._found(folder, known, Plan.load(folder / "reference"))

    @classmethod
    def kept(cls, folder: Path, key: str, plan: Plan) -> "ResultSet | None":
        """The results of an earlier run from the same data with the same code, if unchanged since."""
        try:
            known = about(folder)
        except (OSError, ValueError):
            return None
        return cls._found(folder, known, plan) if known.get("key") == key and is_whole(folder, known) else None

    @classmethod
    def _found(cls, folder: Path, known: dict[str, Any], plan: Plan) -> "ResultSet":
        origin = {name: value for name, value in known.items() if name not in ABOUT_FILES}
        return cls(plan, known["period"], LazyTables(folder, known), origin)

    def public(self) -> "ResultSet":
        """The same without the tables that have a row for each enterprise or carrier, and without free text."""
        kept = {name: self.frames[name] for name in self.frames if not result_nodes()[name].private}
        closing = self.origin.get("closing")
        origin = self.origin | ({"closing": closing | {"reason": None}} if closing else {})
        return replace(self, frames=kept, origin=origin)

    def write(
        self, folder: Path, reference: Path, key: str = "", written: Callable[[Path], object] = lambda _: None
    ) -> None:
        """Write each table as CSV (UTF-8 with BOM) into ``results/``, and the reference files of the plan.

        Parameters
        ----------
        key : str
            From :func:`~panjin_kpi.batch.reports.fingerprints.results_key`, for :meth:`kept`.
        written : callable
            Called with the path of each table as soon as it is written.
        """
        known = self.origin | {"period": self.period, "key": key}
        write_folder(folder, list(self.frames), self._checked, reference, known, written)

    def write_workbook(self, folder: Path) -> None:
        """Write all tables as one workbook for people."""
        book = ResultsWorkbook(self.plan, self.period, FICTITIOUS if self.origin["fictitious"] else "")
        for name in self.frames:
            book.add(name, self._checked(name))
        write_atomically(folder / FILE, book.content(self.facts, datetime.fromisoformat(self.origin["taken_at"])))

    def _checked(self, name: str) -> pd.DataFrame:
        if name not in self._typed:
            self._typed[name] = checked(name, self.frames[name])
        return self._typed[name]

    @property
    def rows(self) -> Mapping[str, int]:
        """How many rows each table has; none is read for it."""
        if isinstance(self.frames, LazyTables):
            return self.frames.rows
        return {name: len(frame) for name, frame in self.frames.items()}

    def only(self, table: str, scope: str) -> pd.DataFrame:
        """The rows of a table that belong to one district or the city."""
        frame = self.frames[table]
        return frame[frame["scope"] == scope].reset_index(drop=True)

    def within(self, table: str, scope: str) -> pd.DataFrame:
        """The rows of a list that belong to one district; all of them for the city."""
        frame = self.frames[table]
        column = "district" if "district" in frame else "scope"
        return frame if scope == CITY else frame[frame[column] == scope].reset_index(drop=True)

    @property
    def as_of(self) -> date:
        """The day for which enterprises and carriers are counted."""
        return date.fromisoformat(self.origin["as_of"])

    @property
    def known(self) -> str:
        """Which of the submissions the figures show, where not all; in words."""
        day = self.origin["as_known_on"]
        return (f"数据截至{day}当日所知。" if day else "") + self.closed

    @property
    def closed(self) -> str:
        """By whom and when the period was closed, and how much came later; empty where it is open."""
        if not (closing := self.origin.get("closing")):
            return ""
        by, later = organisation_name(self.plan, closing["by"]), closing["later"]
        since = f"，其中{later}件有本期的数字" if later else ""
        return f"本期已由{by}于{closing['closed_on']}封账，以后收到的报送留存、不计入{since}。"

    @property
    def facts(self) -> dict[str, object]:
        """Where the figures come from, for people."""
        facts: dict[str, object] = {
            "数据性质": FICTITIOUS if self.origin["fictitious"] else "各单位报送",
            "快照": self.origin["snapshot"],
            "快照时间": f"{self.origin['taken_at']}（世界时）",
            "报送件数": self.origin["submissions"],
            "内容摘要": self.origin["content"][:16],
            "软件版本": "，".join(f"{name} {number}" for name, number in self.origin["versions"].items()),
        }
        day = self.origin["as_known_on"]
        return facts | ({"数据截至": f"{day} 当日所知"} if day else {}) | ({"封账": self.closed} if self.closed else {})

    def __repr__(self) -> str:
        rows = "，".join(f"{name} {count} 行" for name, count in self.rows.items())
        return f"{self.period} 的结果（{self.facts['数据性质']}；快照 {self.origin['snapshot']}）：{rows}"


def load_results(folder: str, period: str = "", as_of: str = "") -> ResultSet:
    """The results for a notebook: from a ``results/`` folder, or computed now from the current snapshot.

    Without a folder the data folder is the one ``panjin-kpi lab --data`` named, or else ``data/``; before the first
    real snapshot it is the fictitious sample that ``make report`` leaves in ``data/sample/``. ``period`` is not needed
    beside ``as_of``, the day for enterprises and carriers (empty: the month's last).

    Raises
    ------
    ValueError
        ``as_of`` is no day, or not the day of the results folder.
    SnapshotFault
        There is no snapshot to compute from.
    """
    day = date.fromisoformat(as_of) if as_of else None
    period = period or as_of[:7]
    if folder:
        read = ResultSet.read(Path(folder), period)
        if day and read.as_of != day:
            raise ValueError(f"结果文件夹 {folder} 截至 {read.as_of}，不是 {day}。")
        return read
    named = os.environ.get(DATA_VARIABLE)
    folders = [Path(named)] if named else [Project().data, ROOT / "data" / "sample"]
    for project in map(Project, folders):
        try:
            snapshot = current_snapshot(project.snapshots, period)
        except SnapshotFault:
            continue
        return ResultSet.compute(snapshot, Plan.load(project.reference), period, day)
    raise SnapshotFault(f"{folders[0]} 里还没有快照。请先运行 panjin-kpi snapshot，或运行 make report 生成示例。")
