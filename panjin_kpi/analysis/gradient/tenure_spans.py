"""One tier's events, sorted as integers, and the spans of days that follow from them."""

import numpy as np
import pandas as pd

EVENTS = ("recognised", "renewed", "revoked")  # order within one day: the last one decides
RECOGNISED, REVOKED = EVENTS.index("recognised"), EVENTS.index("revoked")
ENTRIES = ("first_time", "re_entered", "renewed")
FIRST_TIME, RE_ENTERED, WITHOUT_GAP = range(3)
EXITS = ("revoked", "expired")
BY_REVOCATION, BY_EXPIRY, STAYS = 0, 1, -1

# An event's enterprise, day, kind and last valid day share one integer, so that sorting events is sorting integers.
DAY_BITS, EVENT_BITS = 18, 2
EPOCH = 1 << (DAY_BITS - 1)  # the days from 1611 to 2328
NO_END = (1 << DAY_BITS) - 1
EVENT_AT, DAY_AT = DAY_BITS, DAY_BITS + EVENT_BITS
ENTERPRISE_AT = DAY_AT + DAY_BITS
MOST_ENTERPRISES = 1 << (63 - ENTERPRISE_AT)


def sorted_keys(enterprise: np.ndarray, day: np.ndarray, event: np.ndarray, valid_until: np.ndarray) -> np.ndarray:
    """Events as integers in order: by enterprise, day, kind (a revocation last), last valid day.

    Parameters
    ----------
    enterprise : numpy.ndarray
        Positions of enterprises, below ``MOST_ENTERPRISES`` (33 million).
    day, valid_until : numpy.ndarray
        ``datetime64``; a ``valid_until`` that is blank or after 2328 means without end.
    event : numpy.ndarray
        Positions in ``EVENTS``.

    Raises
    ------
    ValueError
        There are more enterprises than fit.
    """
    if len(enterprise) and enterprise.max() >= MOST_ENTERPRISES:
        raise ValueError(f"企业超过 {MOST_ENTERPRISES} 家，不能在一次运行中计算。")
    valid = _numbers(valid_until)
    valid[event == REVOKED] = 0  # a revocation has no validity: two rows of one day must not differ
    keys: np.ndarray = enterprise.astype("int64") << ENTERPRISE_AT
    keys |= _numbers(day) << DAY_AT
    keys |= event.astype("int64") << EVENT_AT
    keys |= valid
    keys.sort()
    return keys


def spans_of(keys: np.ndarray) -> pd.DataFrame:
    """The spans of one tier; the rules are those of :func:`~panjin_kpi.analysis.gradient.tenure.tenures`.

    Returns
    -------
    pandas.DataFrame
        ``enterprise``, ``held_from``, ``held_until``, ``valid_until``, ``entry`` (position in ``ENTRIES``), ``exit``
        (position in ``EXITS``; -1 where there is none), by enterprise and day.
    """
    recognised = keys[_bits(keys, EVENT_AT, EVENT_BITS) == RECOGNISED]
    keys = keys[~_same_as_next(keys >> DAY_AT)]  # the last event of each day
    enterprise, day = keys >> ENTERPRISE_AT, _bits(keys, DAY_AT, DAY_BITS)
    event, valid = _bits(keys, EVENT_AT, EVENT_BITS), _bits(keys, 0, DAY_BITS)

    followed = _same_as_next(enterprise)
    next_day = np.where(followed, np.roll(day, -1), NO_END + 1)
    until = np.minimum(valid, next_day - 1)
    stopped = followed & (np.roll(event, -1) == REVOKED) & (valid >= next_day)
    held = np.flatnonzero((event != REVOKED) & (until >= day))
    enterprise, day, event, valid, until, stopped = (a[held] for a in (enterprise, day, event, valid, until, stopped))

    again = np.roll(_same_as_next(enterprise), 1)
    without_gap = again & (np.roll(until, 1) + 1 == day)
    entry = np.where(without_gap, WITHOUT_GAP, np.where(again, RE_ENTERED, FIRST_TIME))
    doubtful = np.flatnonzero((entry == FIRST_TIME) & (event != RECOGNISED))
    entry[doubtful[~_on_record(recognised, enterprise[doubtful], day[doubtful])]] = RE_ENTERED
    leaves = ~np.roll(without_gap, -1) & (until < NO_END)
    way_out = np.where(leaves, np.where(stopped, BY_REVOCATION, BY_EXPIRY), STAYS)
    return pd.DataFrame(
        {
            "enterprise": enterprise.astype("int32"),
            "held_from": _dates(day),
            "held_until": _dates(until),
            "valid_until": _dates(valid),
            "entry": entry.astype("int8"),
            "exit": way_out.astype("int8"),
        }
    )


def _same_as_next(values: np.ndarray) -> np.ndarray:
    same = np.zeros(len(values), dtype="bool")
    same[:-1] = values[1:] == values[:-1]
    return same


def _on_record(recognised: np.ndarray, enterprise: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Whether an enterprise was recognised on or before a day, by the keys of recognitions."""
    nobody = np.iinfo("int64").max
    first: np.ndarray = np.append(recognised, nobody)[np.searchsorted(recognised, enterprise << ENTERPRISE_AT)]
    same: np.ndarray = first >> ENTERPRISE_AT == enterprise
    return same & (_bits(first, DAY_AT, DAY_BITS) <= day)


def _bits(keys: np.ndarray, at: int, width: int) -> np.ndarray:
    return (keys >> at) & ((1 << width) - 1)


def _numbers(dates: np.ndarray) -> np.ndarray:
    days = dates.astype("datetime64[D]")
    numbers: np.ndarray = np.clip(days.astype("int64") + EPOCH, 0, NO_END)
    numbers[np.isnat(days)] = NO_END
    return numbers


def _dates(numbers: np.ndarray) -> np.ndarray:
    dates: np.ndarray = (numbers - EPOCH).astype("datetime64[D]").astype("datetime64[s]")
    dates[numbers == NO_END] = np.datetime64("NaT")
    return dates
