"""Figures whose value in force differs from the one reported first, or from the one at the deadline."""

import json

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.analysis.registry import result
from panjin_kpi.analysis.scopes import CELL
from panjin_kpi.reference.calendar import due_on, first_period, months_so_far
from panjin_kpi.reference.plan import CITY, Plan
from panjin_kpi.schemas.conform import conform

FIRST_VALUE, VERSIONS, FIRST_DAY, LATEST_DAY = "first_value", "versions", "first_received_on", "received_on"


@result(100)
def corrections(progress: pd.DataFrame, plan: Plan, period: str) -> pd.DataFrame:
    """Figures that were corrected, or closed at the end of the year, since they were first reported.

    Without the column ``first_value`` (accepted first for the same month, district and indicator) earlier versions are
    unknown and nothing is listed. A figure that again has its first value is listed if it had another one at the
    deadline. A row that was withdrawn and not submitted again is not in force: ``diff`` lists it. Nor is a figure of a
    month in which its district does not exist.

    Returns
    -------
    pandas.DataFrame
        Columns as in ``schemas/corrections.yaml``, by month of the year so far, then in the plan's order.

    Examples
    --------
    >>> progress = pd.DataFrame([("2021-06", "dawa", "activities", 6.0, 5.0, "2021-06-26", "2021-07-20")],
    ...     columns=["period", "district", "indicator", "value", "first_value", "first_received_on", "received_on"])
    >>> corrections(progress, Plan.load(), "2021-12")[["first_value", "value", "difference"]].values.tolist()
    [[5.0, 6.0, 1.0]]
    """
    if FIRST_VALUE not in progress:
        return schemas.empty("corrections")
    there = [(month, scope) for month in months_so_far(period) for scope in (CITY, *plan.districts_in(month))]
    cells = pd.MultiIndex.from_frame(progress[["period", "district"]])
    rows = progress[cells.isin(there)].rename(columns={"district": "scope"})
    rows = _dated(rows.assign(due_value=reported_on_time(rows, plan)["value"]))
    in_time = rows["due_value"].notna() | (rows[FIRST_DAY] <= _due(rows, plan))  # or withdrawn by then
    rows = rows[(rows["value"] != rows[FIRST_VALUE]) | (in_time & (rows["value"] != rows["due_value"]))]
    rows["difference"] = (rows["value"] - rows[FIRST_VALUE]).round(9)
    rows["unit"] = rows["indicator"].map(plan.by_indicator["unit"])
    return conform("corrections", rows, {"period": None} | {name: plan.order_of(name) for name in CELL})


def reported_on_time(progress: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Progress with the values at the deadline of each figure's own month (盘政办发〔2021〕10号 四（三）).

    That is the value in force if it counts from a day by then, otherwise the last version that does (``versions``;
    the first if no others are known), otherwise blank. A version counts from the day received, a change entered for a
    day that a snapshot had shown from the day it became known. Months before the first whose report was due have no
    deadline; their values, and those without a day, stay.

    Examples
    --------
    >>> progress = pd.DataFrame([("2021-06", "dawa", "activities", 6.0, 5.0, "2021-06-26", "2021-07-20")],
    ...     columns=["period", "district", "indicator", "value", "first_value", "first_received_on", "received_on"])
    >>> reported_on_time(progress, Plan.load())["value"].tolist()
    [5.0]
    """
    due, dated = _due(progress, plan), _dated(progress)
    late = dated[LATEST_DAY] > due
    value = progress["value"].mask(late, progress.get(FIRST_VALUE)).mask(late & ~(dated[FIRST_DAY] <= due))
    for row, versions in _versions(progress)[late].dropna().items():
        in_time = [figure for day, figure in json.loads(versions) if pd.Timestamp(day) <= due[row]]
        value.loc[row] = in_time[-1] if in_time else None
    return progress.assign(value=value)


def _dated(progress: pd.DataFrame) -> pd.DataFrame:
    """Progress with the days from which its first and last versions count; those of ``versions`` where it has any."""
    unknown = pd.Series(index=progress.index)
    days = {column: pd.to_datetime(progress.get(column, unknown)) for column in (FIRST_DAY, LATEST_DAY)}
    for row, versions in _versions(progress).dropna().items():
        there = [pd.Timestamp(day) for day, figure in json.loads(versions) if figure is not None]
        days[FIRST_DAY].loc[row], days[LATEST_DAY].loc[row] = min(there), there[-1]
    return progress.assign(**days)


def _versions(progress: pd.DataFrame) -> pd.Series:
    return progress.get(VERSIONS, pd.Series(index=progress.index))


def _due(progress: pd.DataFrame, plan: Plan) -> pd.Series:
    months, begins = progress["period"].unique(), first_period(plan)
    return pd.to_datetime(progress["period"].map({month: due_on(plan, month) for month in months if month >= begins}))
