"""Events in the order in which they count, and the spans of days that follow from them."""

import numpy as np
import pandas as pd

EVENTS = ("recognised", "renewed", "revoked")  # order within one day: the last one decides
RECOGNISED, REVOKED = EVENTS.index("recognised"), EVENTS.index("revoked")
ENTRIES = ("first_time", "re_entered", "renewed")
FIRST_TIME, RE_ENTERED, WITHOUT_GAP = range(3)
EXITS = ("revoked", "expired")
BY_REVOCATION, BY_EXPIRY, STAYS = 0, 1, -1
NO_END = np.datetime64("2262-04-11")  # the last day that tables can hold


def spans_of(holder: np.ndarray, day: np.ndarray, event: np.ndarray, valid_until: np.ndarray) -> pd.DataFrame:
    """The spans of each holder; the rules are those of :func:`~panjin_kpi.analysis.gradient.tenure.tenures`.

    Parameters
    ----------
    holder : numpy.ndarray
        A number for each enterprise and tier.
    day, valid_until : numpy.ndarray
        ``datetime64``; a ``valid_until`` that is blank or after :data:`NO_END` means without end.
    event : numpy.ndarray
        Positions in ``EVENTS``.

    Returns
    -------
    pandas.DataFrame
        ``holder``, ``held_from``, ``held_until``, ``valid_until``, ``entry`` (position in ``ENTRIES``), ``exit``
        (position in ``EXITS``; -1 where there is none), by holder and day.
    """
    day, valid = day.astype("datetime64[D]"), valid_until.astype("datetime64[D]")
    valid = np.where(valid < NO_END, valid, NO_END)
    order = np.lexsort((valid, event, day, holder))
    holder, day, event, valid = (array[order] for array in (holder, day, event, valid))
    first_recognised = np.full(holder.max(initial=-1) + 1, NO_END)
    backwards = np.flatnonzero(event == RECOGNISED)[::-1]
    first_recognised[holder[backwards]] = day[backwards]  # of several days the one assigned last

    of_day = np.flatnonzero(~(_same_as_next(holder) & _same_as_next(day)))  # the last event of each day
    holder, day, event, valid = (array[of_day] for array in (holder, day, event, valid))
    followed = _same_as_next(holder)
    next_day = np.where(followed, np.roll(day, -1), NO_END + 1)
    until = np.minimum(valid, next_day - 1)
    stopped = followed & (np.roll(event, -1) == REVOKED) & (valid >= next_day)
    held = np.flatnonzero((event != REVOKED) & (until >= day))
    holder, day, valid, until, stopped = (array[held] for array in (holder, day, valid, until, stopped))

    again = np.roll(_same_as_next(holder), 1)
    without_gap = again & (np.roll(until, 1) + 1 == day)
    on_record = first_recognised[holder] <= day
    entry = np.where(without_gap, WITHOUT_GAP, np.where(again | ~on_record, RE_ENTERED, FIRST_TIME))
    leaves = ~np.roll(without_gap, -1) & (until < NO_END)
    way_out = np.where(leaves, np.where(stopped, BY_REVOCATION, BY_EXPIRY), STAYS)
    spans = {"holder": holder, "held_from": day, "held_until": until, "valid_until": valid}
    table = pd.DataFrame(spans | {"entry": entry.astype("int8"), "exit": way_out.astype("int8")})
    return table.assign(**{name: table[name].mask(table[name] == NO_END) for name in ("held_until", "valid_until")})


def _same_as_next(values: np.ndarray) -> np.ndarray:
    same = np.zeros(len(values), dtype="bool")
    same[:-1] = values[1:] == values[:-1]
    return same
