"""Who holds which tier on a day, and who has ever held it."""

from datetime import date

import numpy as np
import pandas as pd

from panjin_kpi.analysis.tenure import tenures
from panjin_kpi.reference.settings.tiers import Tiers


def holding(recognitions: pd.DataFrame, tiers: Tiers, as_of: date) -> pd.DataFrame:
    """The tiers that enterprises hold on a day.

    What holding means is said in :func:`~panjin_kpi.analysis.tenure.tenures`.

    Parameters
    ----------
    recognitions : pandas.DataFrame
        Events in force: ``uscc``, ``tier``, ``event``, ``event_date``, ``valid_until`` (may be blank or missing).
    tiers : Tiers
        How long each tier is valid.
    as_of : date
        The day.

    Returns
    -------
    pandas.DataFrame
        ``uscc`` and ``tier``, one row for each that was ever held up to the day, in order; ``holds`` on the day. What
        was recognised and revoked on one day, or ended before it began, was never held.

    Examples
    --------
    >>> from panjin_kpi.reference.plan import Plan
    >>> tiers = Plan.load().tiers
    >>> events = pd.DataFrame({"uscc": ["A", "B"], "tier": ["hnte"] * 2, "event": ["recognised"] * 2,
    ...                        "event_date": pd.to_datetime(["2018-11-13", "2019-02-01"])})
    >>> holding(events, tiers, date(2021, 12, 31))["holds"].tolist()
    [False, True]
    """
    nobody = pd.DataFrame({"uscc": []}, dtype="str")
    given = tenures(nobody, recognitions, tiers)
    spans, day = given.spans, np.datetime64(pd.Timestamp(as_of), "s")
    begun = spans[spans["held_from"].to_numpy() <= day]
    holds = ~(begun["held_until"].to_numpy() < day)  # a blank end is not before any day
    table = pd.DataFrame(
        {
            "uscc": given.enterprises["uscc"].take(begun["enterprise"]).to_numpy(),
            "tier": begun["tier"].astype("str").to_numpy(),
            "holds": holds,
        }
    )
    return table.groupby(["uscc", "tier"], as_index=False)["holds"].any()
