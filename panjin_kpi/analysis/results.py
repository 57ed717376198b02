"""All result tables of one period."""

from collections.abc import Mapping
from datetime import date

import pandas as pd

from panjin_kpi.analysis import registry
from panjin_kpi.reference.calendar import month_end
from panjin_kpi.reference.plan import Plan
from panjin_kpi.reference.reconciliation import reconcile

registry.result(380, "reconciliation")(reconcile)


def results(
    tables: Mapping[str, pd.DataFrame], plan: Plan, period: str, as_of: date | None = None
) -> dict[str, pd.DataFrame]:
    """Compute every result of a month, by the name of its file, from the snapshot's tables.

    ``as_of`` is the day for enterprises and carriers, by default the month's last. ``tables`` may hold the log of
    ``submissions`` too.

    Raises
    ------
    FiguresDisagree
        Results contradict one another.
    """
    return registry.compute({**tables, "plan": plan, "period": period, "as_of": as_of or month_end(period)})
