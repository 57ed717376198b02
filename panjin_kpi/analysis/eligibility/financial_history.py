"""The figures that rules are measured on: for each enterprise, any column of any fiscal year."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import cast

import numpy as np
import pandas as pd

from panjin_kpi.analysis.registry import intermediate
from panjin_kpi.analysis.scopes import NOT_FOUND, positions

BLOCK = 20_000  # enterprises: intermediate arrays fit the processor's cache
YEARS_AT_HAND = range(-1, 6)  # fiscal years before the last one that is over; -1 is the running year


@dataclass(frozen=True, eq=False)
class FinancialHistory:
    """Enterprises in order of their codes, and for each of their fiscal years the row in ``financials``.

    The fiscal year is the calendar year (会计法 第十一条); the *last* one was over before ``as_of``: on 31 December
    2021 that is 2020. A missing figure is unknown, never zero, with one exception: in a year before the one it was
    registered in, an enterprise had nothing, so a blank there is zero, as the rules for shorter operating periods need.
    An enterprise registered after the last fiscal year has no figures yet: all are unknown.

    Parameters
    ----------
    uscc : pandas.Index
        Codes, ascending.
    registered : numpy.ndarray
        Days of registration, ``datetime64[D]``.
    as_of : date
        The day on which the rules are measured.
    financials : pandas.DataFrame
        As submitted: ``uscc``, ``year`` and the figures.
    rows : dict of int to numpy.ndarray
        For each fiscal year (counted back from the last one) each enterprise's row in ``financials``; -1 if none.
    holds : dict of str to numpy.ndarray
        For each tier whether the enterprise holds it on the day.
    """

    uscc: pd.Index
    registered: np.ndarray
    as_of: date
    financials: pd.DataFrame
    rows: dict[int, np.ndarray]
    holds: dict[str, np.ndarray]
    _read: dict[tuple[str, int], np.ndarray] = field(default_factory=dict, init=False, repr=False)

    def __len__(self) -> int:
        return len(self.uscc)

    def blocks(self, size: int) -> Iterator["FinancialHistory"]:
        """The same in blocks of enterprises, so that intermediate arrays stay small."""
        for start in range(0, len(self), size):
            yield self.take(slice(start, start + size))

    def take(self, which: slice | np.ndarray) -> "FinancialHistory":
        """The history of some of the enterprises."""
        rows = {back: rows[which] for back, rows in self.rows.items()}
        holds = {tier: held[which] for tier, held in self.holds.items()}
        return replace(self, uscc=self.uscc[which], registered=self.registered[which], rows=rows, holds=holds)

    def held(self, tier: str) -> np.ndarray:
        """Whether each enterprise holds a tier on the day."""
        return self.holds.get(tier, np.zeros(len(self), dtype="bool"))

    def column(self, name: str, back: int = 0) -> np.ndarray:
        """A column of one fiscal year; NaN where it is unknown."""
        if (name, back) not in self._read:
            self._read[name, back] = self._column(name, back)
        return self._read[name, back]

    def with_more(self, name: str, added: np.ndarray) -> "FinancialHistory":
        """The history with one figure of the last fiscal year increased."""
        more = self.take(slice(None))
        more._read.update(self._read)
        more._read[name, 0] = self.column(name) + added
        return more

    def _column(self, name: str, back: int) -> np.ndarray:
        values = np.full(len(self), np.nan)
        if name in self.financials:
            there = self.rows[back] != NOT_FOUND
            cells = self.financials[name].array.take(self.rows[back][there])
            values[there] = pd.Series(cells).to_numpy("float64", na_value=np.nan)
        last, registered = self.as_of.year - 1, self.registered.astype("datetime64[Y]").astype("int64") + 1970
        not_yet = (registered > last - back) & (registered <= last)
        values[not_yet & np.isnan(values)] = 0.0
        return values

    @cached_property
    def age_in_days(self) -> np.ndarray:
        """Days since registration; the day of registration is day 0."""
        return (np.datetime64(self.as_of, "D") - self.registered).astype("float64")

    @cached_property
    def age_in_years(self) -> np.ndarray:
        """Years since registration: whole on each anniversary, in between by days.

        The anniversary of 29 February in a common year is 28 February (民法典 第二百零二条: the month's last day).
        """
        today = np.datetime64(self.as_of, "D")
        years = self.as_of.year - (self.registered.astype("datetime64[Y]").astype("int64") + 1970)
        years = years - (_anniversary(self.registered, years) > today)
        before, after = _anniversary(self.registered, years), _anniversary(self.registered, years + 1)
        share = (today - before).astype("float64") / (after - before).astype("float64")
        return cast("np.ndarray", years + share)


def _anniversary(days: np.ndarray, years: np.ndarray) -> np.ndarray:
    months = days.astype("datetime64[M]")
    in_month = days - months.astype("datetime64[D]")
    then = months + 12 * years
    last = (then + 1).astype("datetime64[D]") - 1
    return cast("np.ndarray", np.minimum(then.astype("datetime64[D]") + in_month, last))


@intermediate()
def financial_history(
    enterprises: pd.DataFrame, financials: pd.DataFrame, holding: pd.DataFrame, as_of: date
) -> FinancialHistory:
    """Index every enterprise's rows once.

    Parameters
    ----------
    enterprises : pandas.DataFrame
        ``uscc``, ``registered_on``; one row per enterprise.
    financials : pandas.DataFrame
        ``uscc``, ``year`` and any of the other columns; one row per enterprise and year.
    holding : pandas.DataFrame
        The tiers held on the day: ``uscc``, ``tier``, ``holds``.
    """
    register = enterprises[["uscc", "registered_on"]].sort_values("uscc")
    codes = register["uscc"].astype("str").reset_index(drop=True)
    position, year = positions(financials["uscc"], codes), financials["year"].to_numpy("int64", na_value=0)
    rows, holds = {}, {}
    for back in YEARS_AT_HAND:
        at = np.flatnonzero((year == as_of.year - 1 - back) & (position != NOT_FOUND))
        rows[back] = np.full(len(codes), NOT_FOUND, dtype="int32")
        rows[back][position[at]] = at
    for tier, group in holding[holding["holds"]].groupby("tier", observed=True):
        holds[str(tier)] = codes.isin(group["uscc"]).to_numpy()
    registered = register["registered_on"].to_numpy().astype("datetime64[D]")
    return FinancialHistory(pd.Index(codes), registered, as_of, financials, rows, holds)
