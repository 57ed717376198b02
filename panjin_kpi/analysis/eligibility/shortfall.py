"""The amount by which a figure falls short of meeting a criterion, in the figure's own unit."""

from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from panjin_kpi.analysis.eligibility.financial_history import FinancialHistory
from panjin_kpi.analysis.eligibility.measurement import AMOUNT_DIGITS, total
from panjin_kpi.analysis.eligibility.outcomes import UNKNOWN, CriterionOutcome
from panjin_kpi.reference.settings.tier_criteria import AnyCriterion, AnyOf, Banded, BestOf, Gate, GateBySize, Sum
from panjin_kpi.reference.settings.tier_quantities import LAST, Age, CompoundGrowth, Figure, Ratio
from panjin_kpi.reference.settings.tiers import Tier

REGISTERED_ON, DAYS = "registered_on", "天"
COUNTED = ("人", "件", DAYS)  # units of whole numbers
SHOWN = 100.0  # pages show amounts to two decimals
ANY_POINTS = np.nextafter(0.0, 1.0)


@dataclass(frozen=True, eq=False)
class Shortfall:
    """One figure that would be enough if it were larger by ``missing``, with all others unchanged.

    Parameters
    ----------
    criterion : str
        The criterion that is measured by it.
    figure, unit : str
        The column that is too small, and its unit.
    missing : numpy.ndarray
        The amount missing, rounded up; NaN where this figure alone does not help.
    share : numpy.ndarray
        ``missing`` as a share of the required value: comparable across units.
    """

    criterion: str
    figure: str
    unit: str
    missing: np.ndarray
    share: np.ndarray


def shortfalls(
    criterion: AnyCriterion,
    tier: Tier,
    found: Mapping[str, CriterionOutcome],
    figures: FinancialHistory,
    units: Mapping[str, str],
) -> list[Shortfall]:
    """Every single figure that would turn an unmet criterion of a tier into a met one.

    Too large a figure (an enterprise that has outgrown a limit), a missing certificate, an incident or an average
    growth over several years cannot be remedied by increasing one figure: nothing is returned for them. For a ratio the
    numerator has to grow while the denominator stays. ``found`` has the tier's outcomes, ``units`` each column's unit.
    """
    if isinstance(criterion, AnyOf):
        return _of_any(criterion, tier, found, figures, units)
    made: list[Shortfall] = []
    for name, level in _levels(criterion, tier, found).items():
        leaf = tier.by_id[name]
        amounts = _amounts(leaf, level, figures)
        if amounts is None:
            continue
        column, have, needed = amounts
        unit = units.get(column, DAYS)
        missing = _rounded_up(needed - have, unit in COUNTED, getattr(leaf, "test", "at_least") == "above")
        missing = np.where(missing > 0, missing, np.nan)
        made.append(Shortfall(name, column, unit, missing, missing / (np.maximum(have, 0.0) + missing)))
    return made


def _of_any(
    criterion: AnyOf,
    tier: Tier,
    found: Mapping[str, CriterionOutcome],
    figures: FinancialHistory,
    units: Mapping[str, str],
) -> list[Shortfall]:
    """Shortfalls of one alternative: one figure has to meet all of its criteria that are unmet or unknown."""
    made: list[Shortfall] = []
    for way in criterion.ways:
        each = {name: shortfalls(tier.by_id[name], tier, found, figures, units) for name in way}
        for figure in dict.fromkeys(short.figure for parts in each.values() for short in parts):
            needed = np.full(len(found[way[0]].outcome), -np.inf)
            for name, parts in each.items():
                least = np.full(len(needed), np.nan)
                for short in parts:
                    least = np.fmin(least, short.missing) if short.figure == figure else least
                open_yet = found[name].outcome >= UNKNOWN  # it has to be met whatever a missing figure is
                needed = np.where(open_yet, np.maximum(needed, least), needed)
            for short in (short for parts in each.values() for short in parts if short.figure == figure):
                decides = short.missing == needed
                missing, share = (np.where(decides, array, np.nan) for array in (short.missing, short.share))
                made.append(replace(short, missing=missing, share=share))
    return made


def _levels(criterion: AnyCriterion, tier: Tier, found: Mapping[str, CriterionOutcome]) -> dict[str, np.ndarray]:
    """The value at which each measured criterion within this one is met; NaN where it cannot be."""
    match criterion:
        case Gate() | GateBySize():
            size = len(found[criterion.id].outcome)
            level = np.broadcast_to(found[criterion.id].threshold, size)
            return {} if criterion.test == "at_most" else {criterion.id: level}
        case Banded() | BestOf():
            return _for_points(criterion, np.full(len(found[criterion.id].outcome), ANY_POINTS), tier)
        case Sum() if criterion.threshold is not None:
            missing = criterion.threshold - found[criterion.id].low
            parts = [_for_points(tier.by_id[part], missing + found[part].low, tier) for part in criterion.parts]
            return dict(ChainMap(*parts[::-1]))
    return {}


def _for_points(part: AnyCriterion, needed: np.ndarray, tier: Tier) -> dict[str, np.ndarray]:
    """The values at which a part gives the points needed from it."""
    if isinstance(part, BestOf):
        return dict(ChainMap(*[_for_points(tier.by_id[name], needed, tier) for name in part.parts[::-1]]))
    if not isinstance(part, Banded):
        return {}
    level = np.full(len(needed), np.nan)
    for band in part.bands:  # from the highest down, so that the lowest sufficient band remains
        level[band.low >= needed] = band.bound
    return {part.id: level}


def _amounts(
    leaf: AnyCriterion, level: np.ndarray, figures: FinancialHistory
) -> tuple[str, np.ndarray, np.ndarray] | None:
    """The column that has to grow, its value, and the value required."""
    if not isinstance(leaf, (Gate, GateBySize, Banded)):
        return None
    match leaf.value:
        case Figure(of=column, back=back) if back == LAST:
            return column, figures.column(column), level
        case Ratio(of=column, to=whole, years=years):
            return column, total(column, years, figures), level * total(whole, years, figures)
        case CompoundGrowth(of=column, years=years):
            return column, figures.column(column), figures.column(column, years) * (1 + level) ** years
        case Age(unit="days"):
            founded = figures.age_in_days >= 0  # an enterprise not yet founded has no figures
            return REGISTERED_ON, np.where(founded, figures.age_in_days, np.nan), level
    return None


def _rounded_up(missing: np.ndarray, whole: bool, strict: bool) -> np.ndarray:
    """A shortfall rounded up as far as it is shown, so that the amount shown is enough, also if ``strict``."""
    fine = 1.0 if whole else SHOWN
    steps = np.round(missing * fine, AMOUNT_DIGITS)
    up: np.ndarray = (np.floor(steps) + 1 if strict else np.ceil(steps)) / fine
    return up
