"""The status of every month of the year so far."""

import pandas as pd

from panjin_kpi.analysis.progress.status import status
from panjin_kpi.analysis.progress.year_grid import YearGrid, year_grid
from panjin_kpi.analysis.registry import intermediate
from panjin_kpi.reference.calendar import month_before, months_so_far
from panjin_kpi.reference.plan import Plan


@intermediate(year="year_grid")
def status_history(progress: pd.DataFrame, year: YearGrid, plan: Plan, period: str) -> pd.DataFrame:
    """The status of every month of the year so far, each at its own end, the first first; columns as :func:`status`."""
    districts = plan.districts_in(period)
    grids = [
        year.upto(number) if plan.districts_in(month) == districts else year_grid(progress, plan, month)
        for number, month in enumerate(months_so_far(period), start=1)
    ]
    return pd.concat([status(grid, plan) for grid in grids], ignore_index=True)


@intermediate()
def status_of_last_month(status_history: pd.DataFrame, period: str) -> pd.DataFrame:
    """The status of the month before; no rows in January."""
    return status_history[status_history["period"] == month_before(period)]
