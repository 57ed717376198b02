"""The whole store in one file, whatever database it is in, and the way back into an empty store."""

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from panjin_kpi.files import temporary_path
from panjin_kpi.intake.storage.database import StoreFault, tell_in_chinese
from panjin_kpi.intake.storage.store import FictitiousRows, Store, metadata, submissions, tables

ROWS_AT_ONCE = 2000
FORM = 1
label = sa.Table(
    "backup",
    sa.MetaData(),
    sa.Column("form", sa.Integer, nullable=False, comment="counts up when a backup is written differently"),
    sa.Column("made_at", sa.Text, nullable=False),
    sa.Column("version", sa.Text, nullable=False, comment="of panjin-kpi"),
    sa.Column("rows", sa.JSON, nullable=False, comment="number of rows of each table"),
)


class BackupFault(StoreFault):
    """A backup cannot be written, read or restored; the message is Chinese."""


@dataclass(frozen=True)
class Backup:
    """A file with all rows of a store.

    Parameters
    ----------
    path : Path
        A SQLite database of the store's tables, and one named ``backup`` that says what it is.
    made_at : str
        When it was made.
    rows : dict of str to int
        Number of rows of each table.

    Examples
    --------
    >>> print(Backup(Path("june.backup"), "2021-06-30T18:00:00+00:00", {"submissions": 2, "progress": 40, "events": 7}))
    2 件报送，47 行
    """

    path: Path
    made_at: str
    rows: dict[str, int]

    def __str__(self) -> str:
        return f"{self.rows['submissions']} 件报送，{sum(self.rows.get(name, 0) for name in tables)} 行"


def write_backup(store: Store, path: Path) -> Backup:
    """Copy every row as of one moment into a new file; others may read and write meanwhile.

    Parameters
    ----------
    store : Store
        The store, in SQLite or PostgreSQL.
    path : Path
        The file; it appears when it is whole.

    Raises
    ------
    BackupFault
        The file is there already, or its folder is not.
    """
    if path.exists():
        raise BackupFault(f"{path} 已经存在，没有备份。请另取一个文件名")
    if not path.parent.is_dir():  # not made: it may be a disk that is not plugged in
        raise BackupFault(f"没有 {path.parent} 这个文件夹，没有备份。请先建好文件夹或接上磁盘")
    part = temporary_path(path)
    made_at = datetime.now(UTC).isoformat(timespec="seconds")
    try:
        with store.engine.connect() as source, _file(part, "rwc").begin() as target:
            for needed in (metadata, label.metadata):
                needed.create_all(target)
            rows = {table.name: _copy(source, target, table) for table in metadata.sorted_tables}
            about = {"form": FORM, "made_at": made_at, "version": version("panjin-kpi"), "rows": rows}
            target.execute(label.insert(), about)
        _give_name(part, path)
    finally:
        part.unlink(missing_ok=True)
    return Backup(path, made_at, rows)


def read_backup(path: Path) -> Backup:
    """What a backup holds, once it is sure to be one.

    Raises
    ------
    BackupFault
        The file is no backup, is damaged, or is of another version's tables.
    """
    try:
        with _file(path, "ro").connect() as connection:
            sound = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar() == "ok"
            about = connection.execute(sa.select(label)).mappings().one()
            there = sa.inspect(connection)
            known = about["form"] == FORM and about["rows"].keys() == metadata.tables.keys()
            known = known and all(
                {column["name"] for column in there.get_columns(name)} == {*table.c.keys()}
                for name, table in metadata.tables.items()
            )
    except (StoreFault, sa.exc.SQLAlchemyError, ValueError) as error:
        raise BackupFault(f"{path} 不是 panjin-kpi backup 做的备份，或者已经损坏。请换一个文件") from error
    if not sound:
        raise BackupFault(f"{path} 已经损坏。请换一个备份")
    if not known:
        raise BackupFault(f"{path} 是 panjin-kpi {about['version']} 做的，表不一样。请用那个版本恢复")
    return Backup(path, about["made_at"], about["rows"])


def restore_backup(backup: Backup, store: Store) -> None:
    """Copy all rows of a backup into an empty store, in one transaction; the next submission gets the next number.

    Raises
    ------
    BackupFault
        The store has submissions already, or the backup's rows are not as many as it says.
    FictitiousRows
        The backup has fictitious rows and this is the store of the real submissions.
    """
    with _file(backup.path, "ro").connect() as source, store.writing.begin() as target:
        if _any(target, submissions):
            raise BackupFault("库里已经有报送，没有恢复，以免混在一起。请用 --data 或 --store 另指一个空库")
        if store.official and any(_any(source, rows, rows.c.fictitious) for rows in tables.values()):
            raise FictitiousRows("备份里有虚构的示例数据，不能恢复到正式库。请用 --data 指定另外的文件夹")
        for table in metadata.sorted_tables:
            if _copy(source, target, table) != backup.rows[table.name]:
                raise BackupFault(f"{backup.path} 不完整，或者备份以后被改动过。请换一个备份")


def _copy(source: Connection, target: Connection, table: sa.Table) -> int:
    """Copy a table's rows, some at a time: a store may be larger than the memory."""
    query = sa.select(table).order_by(*table.primary_key)
    found = source.execute(query, execution_options={"yield_per": ROWS_AT_ONCE})
    copied = 0
    for rows in found.mappings().partitions():
        target.execute(table.insert(), [dict(row) for row in rows])
        copied += len(rows)
    return copied


def _any(connection: Connection, table: sa.Table, *conditions: sa.ColumnElement[bool]) -> bool:
    return bool(connection.scalar(sa.select(sa.select(table).where(*conditions).exists())))


def _file(path: Path, mode: str) -> Engine:
    """A single file that can lie anywhere: without the WAL's companions, and untouched by reading."""
    address = f"{path.resolve().as_uri()}?mode={mode}"

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(address, uri=True)
        connection.execute("PRAGMA journal_mode = OFF" if mode == "rwc" else "PRAGMA query_only = ON")
        return connection

    engine = sa.create_engine("sqlite://", creator=connect, poolclass=sa.NullPool)
    tell_in_chinese(engine, str(path))
    return engine


def _give_name(part: Path, path: Path) -> None:
    """Rename, unless somebody else took the name meanwhile: a link is refused then, a rename is not everywhere."""
    try:
        path.hardlink_to(part)
    except OSError as error:
        if path.exists():
            raise BackupFault(f"{path} 已经存在，没有备份。请另取一个文件名") from error
        part.rename(path)  # a file system without links
