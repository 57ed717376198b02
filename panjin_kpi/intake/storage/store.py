"""Accepted submissions, append-only, in SQLite or PostgreSQL."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from panjin_kpi import schemas
from panjin_kpi.intake.checks.check import CheckedFile
from panjin_kpi.intake.storage.chain import Verification, append, seal, verify
from panjin_kpi.intake.storage.closing import Closing, before_closing, close_or_reopen, closings, later_submissions
from panjin_kpi.intake.storage.database import Refused, open_database
from panjin_kpi.intake.storage.differences import Differences, differences
from panjin_kpi.intake.storage.receipt import Receipt
from panjin_kpi.intake.storage.schema_version import open_tables
from panjin_kpi.intake.storage.tables import (
    in_force,
    latest,
    records,
    refuse_unkeepable_text,
    submissions,
    tables,
)
from panjin_kpi.project import Project
from panjin_kpi.reference.calendar import today

MOST_VALUES = 500  # in one IN condition
LOGGED = [column for column in submissions.c if column.name != "row_digests"]


class UnconfirmedChange(Refused):
    """A reporter's file changes figures of earlier months."""

    def __init__(self, differences: Differences, months: list[str]) -> None:
        super().__init__(f"改动了以前月份（{'、'.join(months)}）的数字。请核对，确要改动请加 --yes 重新报送")
        self.differences = differences


class Overtaken(Refused):
    """A file has errors in view of the files accepted since it was checked."""

    def __init__(self, checked: CheckedFile) -> None:
        super().__init__("刚刚有别的报送入库，与之不符。请改正以上错误后重新报送")
        self.checked = checked


