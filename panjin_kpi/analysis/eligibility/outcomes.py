"""Outcomes of a criterion (met, manual, unknown, unmet), and their combination."""

from dataclasses import dataclass, field
from typing import cast

import numpy as np

from panjin_kpi.reference.settings.tier_criteria import Test

# In this order "all of" is the maximum and "any of" the minimum: one unmet criterion settles a list, one met a choice.
MET, MANUAL, UNKNOWN, UNMET = np.arange(4, dtype="int8")  # int8: arrays chosen from them stay small
OUTCOMES = ("met", "manual", "unknown", "unmet")


@dataclass(frozen=True, eq=False)
class CriterionOutcome:
    """One criterion of every enterprise.

    Parameters
    ----------
    outcome : numpy.ndarray
        ``MET``, ``MANUAL``, ``UNKNOWN`` or ``UNMET``.
    value, threshold : numpy.ndarray or float
        The measured value and its threshold, in the criterion's unit; NaN where there is none.
    margin : numpy.ndarray or float
        By how much it is met (negative: unmet), in the criterion's unit.
    low, high : numpy.ndarray
        The fewest and the most points it can give; zero for criteria without points.
    in_doubt : numpy.ndarray
        Why points are uncertain: ``MET`` where they are not, ``UNKNOWN`` for a missing figure, ``MANUAL`` for a person.
    """

    outcome: np.ndarray
    value: np.ndarray | float = np.nan
    threshold: np.ndarray | float = np.nan
    margin: np.ndarray | float = np.nan
    low: np.ndarray = field(default_factory=lambda: np.zeros(1))
    high: np.ndarray = field(default_factory=lambda: np.zeros(1))
    in_doubt: np.ndarray = field(default_factory=lambda: np.full(1, MET))


def all_of(outcomes: list[np.ndarray]) -> np.ndarray:
    """The outcome of criteria that are all required."""
    return cast("np.ndarray", np.maximum.reduce(outcomes))


def any_of(outcomes: list[np.ndarray]) -> np.ndarray:
    """The outcome of alternative criteria."""
    return cast("np.ndarray", np.minimum.reduce(outcomes))


def passes(value: np.ndarray, test: Test, threshold: np.ndarray | float) -> np.ndarray:
    """Whether values pass a test; NaN never does.

    >>> passes(np.array([70.0, 70.5]), "above", 70).tolist()
    [False, True]
    """
    if test == "at_least":
        return np.asarray(value >= threshold)
    return np.asarray(value > threshold if test == "above" else value <= threshold)
