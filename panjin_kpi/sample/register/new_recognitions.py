"""Enterprises newly recognised in the year: as many in each district as its figures say, each for the first time."""

from dataclasses import dataclass
from math import inf

import numpy as np
import pandas as pd

from panjin_kpi.analysis.scopes import CELL
from panjin_kpi.reference.plan import CITY, Plan
from panjin_kpi.reference.settings.tier_criteria import Gate
from panjin_kpi.reference.settings.tier_quantities import Age
from panjin_kpi.reference.settings.tiers import Tier, Tiers
from panjin_kpi.sample.monthly_values import TOO_LATE, monthly_steps, numbered, unrolled
from panjin_kpi.sample.register.enterprises import as_dates
from panjin_kpi.sample.register.population import Population

AFTER_THE_REPORT = 28  # of December
COLUMNS = ["uscc", "tier", "event", "event_date", "valid_until", "scope", "month"]


@dataclass(frozen=True, eq=False)
class Free:
    """Enterprises open to a first recognition, by position in the register: by scope, the likeliest first."""

    tier: str
    positions: np.ndarray
    first: pd.Series
    count: pd.Series


def free(plan: Plan, people: Population, year: int) -> dict[str, Free]:
    """For each tier's indicator the enterprises that never held the tier, those of the tier below first."""
    register, holders = people.enterprises, people.ever_held
    districts = {name: position for position, name in enumerate(plan.districts["district"])}
    position = register["district"].map(districts).to_numpy()
    split, found = plan.split_indicators(year), {}
    below = np.zeros(len(register), dtype="bool")
    for tier, rules in plan.tiers.tiers.items():
        open_to = ~holders[tier] & (register["registered_on"].dt.year.to_numpy() >= year - _oldest(rules))
        who = np.flatnonzero(open_to)
        indicator = plan.tiers.counted_by[tier]
        whole_city = indicator not in split
        where = np.zeros(len(who), dtype="int64") if whole_city else position[who]
        order = np.lexsort((~below[who], where))
        scopes = [CITY] if whole_city else list(districts)
        count = np.bincount(where, minlength=len(scopes))
        first = pd.Series(np.cumsum(count) - count, index=scopes)
        found[indicator] = Free(tier, who[order], first, pd.Series(count, index=scopes))
        below = holders[tier]
    return found


def _oldest(rules: Tier) -> float:
    """The greatest age in years at which an enterprise can be recognised."""
    gates = [each for each in rules.required if isinstance(each, Gate) and each.test == "at_most"]
    ages = [gate for gate in gates if isinstance(gate.value, Age) and gate.value.unit == "years"]
    return min((gate.threshold for gate in ages if gate.threshold is not None), default=inf)


def most(freed: dict[str, Free]) -> pd.Series:
    """How many enterprises can be newly recognised, by scope and indicator."""
    return pd.concat({name: one.count for name, one in freed.items()}, names=CELL[::-1]).swaplevel()


def newcomers(
    random: np.random.Generator,
    year: int,
    course: pd.DataFrame,
    freed: dict[str, Free],
    codes: pd.Series,
    tiers: Tiers,
) -> pd.DataFrame:
    """For each new recognition in the figures an enterprise that never held the tier; ``scope`` is the figure's."""
    cells = course[course.index.get_level_values("indicator").isin(freed)]
    steps = monthly_steps(cells)
    row, month, _ = unrolled(steps)
    indicator = cells.index.get_level_values("indicator").to_numpy()[row]
    scope = cells.index.get_level_values("scope").to_numpy()[row]
    turn = numbered(steps.sum(axis=1).astype("int64"))
    days = days_in(random, year, month + 1)
    parts = [pd.DataFrame({name: [] for name in COLUMNS})]
    for name in dict.fromkeys(indicator):
        of = np.flatnonzero(indicator == name)
        one = freed[name]
        who = one.positions[one.first.loc[scope[of]].to_numpy() + turn[of]]
        validity = tiers.tiers[one.tier].validity
        until = validity.last_valid_day(days[of]) if validity.years else np.datetime64("NaT", "D")
        frame = pd.DataFrame({"uscc": codes.iloc[who].to_numpy(), "tier": one.tier, "event": "recognised"})
        frame = frame.assign(event_date=days[of], valid_until=until, scope=scope[of], month=month[of] + 1)
        parts.append(frame.astype({"valid_until": "datetime64[ns]"}))
    return pd.concat(parts[1:] or parts, ignore_index=True)


def days_in(random: np.random.Generator, year: int, month: np.ndarray) -> np.ndarray:
    """A day in each month before its report is due; in the thirteenth, between December's report and the closing."""
    begins = (np.datetime64(f"{year}-01", "M") + np.minimum(month, 12) - 1).astype("datetime64[D]")
    into = np.where(month > 12, AFTER_THE_REPORT, random.integers(1, TOO_LATE, len(month))) - 1
    return as_dates((begins + into).astype("int64"))
