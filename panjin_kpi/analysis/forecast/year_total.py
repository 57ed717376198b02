"""Distribution of a year's total given the count by a month: a negative binomial prior, updated by Bayes' rule."""

from dataclasses import dataclass

import numpy as np
from scipy import special

from panjin_kpi.analysis.scopes import Numbers

FEWEST, MOST = 400, 4000  # numbers of further events considered; beyond that range only every second, third ...
FURTHEST = 5  # times the expected or the present count, and some more
EXACT = 1e-9


@dataclass(frozen=True, eq=False)
class YearTotal:
    """Possible totals of a year and their probabilities, one row per cell.

    The total is negative binomial with mean ``pace`` and shape ``shape``; the count by the month is a beta-binomial
    part of it (the share of the season). Bayes' rule gives the total for the known count.

    Parameters
    ----------
    totals, probabilities : numpy.ndarray
        Two-dimensional; probabilities of a row sum to 1.
    """

    totals: Numbers
    probabilities: Numbers

    @classmethod
    def of(cls, done: Numbers, pace: Numbers, shape: float, share: Numbers, concentration: Numbers) -> "YearTotal":
        """The distribution of each of several cells; NaN gives NaN.

        Parameters
        ----------
        done, pace : numpy.ndarray
            The count so far, and the total expected without knowing it.
        shape : float
            The smaller, the more the paces differ.
        share, concentration : numpy.ndarray
            As in :func:`~panjin_kpi.analysis.forecast.season.season`. Both parameters of the beta distribution are
            kept at 1 or more, so that a higher count never makes a total less likely.

        Examples
        --------
        >>> there, expected, half, steady = (np.array([number]) for number in (6.0, 12.0, 0.5, 1e6))
        >>> found = YearTotal.of(there, expected, 1e6, half, steady)  # a pace and a season that are known: Poisson
        >>> print(found.mean.round(3), found.quantile(0.1), found.quantile(0.9), found.at_least(expected).round(3))
        [12.] [9.] [15.] [0.554]
        """
        furthest = FURTHEST * np.maximum(done, pace) + FEWEST / 10
        points = int(np.clip(np.nanmax(furthest, initial=0), FEWEST, MOST))
        rest = np.maximum(np.ceil(furthest / points), 1)[:, None] * np.arange(points)
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
