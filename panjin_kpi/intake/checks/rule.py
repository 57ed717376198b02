"""Rules of the submitted tables, and the data they may use."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.intake.findings import Severity
from panjin_kpi.reference.calendar import month_end, today
from panjin_kpi.reference.plan import Plan


@dataclass(frozen=True)
class Reporter:
    """The unit that a file reports for, and whether the office submits it on their behalf."""

    unit: str
    on_behalf: bool = False


@dataclass(frozen=True)
class Rule:
    """Rows that break a rule, and the finding at ``column``; withdrawals are exempt unless ``withdrawals``.

    A rule about blanks also applies where the file lacks the column: the finding is then at ``otherwise``.
    """

    broken: pd.Series
    column: str
    reason: Callable[[pd.Series], str] | str
    remedy: str
    severity: Severity = "error"
    withdrawals: bool = False
    otherwise: str = ""

    def message(self, rows: pd.DataFrame, row: int) -> str:
        """The reason for one row; built only on demand, as a file may break a rule in every row."""
        return self.reason if isinstance(self.reason, str) else self.reason(rows.loc[row])


def months_of(parts: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Columns ``period`` and ``withdrawn`` of the rows that a file reports; of its withdrawals if it has only these."""
    rows = [parts[name][["period", "withdrawn"]] for name in ("progress", "task_progress") if name in parts]
    months = pd.concat(rows) if rows else schemas.empty("progress")[["period", "withdrawn"]]
    months = months[months["period"].notna()]
    withdrawn = months["withdrawn"].eq(True)
    return months if withdrawn.all() else months[~withdrawn]


@dataclass(frozen=True)
class RuleContext:
    """The data that a rule may use besides its own rows."""

    plan: Plan
    parts: Mapping[str, pd.DataFrame]  # rows of the file by table, empty for a blank sheet
    known: Callable[[str], pd.DataFrame]  # the rows of a table in force in the store
    reporter: Reporter | None = None  # of the file, if known
    _tables: dict[str, pd.DataFrame] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def _months(self) -> pd.DataFrame:
        return months_of(self.parts)

    @cached_property
    def period(self) -> str | None:
        """The last month that the file reports; None without monthly figures."""
        months = self._months["period"]
        return max(months[schemas.iso_period(months)], default=None)

    @cached_property
    def last_day(self) -> date:
        """The last day on which a reported event can have happened: the end of the file's month, at most today."""
        reports = self.period and not self._months["withdrawn"].eq(True).all()
        return min(month_end(self.period), today()) if self.period and reports else today()

    def table(self, name: str) -> pd.DataFrame:
        """A table as it would be if the file were accepted; read only."""
        if name not in self._tables:
            frames = [rows for rows in (self.known(name), self.parts.get(name)) if rows is not None and len(rows)]
            rows = pd.concat(frames).drop_duplicates(schemas.key(name), keep="last") if frames else schemas.empty(name)
            self._tables[name] = rows[~rows["withdrawn"].eq(True)] if len(rows) and "withdrawn" in rows else rows
        return self._tables[name]

    def numbered_twice(
        self, table: str, number: str, same: Callable[[pd.DataFrame], pd.DataFrame], rows: pd.DataFrame
    ) -> pd.Series:
        """Whether rows are newly the ``same`` as others with a different ``number``; rows with a blank are not."""

        def twice(rows: pd.DataFrame, everything: pd.DataFrame) -> pd.Series:
            keys = same(everything)
            if not keys.dropna().duplicated().any():  # as nearly always
                return pd.Series(False, rows.index)
            numbers = everything[number].groupby([keys[name] for name in keys]).nunique()
            return pd.Series(pd.MultiIndex.from_frame(same(rows)).map(numbers), rows.index).fillna(0) > 1

        return self.newly(table, twice, same, rows)

    def newly(
        self,
        table: str,
        broken: Callable[[pd.DataFrame, pd.DataFrame], pd.Series],
        content: Callable[[pd.DataFrame], pd.DataFrame],
        rows: pd.DataFrame,
    ) -> pd.Series:
        """Which rows are ``broken`` within their table, except those already so when last submitted, and so reported.

        A row is unchanged if its key and its ``content`` are.
        """
        found, known = broken(rows, self.table(table)), self.known(table)
        if known.empty or not found.any():
            return found
        now, before = (each[schemas.key(table)].assign(**content(each)) for each in (rows, known))
        before["received_on"] = known["received_on"]
        sent = now.merge(before, how="left", on=list(now))["received_on"].set_axis(rows.index)
        for day in sent[found].dropna().unique():
            found &= (sent != day) | ~broken(rows, known[known["first_received_on"] <= day])
        return found
