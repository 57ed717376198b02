"""Sobol' indices of groups of factors: the share of an outcome's variance due to each of them.

Saltelli's design (Saltelli et al. 2010, *Computer Physics Communications* 181, 259-270): two independent matrices A and
B, and for each factor A with that factor's columns from B.
"""

from collections.abc import Sequence

import numpy as np

from panjin_kpi.analysis.scopes import Numbers


def points(width: int, number: int, scramblings: int, seed: int) -> Numbers:
    """Scrambled Sobol' points between 0 and 1.

    Parameters
    ----------
    number : int
        A power of two.
    scramblings : int
        Number of independent scramblings of the sequence; their spread is the error of an estimate.

    Returns
    -------
    numpy.ndarray
        Scramblings by points by columns.

    Examples
    --------
    >>> points(3, 8, 2, 2021).shape
    (2, 8, 3)
    """
    from scipy.stats import qmc  # a second of processor time, which a run that computes nothing need not spend

    seeds = [np.random.default_rng([seed, scrambling]) for scrambling in range(scramblings)]
    return np.array([qmc.Sobol(width, seed=own).random(number) for own in seeds])


def design(widths: Sequence[int], number: int, scramblings: int, seed: int) -> Numbers:
    """Saltelli's design of :func:`points`, for factors of these widths.

    Parameters
    ----------
    widths : sequence of int
        Number of columns of each factor.
    number, scramblings, seed
        As for :func:`points`.

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
    a, b = np.split(points(2 * width, number, scramblings, seed), 2, axis=-1)
    made = np.repeat(a[:, np.newaxis], 2 + len(widths), axis=1)
    made[:, 1] = b
    for position, end in enumerate(np.cumsum(widths).tolist()):
        columns = slice(end - widths[position], end)
        made[:, 2 + position, :, columns] = b[..., columns]
    return made


def indices(outcomes: Numbers) -> tuple[Numbers, Numbers]:
    """First-order and total indices of each factor, by scrambling; NaN where an outcome never varies.

    First order after Saltelli et al. (2010), total after Jansen (1999), as ``scipy.stats.sobol_indices`` has them.

    Parameters
    ----------
    outcomes : numpy.ndarray
        Of a :func:`design`: scramblings by matrices by points by outcomes.

    Returns
    -------
    tuple of numpy.ndarray
        Scramblings by factors by outcomes.

    Examples
    --------
    >>> given = design([1, 1], 256, 1, 2021)
    >>> first, total = indices(given[..., :1] + 2 * given[..., 1:])
    >>> first.round(2).ravel().tolist(), total.round(2).ravel().tolist()
    ([0.2, 0.8], [0.2, 0.8])
    """
    a, b, mixed = outcomes[:, :1], outcomes[:, 1:2], outcomes[:, 2:]
    both = outcomes[:, :2]
    variance = both.var(axis=(0, 1, 2))  # over all scramblings: a common divisor for the estimates
    variance = np.where(variance > 0, variance, np.nan)
    moved = mixed - a
    first = ((b - both.mean(axis=(0, 1, 2))) * moved).mean(axis=2) / variance
    return first, (moved**2).mean(axis=2) / (2 * variance)
