"""Backup of a whole store, from either kind of database, in one file, and its restoration into an empty store."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from panjin_kpi.files import remove_abandoned, restrict, temporary_path
from panjin_kpi.intake.storage.chain import verify
from panjin_kpi.intake.storage.database import Refused, StoreFault, translate_errors
from panjin_kpi.intake.storage.originals import is_named_by_its_hash, keep, originals, plain_name
from panjin_kpi.intake.storage.schema_version import LATEST, marker, refuse_other_tables, version_of
from panjin_kpi.intake.storage.store import Store
from panjin_kpi.intake.storage.tables import metadata, submissions, tables

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
files = sa.Table(
    "originals",
    label.metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("content", sa.LargeBinary, nullable=False),
)


@dataclass(frozen=True)
class Backup:
    """A SQLite file with all rows of a store, and a table ``backup`` that describes it.

    >>> rows = {"submissions": 2, "progress": 40, "events": 7}
    >>> print(Backup(Path("june.backup"), rows))
    2 件报送，47 行
    """

    path: Path
    rows: dict[str, int]  # number of rows by table; "closings": the log entries that close or reopen a period
    version: int = LATEST  # of the store that was copied

    def __str__(self) -> str:
        files = self.rows["submissions"] - self.rows.get("closings", 0)
        return f"{files} 件报送，{sum(self.rows.get(name, 0) for name in tables)} 行"


def write_backup(engine: Engine, path: Path, data: Path | None = None) -> Backup:
    """Copy every row of a store of any version, as of one moment, into a new file that appears once complete.

    The accepted files kept under ``data`` are copied too.

    Raises
    ------
    StoreFault
        The file exists, or its folder does not.
    """
    if path.exists():
        raise StoreFault(f"{path} 已经存在，没有备份。请另取一个文件名")
    if not path.parent.is_dir():  # not created: it may be on a disk that is not plugged in
        raise StoreFault(f"没有 {path.parent} 这个文件夹，没有备份。请先建好文件夹或接上磁盘")
    remove_abandoned(path.parent)
    part = temporary_path(path)
    made_at = datetime.now(UTC).isoformat(timespec="seconds")
    try:
        with engine.connect() as source, _file(part, "rwc", path).begin() as target:
            kept = _tables_of(source)
            for needed in (kept, label.metadata):
                needed.create_all(target)
            copied = {table.name: _copy(source, target, table) for table in kept.sorted_tables}
            rows = {name: number for name, number in copied.items() if name != marker.name}
            log = kept.tables[submissions.name]
            if shut := target.scalar(sa.select(sa.func.count()).select_from(log).where(log.c.sha256 == "")):
                rows["closings"] = shut
            about = {"form": FORM, "made_at": made_at, "version": version("panjin-kpi"), "rows": rows}
            target.execute(label.insert(), about)
            for digest, file in originals(data).items() if data else ():
                name = plain_name(digest, file.suffix)
                target.execute(files.insert(), {"name": name, "content": file.read_bytes()})
            made = Backup(path, rows, version_of(target) or LATEST)
        restrict(part)
        _give_name(part, path)
    finally:
        with suppress(OSError):  # a folder that is read-only: the error of the block says so
            part.unlink(missing_ok=True)
    return made


def read_backup(path: Path) -> Backup:
    """Open a backup and check that it is one.

    Raises
    ------
    StoreFault
        The file is not a backup, is damaged, or was made by a newer version.
    OSError
        There is no permission to read the file.
    """
    if path.is_file():
        path.open("rb").close()  # an unreadable file is not a damaged backup
    try:
        with _file(path, "ro").connect() as connection:
            sound = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar() == "ok"
            about = connection.execute(sa.select(label)).mappings().one()
            number = version_of(connection) or LATEST
    except (StoreFault, sa.exc.SQLAlchemyError, ValueError) as error:
        raise StoreFault(f"{path} 不是 panjin-kpi backup 做的备份，或者已经损坏。请换一个文件") from error
    if not sound:
        raise StoreFault(f"{path} 已经损坏。请换一个备份")
    if about["form"] != FORM or number > LATEST:
        raise StoreFault(f"{path} 是更新的 panjin-kpi {about['version']} 做的。请升级 panjin-kpi 后再恢复")
    return Backup(path, about["rows"], number)


def restore_backup(backup: Backup, store: Store, data: Path | None = None) -> None:
    """Copy all rows of a backup into an empty store, in one transaction, and its accepted files into ``data``.

    Raises
    ------
    StoreFault
        The store has submissions, or the backup's rows are not those accepted, or its tables not its version's.
    Refused
        The backup has fictitious rows and the store is official.
    """
    with (
        _of_present_version(backup) as path,
        _file(path, "ro").connect() as source,
        store.writing.begin() as target,
    ):
        refuse_other_tables(source, f"备份 {backup.path} ")
        if _any(target, submissions):
            raise StoreFault("库里已经有报送，没有恢复，以免混在一起。请用 --data 或 --store 另指一个空库")
        if store.official and any(_any(source, rows, rows.c.fictitious) for rows in tables.values()):
            raise Refused("备份里有虚构的示例数据，不能恢复到正式库。请用 --data 指定另外的文件夹")
        for table in metadata.sorted_tables:
            copied = _copy(source, target, table)
            if copied != backup.rows.get(table.name, copied):  # the backup may be older than the table
                raise StoreFault(f"{backup.path} 不完整，或者备份以后被改动过。请换一个备份")
        if findings := verify(target).findings:
            raise StoreFault(f"{backup.path} 里的行与入库时不符：{findings[0]}。请换一个备份")
        if data and sa.inspect(source).has_table(files.name):
            kept = [(row.name, row.content) for row in source.execute(sa.select(files))]
            if not all(is_named_by_its_hash(name, content) for name, content in kept):
                raise StoreFault(f"{backup.path} 里原件的名称与内容不符，备份以后被改动过。请换一个备份")
            keep(data, kept)


@contextmanager
def _of_present_version(backup: Backup) -> Iterator[Path]:
    """The backup's file, or a migrated copy of an older one."""
    if backup.version == LATEST:
        yield backup.path
        return
    from panjin_kpi.intake.storage.migrations.upgrade import migrate  # Alembic takes a second to import

    with TemporaryDirectory() as folder:
        copy = Path(shutil.copyfile(backup.path, Path(folder) / "backup.sqlite"))
        with _file(copy, "rw").begin() as connection:
            migrate(connection)
        yield copy


