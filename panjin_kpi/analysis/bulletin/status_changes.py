"""Changes of status level since last month, and their direction."""

import pandas as pd

from panjin_kpi.analysis.registry import result
from panjin_kpi.analysis.scopes import CELL, first_that_holds
from panjin_kpi.reference.calendar import first_period
from panjin_kpi.reference.labels import BETTER, OVERTAKEN, REPORTED, SILENT, WORSE
from panjin_kpi.reference.plan import Plan
from panjin_kpi.schemas.conform import conform

ORDER = ("done", "on_pace", "slightly_behind", "behind", "far_behind")  # best first


@result(130, of_its_cell=True, status_now="status", status_before="status_of_last_month")
def light_changes(status_now: pd.DataFrame, status_before: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Indicators whose status level differs from the month before, for each scope.

    ``done`` is better than ``on_pace``, and so on down to ``far_behind``. Becoming unreported, or reported again, is a
    change of its own; a sum that no district with a target updated this month counts as unreported. Cells without an
    allocated target are left out. Where the level got worse although the figure did not fall, only the planned share
    (assumption) has risen: 要求提高. January, when the year's targets are new, and the plan's first month are not
    compared.

    Examples
    --------
    >>> before = pd.DataFrame([("2021-05", "dawa", "teams", "behind", 12.0)],
    ...                       columns=["period", "scope", "indicator", "light", "gap_points"])
    >>> before = before.assign(actual=0.0, reported=1)
    >>> now = before.assign(period="2021-06", light="on_pace", gap_points=-2.0)
    >>> light_changes(now, before, Plan.load())[["light_before", "light", "change"]].to_numpy().tolist()
    [['behind', 'on_pace', '变好']]
    """
    columns = ["period", *CELL, "light", "gap_points", "actual"]
    now, before = (_without_carried(status)[columns] for status in (status_now, status_before))
    both = now.merge(before, on=CELL, suffixes=("", "_before"))
    allocated = (both["light"] != "not_allocated") & (both["light_before"] != "not_allocated")
    same_year = both["period"].str[:4] == both["period_before"].str[:4]
    judged = both["period_before"] >= first_period(plan)
    changed = both[(both["light"] != both["light_before"]) & allocated & same_year & judged].copy()
    rank = {level: position for position, level in enumerate(ORDER)}
    before, after = (changed[name].map(rank).astype("float64") for name in ("light_before", "light"))
    steps = before - after  # blank where either is unreported
    silent, was = changed["light"] == "unreported", changed["light_before"] == "unreported"
    held = changed["actual"] >= changed["actual_before"]
    kinds = {SILENT: silent, REPORTED: was, BETTER: steps > 0, OVERTAKEN: held}
    changed["change"], changed["steps"] = first_that_holds(kinds, WORSE), steps
    return conform("light_changes", changed, {name: plan.order_of(name) for name in CELL})


def _without_carried(status: pd.DataFrame) -> pd.DataFrame:
    """Status in which a sum that stands on earlier reports alone is unreported."""
    carried = (status["reported"] == 0) & (status["light"] != "not_allocated")
    light, gap = status["light"].mask(carried, "unreported"), status["gap_points"].mask(carried)
    return status.assign(light=light, gap_points=gap)