class Store:
    """The accepted submissions; nothing in it is ever changed or removed.

    An ``official`` store refuses fictitious rows; ``make`` creates missing tables. Raises as
    :func:`database.open_database` and :func:`schema_version.open_tables` do.
    """

    def __init__(self, url: str, official: bool = False, make: bool = True) -> None:
        self.official = official
        self.engine, self.writing = open_database(url)
        open_tables(self.engine, self.writing, make)

    @classmethod
    def of(cls, project: Project) -> "Store":
        """The store of a data folder; raises ``NoStore`` where there is none, and makes nothing."""
        project.require_store()
        return cls(project.store_url, project.is_official, make=False)

    def submit(
        self,
        checked: CheckedFile,
        received_on: date | None = None,
        confirmed: bool = False,
        frozen_until: date | None = None,
        reason: str | None = None,
        recheck: Callable[[], object] | None = None,
        keep: AbstractContextManager[Path | None] | None = None,
    ) -> Receipt:
        """Store all rows of a checked file, in one transaction.

        A later row replaces an earlier one with the same key in force; both are stored. A file that was accepted
        before is recognised by its content and not stored twice.

        Parameters
        ----------
        checked : CheckedFile
            Without errors.
        received_on : date, optional
            Today in Beijing by default.
        confirmed : bool
            Also store a file that was accepted before, unless all its rows are still in force, and a reporter's file
            that changes figures of earlier months.
        frozen_until : date, optional
            Last day that a snapshot shows: a file received by then counts as known only from today.
        reason : str, optional
            Why it nevertheless counts as known from the day it was received; logged.
        recheck : callable, optional
            Called under the write lock, to check the file against all others in the store; may raise ``Refused``.
        keep : context manager, optional
            Keeps the original (:func:`originals.keeping`); also entered under the write lock.

        Raises
        ------
        Refused
            The file has fictitious rows and the store is official, or a cell contains a NUL character.
        UnconfirmedChange
            A reporter's file changes figures of earlier months, without confirmation.
        ValueError
            The file has errors.
        """
        if not checked.acceptable:
            raise ValueError("a file with errors cannot be submitted")
        if self.official and any(part.rows["fictitious"].any() for part in checked.parts.values()):
            raise Refused("这是虚构的示例数据，不能进入正式库。请用 --data 指定另外的文件夹")
        refuse_unkeepable_text(checked)
        received = received_on or today()
        known = today() if frozen_until and received <= frozen_until and not reason else received
        with self._turn(checked, keep or nullcontext()) as connection:
            changes = _differences(connection, checked)
            before = _accepted_before(connection, checked)
            if before and not (confirmed and changes != Differences(unchanged=checked.rows)):
                return replace(before, differences=changes)
            if recheck:
                recheck()
            if checked.reporter and not confirmed and (earlier := changes.earlier_months(checked.period)):
                raise UnconfirmedChange(changes, earlier)
            reporter = checked.reporter
            entry = append(
                connection,
                received,
                file=checked.file,
                sha256=checked.sha256,
                rows={table: len(part.rows) for table, part in checked.parts.items()},
                reporter=reporter.unit if reporter else None,
                on_behalf=bool(reporter and reporter.on_behalf),
                known_on=known.isoformat(),
                reason=reason,
            )
            number = entry["submission"]
            for table, part in checked.parts.items():
                connection.execute(tables[table].insert(), records(number, part))
            months = {month for part in checked.parts.values() for month in part.rows.get("period", ())}
            closed = tuple(sorted(months & closings(connection).keys()))
            return Receipt(**entry, digest=seal(connection, number, checked.parts), differences=changes, closed=closed)

    @contextmanager
    def _turn(self, checked: CheckedFile, keep: AbstractContextManager[Path | None]) -> Iterator[Connection]:
        """A transaction under the write lock; if it fails, the original of a file not accepted is removed."""
        new: Path | None = None
        try:
            with self.writing.begin() as connection, keep as new:
                yield connection
        except Exception:
            if new:  # the commit failed or its answer was lost: a new transaction shows which
                with suppress(Exception), self.writing.begin() as connection:
                    if not _accepted_before(connection, checked):
                        new.unlink(missing_ok=True)
            raise

    def close(self, period: str, by: str, reason: str | None = None, reopen: bool = False) -> Receipt:
        """Close or reopen a period, as a log entry without rows; ``by`` is the unit that does so.

        Raises
        ------
        ClosingFault
            The period has no figures, or is already closed; or when reopening, is not closed.
        """
        with self.writing.begin() as connection:
            return close_or_reopen(connection, period, by, reason, reopen)

    def closings(self) -> dict[str, Closing]:
        """The periods that are closed now."""
        with self.engine.connect() as connection:
            return closings(connection)

    def last_submission(self) -> int:
        """The number of the last log entry; 0 if there is none."""
        with self.engine.connect() as connection:
            return connection.scalar(sa.select(sa.func.max(submissions.c.submission))) or 0

    def accepted_before(self, checked: CheckedFile) -> Receipt | None:
        """The receipt of a file that was accepted before, even if today's rules would refuse it; else None."""
        with self.engine.connect() as connection:
            if known := _accepted_before(connection, checked):
                return replace(known, differences=_differences(connection, checked))
        return None

    def verify(self) -> Verification:
        """Compare every row with what was accepted (:func:`chain.verify`)."""
        with self.engine.connect() as connection:
            return verify(connection)

    def in_force(self, table: str, as_known_on: date | None = None, counting: bool = False) -> pd.DataFrame:
        """The rows in force now or as known on a day: the last accepted for each key, unless it is a withdrawal.

        ``counting`` leaves out what was accepted for a month after it was closed.

        Returns
        -------
        pandas.DataFrame
            The table's columns except ``withdrawn``; ``submission``, ``file_row``, ``received_on``;
            ``first_received_on`` and for progress ``first_value``, of the first version of the key, and ``versions``,
            all where there are more than two; for actions ``status_since``, the first day in a row with the status
            and owner in force. Sorted by key.
        """
        known = _known(as_known_on)
        with self.engine.connect() as connection:
            closed = closings(connection, *known).values() if counting else ()
            return in_force(connection, table, *known, *before_closing(table, closed))

    def versions(self, district: str, indicator: str, period: str | None = None) -> pd.DataFrame:
        """All versions of a district's monthly figures for an indicator, by month and submission.

        Returns
        -------
        pandas.DataFrame
            The columns of ``progress``, without the cells as typed, and of the log.
        """
        rows = tables["progress"]
        wanted = [rows.c.district == district, rows.c.indicator == indicator]
        wanted += [rows.c.period == period] if period else []
        columns = [column for column in (*rows.c, *LOGGED) if column.name not in ("typed", "rows")]
        query = sa.select(*dict.fromkeys(columns)).join(submissions).where(*wanted)
        with self.engine.connect() as connection:
            found = pd.read_sql(query.order_by(rows.c.period, rows.c.submission), connection)
        return found.loc[:, ~found.columns.duplicated()]

    def log(self, as_known_on: date | None = None) -> pd.DataFrame:
        """All submissions, or those known on a day, in order of acceptance."""
        with self.engine.connect() as connection:
            return self._log(connection, *_known(as_known_on))

    def contents(
        self, as_known_on: date | None = None, period: str = ""
    ) -> tuple[dict[str, pd.DataFrame], pd.DataFrame, Closing | None]:
        """The rows in force of every table, the log they come from, and the closing of ``period`` that limits them.

        All are read in one transaction. The log has every closing, including those after that of ``period``. The
        figures of every closed month are those at its closing, also where later months show them.
        """
        known = _known(as_known_on)
        with self.engine.connect() as connection:
            closed = closings(connection, *known)
            closing = closed.get(period)
            log = self._log(connection, *known)
            if closing:
                closing = replace(closing, later=later_submissions(connection, closing, *known))
                known = [*known, submissions.c.submission < closing.submission]
                log = log[(log["submission"] < closing.submission) | log["closes"].notna() | log["reopens"].notna()]
                closed = closings(connection, *known)
            limits = {name: [*known, *before_closing(name, closed.values())] for name in schemas.SUBMITTED}
            frames = {name: in_force(connection, name, *limits[name]) for name in schemas.SUBMITTED}
            return frames, log, closing

    @staticmethod
    def _log(connection: Connection, *conditions: sa.ColumnElement[bool]) -> pd.DataFrame:
        log = pd.read_sql(sa.select(*LOGGED).where(*conditions).order_by(submissions.c.submission), connection)
        blank = log[["reporter", "reason", "closes", "reopens"]].astype("object")
        return log.assign(**blank.where(blank.notna(), None))  # JSON has no NaN


def _accepted_before(connection: Connection, checked: CheckedFile) -> Receipt | None:
    """The last submission of the same content as the same tables; closings and unreadable files have no hash."""
    same = sa.select(*LOGGED).where(submissions.c.sha256 == checked.sha256, submissions.c.sha256 != "")
    for row in connection.execute(same.order_by(submissions.c.submission.desc())).mappings():
        if row["rows"].keys() == checked.parts.keys():
            return Receipt(**{**row, "file": checked.file}, known_before=True)
    return None


def _differences(connection: Connection, checked: CheckedFile) -> Differences:
    found = Differences()
    for table, part in checked.parts.items():
        first = schemas.key(table)[0]
        values = part.rows[first].dropna().unique()
        query = latest(table)
        if len(values) <= MOST_VALUES:  # most files have one month or few enterprises
            query = latest(table, tables[table].c[first].in_(values.tolist()))
        found += differences(table, part.rows, pd.read_sql(query, connection))
    return found


def _known(as_known_on: date | None) -> list[sa.ColumnElement[bool]]:
    """Query conditions for the submissions that count as known on a day; none for now."""
    return [submissions.c.known_on <= as_known_on.isoformat()] if as_known_on else []
