"""Made-up monthly figures: each indicator's course through the year, near its plan, one district lagging."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from panjin_kpi.analysis.scopes import CELL
from panjin_kpi.reference.obligations import city_indicators, indicators_of, reporters_of
from panjin_kpi.reference.plan import CITY, Plan

LAGGING = 3  # position of the district in districts.csv
ROUND = 20  # with more districts, a planted peculiarity is repeated in every twentieth
CLOSED_LATE = {"incubatees": 1, "tech_transfers": 1}  # counts added between the 26th and the 31st
CLOSING = 13  # the column of the figures after the year was closed
TOO_LATE = 23  # day of a month from which on what happens is submitted with the next month's report


def reporters(plan: Plan, year: int) -> Iterator[tuple[str, str, list[str]]]:
    """Who reports which indicators for which scope: each district its own, a bureau the city's own.

    Of several units that lead a task the first one reports.
    """
    for district in plan.districts["district"]:
        yield district, *indicators_of(plan, district, year)
    for unit, indicators in city_reporters(plan, year).items():
        yield unit, CITY, indicators


def city_reporters(plan: Plan, year: int) -> dict[str, list[str]]:
    """The units that report the city's own indicators, each with its own."""
    by_unit: dict[str, list[str]] = {}
    for indicator in city_indicators(plan, year):
        by_unit.setdefault(next(iter(reporters_of(plan, indicator)), CITY), []).append(indicator)
    return by_unit


def planted(plan: Plan, position: int) -> list[str]:
    """The districts with a peculiarity: the one at a position in ``districts.csv``, and every twentieth after it.

    >>> planted(Plan.load(), LAGGING)
    ['dawa']
    """
    every = min(len(plan.districts), ROUND)
    return list(plan.districts["district"].iloc[position % every :: ROUND])


def monthly_values(random: np.random.Generator, plan: Plan, year: int, most: pd.Series | None = None) -> pd.DataFrame:
    """Cumulative values of every reported cell: the planned course, disturbed, ending near the target.

    ``most`` limits cells (by scope and indicator) to what rows can prove. Index ``scope`` and ``indicator``, columns
    the months 1 to 12 and ``CLOSING``.
    """
    targets = plan.targets_in(year)
    cells = targets[(targets["scope"] != CITY) | ~targets["indicator"].isin(plan.split_indicators(year))]
    number, indicators = len(cells), plan.by_indicator.loc[cells["indicator"]]
    measure, curve = indicators["measure"].to_numpy(), indicators["curve"]
    lagging = cells["scope"].isin(planted(plan, LAGGING)).to_numpy()
    reach = np.where(lagging, random.uniform(0.35, 0.75, number), random.uniform(0.8, 1.15, number))
    reach = np.where(np.isin(measure, ("milestone", "share")), 1.0, reach)
    shares = plan.planned_shares.loc[cells["indicator"]].to_numpy()
    unplanned = (shares[:, 10] == 0) & (measure != "milestone") & ~curve.str.contains("batch").to_numpy()
    shares = np.where(unplanned[:, np.newaxis], np.clip((np.arange(1, 13) - 4) / 8, 0, 1), shares)  # begins in May
    steps = np.diff(shares, prepend=0) * random.uniform(0.6, 1.4, (number, 12))
    done = np.cumsum(steps, axis=1) / steps.sum(axis=1, keepdims=True)
    fine = np.where(measure == "amount", 100, 1)
    final = np.round(reach * cells["target"].to_numpy() * fine) / fine
    index = pd.MultiIndex.from_frame(cells[CELL])
    if most is not None:
        final = np.minimum(final, most.reindex(index).fillna(np.inf).to_numpy())
    values = np.floor(final[:, np.newaxis] * done * fine[:, np.newaxis] + 1e-9) / fine[:, np.newaxis]
    made = pd.DataFrame(values, index=index, columns=range(1, 13))
    made[CLOSING] = made[12] + cells["indicator"].map(CLOSED_LATE).fillna(0).to_numpy()
    return made


def monthly_steps(course: pd.DataFrame) -> np.ndarray:
    """What each month adds to the cumulative values of :func:`monthly_values`, one row each."""
    steps: np.ndarray = np.diff(course.to_numpy(), axis=1, prepend=0.0).round(2)
    return steps


def unrolled(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """One row for each unit of a table of counts: its row there, its column, its number within the cell.

    >>> [column.tolist() for column in unrolled(np.array([[2, 1], [0, 1]]))]
    [[0, 0, 0, 1], [0, 0, 1, 1], [0, 1, 0, 0]]
    """
    flat = counts.astype("int64").reshape(-1)
    row, column = np.divmod(np.repeat(np.arange(flat.size), flat), counts.shape[1])
    return row, column, numbered(flat)


def numbered(counts: np.ndarray) -> np.ndarray:
    """Numbers from 0 within each of consecutive groups of these sizes.

    >>> numbered(np.array([2, 0, 3])).tolist()
    [0, 1, 0, 1, 2]
    """
    positions: np.ndarray = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return positions
