"""The version of a store's tables: only the current one is used; an older store must be upgraded first."""

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from panjin_kpi.errors import NoStore
from panjin_kpi.intake.storage.database import StoreFault, open_database
from panjin_kpi.intake.storage.tables import metadata, submissions, tables

SCRIPTS = Path(__file__).with_name("migrations")
OLDEST = 1  # version of stores without a version table
LATEST = max(int(script.name[1:5]) for script in SCRIPTS.glob("v[0-9]*.py"))
marker = sa.Table(
    "panjin_kpi_version",  # not Alembic's default name, which other software in the database may use
    sa.MetaData(),
    sa.Column("version_num", sa.String(32), primary_key=True),
)


def version_of(connection: Connection) -> int | None:
    """The version of the store in a database; None where there is no store.

    Raises
    ------
    StoreFault
        The stored version is not a number.
    """
    there = sa.inspect(connection).get_table_names()  # one query: another process may be creating the tables
    if marker.name not in there:
        return OLDEST if submissions.name in there else None
    number = connection.scalar(sa.select(marker)) or ""
    if not number.isdecimal():
        raise StoreFault(f"认不出库的版本“{number}”，库可能被改动过。请用 panjin-kpi restore 从备份恢复到一个新库")
    return int(number)


def open_tables(reading: Engine, writing: Engine, make: bool = True) -> None:
    """Check that a store is of the current version; create a missing one if ``make``.

    Opening an existing store needs neither write permission nor the write lock.

    Raises
    ------
    StoreFault
        The store is older or newer, or its tables are not those of its version.
    NoStore
        There are no tables, and ``make`` is false.
    """
    with reading.connect() as connection:
        if (version := version_of(connection)) is not None:
            refuse_other_version(version, "库")
            refuse_other_tables(connection, "库")
            return
    if not make:
        raise NoStore("这个数据库里还没有库。请检查 --store；第一次 submit 时才建库")
    with writing.begin() as connection:
        if version_of(connection) is None:  # not created by another process meanwhile
            metadata.create_all(connection)
            write_version(connection)


def write_version(connection: Connection) -> None:
    """Record that a store is of the current version."""
    marker.metadata.create_all(connection)
    connection.execute(marker.delete())
    connection.execute(marker.insert(), {"version_num": str(LATEST)})


def refuse_other_version(version: int, what: str) -> None:
    """Raise ``StoreFault`` for a version older or newer than the current one.

    >>> refuse_other_version(LATEST + 1, "库")
    Traceback (most recent call last):
    panjin_kpi.intake.storage.database.StoreFault: 库是更新的 panjin-kpi 建的。请升级 panjin-kpi 后再用
    """
    if version < LATEST:
        raise StoreFault(f"{what}是第{version}版，比程序用的第{LATEST}版旧。请运行 panjin-kpi upgrade（会先备份）")
    if version > LATEST:
        raise StoreFault(f"{what}是更新的 panjin-kpi 建的。请升级 panjin-kpi 后再用")


def refuse_other_tables(connection: Connection, what: str) -> None:
    """Raise ``StoreFault`` where a table or column is missing or a column is unknown."""
    found = sa.inspect(connection).get_multi_columns(filter_names=list(metadata.tables))
    there = {name: {column["name"] for column in columns} for (_, name), columns in found.items()}
    wanted = {name: set(table.c.keys()) for name, table in metadata.tables.items()}
    odd = [f"没有 {name} 表" for name in wanted if name not in there]
    for name, columns in there.items():
        odd += [f"{name} 表缺少 {column} 列" for column in sorted(wanted[name] - columns)]
        odd += [f"{name} 表多出 {column} 列" for column in sorted(columns - wanted[name])]
    if odd:
        raise StoreFault(f"{what}被改动过：{'，'.join(odd)}。请用 panjin-kpi restore 从备份恢复到一个新库")


def has_real_rows(url: str) -> bool:
    """Whether a store of any version has a row, in force or not, that is not fictitious.

    >>> has_real_rows("sqlite://")
    False
    """
    engine, _ = open_database(url)
    try:
        with engine.connect() as connection:
            there = sa.inspect(connection).get_table_names()
            real = [
                sa.select(rows.c.file_row).where(rows.c.fictitious.is_(False))
                for name, rows in tables.items()
                if name in there
            ]
            return any(connection.execute(query.limit(1)).first() is not None for query in real)
    finally:
        engine.dispose()
