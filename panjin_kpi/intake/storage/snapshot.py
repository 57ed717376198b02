"""Immutable snapshots of the accepted rows: Parquet files with a manifest."""

import hashlib
import json
import platform
import shutil
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from panjin_kpi.errors import PanjinError
from panjin_kpi.files import naming, remove_abandoned, restrict, writer_id
from panjin_kpi.reference.calendar import BEIJING, today

if TYPE_CHECKING:
    from panjin_kpi.intake.storage.store import Store  # notebooks read snapshots without a database

MANIFEST = "manifest.json"


class SnapshotFault(PanjinError):
    """A snapshot cannot be taken, is missing, or was changed after it was taken; the message is Chinese."""


@dataclass(frozen=True)
class Snapshot:
    """A frozen set of accepted rows.

    Its manifest has ``content`` (hash of the rows), ``number``, ``as_known_on``, ``closing``, ``taken_at``,
    ``fictitious``, ``versions``, ``tables`` (rows and file hash of each) and ``submissions`` (the log).
    """

    folder: Path
    manifest: dict[str, Any]

    @property
    def name(self) -> str:
        """Time and the first eight digits of the content's hash."""
        return self.folder.name

    @property
    def number(self) -> int:
        """Serial number, independent of the clock; 0 for snapshots older than the numbering."""
        return int(self.manifest.get("number", 0))

    @property
    def day(self) -> date:
        """The day as of which it shows the rows."""
        known: str | None = self.manifest["as_known_on"]
        taken = datetime.fromisoformat(self.manifest["taken_at"])
        return date.fromisoformat(known) if known else taken.astimezone(BEIJING).date()

    @property
    def log(self) -> list[dict[str, Any]]:
        """The submissions that its rows come from, and all closings, in order of acceptance."""
        log: list[dict[str, Any]] = self.manifest["submissions"]
        return log

    @property
    def submissions(self) -> int:
        """Number of submissions that its rows come from."""
        return sum(bool(entry["rows"]) for entry in self.log)

    @property
    def closed_by(self) -> int | None:
        """Number of the closing whose figures it shows, else None; the manifest's ``closing`` has the details."""
        closing: dict[str, Any] | None = self.manifest.get("closing")
        return closing["submission"] if closing else None

    def tables(self) -> dict[str, pd.DataFrame]:
        """Read the tables.

        Raises
        ------
        SnapshotFault
            A file is missing or does not match the manifest.
        """
        if not self.is_whole():
            raise SnapshotFault(f"快照 {self.name} 的文件缺失或被改动过。请重新运行 panjin-kpi snapshot。")
        return {name: pd.read_parquet(self.folder / f"{name}.parquet") for name in self.manifest["tables"]}

    def contradicted_by(self, digests: Collection[str]) -> str:
        """A message about the first submission of this snapshot that is not among a store's hashes; empty if none."""
        for entry in self.log:
            if entry.get("digest", "") not in ("", *digests):
                return f"库里的第{entry['submission']}号报送已不是快照 {self.name} 里的那一件，或者不见了"
        return ""

    def is_whole(self) -> bool:
        """Whether every file exists and matches the manifest."""
        paths = {self.folder / f"{name}.parquet": entry["sha256"] for name, entry in self.manifest["tables"].items()}
        return all(path.exists() and _hash(path.read_bytes()) == sha256 for path, sha256 in paths.items())


