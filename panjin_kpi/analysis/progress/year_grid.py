"""The year so far as one array: every reported value by month, scope and indicator."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from panjin_kpi.analysis.progress.targets import effective_targets
from panjin_kpi.analysis.registry import intermediate
from panjin_kpi.analysis.scopes import NOT_FOUND, Numbers, positions
from panjin_kpi.reference.calendar import months_so_far
from panjin_kpi.reference.plan import CITY, Plan


@dataclass(frozen=True, eq=False)
class YearGrid:
    """Values by month, scope and indicator; as arrays, because pivoting 3,000 districts' year took ten times as long.

    Parameters
    ----------
    months, scopes, indicators : list of str
        The axes; the city is the first scope.
    actual : numpy.ndarray
        Cumulative values since 1 January, by month, scope and indicator; NaN where unknown.
    planned : numpy.ndarray
        Planned shares by month and indicator.
    target : numpy.ndarray
        Targets by scope and indicator.
    split : numpy.ndarray of bool
        Which indicators are broken down to districts.
    existing : numpy.ndarray of bool
        Which scopes exist, by month and scope; a district may be established within the year.
    """

    months: list[str]
    scopes: list[str]
    indicators: list[str]
    actual: Numbers
    planned: Numbers
    target: Numbers
    split: npt.NDArray[np.bool_]
    existing: npt.NDArray[np.bool_]

    def until(self, month: str) -> "YearGrid":
        """The grid up to one of its months."""
        so_far = slice(self.months.index(month) + 1)
        return replace(
            self,
            months=self.months[so_far],
            actual=self.actual[so_far],
            planned=self.planned[so_far],
            existing=self.existing[so_far],
        )

    @cached_property
    def expected(self) -> npt.NDArray[np.int64]:
        """Number of cells with a target: 0 or 1 for a district; for the city their sum if the indicator is split."""
        return self._counted(~np.isnan(self.target))

    @cached_property
    def reported(self) -> npt.NDArray[np.int64]:
        """Number of cells with a target that were reported, by month."""
        return self._counted(~np.isnan(self.target) & ~np.isnan(self.actual))

    def _counted(self, cells: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
        counts = cells.astype("int64")
        counts[..., 0, self.split] = counts[..., 1:, self.split].sum(axis=-2)
        return counts


@intermediate()
def year_grid(progress: pd.DataFrame, plan: Plan, period: str) -> YearGrid:
    """The grid of the year so far.

    A district's actual is its value in force for the month; months in which it does not exist have none. The city's is
    the sum of the districts' last values in the year so far, including districts that have ended since; for an
    indicator that is not split, it is the city's own row.
    """
    year, months = int(period[:4]), months_so_far(period)
    scopes, indicators = [CITY, *plan.districts_in(period)], plan.indicators["indicator"].tolist()
    every = [CITY, *plan.districts["district"]]
    values = reported_values(progress, plan, months, every)
    actual = values[:, np.isin(every, scopes)]
    target = grid(effective_targets(plan, year), {"scope": scopes, "indicator": indicators}, "target")
    split = np.isin(indicators, list(plan.split_indicators(year)))
    actual[:, 0, split] = _city(values[:, 1:, split])
    planned = plan.planned_shares[list(range(1, len(months) + 1))].to_numpy("float64").T
    return YearGrid(months, scopes, indicators, actual, planned, target, split, _existing(plan, months, scopes))


def reported_values(progress: pd.DataFrame, plan: Plan, months: Sequence[str], districts: Sequence[str]) -> Numbers:
    """The values in force by month, district (or city) and indicator; NaN also where the district does not exist."""
    axes = {"period": months, "district": districts, "indicator": plan.indicators["indicator"].tolist()}
    values = grid(progress, axes, "value")
    values[~_existing(plan, months, districts)] = np.nan
    return values


def _existing(plan: Plan, months: Sequence[str], scopes: Sequence[str]) -> npt.NDArray[np.bool_]:
    return np.array([~np.isin(scopes, plan.districts_absent_in(month)) for month in months], dtype=np.bool_)


def grid(rows: pd.DataFrame, axes: Mapping[str, Sequence[str]], column: str) -> Numbers:
    """A column of a table as an array over the axes; rows with other keys are left out.

    Raises
    ------
    ValueError
        Several rows with a value have the same keys.
    """
    found = [positions(rows[name], names) for name, names in axes.items()]
    values = rows[column].to_numpy("float64")
    known = np.all([position != NOT_FOUND for position in found], axis=0) & ~np.isnan(values)
    array = np.full([len(names) for names in axes.values()], np.nan)
    array[tuple(position[known] for position in found)] = values[known]
    if np.count_nonzero(~np.isnan(array)) != np.count_nonzero(known):
        raise ValueError(f"{'、'.join(axes)} 相同的有多行")
    return array


def last_known(months: Numbers) -> Numbers:
    """Each month's numbers; an unknown one is replaced by the last known before it.

    >>> last_known(np.array([np.nan, 1.0, np.nan]))
    array([nan,  1.,  1.])
    """
    carried = months.copy()
    for month in range(1, len(months)):
        carried[month] = np.where(np.isnan(months[month]), carried[month - 1], months[month])
    return carried


def _city(own: Numbers) -> Numbers:
    """Sums over the districts' last values so far, by month; NaN while none has one. Exact in any order."""
    carried = last_known(own)
    known = ~np.isnan(carried)
    sums = np.zeros((len(own), own.shape[2]))
    for month, indicator in np.ndindex(sums.shape):
        sums[month, indicator] = math.fsum(carried[month, known[month, :, indicator], indicator])
    return np.where(known.any(axis=1), sums, np.nan)
