"""A hash chain over submissions and their rows, which detects and locates manual alterations."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from heapq import merge
from itertools import groupby
from json import dumps, loads
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from panjin_kpi import schemas
from panjin_kpi.intake.storage.tables import chain_head, submissions, tables

ROWS_AT_ONCE = 5000
MOST_NAMED = 10  # rows of one table and submission
LETTERS = 8  # hex digits of a row's hash, stored to identify altered rows; the chain uses the full hash
SHOWN = 12  # hex digits of a submission's hash shown to users
DERIVED = ("row_digests", "digest")
REMEDY = "请与报送的原件核对，再用 panjin-kpi restore 从改动以前的备份恢复到一个新库"
Rows = dict[str, dict[int, bytes]]  # hash by table and row of the file


@dataclass(frozen=True)
class Verification:
    """The verification of a store: numbers of submissions and rows, hashes, and findings in Chinese."""

    submissions: int
    rows: int
    received_on: str  # the latest day; empty without submissions
    digests: tuple[str, ...]  # one for each log entry, covering all entries before it
    findings: tuple[str, ...]  # alterations and damage

    def __str__(self) -> str:
        until = f"，截至 {self.received_on}，校验码 {self.digests[-1][:SHOWN]}" if self.digests else ""
        return f"{self.submissions} 件报送，{self.rows} 行{until}"


@dataclass(frozen=True)
class _Entry:
    """A submission in the log: its stored hash, and the text that is hashed."""

    file: str
    received_on: str
    digest: str
    text: str


def append(connection: Connection, received_on: date, **values: Any) -> dict[str, Any]:
    """Append an entry to the log within a writing transaction, and return it; :func:`seal` then chains it."""
    # no database sequence, which would skip the numbers of failed transactions; writers are serialised
    number = (connection.scalar(sa.select(sa.func.max(submissions.c.submission))) or 0) + 1
    moment = datetime.now(UTC).isoformat(timespec="microseconds")
    entry = {"submission": number, "received_on": received_on.isoformat(), "recorded_at": moment, **values}
    connection.execute(submissions.insert(), entry)
    return entry


def seal(connection: Connection, first: int = 1, names: Collection[str] = tuple(tables)) -> str:
    """Chain the submissions from number ``first`` on to the one before it, and return the last hash.

    The hashes cover the rows as stored, within a writing transaction; a migration that changes stored values seals all
    submissions again. ``names`` are the tables that have rows of these submissions.
    """
    bodies = {}
    for number, rows in _rows(connection, first, names=names):
        bodies[number] = _body(rows)
        connection.execute(submissions.update().where(_is(number)), {"row_digests": _shortened(rows)})
    digest, last = connection.scalar(sa.select(submissions.c.digest).where(_is(first - 1))) or "", 0
    for last, entry in _log(connection, first).items():
        digest = _link(digest, entry, bodies.get(last, ""))
        connection.execute(submissions.update().where(_is(last)), {"digest": digest})
    connection.execute(chain_head.delete())
    if last:
        connection.execute(chain_head.insert(), {"submission": last, "digest": digest})
    return digest


def verify(connection: Connection) -> Verification:
    """Compare every row with the chain; a SQLite file's pages are checked first.

    Anyone with write access to the whole store can also rebuild its chain: only a hash kept elsewhere reveals that
    (decision 0022).
    """
    if damaged := _damaged_pages(connection):
        return Verification(0, 0, "", (), (damaged,))
    log, bodies, count, findings = _log(connection), dict[int, str](), 0, list[str]()
    shortened = dict[int, bytes]()
    for number, rows in _rows(connection):
        bodies[number] = _body(rows)
        shortened[number] = _hash_of(_shortened(rows))
        count += sum(map(len, rows.values()))
        if number not in log:
            findings += [
                f"{schemas.schema(table).title}有 {len(found)} 行属于第{number}号报送，登记里却没有这一号"
                for table, found in rows.items()
            ]
    computed = kept = ""
    expected = 1
    for number, entry in log.items():
        follows = number == expected
        if not follows:
            findings.append(_gap(expected, number))
        links = [_link(before, entry, bodies.get(number, "")) for before in (computed, kept)]
        if not follows or entry.digest not in links:
            findings += _altered(connection, number, entry, follows)
        elif _hash_of(_kept(connection, number)) != shortened.get(number, NO_ROWS):
            findings.append(f"{_called(number, entry)}的逐行校验码被改动过")
        computed, kept, expected = links[0], entry.digest, number + 1
    last, digest = connection.execute(sa.select(chain_head)).first() or (0, "")
    if last >= expected:
        findings.append(_gap(expected, last + 1))
    elif digest != kept:
        findings.append("链尾的校验码与最后一件报送不符：链尾或者最后的报送被改动过")
    days = [entry.received_on for entry in log.values()]
    digests = tuple(entry.digest for entry in log.values())
    return Verification(len(bodies.keys() & log.keys()), count, max(days, default=""), digests, tuple(findings))


def _rows(
    connection: Connection, first: int = 1, last: int | None = None, names: Collection[str] = tuple(tables)
) -> Iterator[tuple[int, Rows]]:
    """The hashes of the rows of each submission, one submission in memory at a time."""
    each = [_rows_of(connection, name, first, last) for name in sorted(names)]
    for number, parts in groupby(merge(*each, key=itemgetter(0, 1)), itemgetter(0)):
        yield number, {name: digests for _, name, digests in parts}


def _rows_of(
    connection: Connection, name: str, first: int, last: int | None
) -> Iterator[tuple[int, str, dict[int, bytes]]]:
    table = tables[name]
    query = _plain(connection, table).order_by(*table.primary_key)
    query = query.where(table.c.submission >= first) if first > 1 else query  # a number below 1 is found too
    query = query.where(table.c.submission <= last) if last is not None else query
    found = connection.execute(query, execution_options={"yield_per": ROWS_AT_ONCE})
    names = tuple(found.keys())
    for number, rows in groupby(found, itemgetter(0)):
        number = number if isinstance(number, int) else 0  # altered by hand: SQLite accepts text as well
        yield number, name, {row[1]: sha256(_text(names, row).encode()).digest() for row in rows}


def _log(connection: Connection, first: int = 1) -> dict[int, _Entry]:
    query = _plain(connection, submissions).add_columns(submissions.c.digest).order_by(submissions.c.submission)
    found = connection.execute(query.where(submissions.c.submission >= first) if first > 1 else query)
    names = tuple(found.keys())[:-1]
    return {row.submission: _Entry(row.file, row.received_on, row.digest, _text(names, row[:-1])) for row in found}


def _plain(connection: Connection, table: sa.Table) -> sa.Select[Any]:
    """A table's columns, cast so that both databases return equal values: JSON as text, booleans as 1 and 0."""
    kinds: dict[type, Any] = {sa.JSON: sa.Text(), sa.Boolean: sa.Integer()}
    kinds = {} if connection.dialect.name == "sqlite" else kinds  # a cast would turn text into a number there
    key = [*table.primary_key]
    others = sorted({*table.c.keys()} - {column.name for column in key} - {*DERIVED})
    columns = [
        sa.cast(column, kinds[type(column.type)]).label(column.name)
        if type(column.type) in kinds
        else sa.type_coerce(column, sa.types.NullType()).label(column.name)
        for column in (*key, *(table.c[name] for name in others))
    ]
    return sa.select(*columns)


