"""The sample as files: one workbook a month from each district and bureau, as they would submit it."""

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pandas as pd
from openpyxl import Workbook

from panjin_kpi import schemas
from panjin_kpi.errors import PanjinError
from panjin_kpi.files import write_atomically
from panjin_kpi.intake.checks.check import check_file
from panjin_kpi.intake.forms.prefill import prefilled, tables_of
from panjin_kpi.intake.forms.template import is_fictitious, monthly_workbook
from panjin_kpi.intake.storage.database import Refused
from panjin_kpi.intake.storage.originals import keeping, originals
from panjin_kpi.intake.storage.receipt import Receipt
from panjin_kpi.intake.storage.schema_version import has_real_rows
from panjin_kpi.intake.storage.snapshot import snapshots
from panjin_kpi.intake.storage.store import Store
from panjin_kpi.project import Project
from panjin_kpi.reference.labels import to_labels
from panjin_kpi.reference.plan import Plan
from panjin_kpi.sample.files.fictitious_mark import is_fictitious_table, tables_in
from panjin_kpi.spreadsheet import as_bytes

SUBMISSIONS = "submissions"


class RealRows(PanjinError):
    """A sample was about to be mixed with real data."""


@dataclass(frozen=True, eq=False)
class SampleFile:
    """One workbook of the sample: its sender, the day it came, its month, and its rows by table."""

    reporter: str
    name: str
    period: str
    received_on: date
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    closing: bool = False

    def path(self, folder: Path) -> Path:
        """Its path: the folder's name is the day it was received."""
        ending = "-年终决算" if self.closing else ""
        return folder / SUBMISSIONS / self.received_on.isoformat() / f"{self.period}-{self.name}{ending}.xlsx"


def write_sample(folder: Path, plan: Plan, files: list[SampleFile]) -> Iterator[Path]:
    """Write the workbooks: the templates of their month, filled in; yields each path in the order of the files.

    An earlier sample in the folder is replaced; other files stay.
    """
    clear_earlier(folder)
    sent: dict[str, pd.DataFrame] = {}
    for file in files:
        known = sent.get(file.reporter, schemas.empty("progress"))
        sent[file.reporter] = file.tables.get("progress", known)
        path = file.path(folder)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, as_bytes(as_workbook(plan, file, known)))
        yield path


def clear_earlier(folder: Path) -> None:
    """Remove an earlier sample's workbooks and tables; other files stay."""
    for earlier in (folder / SUBMISSIONS).glob("*/*.xlsx"):
        if is_fictitious(earlier):
            earlier.unlink()
    for table in tables_in(folder / SUBMISSIONS):
        if is_fictitious_table(table):
            table.unlink()


def as_workbook(plan: Plan, file: SampleFile, known_progress: pd.DataFrame) -> Workbook:
    """A file of the sample as the workbook its reporter would send."""
    rows = {name: to_labels(plan, name, frame) for name, frame in file.tables.items()}
    for name, reminders in prefilled(plan, file.reporter, file.period, known_progress).items():
        if name in rows:
            keys = schemas.key(name)
            rows[name] = rows[name].merge(reminders.astype({key: rows[name][key].dtype for key in keys}), "left", keys)
    wanted = {*file.tables, *tables_of(plan, file.reporter, file.period)}
    tables = [name for name in schemas.SUBMITTED if name in wanted]
    return monthly_workbook(plan, file.reporter, file.period, rows, tables, fictitious=True)


def refuse_real_rows(project: Project) -> None:
    """Refuse a folder with real submissions: a sample would mark it as fictitious permanently."""
    if project.has_store and has_real_rows(project.store_url):
        raise RealRows("这个文件夹的库里有真实的报送，不能换成虚构示例。请用 --out 指定另外的文件夹")


def fresh_store(project: Project) -> Store:
    """A new store for a sample; the folder's earlier sample is removed.

    Raises
    ------
    Refused, RealRows
        It is the store of the real submissions, or it has rows that are not fictitious; it is left unchanged.
    """
    if project.is_official:
        raise Refused("虚构示例不能进入正式库。请用 --out 指定另外的文件夹")
    refuse_real_rows(project)
    if project.has_store:
        for path in (*(project.data / "store").glob("panjin_kpi.sqlite*"), *originals(project.data).values()):
            path.unlink()
    for snapshot in snapshots(project.snapshots):  # of the earlier sample, which verify would miss
        if snapshot.manifest["fictitious"]:
            shutil.rmtree(snapshot.folder)
    return Store(project.store_url)


def accept_sample(
    plan: Plan, files: list[SampleFile], written: Iterable[Path], store: Store, data: Path | None = None
) -> list[Receipt]:
    """Submit the written files to a store and keep them in ``data``, each on its day, checked against those before."""
    receipts = []
    for file, path in zip(files, written, strict=True):
        checked = check_file(path, "", plan, store.in_force)
        keep = keeping(data, path, checked.sha256) if data else None
        receipts.append(store.submit(checked, file.received_on, confirmed=True, keep=keep))
    return receipts
