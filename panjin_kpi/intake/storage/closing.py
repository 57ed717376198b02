"""Closing of a period: files accepted later are stored but do not change its figures unless it is reopened."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from panjin_kpi.intake.storage.chain import append, seal
from panjin_kpi.intake.storage.database import StoreFault
from panjin_kpi.intake.storage.receipt import Receipt
from panjin_kpi.intake.storage.tables import submissions, tables
from panjin_kpi.reference.calendar import today


class ClosingFault(StoreFault):
    """A period cannot be closed or reopened; the message is Chinese."""


@dataclass(frozen=True)
class Closing:
    """A closed period; only submissions with a lower number than the closing's own log entry count for it.

    Parameters
    ----------
    by : str
        The unit that closed it.
    later : int
        Number of submissions with rows of the period accepted since.
    """

    period: str
    submission: int
    by: str
    closed_on: str
    reason: str | None
    later: int = 0


def after_closing(closed: Mapping[str, Closing], period: str, submission: int) -> str:
    """The remark on a figure received after its period was closed; empty for any other figure."""
    closing = closed.get(period)
    return "封账后收到，不计入" if closing and submission > closing.submission else ""


def closings_in(log: Iterable[Any]) -> dict[str, Closing]:
    """The periods that are closed at the end of a log; entries from before closings existed lack the fields.

    >>> first = {"submission": 7, "closes": "2021-12", "reporter": "sci_tech_bureau", "received_on": "2022-01-20"}
    >>> closings_in([first | {"reason": None}])["2021-12"].closed_on
    '2022-01-20'
    >>> closings_in([first | {"reason": None}, {"submission": 8, "closes": None, "reopens": "2021-12"}])
    {}
    """
    found = dict[str, Closing]()
    for entry in log:
        if period := entry.get("closes"):
            facts = (entry[name] for name in ("submission", "reporter", "received_on", "reason"))
            found[period] = Closing(period, *facts)
        elif period := entry.get("reopens"):
            found.pop(period, None)
    return found


def closings(connection: Connection, *conditions: sa.ColumnElement[bool]) -> dict[str, Closing]:
    """The periods that are closed in a store."""
    query = sa.select(submissions).where(submissions.c.closes.is_not(None) | submissions.c.reopens.is_not(None))
    return closings_in(connection.execute(query.where(*conditions).order_by(submissions.c.submission)).mappings())


def before_closing(table: str, closed: Iterable[Closing]) -> list[sa.ColumnElement[bool]]:
    """Query conditions that leave out rows of closed periods accepted after the closing; none without a ``period``."""
    columns = tables[table].c
    return [
        sa.or_(columns.period != closing.period, columns.submission < closing.submission)
        for closing in closed
        if "period" in columns
    ]


def later_submissions(connection: Connection, closing: Closing, *conditions: sa.ColumnElement[bool]) -> int:
    """Number of submissions with rows of a closed period accepted after its closing."""
    parts = [
        sa.select(rows.c.submission).where(rows.c.period == closing.period, rows.c.submission > closing.submission)
        for rows in tables.values()
        if "period" in rows.c
    ]
    numbers = sa.union(*parts).subquery()
    query = sa.select(sa.func.count()).select_from(submissions.join(numbers)).where(*conditions)
    return connection.scalar(query) or 0


def close_or_reopen(connection: Connection, period: str, by: str, reason: str | None, reopen: bool) -> Receipt:
    """Close or reopen a period within a writing transaction (:meth:`store.Store.close`)."""
    closing, rows = closings(connection).get(period), tables["progress"]
    reported = sa.select(rows.c.file_row).where(rows.c.period == period, rows.c.withdrawn.is_(False)).limit(1)
    if reopen and not closing:
        raise ClosingFault(f"{period} 没有封账，不用重新打开")
    if closing and not reopen:
        raise ClosingFault(f"{period} 已于 {closing.closed_on} 封账（第{closing.submission}号），不用再封")
    if connection.execute(reported).first() is None:
        raise ClosingFault(f"{period} 还没有任何单位报送指标，没有封账。请检查期间、--data 和 --store")
    file, what = (f"{period} 重新打开", "reopens") if reopen else (f"{period} 封账", "closes")
    values = {"file": file, "sha256": "", "rows": {}, "on_behalf": False, "known_on": today().isoformat(), what: period}
    entry = append(connection, today(), reporter=by, reason=reason, **values)
    return Receipt(**entry, digest=seal(connection, entry["submission"], ()))
