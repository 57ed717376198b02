"""The results of one period as notebooks load them: computed from a snapshot, or read from a results folder."""

import json
import os
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from typing import Any

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.analysis.results import results as compute
from panjin_kpi.batch.files import write_whole
from panjin_kpi.intake.snapshot import Snapshot, SnapshotFault, current_snapshot
from panjin_kpi.project import ROOT, Project
from panjin_kpi.reference.plan import Plan

DATA_VARIABLE = "PANJIN_KPI_DATA"
ORIGIN = "origin.json"
PACKAGES = ("panjin-kpi", "pandas", "pandera", "papermill", "nbconvert", "matplotlib", "seaborn")


@dataclass(frozen=True, eq=False)
class ResultSet:
    """Every result table of one period, with the plan it was measured by and where it comes from.

    Parameters
    ----------
    plan : Plan
        The reference data that were used.
    period : str
        Month, ``YYYY-MM``.
    frames : dict of str to pandas.DataFrame
        The result tables by name; columns as in the schemas of these names.
    origin : dict
        ``snapshot``, ``content``, ``taken_at``, ``as_known_on``, ``fictitious``, ``submissions``, ``versions``.
    """

    plan: Plan
    period: str
    frames: dict[str, pd.DataFrame]
    origin: dict[str, Any]

    @classmethod
    def compute(cls, snapshot: Snapshot, plan: Plan, period: str) -> "ResultSet":
        """Compute all results of a period from a snapshot."""
        origin = {name: snapshot.manifest[name] for name in ("content", "taken_at", "as_known_on", "fictitious")}
        origin |= {"snapshot": snapshot.name, "submissions": len(snapshot.manifest["submissions"])}
        origin |= {"versions": {name: version(name) for name in PACKAGES} | {"python": python_version()}}
        return cls(plan, period, compute(snapshot.tables(), plan, period), origin)

    @classmethod
    def read(cls, folder: Path, period: str) -> "ResultSet":
        """Read a results folder; it holds all that a notebook needs.

        Raises
        ------
        FileNotFoundError, ValueError
            The folder is not a results folder, or a table breaks its schema or is of another period.
        """
        origin = json.loads((folder / ORIGIN).read_text(encoding="utf-8"))
        if origin["period"] != period:
            raise ValueError(f"结果文件夹 {folder} 是 {origin['period']} 的，不是 {period} 的。")
        frames = {}
        for name in origin["tables"]:
            text = pd.read_csv(
                folder / f"{name}.csv", dtype="str", keep_default_na=False, na_values=[""], encoding="utf-8-sig"
            )
            frames[name] = _checked(name, text)
        return cls(Plan.load(folder / "reference"), period, frames, origin)

    def write(self, folder: Path, reference: Path) -> None:
        """Write each table as CSV (UTF-8 with BOM, so that Excel opens it) and the reference files that were used.

        Parameters
        ----------
        folder : Path
            The run's ``results/``.
        reference : Path
            The reference folder that the plan was loaded from.
        """
        (folder / "reference").mkdir(parents=True, exist_ok=True)
        for source in (*reference.glob("*.csv"), *reference.glob("*.yaml")):
            write_whole(folder / "reference" / source.name, source.read_bytes())
        for name, frame in self.frames.items():
            text = _checked(name, frame).to_csv(index=False, float_format="%.10g", lineterminator="\n")
            write_whole(folder / f"{name}.csv", text.encode("utf-8-sig"))
        origin = self.origin | {"period": self.period, "tables": list(self.frames)}
        write_whole(folder / ORIGIN, json.dumps(origin, ensure_ascii=False, indent=1).encode())

    def only(self, table: str, scope: str) -> pd.DataFrame:
        """The rows of a table that belong to one district or the city."""
        frame = self.frames[table]
        return frame[frame["scope"] == scope].reset_index(drop=True)

    @property
    def facts(self) -> dict[str, object]:
        """Where the figures come from, for people."""
        known = self.origin["as_known_on"]
        facts: dict[str, object] = {
            "数据性质": "虚构示例，不代表任何真实情况" if self.origin["fictitious"] else "各单位报送",
            "快照": self.origin["snapshot"],
            "快照时间": f"{self.origin['taken_at']}（世界时）",
            "报送件数": self.origin["submissions"],
            "内容摘要": self.origin["content"][:16],
            "软件版本": "，".join(f"{name} {number}" for name, number in self.origin["versions"].items()),
        }
        return facts | ({"数据截至": f"{known} 当日所知"} if known else {})

    def __repr__(self) -> str:
        rows = "，".join(f"{name} {len(frame)} 行" for name, frame in self.frames.items())
        return f"{self.period} 的结果（{self.facts['数据性质']}；快照 {self.origin['snapshot']}）：{rows}"


def load_results(folder: str, period: str) -> ResultSet:
    """What a notebook works on: the results folder it was given, or the current snapshot computed now.

    Without a folder the data folder is the one ``panjin-kpi lab --data`` named, or else ``data/``; before the first
    real snapshot it is the fictitious sample that ``make report`` leaves in ``data/sample/``.

    Parameters
    ----------
    folder : str
        Absolute path of a ``results/`` folder; empty to compute.
    period : str
        Month, ``YYYY-MM``.
    """
    if folder:
        return ResultSet.read(Path(folder), period)
    named = os.environ.get(DATA_VARIABLE)
    places = [Path(named)] if named else [Project().data, ROOT / "data" / "sample"]
    for project in map(Project, places):
        try:
            snapshot = current_snapshot(project.snapshots)
        except SnapshotFault:
            continue
        return ResultSet.compute(snapshot, Plan.load(project.reference), period)
    raise SnapshotFault(f"{places[0]} 里还没有快照。请先运行 panjin-kpi snapshot，或运行 make report 生成示例。")


def _checked(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    typed, faults = schemas.faults(name, frame)
    if faults:
        first = faults[0]
        raise ValueError(
            f"{name}：第{first.row}行 {first.column} {first.value!r}：{first.sentence}（共{len(faults)}处）"
        )
    return typed
