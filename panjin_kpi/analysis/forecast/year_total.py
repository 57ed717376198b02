"""What a year's total can be, given what there is by a month: negative binomial, the rest by Bayes' rule."""

from dataclasses import dataclass

import numpy as np
from scipy import special

from panjin_kpi.analysis.scopes import Numbers

POINTS = 400  # further events that are looked at; of more than that, every second, every third ...
FURTHEST = 5  # times what is expected or there already
EXACT = 1e-9


@dataclass(frozen=True, eq=False)
class YearTotal:
    """Possible totals of a year and their probabilities, one row a cell.

    The total is negative binomial with mean ``pace`` and shape ``shape``; of it, what there is by the month is
    beta-binomial (the share of the season). Bayes' rule gives the total for the part that is known.

    Parameters
    ----------
    totals, probabilities : numpy.ndarray
        Two-dimensional; probabilities of a row sum to 1.
    """

    totals: Numbers
    probabilities: Numbers

    @classmethod
    def of(cls, done: Numbers, pace: Numbers, shape: float, share: Numbers, concentration: Numbers) -> "YearTotal":
        """The distribution for each of several cells; NaN gives NaN.

        Parameters
        ----------
        done, pace : numpy.ndarray
            What there is so far, and the total to be expected if nothing were known of it.
        shape : float
            The smaller, the more paces differ.
        share, concentration : numpy.ndarray
            As in :func:`~panjin_kpi.analysis.forecast.season.season`. Neither parameter of the beta distribution is
            let below 1: more done then never makes a total less likely.

        Examples
        --------
        >>> there, expected, half, steady = (np.array([number]) for number in (6.0, 12.0, 0.5, 1e6))
        >>> found = YearTotal.of(there, expected, 1e6, half, steady)  # a pace and a season that are known: Poisson
        >>> print(found.mean.round(3), found.quantile(0.1), found.quantile(0.9), found.at_least(expected).round(3))
        [12.] [9.] [15.] [0.554]
        """
        step = np.maximum(np.ceil((FURTHEST * np.maximum(done, pace) + POINTS / 10) / POINTS), 1)
        rest = step[:, None] * np.arange(POINTS)
        total = done[:, None] + rest
        before, later = (np.maximum(concentration * part, 1)[:, None] for part in (share, 1 - share))
        logarithm = special.gammaln(total + shape) + rest * np.log(pace / (pace + shape))[:, None]
        logarithm += special.gammaln(rest + later) - special.gammaln(rest + 1)
        logarithm -= special.gammaln(total + before + later)
        likelihood = np.exp(logarithm - logarithm.max(axis=1, keepdims=True))
        return cls(total, likelihood / likelihood.sum(axis=1, keepdims=True))

    @property
    def mean(self) -> Numbers:
        """Expected total."""
        mean: Numbers = (self.totals * self.probabilities).sum(axis=1)
        return mean

    def quantile(self, level: float) -> Numbers:
        """The least total whose cumulative probability reaches a level."""
        reached = self.probabilities.cumsum(axis=1) >= level - EXACT
        return np.where(reached.any(axis=1), self.totals[np.arange(len(reached)), reached.argmax(axis=1)], np.nan)

    def at_least(self, target: Numbers) -> Numbers:
        """Probability of reaching a target; certain where it is reached, NaN where there is none."""
        chance = np.where(self.totals >= target[:, None] - EXACT, self.probabilities, 0).sum(axis=1).clip(0, 1)
        chance[self.totals[:, 0] >= target - EXACT] = 1.0
        return np.where(np.isnan(target), np.nan, chance)
