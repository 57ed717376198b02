"""All result tables of one period, by name: calls each figure's function once."""

from collections.abc import Mapping

import pandas as pd

from panjin_kpi.analysis.status import path, status
from panjin_kpi.reference.plan import Plan
from panjin_kpi.reference.reconcile import reconcile


def results(tables: Mapping[str, pd.DataFrame], plan: Plan, period: str) -> dict[str, pd.DataFrame]:
    """Compute the results that the reports draw.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        The snapshot's tables: ``progress``.
    plan : Plan
        The reference data.
    period : str
        Month, ``YYYY-MM``.

    Returns
    -------
    dict
        ``status``, ``path`` and ``reconciliation``; columns as in the schemas of these names.
    """
    progress = tables["progress"]
    return {
        "status": status(progress, plan, period),
        "path": path(progress, plan, period),
        "reconciliation": reconcile(plan),
    }