def _tables_of(connection: Connection) -> sa.MetaData:
    """A store's tables as they are, whatever its version, in generic types."""
    found = sa.MetaData()
    there = set(sa.inspect(connection).get_table_names())

    @sa.event.listens_for(found, "column_reflect")
    def _(_inspector: object, _table: object, column: dict[str, Any]) -> None:
        column["type"], column["default"] = column["type"].as_generic(), None

    found.reflect(connection, only=sorted(there & {*metadata.tables, marker.name}))
    return found


def _copy(source: Connection, target: Connection, table: sa.Table) -> int:
    """Copy a table's rows in batches: a store may exceed the memory."""
    query = sa.select(table).order_by(*table.primary_key)
    found = source.execute(query, execution_options={"yield_per": ROWS_AT_ONCE})
    copied = 0
    for rows in found.mappings().partitions():
        target.execute(table.insert(), [dict(row) for row in rows])
        copied += len(rows)
    return copied


def _any(connection: Connection, table: sa.Table, *conditions: sa.ColumnElement[bool]) -> bool:
    return bool(connection.scalar(sa.select(sa.select(table).where(*conditions).exists())))


def _file(path: Path, mode: str, shown: Path | None = None) -> Engine:
    """A SQLite file without WAL, so that it stays a single file and reading leaves it unchanged.

    ``shown`` is named in errors where ``path`` is a temporary name.
    """
    address = f"{path.resolve().as_uri()}?mode={mode}"

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(address, uri=True)
        connection.execute("PRAGMA query_only = ON" if mode == "ro" else "PRAGMA journal_mode = OFF")
        return connection

    engine = sa.create_engine("sqlite://", creator=connect, poolclass=sa.NullPool)
    translate_errors(engine, f"备份 {shown or path}", "把备份写到别的地方")
    return engine


def _give_name(part: Path, path: Path) -> None:
    """Rename without replacing a file created meanwhile: unlike a rename, a hard link to an existing name fails."""
    try:
        path.hardlink_to(part)
    except OSError as error:
        if path.exists():
            raise StoreFault(f"{path} 已经存在，没有备份。请另取一个文件名") from error
        part.rename(path)  # a file system without hard links
