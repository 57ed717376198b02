"""What each carrier has and does: tenants, recognitions among them, activities; and its grade."""

import re
from datetime import date

import numpy as np
import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.analysis.incubation.carrier_grades import carrier_grades
from panjin_kpi.analysis.incubation.tenants import COUNTS, NOT_LISTED, carrier_of, recognised_tenants, tenants
from panjin_kpi.analysis.registry import result
from panjin_kpi.reference.plan import Plan
from panjin_kpi.schemas.conform import conform

ACTIVITIES = "activities"
PER_AREA = 1_000  # square metres
LISTED = ["district", "carrier", "kind", "level", "area_m2", "service_station"]


@result(350, "carrier_results", private=True, listed="carriers", held="holding")
def carriers(
    listed: pd.DataFrame,
    incubatees: pd.DataFrame,
    recognitions: pd.DataFrame,
    events: pd.DataFrame,
    plan: Plan,
    as_of: date,
    last_grades: pd.DataFrame | None = None,
    held: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Figures and grade of every carrier on a day.

    Counts are of the rows at hand: a carrier without any tenant in the list has none. Where two carriers of different
    districts bear the same name, tenants (whose list names no district) cannot be told apart: their counts are unknown.
    Without an area, or with an area of zero, the occupancy is unknown, not zero.

    Parameters
    ----------
    listed : pandas.DataFrame
        The submitted carriers in force: ``district``, ``carrier``, ``kind``, and if known ``level``, ``area_m2``,
        ``service_station``, ``opened_on``; one that opens after the day is left out.
    events : pandas.DataFrame
        Single events in force; the activities of the year so far that name the carrier are counted.
    plan : Plan
        Tiers, and how carriers are assessed (``carrier_assessment``: 盘政办发〔2021〕10号 三（十）, else assumption).
    last_grades : pandas.DataFrame, optional
        ``district``, ``carrier``, ``grade`` of the year before, as they were published. Not computed here: a year
        before the records begin would look empty.
    held : pandas.DataFrame, optional
        From :func:`~panjin_kpi.analysis.gradient.tenure.holding`, where it is known already.

    Returns
    -------
    pandas.DataFrame
        Columns as in ``schemas/carrier_results.yaml``, by district and name. Score and grade only for the levels that
        are assessed. ``withdrawal``: the grade that leads to it two years running; blank where one is unknown.

    Examples
    --------
    >>> listed = pd.DataFrame({"district": ["dawa"], "carrier": ["虚构空间"], "kind": ["其他"], "area_m2": [2000.0]})
    >>> incubatees = pd.DataFrame({"carrier": ["虚构空间"] * 3, "uscc": [None] * 3,
    ...                            "entered_on": pd.to_datetime(["2021-03-01"] * 3),
    ...                            "graduated_on": pd.to_datetime([None] * 3)})
    >>> nothing = pd.DataFrame({"uscc": [], "tier": [], "event": [], "event_date": pd.to_datetime([])})
    >>> events = pd.DataFrame({"district": [], "indicator": [], "carrier": [], "occurred_on": pd.to_datetime([])})
    >>> row = carriers(listed, incubatees, nothing, events, Plan.load(), date(2021, 12, 31)).iloc[0]
    >>> print(row["tenants"], row["tenants_per_1000_m2"], row["assessed"])
    3 1.5 False
    """
    day = pd.Timestamp(as_of)
    table = _open_by(listed, day).assign(as_of=day.as_unit("ns"))
    shared = table["carrier"].duplicated(keep=False)
    counted = tenants(incubatees, as_of)
    for name in COUNTS:
        table[name] = table["carrier"].map(counted[name]).fillna(0).astype("Int64").mask(shared)
    area = table["area_m2"].mask(table["area_m2"] == 0)
    table["tenants_per_1000_m2"] = (PER_AREA * table["tenants"].astype("Float64") / area).astype("float64").round(6)
    recognised = recognised_tenants(incubatees, recognitions, plan.tiers, as_of, held)
    for name in filter(re.compile("recognised_").match, schemas.schema("carrier_results").columns):
        counts = recognised.loc["recognised_" + recognised["tier"] == name].groupby("carrier").size()
        table[name] = table["carrier"].map(counts).fillna(0).astype("Int64").mask(shared)
    table["activities"] = _activities(events, table, day)

    rules = plan.carrier_assessment
    table["assessed"] = table["level"].isin(rules.levels.value)
    table = table.join(carrier_grades(table, rules).where(table["assessed"]))
    table["last_grade"] = _last_grades(table, last_grades)
    last = rules.withdrawal.value
    known = table["grade"].notna() & table["last_grade"].notna()
    table["withdrawal"] = (table["grade"].eq(last) & table["last_grade"].eq(last)).astype("boolean").where(known)
    return conform("carrier_results", table)


def _open_by(listed: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """The carriers that are open on a day, in the order of districts and names."""
    if "opened_on" in listed:
        listed = listed[~(listed["opened_on"] > day)]
    table = listed.reindex(columns=LISTED).sort_values(["district", "carrier"]).reset_index(drop=True)
    types = dict.fromkeys(["district", "carrier", "kind", "level"], "str")
    return table.astype(types | {"area_m2": "float64", "service_station": "boolean"})


def _activities(events: pd.DataFrame, table: pd.DataFrame, day: pd.Timestamp) -> pd.Series:
    """Activities of the year so far that name the carrier."""
    this_year = events["occurred_on"].between(day.replace(month=1, day=1), day)
    rows = events[this_year & (events["indicator"] == ACTIVITIES) & events["carrier"].notna()]
    where = carrier_of(rows, table)
    counts = np.bincount(where[where != NOT_LISTED], minlength=len(table))
    return pd.Series(counts, index=table.index).astype("Int64")


def _last_grades(table: pd.DataFrame, last_grades: pd.DataFrame | None) -> pd.Series:
    if last_grades is None:
        return pd.Series(None, index=table.index, dtype="str")
    cells = pd.MultiIndex.from_frame(table[["district", "carrier"]])
    found = last_grades.set_index(["district", "carrier"])["grade"].reindex(cells)
    return pd.Series(found.to_numpy(), index=table.index, dtype="str")
