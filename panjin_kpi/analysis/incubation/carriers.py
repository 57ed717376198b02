"""Figures of each carrier: tenants, their recognitions, activities; and its grade."""

import re
from datetime import date

import numpy as np
import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.analysis.incubation.carrier_grades import carrier_grades
from panjin_kpi.analysis.incubation.tenants import COUNTS, NOT_LISTED, carrier_of, tenants
from panjin_kpi.analysis.registry import intermediate, result
from panjin_kpi.reference.names import normalised_key, stored_key
from panjin_kpi.reference.plan import Plan
from panjin_kpi.schemas.conform import conform

ACTIVITIES = "activities"
PER_AREA = 1_000  # square metres
PEOPLE = {"staff_per_10_tenants": "professional_staff", "mentors_per_10_tenants": "mentors"}
TEXTS = ["district", "carrier", "kind", "level", "operator", "functions"]
LISTED = [*TEXTS, "area_m2", "fund_wan", "service_station", *PEOPLE.values()]


@intermediate()
def last_grades(plan: Plan, as_of: date) -> pd.DataFrame:
    """``district``, ``carrier``, ``last_grade`` of the year before, as published (``carrier_grades.csv``)."""
    table = plan.carrier_grades[plan.carrier_grades["year"] == as_of.year - 1]
    names = table["carrier"].map(lambda name: stored_key(plan.carrier_aliases.get(normalised_key(name), str(name))))
    table = table.assign(carrier=names.astype("str")).drop_duplicates(["district", "carrier"])
    return table[["district", "carrier", "grade"]].astype("str").rename(columns={"grade": "last_grade"})


@result(350, "carrier_results", listed="open_carriers")
def carriers(
    listed: pd.DataFrame,
    incubatees: pd.DataFrame,
    recognised_tenants: pd.DataFrame,
    events: pd.DataFrame,
    plan: Plan,
    as_of: date,
    last_grades: pd.DataFrame,
) -> pd.DataFrame:
    """Figures and grade of every carrier on a day.

    A carrier without a tenant in the list has none. Where carriers of different districts have the same name, tenants
    (whose list names no district) cannot be assigned: their counts are unknown. So is the occupancy if the area is
    missing or zero.

    Parameters
    ----------
    listed : pandas.DataFrame
        ``district``, ``carrier``, ``kind`` and, if known, ``level``, ``area_m2``, ``service_station`` of the carriers
        open on the day.
    events : pandas.DataFrame
        The activities of the year so far that name the carrier are counted.
    last_grades : pandas.DataFrame
        The published grades: of a year before the records begin none can be computed.

    Returns
    -------
    pandas.DataFrame
        Columns as in ``schemas/carrier_results.yaml``, by district in the plan's order, and name. Score and grade
        only for the levels that are assessed (盘政办发〔2021〕10号 三（十）). ``withdrawal``: whether the
        last two years' grades are the one set as ``withdrawal``; blank where one of them is unknown or, before the
        year is over, interim.
    """
    day = pd.Timestamp(as_of)
    table = _typed(listed).assign(as_of=day.as_unit("ns"))
    shared = table["carrier"].duplicated(keep=False)
    counted = tenants(incubatees, as_of)
    for name in COUNTS:
        table[name] = table["carrier"].map(counted[name]).fillna(0).astype("Int64").mask(shared)
    area = table["area_m2"].mask(table["area_m2"] == 0)
    table["tenants_per_1000_m2"] = (PER_AREA * table["tenants"].astype("Float64") / area).astype("float64").round(6)
    for name, people in PEOPLE.items():
        table[name] = (
            (10 * table[people] / table["tenants"].astype("Float64").replace(0, pd.NA)).astype("float64").round(6)
        )
    for name in filter(re.compile("recognised_").match, schemas.schema("carrier_results").columns):
        own = recognised_tenants["tier"] == name.removeprefix("recognised_")
        counts = recognised_tenants[own].groupby("carrier").size()
        table[name] = table["carrier"].map(counts).fillna(0).astype("Int64").mask(shared)
    table["activities"] = _activities(events, table, day)

    rules = plan.carrier_assessment
    table["assessed"] = table["level"].isin(rules.levels.value)
    table = table.join(carrier_grades(table, rules).where(table["assessed"]))
    table = table.merge(last_grades, "left", ["district", "carrier"])
    last = rules.withdrawal.value
    known = table["grade"].notna() & table["last_grade"].notna() & plan.is_over(f"{as_of:%Y-%m}")
    table["withdrawal"] = (table["grade"].eq(last) & table["last_grade"].eq(last)).astype("boolean").where(known)
    return conform("carrier_results", table, {"district": plan.order_of("district"), "carrier": None})


def _typed(listed: pd.DataFrame) -> pd.DataFrame:
    """The carriers with all their columns."""
    table = listed.reindex(columns=LISTED).reset_index(drop=True)
    types = dict.fromkeys(TEXTS, "str") | dict.fromkeys(PEOPLE.values(), "Float64")
    return table.astype(types | {"area_m2": "float64", "fund_wan": "float64", "service_station": "boolean"})


def _activities(events: pd.DataFrame, table: pd.DataFrame, day: pd.Timestamp) -> pd.Series:
    """Activities of the year so far that name the carrier."""
    this_year = events["occurred_on"].between(day.replace(month=1, day=1), day)
    rows = events[this_year & (events["indicator"] == ACTIVITIES) & events["carrier"].notna()]
    where = carrier_of(rows, table)
    counts = np.bincount(where[where != NOT_LISTED], minlength=len(table))
    return pd.Series(counts, index=table.index).astype("Int64")
