"""Enterprises and teams in carriers: who is in, who came, who left, who was recognised while in."""

from datetime import date

import numpy as np
import pandas as pd

from panjin_kpi.analysis.gradient.tenure import holding
from panjin_kpi.reference.settings.tiers import Tiers

COUNTS = ("tenants", "new_this_year", "graduated_this_year")
NOT_LISTED = -1


def carrier_of(rows: pd.DataFrame, listed: pd.DataFrame) -> np.ndarray:
    """Which of the listed carriers each row means: by name, and where two share one by district as well.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``carrier``, and ``district`` where the rows have one.
    listed : pandas.DataFrame
        The carriers: ``district``, ``carrier``.

    Returns
    -------
    numpy.ndarray
        Positions in ``listed``; -1 where the carrier is not listed or cannot be told.

    Examples
    --------
    >>> listed = pd.DataFrame({"district": ["dawa", "dawa", "panshan"], "carrier": ["甲", "乙", "乙"]})
    >>> rows = pd.DataFrame({"district": ["city", "panshan", "gaoxin"], "carrier": ["甲", "乙", "乙"]})
    >>> carrier_of(rows, listed).tolist()
    [0, 2, -1]
    """
    shared = listed["carrier"].duplicated(keep=False).to_numpy()
    alone = pd.Series(np.flatnonzero(~shared), index=listed["carrier"][~shared], dtype="float64")
    found = rows["carrier"].map(alone).to_numpy("float64", na_value=np.nan)
    if "district" in rows:
        cells = pd.MultiIndex.from_frame(listed[["district", "carrier"]])
        by_carrier = cells.get_indexer(pd.MultiIndex.from_frame(rows[["district", "carrier"]]))
        found = np.where(np.isnan(found), by_carrier, found)
    return np.where(np.isnan(found), NOT_LISTED, found).astype("int64")


def tenants(incubatees: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Tenants on a day, entries and departures of its year so far, by carrier.

    Enterprises and teams are counted together, as the plan does (在孵企业及创新创业团队). A tenant is in from the day
    it enters to the day before it graduates or leaves.

    Parameters
    ----------
    incubatees : pandas.DataFrame
        Rows in force: ``carrier``, ``entered_on``, ``graduated_on`` (blank while it is in).
    as_of : date
        The day.

    Returns
    -------
    pandas.DataFrame
        ``tenants``, ``new_this_year``, ``graduated_this_year``; the index is the carriers that have any row.

    Examples
    --------
    >>> incubatees = pd.DataFrame({"carrier": ["甲", "甲"], "entered_on": pd.to_datetime(["2020-05-01", "2021-03-01"]),
    ...                            "graduated_on": pd.to_datetime(["2021-12-31", None])})
    >>> print(tenants(incubatees, date(2021, 12, 31)).to_dict("index"))
    {'甲': {'tenants': 1, 'new_this_year': 1, 'graduated_this_year': 1}}
    """
    day = pd.Timestamp(as_of)
    january = day.replace(month=1, day=1)
    entered, left = incubatees["entered_on"], incubatees["graduated_on"]
    each = {
        "tenants": (entered <= day) & ~(left <= day),
        "new_this_year": entered.between(january, day),
        "graduated_this_year": left.between(january, day),
    }
    return pd.DataFrame(each).astype("int64").groupby(incubatees["carrier"].astype("str")).sum()


def recognised_tenants(
    incubatees: pd.DataFrame,
    recognitions: pd.DataFrame,
    tiers: Tiers,
    as_of: date,
    held: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Recognitions of the year so far that enterprises received while they were tenants.

    Only 认定 counts, not 重新认定; one that was revoked by the day does not. A recognition on the very day of
    graduation does: it is what the tenant graduates by.

    Parameters
    ----------
    incubatees : pandas.DataFrame
        Rows in force: ``carrier``, ``uscc``, ``entered_on``, ``graduated_on``.
    recognitions : pandas.DataFrame
        Events in force.
    tiers : Tiers
        How long each tier is valid.
    as_of : date
        The day.
    held : pandas.DataFrame, optional
        From :func:`~panjin_kpi.analysis.gradient.tenure.holding`, where it is known already.

    Returns
    -------
    pandas.DataFrame
        ``carrier``, ``uscc``, ``tier``, ``event_date``, ``document``: one row for each carrier, enterprise and tier.
    """
    day = pd.Timestamp(as_of)
    given = recognitions.reindex(columns=["uscc", "tier", "event", "event_date", "document"])
    this_year = given["event_date"].between(day.replace(month=1, day=1), day)
    given = given[this_year & (given["event"] == "recognised")].astype({"uscc": "str", "tier": "str"})
    held = holding(recognitions, tiers, as_of) if held is None else held
    given = given.merge(held.loc[held["holds"], ["uscc", "tier"]], on=["uscc", "tier"])
    inside = incubatees.loc[incubatees["uscc"].notna(), ["carrier", "uscc", "entered_on", "graduated_on"]]
    both = inside.astype({"uscc": "str"}).merge(given, on="uscc")
    both = both[(both["entered_on"] <= both["event_date"]) & ~(both["graduated_on"] < both["event_date"])]
    both = both.sort_values(["carrier", "event_date", "uscc", "tier"], kind="stable")
    both = both.drop_duplicates(["carrier", "uscc", "tier"])
    return both[["carrier", "uscc", "tier", "event_date", "document"]].reset_index(drop=True)
