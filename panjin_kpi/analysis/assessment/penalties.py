"""Points deducted for late and missing reports, where the office has enabled them."""

import pandas as pd

from panjin_kpi.analysis.bulletin.timeliness import LATE, MISSING
from panjin_kpi.analysis.registry import intermediate
from panjin_kpi.reference.plan import Plan


def are_counted(plan: Plan) -> bool:
    """Whether the office has enabled penalties."""
    return plan.assessment.penalty.value.enabled


@intermediate(only_if={"timeliness": are_counted})
def penalties(timeliness: pd.DataFrame, plan: Plan) -> pd.Series:
    """Points to deduct for the year's reports so far, before the cap, by district.

    The points per report are an assumption (``penalty`` in ``assessment.yaml``). Reports that are not judged cost none.

    Examples
    --------
    >>> history = pd.DataFrame([("dawa", "迟报"), ("dawa", "未报"), ("gaoxin", "不考核")],
    ...                        columns=["reporter", "verdict"])
    >>> penalties(history, Plan.load())[["dawa", "gaoxin"]].tolist()
    [1.5, 0.0]
    """
    rule = plan.assessment.penalty.value
    cost = timeliness["verdict"].map({LATE: rule.late_report, MISSING: rule.missing_report}).fillna(0.0)
    by_unit = cost.astype("float64").groupby(timeliness["reporter"]).sum()
    return by_unit.reindex(plan.districts["district"], fill_value=0.0)
