"""Made-up monthly figures: each indicator's course through the year, near its plan, one district lagging."""

from collections.abc import Iterator

import numpy as np

from panjin_kpi.reference.duties import city_indicators, indicators_of, reporters_of
from panjin_kpi.reference.plan import CITY, Plan

LAGGING = 3  # place of the district in districts.csv
CLOSED_LATE = {"incubatees": 1, "tech_transfers": 1}  # counts that still came in between the 26th and the 31st


def reporters(plan: Plan, year: int) -> Iterator[tuple[str, str, list[str]]]:
    """Who reports which indicators for which scope: each district its own, a bureau the city's own.

    Of several units that lead a task the first one reports.
    """
    for district in plan.districts["district"]:
        yield district, *indicators_of(plan, district, year)
    by_unit: dict[str, list[str]] = {}
    for indicator in city_indicators(plan, year):
        by_unit.setdefault(next(iter(reporters_of(plan, indicator)), CITY), []).append(indicator)
    for unit, indicators in by_unit.items():
        yield unit, CITY, indicators


def courses(
    random: np.random.Generator, plan: Plan, year: int, scope: str, indicators: list[str]
) -> dict[str, list[float]]:
    """Cumulative values of the twelve months by indicator: the planned course, disturbed, ending near the target."""
    lagging = scope == plan.districts["district"].iloc[LAGGING % len(plan.districts)]
    return {name: _course(random, plan, year, scope, name, lagging) for name in indicators}


def _course(
    random: np.random.Generator, plan: Plan, year: int, scope: str, indicator: str, lagging: bool
) -> list[float]:
    target = plan.targets_in(year).set_index(["scope", "indicator"]).at[(scope, indicator), "target"]
    measure, curve = plan.indicators.set_index("indicator").loc[indicator, ["measure", "curve"]]
    reach = random.uniform(0.35, 0.75) if lagging else random.uniform(0.8, 1.15)
    if measure in ("milestone", "share"):
        reach = 1.0
    planned = plan.planned_shares.loc[indicator].to_numpy()
    if planned[10] == 0 and measure != "milestone" and "batch" not in str(curve):
        planned = np.clip((np.arange(1, 13) - 4) / 8, 0, 1)  # no monthly plan: work begins in May
    steps = np.diff(planned, prepend=0) * random.uniform(0.6, 1.4, 12)
    share = np.cumsum(steps) / steps.sum()
    digits = 2 if measure == "amount" else 0
    final = round(reach * target, digits)
    return [float(np.floor(final * s * 10**digits + 1e-9) / 10**digits) for s in share]