def _text(names: tuple[str, ...], row: Any) -> str:
    """A row as canonical text (no value has NUL); blanks are omitted, so that later versions may add columns."""
    return "\0".join([f"{name}\0{value}" for name, value in zip(names, row, strict=True) if value is not None])


def _body(rows: Rows) -> str:
    """The hash of all rows of a submission."""
    found = sha256()
    for table in sorted(rows):
        found.update(table.encode() + b"".join(rows[table].values()))
    return found.hexdigest()


def _shortened(rows: Rows) -> dict[str, dict[str, str]]:
    return {table: {str(row): digest.hex()[:LETTERS] for row, digest in found.items()} for table, found in rows.items()}


def _kept(connection: Connection, number: int) -> Any:
    """The rows' hashes as stored; None where they are no longer valid JSON."""
    text = sa.select(sa.cast(submissions.c.row_digests, sa.Text)).where(_is(number))
    try:
        return loads(connection.scalar(text) or "")
    except ValueError:
        return None


def _hash_of(digests: Any) -> bytes:
    return sha256(dumps(digests, sort_keys=True).encode()).digest()


NO_ROWS = _hash_of({})


def _called(number: int, entry: _Entry) -> str:
    return f"第{number}号报送（{entry.file}）"


def _link(before: str, entry: _Entry, body: str) -> str:
    return sha256("\n".join((before, entry.text, body)).encode()).hexdigest()


def _is(number: int) -> sa.ColumnElement[bool]:
    return submissions.c.submission == number


def _gap(first: int, after: int) -> str:
    return f"第{first}号{f'至第{after - 1}号' if after - first > 1 else ''}报送不见了"


def _altered(connection: Connection, number: int, entry: _Entry, follows: bool) -> Iterator[str]:
    """How a submission differs from what was accepted."""
    found = _shortened(next(_rows(connection, number, number), (number, Rows()))[1])
    accepted = _kept(connection, number)
    try:
        changed = [
            (table, what, sorted(rows, key=int))
            for table in tables
            for old, new in [(accepted.get(table, {}), found.get(table, {}))]
            for what, rows in (
                ("被改动过", [row for row in new if row in old and new[row] != old[row]]),
                ("不见了", old.keys() - new.keys()),
                ("是后来加进去的", new.keys() - old.keys()),
            )
            if rows
        ]
    except (ValueError, TypeError, AttributeError):  # the hashes themselves were altered by hand
        changed = []
    who = _called(number, entry)
    for table, what, rows in changed:
        more = f" 等 {len(rows)} 行" if len(rows) > MOST_NAMED else " 行"
        yield f"{who}{schemas.schema(table).title}第 {'、'.join(rows[:MOST_NAMED])}{more}{what}"
    if follows and not changed:
        yield f"{who}的登记被改动过（文件、收到日期、填报单位等），或者它以前的报送被改动、换过次序"


def _damaged_pages(connection: Connection) -> str:
    """Damage that SQLite finds in its file; PostgreSQL has its own checksums."""
    if connection.dialect.name != "sqlite":
        return ""
    found = connection.exec_driver_sql("PRAGMA integrity_check(20)").scalars().all()
    if list(found) == ["ok"]:
        return ""
    pages = sorted({int(page) for line in found for page in re.findall(r"[Pp]age (\d+)", str(line))})
    where = f"第 {'、'.join(map(str, pages))} 页" if pages else "索引与行不一致"
    return f"库文件已损坏（{where}）。请把它移走，再用 panjin-kpi restore 从备份恢复"
