"""Measuring the quantities of a rule, for all enterprises at once."""

from dataclasses import dataclass
from typing import cast

import numpy as np

from panjin_kpi.analysis.eligibility.financial_history import FinancialHistory
from panjin_kpi.reference.settings.tier_quantities import Age, CompoundGrowth, Figure, Growth, Quantity, Ratio

RATIO_DIGITS = 12  # sums of amounts are inexact in binary: 0.1 + 0.2 of 1.0 reaches 30 %
AMOUNT_DIGITS = 6


@dataclass(frozen=True, eq=False)
class Measurement:
    """A quantity of every enterprise.

    Parameters
    ----------
    value : numpy.ndarray
        Not-a-number where a figure is unknown, or the quantity is undefined.
    undefined : numpy.ndarray
        Where every figure is known but the quantity is undefined, as a ratio to zero.
    """

    value: np.ndarray
    undefined: np.ndarray


def measure(quantity: Quantity, figures: FinancialHistory) -> Measurement:
    """The quantity of every enterprise.

    - A *ratio* to a sum that is zero or negative is undefined (an enterprise without sales has no R&D intensity): it is
      neither zero nor infinite, and a person decides. A sum with an unknown year is unknown.
    - *Growth* (国科发火〔2016〕195号): ½(Y2/Y1 + Y3/Y2) - 1 over the last three fiscal years; negative growth is 0;
      if the first year is zero, the later two years count; if the second is zero, growth is 0. If the first or the
      second year is negative, as net assets can be, it is undefined.
    - *Compound growth* from zero or less is undefined; to zero or less it is -1.
    """
    match quantity:
        case Figure():
            return _defined(figures.column(quantity.of, quantity.back))
        case Age():
            return _defined(figures.age_in_days if quantity.unit == "days" else figures.age_in_years)
        case Ratio():
            part, whole = total(quantity.of, quantity.years, figures), total(quantity.to, quantity.years, figures)
            return Measurement(np.round(_divided(part, whole), RATIO_DIGITS), ~np.isnan(part) & (whole <= 0))
        case Growth():
            return _growth(*(figures.column(quantity.of, back) for back in (2, 1, 0)))
        case CompoundGrowth():
            return _compound_growth(figures.column(quantity.of, quantity.years), figures.column(quantity.of), quantity)


def total(column: str, years: int, figures: FinancialHistory) -> np.ndarray:
    """Sum of a column over the last fiscal years; NaN where one of them is unknown."""
    added = np.sum([figures.column(column, back) for back in range(years)], axis=0)
    return cast("np.ndarray", np.round(added, AMOUNT_DIGITS))


def _growth(first: np.ndarray, second: np.ndarray, third: np.ndarray) -> Measurement:
    undefined = (((second < 0) & ~np.isnan(first)) | ((first < 0) & (second > 0))) & ~np.isnan(third)
    later = _divided(third, second) - 1
    both = 0.5 * (_divided(second, first) + _divided(third, second)) - 1
    growth = np.round(np.where(first == 0, later, both), RATIO_DIGITS)
    growth = np.where(second == 0, 0.0, np.maximum(growth, 0.0))
    return Measurement(np.where(undefined, np.nan, growth), undefined)


def _compound_growth(base: np.ndarray, latest: np.ndarray, quantity: CompoundGrowth) -> Measurement:
    growth = np.maximum(_divided(latest, base), 0.0) ** (1 / quantity.years) - 1
    return Measurement(np.round(growth, RATIO_DIGITS), (base <= 0) & ~np.isnan(latest))


def _defined(value: np.ndarray) -> Measurement:
    return Measurement(value, np.zeros(len(value), dtype="bool"))


def _divided(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """The quotient; NaN where the whole is not positive."""
    return cast("np.ndarray", np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0))
