"""Ranks by score: rounded half up to hundredths; ties share the better rank and the next is skipped (1, 1, 3)."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from panjin_kpi.analysis.scopes import Numbers

Ranks = npt.NDArray[np.integer]
DECIMALS = 9  # of a score: removes binary noise, so that ties and halves are exact
UNITS, HALF, STEP = 10.0**DECIMALS, 10.0 ** (DECIMALS - 2) / 2, 10.0 ** (DECIMALS - 2)
MOST = 2.0**40  # hundredths: without a cap a wrong unit may exceed it, and ties are broken in 64 bits
CELLS = 200_000  # ranks computed at once: fits a processor cache


def hundredths(scores: Numbers) -> Ranks:
    """Non-negative scores in hundredths of a point, rounded half up in decimal.

    >>> hundredths(np.array([2.675, 66.665, 66.664999, 0.1 + 0.2]))
    array([ 268, 6667, 6666,   30])
    """
    counted = np.rint(scores * UNITS)
    counted += HALF
    counted /= STEP
    np.floor(counted, out=counted)
    return np.minimum(counted, MOST, out=counted).astype("int64")


def order(keys: Sequence[Numbers], size: int) -> Ranks:
    """Order by several keys, each breaking the ties of those before: 0 is first, equal values stay tied, NaN is last.

    >>> order([np.array([1.0, 2.0, 2.0, np.nan]), np.array([5.0, 1.0, 3.0, 9.0])], 4)
    array([2, 1, 0, 3])
    """
    rank: Ranks = np.zeros(size, dtype="int64")
    for key in keys:
        _, dense = np.unique(-np.where(np.isnan(key), -np.inf, key), return_inverse=True)
        _, rank = np.unique(rank * (size + 1) + dense.reshape(-1), return_inverse=True)
    return rank


def ranks(scores: Numbers, breaking: Ranks | None = None) -> Ranks:
    """Ranks within every row of scores (draws down, districts across; no NaN).

    ``breaking``, from :func:`order`, breaks ties; without it equals share the better rank.

    >>> ranks(np.array([[80.004, 80.0, 79.0], [1.0, 2.0, 3.0]]))
    array([[1, 1, 3],
           [3, 2, 1]])
    >>> ranks(np.array([[80.0, 80.0, 79.0]]), np.array([1, 0, 2]))
    array([[2, 1, 3]])
    """
    found = np.empty(scores.shape, dtype="int64")
    step = max(CELLS // max(scores.shape[1], 1), 1)
    for start in range(0, len(scores), step):
        behind = -hundredths(scores[start : start + step])
        if breaking is not None:
            behind = behind * (int(breaking.max(initial=0)) + 1) + breaking
        sorting = behind.argsort(axis=1)
        rising = np.take_along_axis(behind, sorting, axis=1)
        place = np.broadcast_to(np.arange(1, behind.shape[1] + 1), behind.shape).copy()
        place[:, 1:][rising[:, 1:] == rising[:, :-1]] = 0  # as the one before it
        np.put_along_axis(found[start : start + step], sorting, np.maximum.accumulate(place, axis=1), axis=1)
    return found
