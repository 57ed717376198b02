"""Figures whose value in force is not the one that was reported first, or not the one of the deadline."""

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.analysis.registry import result
from panjin_kpi.reference.calendar import due_on, first_period, months_so_far
from panjin_kpi.reference.plan import Plan
from panjin_kpi.schemas.conform import conform

FIRST_VALUE, FIRST_DAY, LAST_DAY = "first_value", "first_received_on", "received_on"
CELL = ("scope", "indicator")


@result(100)
def corrections(progress: pd.DataFrame, plan: Plan, period: str) -> pd.DataFrame:
    """What was corrected, or closed at the end of the year, since it was first reported.

    Without the column ``first_value`` (accepted first for the same month, district and indicator) nothing is known of
    earlier versions and nothing is listed. A row that was withdrawn and not sent again is not in force: ``diff`` lists
    it.

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
    changed = progress["period"].isin(months_so_far(period)) & (progress["value"] != progress[FIRST_VALUE])
    rows = progress[changed].rename(columns={"district": "scope"})
    rows["difference"] = (rows["value"] - rows[FIRST_VALUE]).round(9)
    rows["unit"] = rows["indicator"].map(plan.by_indicator["unit"])
    for column in (FIRST_DAY, LAST_DAY):
        rows[column] = pd.to_datetime(rows[column])
    return conform("corrections", rows, {"period": None} | {name: plan.order_of(name) for name in CELL})


def reported_on_time(progress: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Progress as it stood on the deadline of each figure's own month (盘政办发〔2021〕10号 四（三）).

    The value in force where it came by then, otherwise the first one if that did, otherwise blank. Of several
    corrections before and after the deadline those between are not looked up. Months before the first whose report was
    due have no deadline, and what has no day stays.

    Examples
    --------
    >>> progress = pd.DataFrame([("2021-06", "dawa", "activities", 6.0, 5.0, "2021-06-26", "2021-07-20")],
    ...     columns=["period", "district", "indicator", "value", "first_value", "first_received_on", "received_on"])
    >>> reported_on_time(progress, Plan.load())["value"].tolist()
    [5.0]
    """
    months, begins = progress["period"].unique(), first_period(plan)
    due = pd.to_datetime(progress["period"].map({month: due_on(plan, month) for month in months if month >= begins}))
    first, last = (pd.to_datetime(progress.get(day, pd.Series(index=progress.index))) for day in (FIRST_DAY, LAST_DAY))
    late = last > due
    value = progress["value"].mask(late, progress.get(FIRST_VALUE))
    return progress.assign(value=value.mask(late & ~(first <= due)))