def take_snapshot(store: "Store", folder: Path, as_known_on: date | None = None, period: str = "") -> Snapshot:
    """Freeze the rows in force, now or as known on a day; an unchanged content returns the newest such snapshot.

    If ``period`` is closed, only rows accepted before its closing count.

    Raises
    ------
    SnapshotFault
        The store was altered.
    """
    if findings := store.verify().findings:
        more = f"，共 {len(findings)} 处" if len(findings) > 1 else ""
        raise SnapshotFault(f"库被改动过，没有做快照：{findings[0]}{more}。请运行 panjin-kpi verify 查看")
    frames, log, closing = store.contents(as_known_on, period)
    earlier = snapshots(folder)
    closed_by = asdict(closing) if closing else None
    closings = log.loc[log["closes"].notna() | log["reopens"].notna(), "digest"]  # read from the log by the lab
    texts = [*(frame.to_csv(index=False) for frame in frames.values()), *closings]
    content = _hash("".join([*texts, json.dumps(closed_by) if closing else ""]).encode())
    known = as_known_on.isoformat() if as_known_on else None
    shown = (known, closing and closing.submission)
    alike = [one for one in earlier if (one.manifest["as_known_on"], one.closed_by) == shown]
    if alike and alike[-1].manifest["content"] == content and alike[-1].is_whole():
        return alike[-1]
    taken = datetime.now(UTC)
    folder.mkdir(parents=True, exist_ok=True)
    remove_abandoned(folder, ".taking-*")
    work = folder / f".taking-{writer_id()}"
    work.mkdir()
    try:
        with naming(folder):
            manifest = {
                "content": content,
                "number": max((one.number for one in earlier), default=0) + 1,
                "as_known_on": known,
                "closing": closed_by,
                "taken_at": taken.isoformat(timespec="seconds"),
                "fictitious": any(bool(frame["fictitious"].any()) for frame in frames.values()),
                "versions": {name: version(name) for name in ("panjin-kpi", "pandas", "pyarrow")}
                | {"python": platform.python_version()},
                "tables": {name: _write(frame, work / f"{name}.parquet") for name, frame in frames.items()},
                "submissions": log.to_dict("records"),
            }
            (work / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
            restrict(folder)
            final = folder / f"{taken:%Y%m%dT%H%M%S%f}-{content[:8]}"
            work.replace(final)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    return Snapshot(final, manifest)


def take_missing(store: "Store", folder: Path) -> list[Snapshot]:
    """Take the snapshot of each closed period that has none: after a restore, or if taking it at the closing failed."""
    there = {one.closed_by for one in snapshots(folder) if one.manifest["as_known_on"] is None}
    closed = [period for period, closing in store.closings().items() if closing.submission not in there]
    return [take_snapshot(store, folder, period=period) for period in closed]


def snapshots(folder: Path) -> list[Snapshot]:
    """All snapshots, oldest first; a damaged manifest raises ``SnapshotFault``."""
    found = [read_snapshot(path.parent) for path in folder.glob(f"[0-9]*/{MANIFEST}")]
    return sorted(found, key=lambda one: (one.number, one.name))


def read_snapshot(folder: Path) -> Snapshot:
    """The snapshot in a folder; a damaged manifest raises ``SnapshotFault``."""
    try:
        return Snapshot(folder, json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    except ValueError as error:
        raise SnapshotFault(f"快照 {folder.name} 的 {MANIFEST} 被改动过。请移走这个文件夹。") from error


def frozen_until(folder: Path) -> date | None:
    """The last day before today that a snapshot shows; later submissions must not change what was known by then."""
    return max((one.day for one in snapshots(folder) if one.day < today()), default=None)


def current_snapshot(folder: Path, period: str = "") -> Snapshot:
    """The newest snapshot of all rows, or if ``period`` is closed, of its closing; raises ``SnapshotFault`` if none."""
    from panjin_kpi.intake.storage.closing import closings_in  # imports SQLAlchemy

    found = [snapshot for snapshot in reversed(snapshots(folder)) if snapshot.manifest["as_known_on"] is None]
    closing = closings_in(found[0].log).get(period) if found else None
    for snapshot in found:
        if snapshot.closed_by == (closing and closing.submission):
            return snapshot
    raise SnapshotFault(f"{folder} 里还没有快照。请先运行 panjin-kpi snapshot。")


def _write(frame: pd.DataFrame, path: Path) -> dict[str, Any]:
    frame.to_parquet(path, index=False)
    return {"rows": len(frame), "sha256": _hash(path.read_bytes())}


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
