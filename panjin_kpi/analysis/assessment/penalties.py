"""Points that a district's late and missing reports cost it, where the office has enabled them."""

import pandas as pd

from panjin_kpi.analysis.bulletin.timeliness import LATE, MISSING
from panjin_kpi.analysis.registry import intermediate
from panjin_kpi.reference.plan import Plan


def are_counted(plan: Plan) -> bool:
    """Whether the office has enabled them (assumption; the plan names none)."""
    return plan.assessment.penalty.value.enabled


@intermediate(only_if={"timeliness_history": are_counted}, timeliness_history="timeliness")
def penalties(timeliness_history: pd.DataFrame, plan: Plan) -> pd.Series:
    """Points to take off each district for the year's reports so far, before the cap.

    Parameters
    ----------
    plan : Plan
        Districts, and what a report costs (``assessment.yaml``, ``penalty``: assumption; the plan names none).

    Returns
    -------
    pandas.Series
        Points by district, 0 for one that was always in time. Reports that are not judged cost nothing.

    Examples
    --------
    >>> history = pd.DataFrame([("dawa", "迟报"), ("dawa", "未报"), ("gaoxin", "不考核")],
    ...                        columns=["reporter", "verdict"])
    >>> penalties(history, Plan.load())[["dawa", "gaoxin"]].tolist()
    [1.5, 0.0]
    """
    rule = plan.assessment.penalty.value
    cost = timeliness_history["verdict"].map({LATE: rule.late_report, MISSING: rule.missing_report}).fillna(0.0)
    by_unit = cost.astype("float64").groupby(timeliness_history["reporter"]).sum()
    return by_unit.reindex(plan.districts["district"], fill_value=0.0)
