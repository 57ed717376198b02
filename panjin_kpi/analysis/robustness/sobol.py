"""Sobol' indices of groups of factors: how much of an outcome's variance each of them makes.

Saltelli's design (Saltelli et al. 2010, *Computer Physics Communications* 181, 259-270): two independent matrices A and
B, and for each factor A with that factor's columns from B.
"""

from collections.abc import Sequence

import numpy as np
from scipy.stats import qmc

from panjin_kpi.analysis.scopes import Numbers


def design(widths: Sequence[int], points: int, scramblings: int, seed: int) -> Numbers:
    """Saltelli's design of scrambled Sobol' points between 0 and 1.

    Parameters
    ----------
    widths : sequence of int
        How many columns each factor has.
    points : int
        A power of two.
    scramblings : int
        How many independent scramblings of the sequence: what they differ by is the error of an estimate.

    Returns
    -------
    numpy.ndarray
        Scramblings by A, B and one matrix for each factor, by points, by columns.

    Examples
    --------
    >>> design([1, 3], 8, 2, 2021).shape
    (2, 4, 8, 4)
    """
    width = sum(widths)
    ends = np.cumsum(widths)
    made = np.empty((scramblings, 2 + len(widths), points, width))
    for number, own in enumerate(made):
        both = qmc.Sobol(2 * width, seed=np.random.default_rng([seed, number])).random(points)
        own[:] = both[:, :width]
        own[1] = both[:, width:]
        for position, end in enumerate(ends):
            columns = slice(end - widths[position], end)
            own[2 + position][:, columns] = own[1][:, columns]
    return made


def indices(outcomes: Numbers) -> tuple[Numbers, Numbers]:
    """First-order and total indices of each factor; NaN where an outcome never varies.

    First order after Saltelli et al. (2010), total after Jansen (1999), as ``scipy.stats.sobol_indices`` has them.

    Parameters
    ----------
    outcomes : numpy.ndarray
        Of a :func:`design`: scramblings by matrices by points by outcomes.

    Returns
    -------
    tuple of numpy.ndarray
        Factors by outcomes.

    Examples
    --------
    >>> given = design([1, 1], 256, 1, 2021)
    >>> first, total = indices(given[..., :1] + 2 * given[..., 1:])
    >>> first.round(2).ravel().tolist(), total.round(2).ravel().tolist()
    ([0.2, 0.8], [0.2, 0.8])
    """
    a, b, mixed = outcomes[:, 0], outcomes[:, 1], outcomes[:, 2:]
    both = outcomes[:, :2]
    variance = both.var(axis=(0, 1, 2))
    variance = np.where(variance > 0, variance, np.nan)
    moved = mixed - a[:, np.newaxis]
    centred = b - both.mean(axis=(0, 1, 2))
    first = (centred[:, np.newaxis] * moved).mean(axis=(0, 2)) / variance
    return first, (moved**2).mean(axis=(0, 2)) / (2 * variance)
