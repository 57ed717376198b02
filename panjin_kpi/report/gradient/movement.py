"""What each cell of a transition matrix is called."""

from collections.abc import Collection, Iterable

import numpy as np
import pandas as pd

from panjin_kpi.reference.labels import DECEMBER

NONE = "none"  # no tier that day


def movement(transitions: pd.DataFrame, ladder: Iterable[str], yearly: Collection[str] = ()) -> pd.Series:
    """The name of each cell of a transition matrix.

    ``ladder`` has the tiers, the lowest first; of these ``yearly`` are made anew each year.

    Returns
    -------
    pandas.Series
        ``new`` (no tier before), ``promoted`` (a higher tier), ``kept`` (the same), ``fell`` (a lower tier), ``left``
        (no tier now), ``waiting`` (no tier now, but a yearly list is not full before December), ``outside`` (no tier
        on either day).
    """
    rungs = [NONE, *ladder]
    before, after = (pd.Categorical(transitions[name], categories=rungs).codes for name in ("from_tier", "to_tier"))
    words = np.select(
        [(before == 0) & (after == 0), before == 0, after == 0, after > before, after == before],
        ["outside", "new", "left", "promoted", "kept"],
        default="fell",
    )
    named = pd.Series(words, index=transitions.index, name="movement", dtype="str")
    if yearly:
        running = transitions["to_date"].dt.month < DECEMBER
        named = named.mask((named == "left") & transitions["from_tier"].isin(yearly) & running, "waiting")
    return named
