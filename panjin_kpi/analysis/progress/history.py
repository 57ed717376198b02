"""The lights of every month of the year so far."""

import pandas as pd

from panjin_kpi.analysis.progress.status import status
from panjin_kpi.analysis.progress.year_grid import YearGrid
from panjin_kpi.analysis.registry import intermediate
from panjin_kpi.reference.calendar import month_before, months_so_far
from panjin_kpi.reference.plan import Plan


@intermediate(year="year_grid")
def status_history(progress: pd.DataFrame, plan: Plan, period: str, year: YearGrid | None = None) -> pd.DataFrame:
    """The status of every month of the year up to a month, each judged as it stood at its own end.

    Returns
    -------
    pandas.DataFrame
        Columns as in ``schemas/status.yaml``, the first month first.

    Examples
    --------
    >>> rows = pd.DataFrame([("2021-01", "panshan", "activities", 1.0)],
    ...                     columns=["period", "district", "indicator", "value"])
    >>> table = status_history(rows, Plan.load(), "2021-02")
    >>> table.loc[(table["scope"] == "panshan") & (table["indicator"] == "activities"), "light"].tolist()
    ['on_pace', 'unreported']
    """
    whole, districts = year or YearGrid.of(progress, plan, period), plan.districts_in(period)
    months = [
        status(progress, plan, month, whole.upto(number) if plan.districts_in(month) == districts else None)
        for number, month in enumerate(months_so_far(period), start=1)
    ]
    return pd.concat(months, ignore_index=True)


@intermediate()
def status_of_last_month(status_history: pd.DataFrame, period: str) -> pd.DataFrame:
    """The status of the month before; none in January."""
    return status_history[status_history["period"] == month_before(period)]
