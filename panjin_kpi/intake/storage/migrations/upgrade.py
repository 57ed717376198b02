"""Upgrade of an older store by Alembic: all of it or nothing, after a backup."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy.engine import Connection, Engine

from panjin_kpi.intake.storage import migrations
from panjin_kpi.intake.storage.backup import Backup, write_backup
from panjin_kpi.intake.storage.chain import seal
from panjin_kpi.intake.storage.database import StoreFault, open_database
from panjin_kpi.intake.storage.schema_version import (
    LATEST,
    SCRIPTS,
    refuse_other_tables,
    refuse_other_version,
    version_of,
    write_version,
)

CHAINED = 4  # the version from which submissions are chained


def upgrade_store(url: str, backup: Path, data: Path | None = None) -> tuple[int, Backup] | None:
    """Back up a store and migrate it to the current version, while submissions wait.

    The accepted files kept under ``data`` are backed up too.

    Returns
    -------
    tuple or None
        The earlier version and the backup; None where the store is up to date.

    Raises
    ------
    StoreFault
        There is no store, it is newer, or it cannot be backed up or migrated.
    """
    reading, writing = open_database(url)
    try:
        with _changing(writing) as connection:
            if (version := version_of(connection)) is None:
                raise StoreFault("这里还没有库，不用升级。请检查 --data 和 --store")
            if version == LATEST:
                return None
            if version > LATEST:
                refuse_other_version(version, "库")
            made = write_backup(reading, backup, data)
            migrate(connection)
            return version, made
    finally:
        writing.dispose()


def migrate(connection: Connection) -> None:
    """Run the missing migrations within the connection's writing transaction."""
    version = version_of(connection) or LATEST
    with Operations.context(MigrationContext.configure(connection)):
        for number in range(version + 1, LATEST + 1):
            (script,) = SCRIPTS.glob(f"v{number:04}_*.py")
            import_module(f"{migrations.__name__}.{script.stem}").upgrade()
    write_version(connection)
    refuse_other_tables(connection, "升级后的库")
    if version < CHAINED:
        seal(connection)


@contextmanager
def _changing(writing: Engine) -> Iterator[Connection]:
    """A transaction with SQLite's foreign keys off, so that batch mode can copy a table that others refer to."""
    with writing.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")  # has no effect within a transaction
        with connection.begin():
            yield connection
            if connection.dialect.name == "sqlite" and connection.execute(sa.text("PRAGMA foreign_key_check")).first():
                raise StoreFault("库里有行不属于任何一件报送，没有升级。请用 panjin-kpi restore 从备份恢复到一个新库")
