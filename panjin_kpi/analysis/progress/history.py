"""The lights of every month of the year so far."""

import pandas as pd

from panjin_kpi.analysis.progress.status import status
from panjin_kpi.reference.calendar import months_so_far
from panjin_kpi.reference.plan import Plan


def status_history(progress: pd.DataFrame, plan: Plan, period: str) -> pd.DataFrame:
    """The status of every month of the year up to a month, each judged as it stood at its own end.

    Parameters are those of :func:`~panjin_kpi.analysis.progress.status.status`.

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
    return pd.concat([status(progress, plan, month) for month in months_so_far(period)], ignore_index=True)
