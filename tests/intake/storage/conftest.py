"""Stores as the first version made them."""

import shutil
import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from panjin_kpi.intake.storage.store import Store
from panjin_kpi.intake.storage.tables import metadata

FILES = Path(__file__).parent / "files"
A, B = "2021-06,盘山县,活动,1,", "2021-06,盘山县,活动,2,"


@pytest.fixture
def version_1(new_database, tmp_path) -> Callable[..., str]:
    """Make a store of version 1 in an empty database: its own bytes, or its own tables with their rows."""

    def make(*kind: str) -> str:
        url = sa.make_url(new_database(*kind))
        if url.get_backend_name() == "sqlite":
            Path(url.database).parent.mkdir(exist_ok=True)
            shutil.copyfile(FILES / "version1.sqlite", url.database)
            return url.render_as_string(hide_password=False)
        engine = sa.create_engine(url, poolclass=sa.NullPool)
        with engine.begin() as connection, sqlite3.connect(FILES / "version1.sqlite") as source:
            connection.exec_driver_sql((FILES / "version1.postgresql.sql").read_text(encoding="utf-8"))
            there = sa.MetaData()
            there.reflect(connection)
            for table in there.sorted_tables:
                for row in _rows(source, table):
                    connection.execute(table.insert(), row)
        return url.render_as_string(hide_password=False)

    return make


def _rows(source: sqlite3.Connection, table: sa.Table) -> list[dict]:
    """SQLite's own values in the types that PostgreSQL wants."""
    reading = sa.create_engine("sqlite://", creator=lambda: source, poolclass=sa.StaticPool)
    generic = sa.table(table.name, *(sa.column(c.name, c.type.as_generic()) for c in table.c))
    with reading.connect() as connection:
        return [dict(row) for row in connection.execute(sa.select(generic)).mappings()]


@pytest.fixture
def fill(every_table, checked) -> Callable[[Store], Store]:
    """Three submissions: all tables, a value that is replaced, and one that replaces it."""

    def submit(store: Store) -> Store:
        for file in (every_table, checked(A), checked(B)):
            store.submit(file, date(2021, 6, 26))
        return store

    return submit


@pytest.fixture(scope="session")
def everything() -> Callable[[Store], dict[str, list[tuple]]]:
    """All rows of all tables of a store."""

    def read(store: Store) -> dict[str, list[tuple]]:
        with store.engine.connect() as connection:
            return {
                name: [tuple(row) for row in connection.execute(sa.select(table).order_by(*table.primary_key))]
                for name, table in metadata.tables.items()
            }

    return read


@pytest.fixture
def file(tmp_path) -> Path:
    return tmp_path / "备份 1%.sqlite"
