"""What a rule of the submitted tables is, and what it may look at."""

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
    """The unit whose report a file is, and whether the office sends it in for them."""

    unit: str
    on_behalf: bool = False


@dataclass(frozen=True)
class Rule:
    """Where a rule is broken (one truth value a row), and what is said of it at which column.

    A row that withdraws another is held to a rule with ``withdrawals`` only.
    """

    broken: pd.Series
    column: str
    reason: Callable[[pd.Series], str] | str
    remedy: str
    severity: Severity = "error"
    withdrawals: bool = False

    def message(self, row: pd.Series) -> str:
        """What is wrong with one row."""
        return self.reason if isinstance(self.reason, str) else self.reason(row)


@dataclass(frozen=True)
class RuleContext:
    """What a rule may look at beside its own rows.

    Parameters
    ----------
    plan : Plan
        Names, measures and targets.
    parts : mapping of str to pandas.DataFrame
        Rows of the file by table; without rows for a sheet that was left blank.
    known : callable
        Gives the rows of a table that are in force in the store.
    reporter : Reporter, optional
        Who sends the file, where that is known.
    """

    plan: Plan
    parts: Mapping[str, pd.DataFrame]
    known: Callable[[str], pd.DataFrame]
    reporter: Reporter | None = None
    _tables: dict[str, pd.DataFrame] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def period(self) -> str | None:
        """The month the file is about: the last one of its own reports, if it has any."""
        months = [self.parts[name]["period"].dropna() for name in ("progress", "task_progress") if name in self.parts]
        written = [month for column in months for month in column[schemas.iso_period(column)]]
        return max(written, default=None)

    @cached_property
    def last_day(self) -> date:
        """Nothing reported can have happened later: the end of the month the file is about, or else today."""
        return month_end(self.period) if self.period else today()

    def table(self, name: str) -> pd.DataFrame:
        """A table as it would stand if the file were accepted; not to be changed."""
        if name not in self._tables:
            self._tables[name] = self._standing(name)
        return self._tables[name]

    def _standing(self, name: str) -> pd.DataFrame:
        standing = [rows for rows in (self.known(name), self.parts.get(name, schemas.empty(name))) if len(rows)]
        if not standing:
            return schemas.empty(name)
        rows = pd.concat(standing).drop_duplicates(schemas.key(name), keep="last")
        return rows[~rows["withdrawn"].eq(True)] if "withdrawn" in rows else rows
