"""The store's tables: the log of submissions, and one table for each submitted table, built from its schema."""

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from panjin_kpi import schemas
from panjin_kpi.intake.storage.database import Refused

if TYPE_CHECKING:
    from panjin_kpi.intake.checks.check import CheckedFile, CheckedTable

SQL_TYPES: dict[str, Any] = {
    "float64": sa.Float(),
    "Int64": sa.BigInteger(),
    "bool": sa.Boolean(),
    "boolean": sa.Boolean(),
    "datetime64[ns]": sa.Date(),
}

ADDED_TYPES = {"submission": "int64", "file_row": "int64", "first_value": "float64"}
ADDED_TYPES |= dict.fromkeys(("received_on", "first_received_on"), "str")

metadata = sa.MetaData()
submissions = sa.Table(
    "submissions",
    metadata,
    sa.Column("submission", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("file", sa.Text, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False, index=True),
    sa.Column("rows", sa.JSON, nullable=False, comment="number of rows of each table"),
    sa.Column("received_on", sa.Text, nullable=False),
    sa.Column("recorded_at", sa.Text, nullable=False),
    sa.Column("reporter", sa.Text, comment="unit whose report it is; blank where nobody said so"),
    sa.Column("on_behalf", sa.Boolean, nullable=False, server_default=sa.false(), comment="sent in by the office"),
    sa.Column("known_on", sa.Text, nullable=False, server_default="", comment="day from which it counts as known"),
    sa.Column("reason", sa.Text, comment="why it counts as known before the day it was recorded"),
    sa.Column("closes", sa.Text, comment="period that this entry closes; blank for a file"),
    sa.Column("reopens", sa.Text, comment="period that this entry opens again; blank for a file"),
    sa.Column("row_digests", sa.JSON, nullable=False, server_default="{}", comment="of each row the hash's beginning"),
    sa.Column("digest", sa.Text, nullable=False, server_default="", comment="hash of it and of all before it"),
)
chain_head = sa.Table(
    "chain_head",
    metadata,
    sa.Column("submission", sa.Integer, primary_key=True, autoincrement=False, comment="the last one"),
    sa.Column("digest", sa.Text, nullable=False),
)


def _table(name: str) -> sa.Table:
    columns = [
        sa.Column(column, SQL_TYPES.get(str(spec.dtype), sa.Text()))
        for column, spec in schemas.schema(name).columns.items()
    ]
    return sa.Table(
        name,
        metadata,
        sa.Column("submission", sa.ForeignKey("submissions.submission"), primary_key=True),
        sa.Column("file_row", sa.Integer, primary_key=True),
        *columns,
        sa.Column("typed", sa.JSON, nullable=False, comment="the cells as they were typed"),
    )


tables = {name: _table(name) for name in schemas.SUBMITTED}


def records(number: int, part: "CheckedTable") -> list[dict[str, Any]]:
    """The rows of a checked table as the database stores them."""
    days = part.rows.select_dtypes("datetime").apply(lambda column: column.dt.date)
    numbers = part.rows.select_dtypes("float") + 0.0  # SQLite does not keep the sign of -0.0
    plain = part.rows.assign(**days, **numbers).astype("object").where(part.rows.notna(), None)
    typed = part.typed.to_dict("index")
    return [
        {"submission": number, "file_row": row, "typed": typed[row], **values}
        for row, values in plain.to_dict("index").items()
    ]


def refuse_unkeepable_text(checked: "CheckedFile") -> None:
    """Raise ``Refused`` for a NUL: PostgreSQL cannot store it, and a store must be movable between databases."""
    for table, part in checked.parts.items():
        for column in part.rows.select_dtypes("str"):
            bad = part.rows.index[part.rows[column].str.contains("\0", regex=False, na=False)]
            if len(bad):
                sheet, title = schemas.schema(table).title, schemas.title(table, column)
                raise Refused(f"{sheet}第{bad[0]}行“{title}”含有看不见的字符（NUL）。请重新输入这一格后报送")


def latest(table: str, *conditions: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """The last row accepted for each key, among those that meet conditions on the submission or the key."""
    ranked = _ranked(table).where(*conditions).subquery()
    return sa.select(*[column for column in ranked.c if column.name != "turn"]).where(ranked.c.turn == 1)


@cache
def _ranked(table: str) -> sa.Select[Any]:
    """Every row that was accepted, with its turn among those of its key; 1 for the last."""
    rows = tables[table]
    key = [rows.c[name] for name in schemas.key(table)]
    turn = sa.func.row_number().over(partition_by=key, order_by=rows.c.submission.desc()).label("turn")
    # of versions that are no withdrawals: a correction makes a report neither late nor, before it is known, punctual
    came, known = (
        sa.case((rows.c.withdrawn.is_(False), day)) for day in (submissions.c.received_on, submissions.c.known_on)
    )
    first = sa.func.first_value(came).over(partition_by=key, order_by=[rows.c.withdrawn, rows.c.submission])
    earliest = sa.func.min(known).over(partition_by=key)
    since = sa.case((earliest < first, earliest), else_=first).label("first_received_on")
    columns = [column for column in rows.c if column.name != "typed"]
    query = sa.select(*columns, submissions.c.received_on, since, turn).join(submissions)
    if "value" in rows.c:  # the figure reported first, to recognise corrections
        turns = [rows.c.withdrawn, submissions.c.known_on, rows.c.submission]
        first_value = sa.func.first_value(rows.c.value).over(partition_by=key, order_by=turns)
        query = query.add_columns(first_value.label("first_value"))
    return query


def in_force(connection: Connection, table: str, *conditions: sa.ColumnElement[bool]) -> pd.DataFrame:
    """The rows in force among those that meet conditions, in the schema's types (:meth:`store.Store.in_force`)."""
    query = latest(table, *conditions)
    found = connection.execute(query.where(query.selected_columns.withdrawn.is_not(True)))
    kinds = {name: str(spec.dtype) for name, spec in schemas.schema(table).columns.items()} | ADDED_TYPES
    names, rows = [*found.keys()], found.all()
    columns = zip(names, zip(*rows, strict=True) if rows else [()] * len(names), strict=True)
    # typed array by array: to change the types of a short frame takes longer than to read it
    typed = {
        name: pd.array(cells, dtype="str" if kinds[name].startswith("str") else kinds[name])
        for name, cells in columns
        if name != "withdrawn"
    }
    kept = pd.DataFrame(typed, copy=False)
    if table == "actions":
        kept = _with_status_since(connection, kept, *conditions)
    if "first_value" in kept:
        kept = _with_versions(connection, kept, *conditions)
    return kept.sort_values(schemas.key(table), ignore_index=True)


def _with_versions(connection: Connection, figures: pd.DataFrame, *conditions: sa.ColumnElement[bool]) -> pd.DataFrame:
    """Monthly figures with a column ``versions`` where first and last do not tell the rest.

    These are figures with more than two versions, or with a change that became known after the day it was received.
    JSON, in order of acceptance: the day from which each version counts and its value, null where it was withdrawn. The
    first counts from the day received, as it decides whether the report is late, a change from the day it was known.
    """
    rows, key = tables["progress"], schemas.key("progress")
    of_key = [rows.c[name] for name in key]
    moved = sa.func.max(sa.case((submissions.c.known_on > submissions.c.received_on, 1), else_=0))
    number = (sa.func.count().over(partition_by=of_key) + moved.over(partition_by=of_key)).label("number")
    columns = [*of_key, *(rows.c[name] for name in ("withdrawn", "value", "submission"))]
    query = sa.select(*columns, submissions.c.received_on, submissions.c.known_on, number).join(submissions)
    every = query.where(*conditions).subquery()
    found = dict[tuple[str, ...], list[tuple[str, float | None]]]()
    for row in connection.execute(sa.select(every).where(every.c.number > 2).order_by(every.c.submission)):
        versions = found.setdefault(tuple(getattr(row, name) for name in key), [])
        reported = any(figure is not None for _, figure in versions)  # a withdrawal of nothing is no first report
        day = row.known_on if reported else row.received_on
        versions.append((day, None if row.withdrawn else row.value))
    cells = zip(*(figures[name] for name in key), strict=True)
    each = [json.dumps(found[cell]) if cell in found else None for cell in cells]
    return figures.assign(versions=pd.Series(each, figures.index, dtype="str"))


def _with_status_since(
    connection: Connection, matters: pd.DataFrame, *conditions: sa.ColumnElement[bool]
) -> pd.DataFrame:
    """Action items with a column ``status_since``: the first day in a row on which their unit reported their status.

    The day on which a unit returns an item stands in no column.
    """
    rows = tables["actions"]
    state = [rows.c[name] for name in ("owner", "status", "withdrawn")]
    query = sa.select(rows.c.action_id, *state, submissions.c.received_on).join(submissions)
    found = dict[str, tuple[list[Any], str]]()
    for action, *now, day in connection.execute(query.where(*conditions).order_by(rows.c.submission)):
        before, since = found.get(action, ([], day))
        found[action] = now, min(since, day) if before == now else day
    days = {action: since for action, (_, since) in found.items()}
    return matters.assign(status_since=matters["action_id"].map(days).astype("str"))
