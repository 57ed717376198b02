"""The status of every month of the year so far."""

import pandas as pd

from panjin_kpi.analysis.progress.status import status
from panjin_kpi.analysis.progress.year_grid import YearGrid, year_grid
from panjin_kpi.analysis.registry import intermediate, result
from panjin_kpi.reference.calendar import month_before, months_so_far
from panjin_kpi.reference.plan import Plan


@result(25, of_its_cell=True, year="year_grid")
def status_history(progress: pd.DataFrame, year: YearGrid, plan: Plan, period: str) -> pd.DataFrame:
    """The status at the end of each month of the year so far, in order; columns as :func:`status`."""

    def until(month: str) -> YearGrid:
        same = plan.districts_in(month) == plan.districts_in(period)
        return year.until(month) if same else year_grid(progress, plan, month)

    return pd.concat([status(until(month), plan) for month in months_so_far(period)], ignore_index=True)


@intermediate()
def status_of_last_month(status_history: pd.DataFrame, period: str) -> pd.DataFrame:
    """The status of the previous month; no rows in January."""
    return status_history[status_history["period"] == month_before(period)]
