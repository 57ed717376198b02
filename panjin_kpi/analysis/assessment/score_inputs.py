"""The inputs of the score: last reported values and targets."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from panjin_kpi.analysis.progress.year_grid import grid, last_known
from panjin_kpi.analysis.registry import intermediate
from panjin_kpi.analysis.scopes import Numbers
from panjin_kpi.reference.calendar import months_so_far
from panjin_kpi.reference.plan import Plan


@dataclass(frozen=True, eq=False)
class ScoreInputs:
    """Actual and target of each district (rows) and indicator (columns); blank is NaN, never 0."""

    districts: list[str]
    indicators: list[str]
    actual: Numbers
    target: Numbers

    @property
    def completion(self) -> Numbers:
        """Actual over target; a target of 0 counts as done, reported or not. NaN: no target, or never reported."""
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            share = (self.actual / self.target).round(12)  # rounded as in status
        return np.where(self.target == 0, 1.0, share)


@intermediate("score_inputs", status="counted_status")
def measures(status: pd.DataFrame, path: pd.DataFrame, plan: Plan, period: str) -> ScoreInputs:
    """Targets of the year, and each cell's value for the period, or else the last one before it in the year.

    ``targets.csv`` defines which targets are allocated (盘政办发〔2021〕10号 四（四）, annex 2); indicators without
    a target in any district are left out.
    """
    year = int(period[:4])
    split = plan.split_indicators(year)
    districts = plan.districts_in(period)
    indicators = [name for name in plan.indicators["indicator"] if name in split]
    of_year = plan.targets_in(year)
    targets = grid(of_year, {"scope": districts, "indicator": indicators}, "target")
    return ScoreInputs(districts, indicators, last_reported(status, path, districts, indicators, period), targets)


def last_reported(
    status: pd.DataFrame, path: pd.DataFrame, districts: Sequence[str], indicators: Sequence[str], period: str
) -> Numbers:
    """Each cell's value for the period, or else the last one before it in the year."""
    *earlier, now = months_so_far(period)
    cells = {"scope": districts, "indicator": indicators}
    before, fresh = (
        grid(table, {"period": months} | cells, "actual") for table, months in ((path, earlier), (status, [now]))
    )
    last: Numbers = last_known(np.concatenate([before, fresh]))[-1]
    return last


def merged(given: ScoreInputs, plan: Plan) -> ScoreInputs:
    """The inputs with each district that lies within another merged into it: actuals and targets add up."""
    pool = containing(given, plan)
    kept = pool.sum(axis=0) == 1  # within no other
    districts = [district for district, own in zip(given.districts, kept, strict=True) if own]
    actual, target = (pooled(grid, pool)[kept] for grid in (given.actual, given.target))
    return ScoreInputs(districts, given.indicators, actual, target)


def containing(given: ScoreInputs, plan: Plan) -> Numbers:
    """Which districts' figures (rows) contain which: each its own, the outermost also those within it.

    The official totals of 兴隆台区 include 高新区 (``within`` in ``districts.csv``).
    """
    around = dict(plan.districts[["district", "within"]].dropna().itertuples(index=False, name=None))
    at, pool = {district: position for position, district in enumerate(given.districts)}, np.eye(len(given.districts))
    for district in given.districts:
        owners = [district]
        while (outer := around.get(owners[-1])) in at and outer not in owners:
            owners.append(outer)
        pool[at[owners[-1]], at[district]] = 1
    return pool


def pooled(grid: Numbers, pool: Numbers) -> Numbers:
    """Sums over the districts that each contains; NaN where none has a number."""
    known = ~np.isnan(grid)
    return np.where(pool @ known > 0, pool @ np.where(known, grid, 0.0), np.nan)


def allocated(plan: Plan, period: str) -> pd.DataFrame:
    """The districts' cells in the year's ``targets.csv``: ``scope`` and ``indicator``."""
    targets = plan.targets_in(int(period[:4]))
    return targets.loc[targets["scope"].isin(plan.districts_in(period)), ["scope", "indicator"]]
