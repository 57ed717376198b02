"""All result tables of one period."""

from collections.abc import Mapping
from datetime import date

import pandas as pd

from panjin_kpi.analysis import registry
from panjin_kpi.reference.calendar import month_end
from panjin_kpi.reference.plan import Plan
from panjin_kpi.reference.reconciliation import reconcile

registry.result(380, "reconciliation")(reconcile)


@registry.intermediate(name="known_on")
def all_are_known() -> None:
    """Default of ``known_on``: None, as all submissions are known; :func:`results` may be given a day instead."""


def results(
    tables: Mapping[str, pd.DataFrame],
    plan: Plan,
    period: str,
    as_of: date | None = None,
    known_on: date | None = None,
) -> dict[str, pd.DataFrame]:
    """Compute every result of a month, by the name of its file, from the snapshot's tables.

    ``as_of`` is the reference day for enterprises and carriers, by default the month's last. ``known_on`` is the day
    up to which submissions are known, if not today: anything due later is neither missing nor overdue. ``tables`` may
    also hold the log of ``submissions``.

    Raises
    ------
    FiguresDisagree
        Results contradict one another.
    """
    given = {"plan": plan, "period": period, "as_of": as_of or month_end(period), "known_on": known_on}
    return registry.compute({**tables, **given})
