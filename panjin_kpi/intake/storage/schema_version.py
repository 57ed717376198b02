"""Which version a store is of: only a store of the present one is used, an older one is upgraded first."""

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from panjin_kpi.errors import NoStore
from panjin_kpi.intake.storage.database import StoreFault
from panjin_kpi.intake.storage.tables import metadata, submissions

SCRIPTS = Path(__file__).with_name("migrations")
FIRST = 1  # of the stores that do not know their version
LATEST = max(int(script.name[1:5]) for script in SCRIPTS.glob("v[0-9]*.py"))
marker = sa.Table(
    "panjin_kpi_version",  # other software in the same database may have Alembic's own name for it
    sa.MetaData(),
    sa.Column("version_num", sa.String(32), primary_key=True),
)


def version_of(connection: Connection) -> int | None:
    """The version of the store in a database; none where there is no store.

    Raises
    ------
    StoreFault
        What should be the version is none.
    """
    there = sa.inspect(connection).get_table_names()  # one query: somebody may be making the tables just now
    if marker.name not in there:
        return FIRST if submissions.name in there else None
    number = connection.scalar(sa.select(marker)) or ""
    if not number.isdecimal():
        raise StoreFault(f"认不出库的版本“{number}”，库可能被改动过。请用 panjin-kpi restore 从备份恢复到一个新库")
    return int(number)


def open_tables(reading: Engine, writing: Engine, make: bool = True) -> None:
    """See that a store is of the present version; make the tables of one that is not there yet, where they are wanted.

    Reading needs no right to write, and no turn among the writers.

    Raises
    ------
    StoreFault
        The store is older or newer, or its tables are not those of its version.
    NoStore
        There are no tables, and none are to be made.
    """
    with reading.connect() as connection:
        if (version := version_of(connection)) is not None:
            refuse_other_version(version, "库")
            refuse_other_tables(connection, "库")
            return
    if not make:
        raise NoStore("这个数据库里还没有库。请检查 --store；第一次 submit 时才建库")
    with writing.begin() as connection:
        if version_of(connection) is None:  # nobody else has made them meanwhile
            create_tables(connection)


def create_tables(connection: Connection) -> None:
    """Make the tables of the present version, and say which it is."""
    metadata.create_all(connection)
    marker.metadata.create_all(connection)
    connection.execute(marker.insert(), {"version_num": str(LATEST)})


def refuse_other_version(version: int, what: str) -> None:
    """Refuse what is older or newer than the present version.

    >>> refuse_other_version(LATEST + 1, "库")
    Traceback (most recent call last):
    panjin_kpi.intake.storage.database.StoreFault: 库是更新的 panjin-kpi 建的。请升级 panjin-kpi 后再用

    Raises
    ------
    StoreFault
        It is of another version.
    """
    if version < LATEST:
        raise StoreFault(f"{what}是第{version}版，比程序用的第{LATEST}版旧。请运行 panjin-kpi upgrade（会先备份）")
    if version > LATEST:
        raise StoreFault(f"{what}是更新的 panjin-kpi 建的。请升级 panjin-kpi 后再用")


def refuse_other_tables(connection: Connection, what: str) -> None:
    """Refuse a database in which a table or a column is missing, or a column is there that would not be kept.

    Raises
    ------
    StoreFault
        The tables are not those of the present version.
    """
    found = sa.inspect(connection).get_multi_columns(filter_names=list(metadata.tables))
    there = {name: {column["name"] for column in columns} for (_, name), columns in found.items()}
    wanted = {name: set(table.c.keys()) for name, table in metadata.tables.items()}
    odd = [f"没有 {name} 表" for name in wanted if name not in there]
    for name, columns in there.items():
        odd += [f"{name} 表缺少 {column} 列" for column in sorted(wanted[name] - columns)]
        odd += [f"{name} 表多出 {column} 列" for column in sorted(columns - wanted[name])]
    if odd:
        raise StoreFault(f"{what}被改动过：{'，'.join(odd)}。请用 panjin-kpi restore 从备份恢复到一个新库")
