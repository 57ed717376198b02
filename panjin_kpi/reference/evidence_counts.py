"""What counts as evidence of an indicator: the rows that prove a reported figure."""

from collections.abc import Mapping

import pandas as pd

from panjin_kpi.reference.calendar import month_end
from panjin_kpi.reference.plan import CITY, Plan

PROVING = ("events", "recognitions", "incubatees")  # the tables whose rows can be counted; the rest is for a person
WAN_IN_YI = 10_000
UNDECIDED = "未定"  # the basis of an enterprise that belongs to no district yet
TIER_OF = "new_"  # new_hnte counts first recognitions of hnte
COLUMNS = ["scope", "indicator", "evidenced"]


def count_evidence(plan: Plan, tables: Mapping[str, pd.DataFrame], period: str) -> pd.DataFrame:
    """What the rows prove for each indicator, from 1 January to the end of a month.

    Rows of events for counts, Σ amount_wan / 10,000 for amounts in 亿元, first recognitions ever for the tiers (the
    plan's 新增, 二), entries for tenants. An enterprise counts where it is registered, a tenant where its carrier is;
    one whose district is undecided proves the city's figure and no district's. ``tables`` has ``events``,
    ``recognitions``, ``enterprises``, ``incubatees`` and ``carriers``.

    Returns
    -------
    pandas.DataFrame
        ``scope`` (a district or ``city``; of an indicator that is broken down the city is the sum), ``indicator``,
        ``evidenced`` in the indicator's unit. A pair without rows is missing.
    """
    first, last = pd.Timestamp(f"{period[:4]}-01-01"), pd.Timestamp(month_end(period))
    proofs = pd.concat([_events(plan, tables["events"]), _recognitions(tables), _incubatees(tables)])
    proofs = proofs[proofs["day"].between(first, last)]
    own = proofs["indicator"].isin(set(plan.indicators["indicator"]) - plan.split_indicators(int(period[:4])))
    shared = proofs[~own & proofs["scope"].notna() & (proofs["scope"] != CITY)].assign(scope=CITY)
    proofs = pd.concat([proofs.assign(scope=proofs["scope"].mask(own, CITY)), shared])
    proofs = proofs[proofs["scope"] != UNDECIDED]
    sums = proofs.groupby(["scope", "indicator"], as_index=False)["amount"].sum()
    return sums.set_axis(COLUMNS, axis=1)


def _events(plan: Plan, events: pd.DataFrame) -> pd.DataFrame:
    measure = events["indicator"].map(plan.indicators.set_index("indicator")["measure"])
    amount = (events["amount_wan"] / WAN_IN_YI).where(measure == "amount", 1.0).fillna(0.0)
    return _proofs(events["district"], events["indicator"], events["occurred_on"], amount)


def _recognitions(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    recognised = tables["recognitions"][tables["recognitions"]["event"] == "recognised"]
    first = recognised.groupby(["uscc", "tier"], as_index=False)["event_date"].min()
    register = tables["enterprises"].drop_duplicates("uscc").set_index("uscc")
    decided = register["district"].mask(register["district_basis"] == UNDECIDED, UNDECIDED)
    district = first["uscc"].map(decided)
    return _proofs(district, TIER_OF + first["tier"].astype("str"), first["event_date"], 1.0)


def _incubatees(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    tenants = tables["incubatees"]
    district = tenants["carrier"].map(tables["carriers"].drop_duplicates("carrier").set_index("carrier")["district"])
    return _proofs(district, "incubatees", tenants["entered_on"], 1.0)


def _proofs(scope: pd.Series, indicator: pd.Series | str, day: pd.Series, amount: pd.Series | float) -> pd.DataFrame:
    proofs = pd.DataFrame({"scope": scope.astype("object"), "day": day}).assign(amount=amount, indicator=indicator)
    return proofs.astype({"indicator": "object", "amount": "float64"})
