"""What each cell of a transition matrix is called."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

NONE = "none"  # no tier that day


def movement(transitions: pd.DataFrame, ladder: Iterable[str]) -> pd.Series:
    """The name of each cell of a transition matrix; ``ladder`` has the tiers, lowest first.

    Returns
    -------
    pandas.Series
        ``new`` (no tier before), ``promoted`` (a higher tier), ``kept`` (the same), ``fell`` (a lower tier), ``left``
        (no tier now), ``outside`` (no tier on either day).
    """
    rungs = [NONE, *ladder]
    before, after = (pd.Categorical(transitions[name], categories=rungs).codes for name in ("from_tier", "to_tier"))
    words = np.select(
        [(before == 0) & (after == 0), before == 0, after == 0, after > before, after == before],
        ["outside", "new", "left", "promoted", "kept"],
        default="fell",
    )
    return pd.Series(words, index=transitions.index, name="movement", dtype="str")
