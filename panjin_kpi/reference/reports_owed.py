"""Which figures and tasks each unit owes the task force's office every month (四（三）, annex 2)."""

import pandas as pd

from panjin_kpi.reference.duties import city_indicators, reporters_of
from panjin_kpi.reference.plan import CITY, Plan

OWED = ["reporter", "table", "place", "item"]


def unit_name(plan: Plan, unit: str) -> str:
    """What a unit, or a district that is not listed among the units, is called.

    >>> unit_name(Plan.load(), "ip_bureau"), unit_name(Plan.load(), "panshan")
    ('市知识产权局', '盘山县')
    """
    return plan.unit_names.known.get(unit) or plan.district_names.known.get(unit, unit)


def lead_units(plan: Plan, period: str) -> pd.DataFrame:
    """The lead units of each row of annex 2 in a month, 各县区、经济区 taken as each district.

    Returns
    -------
    pandas.DataFrame
        Columns ``task_no`` and ``reporter``, in the order of annex 2.

    Examples
    --------
    >>> leads = lead_units(Plan.load(), "2021-06")
    >>> leads.loc[leads["task_no"] == 16, "reporter"].tolist()
    ['sci_tech_bureau', 'hr_bureau', 'innovation_center']
    """
    groups = set(plan.units.loc[plan.units["kind"] == "district_group", "unit"])
    districts = plan.districts_in(period)
    gone = set(plan.districts["district"]) - set(districts)
    leads = plan.task_units[plan.task_units["role"] == "lead"]
    rows = [
        (task, unit)
        for task, lead in zip(leads["task_no"], leads["unit"], strict=True)
        for unit in (districts if lead in groups else [lead])
        if unit not in gone
    ]
    return pd.DataFrame(rows, columns=["task_no", "reporter"]).drop_duplicates(ignore_index=True)


def reports_owed(plan: Plan, period: str) -> pd.DataFrame:
    """Everything that is owed for a month: the indicators of each district, the city's own, and progress of tasks.

    A figure of the city that several units report belongs to the first of them in annex 2, as its row does not say
    who sent it; the others still owe their report on the task.

    Returns
    -------
    pandas.DataFrame
        Columns ``reporter``, ``table`` (the submitted table that it goes into), ``place`` (the table's district or
        reporter) and ``item`` (indicator or task number, as text); districts first, then the other units.

    Examples
    --------
    >>> owed = reports_owed(Plan.load(), "2021-06")
    >>> print(owed[owed["reporter"] == "ip_bureau"].to_string(index=False))
     reporter         table     place             item
    ip_bureau      progress      city ip_pledge_amount
    ip_bureau task_progress ip_bureau                8
    """
    year, districts = int(period[:4]), plan.districts_in(period)
    targets = plan.targets_in(year)
    split = targets[targets["scope"].isin(districts)]
    rows = [(scope, "progress", scope, name) for scope, name in zip(split["scope"], split["indicator"], strict=True)]
    for indicator in city_indicators(plan, year):
        rows += [(unit, "progress", CITY, indicator) for unit in reporters_of(plan, indicator)[:1]]
    leads = lead_units(plan, period)
    rows += [(unit, "task_progress", unit, str(task)) for task, unit in leads.itertuples(index=False, name=None)]
    order = {unit: place for place, unit in enumerate([*districts, *plan.units["unit"]][::-1])}
    owed = pd.DataFrame(rows, columns=OWED).drop_duplicates()
    return owed.sort_values("reporter", key=lambda units: -units.map(order), kind="stable", ignore_index=True)
