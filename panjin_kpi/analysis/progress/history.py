"""The status of every month of the year so far."""

from itertools import groupby

import pandas as pd

from panjin_kpi.analysis.progress.status import every_month
from panjin_kpi.analysis.progress.year_grid import YearGrid, year_grid
from panjin_kpi.analysis.registry import intermediate, result
from panjin_kpi.reference.calendar import month_before, months_so_far
from panjin_kpi.reference.plan import Plan


@result(25, of_its_cell=True, year="year_grid")
def status_history(progress: pd.DataFrame, year: YearGrid, plan: Plan, period: str) -> pd.DataFrame:
    """The status at the end of each month of the year so far, in order; columns as :func:`status`."""
    tables, done = [], 0
    for districts, alike in groupby(months_so_far(period), key=plan.districts_in):
        months = list(alike)
        grid = year if districts == plan.districts_in(period) else year_grid(progress, plan, months[-1])
        tables.append(every_month(grid.part(slice(done, done + len(months))), plan))
        done += len(months)
    return pd.concat(tables, ignore_index=True)


@intermediate()
def status_of_last_month(status_history: pd.DataFrame, period: str) -> pd.DataFrame:
    """The status of the previous month; no rows in January."""
    return status_history[status_history["period"] == month_before(period)]
