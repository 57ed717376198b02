"""Judging the criteria of a tier, for all enterprises at once."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from panjin_kpi.analysis.eligibility.financial_history import FinancialHistory
from panjin_kpi.analysis.eligibility.measurement import RATIO_DIGITS, Measurement, measure
from panjin_kpi.analysis.eligibility.outcomes import (
    MANUAL,
    MET,
    UNKNOWN,
    UNMET,
    CriterionOutcome,
    all_of,
    any_of,
    passes,
)
from panjin_kpi.reference.settings.tier_criteria import (
    AnyCriterion,
    AnyOf,
    Banded,
    BestOf,
    Gate,
    GateBySize,
    Holds,
    Manual,
    Sum,
    Test,
)
from panjin_kpi.reference.settings.tiers import Tier


def evaluate(tier: Tier, figures: FinancialHistory) -> dict[str, CriterionOutcome]:
    """Every criterion of a tier by its identifier, for every enterprise."""
    done: dict[str, CriterionOutcome] = {}
    for criterion in tier.criteria:
        done[criterion.id] = judge(criterion, figures, done)
    return done


def overall(tier: Tier, done: Mapping[str, CriterionOutcome]) -> np.ndarray:
    """Met if all required criteria are, unmet if any is; else unknown if any figure is missing, else manual."""
    return all_of([done[criterion.id].outcome for criterion in tier.required])


def judge(criterion: AnyCriterion, figures: FinancialHistory, done: Mapping[str, CriterionOutcome]) -> CriterionOutcome:
    """One criterion for every enterprise; ``done`` holds the outcomes of the tier's earlier criteria.

    An outcome is met or unmet only if it is so whatever the missing figures are. A score whose known parts reach the
    pass mark is met even if another part is unknown; its value is then the certain points. A score that cannot reach
    the pass mark whatever the unknown part is unmet; its value is then the most possible points.
    """
    match criterion:
        case Gate():
            return _gate(criterion, figures)
        case GateBySize():
            return _gate_by_size(criterion, figures)
        case Banded():
            return _banded(criterion, figures)
        case BestOf():
            return _best_of([done[part] for part in criterion.parts])
        case Sum():
            return _sum(criterion, [done[part] for part in criterion.parts])
        case AnyOf():
            return CriterionOutcome(any_of([all_of([done[part].outcome for part in way]) for way in criterion.ways]))
        case Holds():
            held = figures.held(criterion.tier)
            return CriterionOutcome(np.where(held, MET, UNMET), held.astype("float64"), 1.0, held - 1.0)
        case Manual():
            threshold = np.nan if criterion.threshold is None else criterion.threshold
            return CriterionOutcome(np.full(len(figures), MANUAL), threshold=threshold)


def _gate(criterion: Gate, figures: FinancialHistory) -> CriterionOutcome:
    found = measure(criterion.value, figures)
    if criterion.threshold is None:
        return CriterionOutcome(_where_known(found, np.full(len(figures), MANUAL)), found.value)
    gated = _gated(found, criterion.test, criterion.threshold)
    outcome = gated.outcome
    if criterion.if_unmet == "manual":
        outcome = np.where(outcome == UNMET, MANUAL, outcome)
    if criterion.if_unknown == "manual":
        outcome = np.where(outcome == UNKNOWN, MANUAL, outcome)
    return replace(gated, outcome=outcome)


def _gate_by_size(criterion: GateBySize, figures: FinancialHistory) -> CriterionOutcome:
    found, size = measure(criterion.value, figures), measure(criterion.size, figures)
    threshold = np.full(len(figures), np.nan)
    for step in reversed(criterion.steps):
        threshold[size.value <= (np.inf if step.up_to is None else step.up_to)] = step.threshold
    gated = _gated(found, criterion.test, threshold)
    return replace(gated, outcome=np.where(np.isnan(threshold) & (gated.outcome != MANUAL), UNKNOWN, gated.outcome))


def _banded(criterion: Banded, figures: FinancialHistory) -> CriterionOutcome:
    found = measure(criterion.value, figures)
    low, high = np.zeros(len(figures)), np.zeros(len(figures))
    for band in reversed(criterion.bands):
        within = passes(found.value, "above" if band.from_ is None else "at_least", band.bound)
        low[within], high[within] = band.low, band.high
    high[np.isnan(found.value)] = criterion.bands[0].high
    lowest = criterion.bands[-1]
    gated = _gated(found, "above" if lowest.from_ is None else "at_least", lowest.bound)
    doubt = _where_known(found, np.where(low < high, MANUAL, MET))
    return replace(gated, low=low, high=high, in_doubt=doubt)


def _best_of(parts: list[CriterionOutcome]) -> CriterionOutcome:
    low = np.max([part.low for part in parts], axis=0)
    high = np.max([part.high for part in parts], axis=0)
    # a part that cannot exceed the certain points causes no doubt
    doubt = all_of([np.where(part.high > low, part.in_doubt, MET) for part in parts])
    return _scored(low, high, doubt, "above", 0.0)


def _sum(criterion: Sum, parts: list[CriterionOutcome]) -> CriterionOutcome:
    low = np.sum([part.low for part in parts], axis=0) + sum(points[0] for points in criterion.experts.values())
    high = np.sum([part.high for part in parts], axis=0) + sum(points[1] for points in criterion.experts.values())
    if criterion.cap is not None:
        low, high = np.minimum(low, criterion.cap), np.minimum(high, criterion.cap)
    doubt = all_of([part.in_doubt for part in parts])
    if criterion.experts:
        doubt = np.maximum(doubt, MANUAL)
    if criterion.if_unknown == "manual":
        doubt = np.minimum(doubt, MANUAL)
    if criterion.test is not None and criterion.threshold is not None:
        return _scored(low, high, doubt, criterion.test, criterion.threshold)
    outcome = np.maximum(doubt, MANUAL)  # without a pass mark a person decides
    shown = np.where(low == high, low, np.nan) if criterion.end is None else low if criterion.end == "low" else high
    value = np.where(outcome == UNKNOWN, np.nan, shown)
    return CriterionOutcome(outcome, value, low=low, high=high, in_doubt=doubt)


def _gated(found: Measurement, test: Test, threshold: np.ndarray | float) -> CriterionOutcome:
    outcome = _where_known(found, np.where(passes(found.value, test, threshold), MET, UNMET))
    margin = threshold - found.value if test == "at_most" else found.value - threshold
    return CriterionOutcome(outcome, found.value, threshold, np.round(margin, RATIO_DIGITS))


def _where_known(found: Measurement, outcome: np.ndarray) -> np.ndarray:
    """The outcome where there is a value; else manual where the quantity is undefined, otherwise unknown."""
    return np.where(np.isnan(found.value), np.where(found.undefined, MANUAL, UNKNOWN), outcome)


def _scored(low: np.ndarray, high: np.ndarray, doubt: np.ndarray, test: Test, threshold: float) -> CriterionOutcome:
    sure, possible = passes(low, test, threshold), passes(high, test, threshold)
    outcome = np.where(sure, MET, np.where(possible, doubt, UNMET))
    value = np.where(sure, low, np.where(possible, np.nan, high))
    return CriterionOutcome(outcome, value, threshold, value - threshold, low, high, doubt)
