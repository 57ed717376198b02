"""Places by score: rounded half up to hundredths, ties share the better place and the next is skipped (1, 1, 3)."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from panjin_kpi.analysis.weights import Numbers

Whole = npt.NDArray[np.int64]
DECIMALS = 9  # what is kept of a score: binary noise ends, exact ties and halves begin
UNITS, HALF, STEP = 10.0**DECIMALS, 10.0 ** (DECIMALS - 2) / 2, 10.0 ** (DECIMALS - 2)
MOST = 2.0**40  # hundredths; without a cap a slip in the unit may pass it, and a place must still fit in 64 bits


def hundredths(scores: Numbers) -> Whole:
    """Scores of 0 or more in hundredths of a point, halves up as they are written in decimals.

    >>> hundredths(np.array([2.675, 66.665, 66.664999, 0.1 + 0.2]))
    array([ 268, 6667, 6666,   30])
    """
    counted = np.rint(scores * UNITS)
    counted += HALF
    counted /= STEP
    np.floor(counted, out=counted)
    return np.minimum(counted, MOST, out=counted).astype("int64")


def order(keys: Sequence[Numbers], size: int) -> Whole:
    """Who goes before whom where scores tie: 0 is first, equal numbers stay tied; NaN goes last.

    >>> order([np.array([1.0, 2.0, 2.0, np.nan]), np.array([5.0, 1.0, 3.0, 9.0])], 4)
    array([2, 1, 0, 3])
    """
    place: Whole = np.zeros(size, dtype="int64")
    for key in keys:
        _, dense = np.unique(-np.where(np.isnan(key), -np.inf, key), return_inverse=True)
        _, place = np.unique(place * (size + 1) + dense.reshape(-1), return_inverse=True)
    return place


def ranks(scores: Numbers, breaking: Whole | None = None) -> npt.NDArray[Any]:
    """Places of every row of scores, each row for itself.

    Sorted are whole numbers that hold a score's hundredths and whose it is, which is several times as fast as sorting
    positions.

    Parameters
    ----------
    scores : numpy.ndarray
        Draws down, districts across; no blanks.
    breaking : numpy.ndarray, optional
        From :func:`order`: who goes before whom among equals. Without it they share the better place.

    Returns
    -------
    numpy.ndarray
        Whole numbers of the same shape, as small as they can be kept.

    Examples
    --------
    >>> ranks(np.array([[80.004, 80.0, 79.0], [1.0, 2.0, 3.0]]))
    array([[1, 1, 3],
           [3, 2, 1]], dtype=int16)
    >>> ranks(np.array([[80.0, 80.0, 79.0]]), np.array([1, 0, 2]))
    array([[2, 1, 3]], dtype=int16)
    """
    keys = hundredths(scores)
    size, kind = keys.shape[1], np.int16 if keys.shape[1] < 2**15 else np.int32
    if not keys.size:
        return np.zeros(keys.shape, dtype=kind)
    np.subtract(keys.max(), keys, out=keys)
    if breaking is not None:
        keys *= int(breaking.max()) + 1
        keys += breaking
    bits = (size - 1).bit_length()
    small = int(keys.max()) < 2 ** (31 - bits)
    packed = ((keys << bits) | np.arange(size)).astype("int32" if small else "int64")
    packed.sort(axis=1)
    who = packed & ((1 << bits) - 1)
    packed >>= bits
    place = np.broadcast_to(np.arange(1, size + 1, dtype=kind), packed.shape).copy()
    place[:, 1:][packed[:, 1:] == packed[:, :-1]] = 0
    np.maximum.accumulate(place, axis=1, out=place)
    result = np.empty_like(place)
    np.put_along_axis(result, who, place, axis=1)
    return result
