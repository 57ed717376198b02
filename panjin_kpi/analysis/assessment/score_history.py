"""Score and rank of every district in each month of the year, as known at the run."""

import numpy as np
import pandas as pd

from panjin_kpi.analysis.assessment.penalties import are_counted, penalties
from panjin_kpi.analysis.assessment.score import contributions
from panjin_kpi.analysis.assessment.score_inputs import measures
from panjin_kpi.analysis.assessment.scores_by_basis import counts_evidence
from panjin_kpi.analysis.assessment.standings import standings
from panjin_kpi.analysis.registry import result
from panjin_kpi.reference.plan import CITY, Plan
from panjin_kpi.schemas.conform import conform


@result(35, counted="counted_status", history="status_history")
def score_history(
    counted: pd.DataFrame,
    history: pd.DataFrame,
    timeliness: pd.DataFrame,
    plan: Plan,
    period: str,
) -> pd.DataFrame:
    """The scores of each month of the year so far, in order; the last month's are those of ``scores``.

    A month whose figures were corrected later is shown as corrected. Where the assessment counts proven figures
    (``default_basis``), only ``period`` is listed: earlier months' proven figures are not kept. Score and rank of
    earlier months are blank as long as no district had reported anything: all would share the first rank.

    Examples
    --------
    >>> from panjin_kpi import schemas
    >>> from panjin_kpi.analysis.registry import value
    >>> known = {name: schemas.empty(name) for name in schemas.SUBMITTED} | {"plan": Plan.load(), "period": "2021-06"}
    >>> rows = [("2021-05", "dawa", "activities", 1.0), ("2021-06", "dawa", "activities", 2.0)]
    >>> known["progress"] = pd.DataFrame(rows, columns=["period", "district", "indicator", "value"])
    >>> value("score_history", known).query("district == 'dawa'")[["period", "score"]].values.tolist()[4:]
    [['2021-05', 3.125], ['2021-06', 6.25]]
    """
    months = {} if counts_evidence(plan) else dict(list(history.groupby("period", sort=True)))
    tables, none, anybody = [], pd.Series(dtype="float64"), False
    for month, status in (months | {period: counted}).items():
        parts = contributions(measures(status, history, plan, month), plan, month)
        taken = penalties(timeliness[timeliness["period"] <= month], plan) if are_counted(plan) else none
        table = standings(parts, taken, plan.districts_in(month), plan.assessment).assign(period=month)
        anybody |= bool(status.loc[status["scope"] != CITY, "actual"].notna().any())
        if month < period and not anybody:
            table = table.assign(score=np.nan, rank=pd.NA)
        tables.append(table)
    return conform("score_history", pd.concat(tables, ignore_index=True))
