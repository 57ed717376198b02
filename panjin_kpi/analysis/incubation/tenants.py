"""Tenants of carriers: stock, entries, departures, and recognitions during the tenancy."""

from datetime import date

import numpy as np
import pandas as pd

from panjin_kpi.analysis.gradient.stock_and_flow import re_registered
from panjin_kpi.analysis.gradient.tenure import Tenures
from panjin_kpi.analysis.registry import intermediate, result
from panjin_kpi.reference.evidence_counts import open_by
from panjin_kpi.reference.names import stored_key
from panjin_kpi.reference.plan import CITY, Plan
from panjin_kpi.schemas.conform import conform

COUNTS = ("tenants", "new_this_year", "graduated_this_year")
NOT_LISTED, NOT_STATED = -1, "没有填"


@intermediate()
def open_carriers(carriers: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """The carriers open on the day (:func:`~panjin_kpi.reference.evidence_counts.open_by`)."""
    return open_by(carriers, pd.Timestamp(as_of))


def carrier_of(rows: pd.DataFrame, listed: pd.DataFrame) -> np.ndarray:
    """Position of each row's carrier in ``listed``; -1 where it is not listed or ambiguous.

    Found by ``carrier``, and where several share a name by ``district`` as well, if the rows have one.

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
    """Tenants on a day, entries and departures of its year so far, by carrier (those that have any row).

    Enterprises and teams are counted together, as the plan does (在孵企业及创新创业团队). A tenancy lasts from
    ``entered_on`` to the day before ``graduated_on`` (blank while it lasts).

    >>> incubatees = pd.DataFrame({"carrier": ["甲", "甲"], "entered_on": pd.to_datetime(["2020-05-01", "2021-03-01"]),
    ...                            "graduated_on": pd.to_datetime(["2021-12-31", None])})
    >>> print(tenants(incubatees, date(2021, 12, 31)).to_dict("index"))
    {'甲': {'tenants': 1, 'new_this_year': 1, 'graduated_this_year': 1}}
    """
    return stays(incubatees, as_of).groupby(incubatees["carrier"].astype("str")).sum()


def stays(incubatees: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Whether each tenant is in on a day, and entered or left in its year so far: 1 or 0 in the columns ``COUNTS``."""
    day = pd.Timestamp(as_of)
    january = day.replace(month=1, day=1)
    entered, left = incubatees["entered_on"], incubatees["graduated_on"]
    each = ((entered <= day) & ~(left <= day), entered.between(january, day), left.between(january, day))
    return pd.DataFrame(dict(zip(COUNTS, each, strict=True))).astype("int64")


@result(365, listed="open_carriers")
def tenant_flows(incubatees: pd.DataFrame, listed: pd.DataFrame, plan: Plan, period: str, as_of: date) -> pd.DataFrame:
    """Origins of tenants (带土移植) and destinations of the year's graduates (毕业后向全市产业园区扩散); most first.

    Localities are as written. Tenants of a carrier that is not listed, or shares its name, count in the city only.
    """
    home = listed.drop_duplicates("carrier", keep=False).set_index("carrier")["district"]
    each = stays(incubatees, as_of).assign(scope=incubatees["carrier"].map(home.to_dict()))
    each[["来源", "去向"]] = incubatees.reindex(columns=["origin", "went_to"]).fillna(NOT_STATED)
    each, parts = pd.concat([each, each.assign(scope=CITY)]), []
    for direction, counts in {"来源": list(COUNTS), "去向": [COUNTS[-1]]}.items():
        sums = each.groupby(["scope", each[direction].map(stored_key).rename("place")])[counts].sum()
        parts.append(sums[sums.any(axis=1)].sort_values(counts, ascending=False, kind="stable").reset_index())
        parts[-1]["direction"] = direction
    order = {"scope": [CITY, *plan.districts_in(period)]}
    return conform("tenant_flows", pd.concat(parts).assign(as_of=pd.Timestamp(as_of)), order)


@intermediate()
def recognised_tenants(
    incubatees: pd.DataFrame, recognitions: pd.DataFrame, tenures: Tenures, plan: Plan, as_of: date
) -> pd.DataFrame:
    """Recognitions of the year so far that enterprises received while they were tenants.

    Only 认定 counts, not 重新认定, nor a 认定 that continues a tier without a gap (unless the tier is given anew each
    year, and it is the year's first), nor one that was revoked by the day. A recognition on the day of graduation
    counts: the tenant graduates because of it.

    Returns
    -------
    pandas.DataFrame
        ``carrier``, ``uscc``, ``tier``, ``event_date``, ``document``: one row for each carrier, enterprise and tier.
    """
    day = pd.Timestamp(as_of)
    given = recognitions.reindex(columns=["uscc", "tier", "event", "event_date", "document"])
    this_year = given["event_date"].between(day.replace(month=1, day=1), day)
    revoked = given[(given["event"] == "revoked") & (given["event_date"] <= day)]
    last = revoked.groupby(["uscc", "tier"])["event_date"].max().rename("revoked_on")
    given = given[this_year & (given["event"] == "recognised")].join(last, on=["uscc", "tier"])
    given = given[~(given["event_date"] <= given["revoked_on"])].astype({"uscc": "str", "tier": "str"})
    held_on = tenures.spans[(tenures.spans["entry"] == "renewed") & re_registered(tenures.spans, plan).isna()]
    renewed = {"uscc": tenures.enterprises["uscc"].take(held_on["enterprise"]), "tier": held_on["tier"].astype("str")}
    keys = pd.MultiIndex.from_arrays([*renewed.values(), held_on["held_from"]])
    given = given[~pd.MultiIndex.from_frame(given[["uscc", "tier", "event_date"]]).isin(keys)]
    inside = incubatees.loc[incubatees["uscc"].notna(), ["carrier", "uscc", "entered_on", "graduated_on"]]
    both = inside.astype({"uscc": "str"}).merge(given, on="uscc")
    both = both[(both["entered_on"] <= both["event_date"]) & ~(both["graduated_on"] < both["event_date"])]
    both = both.sort_values(["carrier", "event_date", "uscc", "tier"], kind="stable")
    both = both.drop_duplicates(["carrier", "uscc", "tier"])
    return both[["carrier", "uscc", "tier", "event_date", "document"]].reset_index(drop=True)
