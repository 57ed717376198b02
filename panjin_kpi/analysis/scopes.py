"""Positions of texts, sums and counts by scope, and long tables: every combination, zeros included."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from panjin_kpi.reference.plan import CITY, Plan

Numbers = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]
NOT_FOUND = -1
CELL = ["scope", "indicator"]  # what a figure of a month is of
FEW = 5_000  # texts: up to here a dictionary takes an eighth of an index's time, and one run asks hundreds of times


def positions(values: pd.Series, among: Sequence[str] | pd.Series) -> np.ndarray:
    """Position of each text in a list; -1 where it is blank or not in the list.

    >>> positions(pd.Series(["hnte", "unicorn", None, "hnte"]), ["sci_tech_sme", "hnte"]).tolist()
    [1, -1, -1, 1]
    """
    if len(values) + len(among) < FEW:
        first = {name: position for position, name in reversed(list(enumerate(among))) if isinstance(name, str)}
        return np.array([first.get(name, NOT_FOUND) for name in values.tolist()], dtype="int32")
    known = pd.Series(among, dtype="str").reset_index(drop=True).dropna().drop_duplicates()
    found = pd.Index(known).get_indexer(values.astype("str"))
    return np.asarray(np.append(known.index, NOT_FOUND)[found], "int32")


def sum_by(values: Numbers, keys: pd.Series, among: Sequence[str]) -> Numbers:
    """The sum of the numbers of each key in a list; NaN where it has none.

    >>> sum_by(np.array([1.0, np.nan, 2.0]), pd.Series(["dawa", "gaoxin", "dawa"]), ["gaoxin", "dawa"])
    array([nan,  3.])
    """
    position, known = positions(keys, among), ~np.isnan(values)
    known &= position != NOT_FOUND
    total = np.bincount(position[known], values[known], minlength=len(among))
    return np.where(np.bincount(position[known], minlength=len(among)) > 0, total, np.nan)


def texts(words: Sequence[str | None], positions: npt.NDArray[np.intp]) -> pd.Series:
    """A column of texts from their positions in a list.

    >>> texts(["dawa", "gaoxin"], np.array([1, 0, 1])).tolist()
    ['gaoxin', 'dawa', 'gaoxin']
    """
    return pd.Series(pd.array(list(words), dtype="str").take(positions))


def first_that_holds(conditions: Mapping[Any, pd.Series], otherwise: str | None = None) -> pd.Series:
    """For each row the word of the first condition that holds; None gives a blank.

    >>> first_that_holds({None: pd.Series([True, False]), "多报": pd.Series([True, True])}).tolist()
    [nan, '多报']
    """
    holds = list(conditions.values())
    number = np.select(holds, range(len(holds)), len(holds))
    return texts([*conditions, otherwise], number).set_axis(holds[0].index)


@dataclass(frozen=True, eq=False)
class Scopes:
    """The city and its districts, and the one in which each enterprise counts.

    Parameters
    ----------
    names : list of str
        ``city`` first, then the districts.
    position : numpy.ndarray
        For each enterprise the position of its district in ``names``; 0 where it counts in the city alone.
    """

    names: list[str]
    position: np.ndarray

    @classmethod
    def of(cls, district: pd.Series, plan: Plan, period: str) -> "Scopes":
        """The scopes of a month for enterprises of these districts.

        An enterprise whose district is blank, unknown to the plan, or has ended counts in the city alone.
        """
        names = [CITY, *plan.districts_in(period)]
        return cls(names, np.maximum(positions(district, names), 0).astype("int16"))

    def of_enterprises(self, enterprise: np.ndarray) -> pd.Series:
        """The scope of each of some enterprises, given by position: its district, or the city."""
        return texts(self.names, self.position[enterprise])

    def count(self, enterprise: np.ndarray, cell: np.ndarray | int, cells: int) -> np.ndarray:
        """How many of the enterprises (positions) fall in each cell (numbers from 0 to ``cells`` - 1), for every scope.

        Returns
        -------
        numpy.ndarray
            One row a scope, one column a cell; the city's row counts every enterprise.
        """
        flat = self.position[enterprise].astype("int64") * cells + cell
        counts = np.bincount(flat, minlength=len(self.names) * cells).reshape(-1, cells)
        counts[0] = counts.sum(axis=0)
        return counts


def long_table(axes: Mapping[str, Any], **values: np.ndarray) -> pd.DataFrame:
    """Arrays over the same axes as a table with one row for each combination.

    >>> long_table({"tier": ["hnte", "eaglet"], "scope": ["city"]}, stock=np.array([[3], [1]]))
         tier scope  stock
    0    hnte  city      3
    1  eaglet  city      1
    """
    cells = np.indices([len(values) for values in axes.values()]).reshape(len(axes), -1)
    columns = {name: pd.Index(words).take(at) for (name, words), at in zip(axes.items(), cells, strict=True)}
    return pd.DataFrame(columns | {name: array.reshape(-1) for name, array in values.items()})
