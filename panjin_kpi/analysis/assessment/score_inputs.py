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
    """The inputs with each district that lies within another merged into it: actuals and targets add up.

    The official totals of 兴隆台区 include 高新区 (``within`` in ``districts.csv``).
    """
    within = dict(plan.districts[["district", "within"]].dropna().itertuples(index=False, name=None))
    here = set(given.districts)
    owners = []
    for district in given.districts:
        owner, passed = district, {district}
        while (outer := within.get(owner)) in here and outer not in passed:
            owner = outer
            passed.add(outer)
        owners.append(owner)
    outermost = set(owners)

    def added(grid: Numbers) -> Numbers:
        sums: Numbers = pd.DataFrame(grid).groupby(owners).sum(min_count=1).loc[kept].to_numpy("float64")
        return sums

    kept = [district for district in given.districts if district in outermost]
    return ScoreInputs(kept, given.indicators, added(given.actual), added(given.target))


def allocated(plan: Plan, period: str) -> pd.DataFrame:
    """The districts' cells in the year's ``targets.csv``: ``scope`` and ``indicator``."""
    targets = plan.targets_in(int(period[:4]))
    return targets.loc[targets["scope"].isin(plan.districts_in(period)), ["scope", "indicator"]]
