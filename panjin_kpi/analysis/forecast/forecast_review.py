"""The forecasts of the year's earlier months against the figures since."""

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.analysis.forecast.forecast import FIRST_MONTH, forecasts
from panjin_kpi.analysis.forecast.season import season
from panjin_kpi.analysis.registry import result
from panjin_kpi.analysis.scopes import CELL, Numbers
from panjin_kpi.reference.plan import Plan
from panjin_kpi.schemas.conform import conform

BELOW, WITHIN, ABOVE = "低于下限", "在区间内", "高于上限"


@result(75)
def forecast_review(status_history: pd.DataFrame, earlier_years: Numbers, plan: Plan, period: str) -> pd.DataFrame:
    """The forecasts of the year's earlier months for 31 December, and the count at this month's end.

    Each forecast is recomputed as of its month, from the figures in force at the run.

    Returns
    -------
    pandas.DataFrame
        Columns as in ``schemas/forecast_review.yaml``, one row for each forecast, by month, then in the order of
        status. ``verdict`` is blank where nothing was reported this month, and final in December: before, a count
        below its interval may still rise.

    Examples
    --------
    >>> import numpy as np
    >>> status = pd.DataFrame({"period": ["2021-06", "2021-12"], "scope": "dawa", "indicator": "activities",
    ...                        "actual": [6.0, 30.0], "target": 12.0, "reported": 1, "expected": 1})
    >>> plan, none = Plan.load(), np.empty((0, 12, 0, 20))
    >>> forecast_review(status, none, plan, "2021-12")[["low", "high", "actual", "verdict"]].values.tolist()
    [[6.0, 20.0, 30.0, '高于上限']]
    """
    now = status_history.loc[status_history["period"] == period, [*CELL, "actual"]]
    months = status_history["period"].unique()
    earlier = [month for month in months if month < period and int(month[5:]) >= FIRST_MONTH]  # none is earlier
    if not earlier:
        return schemas.empty("forecast_review")
    table = forecasts(status_history, {month: season(earlier_years, plan, month) for month in earlier}, plan)
    table = table[table["expected"].notna()].merge(now, on=CELL, how="left")
    table["verdict"] = pd.Series(WITHIN, index=table.index, dtype="str").where(table["actual"].notna())
    table.loc[table["actual"] < table["low"], "verdict"] = BELOW
    table.loc[table["actual"] > table["high"], "verdict"] = ABOVE
    return conform("forecast_review", table)
