"""The figures and tasks that each unit must report to the task force's office every month (四（三）, annex 2)."""

from collections.abc import Collection
from functools import lru_cache

import pandas as pd

from panjin_kpi.reference.plan import CITY, Plan

OFFICE = ("task_force_office", "sci_tech_bureau")  # 附件1: 专班下设办公室，办公室设在市科技局
OWED = ["reporter", "table", "scope", "item"]
PLAN, ASSUMPTION = "plan", "assumption"


def indicators_of(plan: Plan, unit: str, year: int) -> tuple[str, list[str]]:
    """The scope that a unit (a district or another unit) reports for, and the annual indicators it reports.

    A district reports the indicators allocated to it, another unit the city's own indicators of the tasks it leads. If
    the districts lead a task together (annex 2, row 1), the responsible bureaus report the city's own figure.

    >>> indicators_of(Plan.load(), "ip_bureau", 2021)
    ('city', ['ip_pledge_amount'])
    """
    targets = plan.targets_in(year)
    if unit in set(plan.districts["district"]):
        return unit, targets.loc[targets["scope"] == unit, "indicator"].tolist()
    return CITY, [indicator for indicator in city_indicators(plan, year) if unit in reporters_of(plan, indicator)]


@lru_cache
def city_indicators(plan: Plan, year: int) -> list[str]:
    """Indicators of a year that are not broken down: the city's own."""
    targets = plan.targets_in(year)
    own = targets.loc[targets["scope"] == CITY, "indicator"]
    return list(own[~own.isin(plan.split_indicators(year))])


@lru_cache
def reporters_of(plan: Plan, indicator: str) -> list[str]:
    """Units that report one of the city's own indicators, in the order of annex 2.

    >>> reporters_of(Plan.load(), "guarantee_amount"), reporters_of(Plan.load(), "carriers_built")
    (['sci_tech_bureau', 'guarantee_company'], ['sci_tech_bureau'])
    """
    task = plan.by_indicator.at[indicator, "task_no"]
    units = plan.task_units[plan.task_units["task_no"] == task]
    kind = units["unit"].map(plan.units.set_index("unit")["kind"])
    own = units[~kind.isin(["district", "district_group"])]
    leads = list(own.loc[own["role"] == "lead", "unit"])
    return leads or list(own.loc[kind == "bureau", "unit"])


def tasks_led_by(plan: Plan, unit: str) -> list[int]:
    """Rows of annex 2 that a unit leads, alone or with others, and so reports on every month (四（三）).

    >>> tasks_led_by(Plan.load(), "gaoxin")
    [1, 2, 3, 4, 5, 12]
    """
    led = plan.task_units[(plan.task_units["role"] == "lead") & plan.task_units["unit"].isin(names_of(plan, unit))]
    return sorted(int(task) for task in led["task_no"].unique())


def names_of(plan: Plan, unit: str) -> set[str]:
    """The identifiers of a unit in annex 2: its own, and for a district also that of 各县区、经济区."""
    return {unit, *plan.district_groups} if unit in set(plan.districts["district"]) else {unit}


def organisation_name(plan: Plan, unit: str) -> str:
    """The name of a unit, or of a district that is not listed among the units."""
    return plan.unit_names.known.get(unit) or plan.district_names.known.get(unit, unit)


def lead_units(plan: Plan, period: str) -> pd.DataFrame:
    """The lead units of each row of annex 2 in a month (``task_no``, ``reporter``), 各县区、经济区 as each district.

    >>> leads = lead_units(Plan.load(), "2021-06")
    >>> leads.loc[leads["task_no"] == 16, "reporter"].tolist()
    ['sci_tech_bureau', 'hr_bureau', 'innovation_center']
    """
    return _lead_units(plan, plan.districts_in(period))


def _lead_units(plan: Plan, districts: Collection[str]) -> pd.DataFrame:
    leads = plan.task_units[plan.task_units["role"] == "lead"].rename(columns={"unit": "reporter"})
    named = _each(plan, districts, leads.astype({"task_no": "int64"}), "reporter")
    return named[["task_no", "reporter"]].drop_duplicates(ignore_index=True)


def named_objects(plan: Plan, period: str) -> pd.DataFrame:
    """The projects that the plan names or asks for (``named_objects.csv``), with 各县区、经济区 as each district.

    >>> named = named_objects(Plan.load(), "2021-06")
    >>> (named["kind"] == "载体建设").sum(), (named["kind"] == "政策文件").sum()
    (np.int64(11), np.int64(7))
    """
    table = _each(plan, plan.districts_in(period), plan.named_objects, "owner")
    there = table["owner"].isin(set(plan.unit_names.known))  # a plan may lack units that the file names
    return table[there].reset_index(drop=True)


def _each(plan: Plan, districts: Collection[str], rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """Rows of 各县区、经济区 repeated for each of these districts; rows of other districts (ended) are dropped."""
    units = rows[column].map(lambda unit: [*districts] if unit in plan.district_groups else [unit])
    table = rows.assign(**{column: units}).explode(column, ignore_index=True).astype({column: "str"})
    return table[table[column].isin(list(districts)) | ~table[column].isin(plan.districts["district"])]


def reporting_obligations(plan: Plan, period: str) -> pd.DataFrame:
    """All reports owed for a month: the indicators of each district, the city's own, and the progress of tasks.

    A figure of the city that several units report is owed by the first of them in annex 2, as its row does not name the
    reporter; the others still owe their report on the task.

    Returns
    -------
    pandas.DataFrame
        ``reporter``, ``table`` (the submitted table), ``scope`` (the table's district or reporter) and ``item``
        (indicator or task number, as text); districts first, then the other units. ``source`` is the plan if the unit
        leads the task (四（三）: 各项任务牵头单位), otherwise assumption.
    """
    return _obligations(plan, int(period[:4]), tuple(plan.districts_in(period))).copy()


@lru_cache  # months with the same districts owe the same
def _obligations(plan: Plan, year: int, districts: tuple[str, ...]) -> pd.DataFrame:
    targets = plan.targets_in(year)
    split = targets[targets["scope"].isin(districts)]
    rows = [(scope, "progress", scope, name) for scope, name in zip(split["scope"], split["indicator"], strict=True)]
    for indicator in city_indicators(plan, year):
        rows += [(unit, "progress", CITY, indicator) for unit in reporters_of(plan, indicator)[:1]]
    leads = _lead_units(plan, districts)
    rows += [(unit, "task_progress", unit, str(task)) for task, unit in leads.itertuples(index=False, name=None)]
    order = {unit: position for position, unit in enumerate([*districts, *plan.units["unit"]][::-1])}
    owed = pd.DataFrame(rows, columns=OWED).drop_duplicates()
    task_of = dict(zip(plan.indicators["indicator"], plan.indicators["task_no"].astype("str"), strict=True))
    led = set(zip(leads["reporter"], leads["task_no"].astype("str"), strict=True))
    tasks = owed["item"].replace(task_of)
    owed["source"] = [PLAN if duty in led else ASSUMPTION for duty in zip(owed["reporter"], tasks, strict=True)]
    return owed.sort_values("reporter", key=lambda units: -units.map(order), kind="stable", ignore_index=True)
