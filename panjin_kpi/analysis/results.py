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
    """No last day up to which submissions are known: all count. :func:`results` is given one where it is not so."""


def results(
    tables: Mapping[str, pd.DataFrame],
    plan: Plan,
    period: str,
    as_of: date | None = None,
    known_on: date | None = None,
) -> dict[str, pd.DataFrame]:
    """Compute every result of a month, by the name of its file, from the snapshot's tables.

    ``as_of`` is the day for enterprises and carriers, by default the month's last; ``known_on`` that up to which
    ``tables`` are known, if they are not as of today: what is due later is neither missing nor overdue. ``tables`` may
    hold the log of ``submissions`` too.

    Raises
    ------
    FiguresDisagree
        Results contradict one another.
    """
    given = {"plan": plan, "period": period, "as_of": as_of or month_end(period), "known_on": known_on}
    return registry.compute({**tables, **given})
