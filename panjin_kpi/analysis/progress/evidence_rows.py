"""The rows that prove each figure."""

import numpy as np
import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.analysis.registry import check, result
from panjin_kpi.analysis.scopes import CELL
from panjin_kpi.reference.evidence_counts import PROVING, sums
from panjin_kpi.reference.plan import Plan
from panjin_kpi.schemas.conform import conform


@result(92)
def evidence_rows(
    evidence: pd.DataFrame,
    proofs: pd.DataFrame,
    enterprises: pd.DataFrame,
    submissions: pd.DataFrame,
    plan: Plan,
    period: str,
) -> pd.DataFrame:
    """The rows that prove each figure, with their origin: submission, file, sheet and row.

    A row is listed once, for its district, or for the city if it proves no district's figure; every row of an indicator
    counts for the city. Columns as in ``schemas/evidence_rows.yaml``, in the order of ``evidence``, by day.
    """
    rows = proofs[proofs["indicator"].isin(evidence["indicator"])].assign(period=period)
    names = enterprises.drop_duplicates("uscc").set_index("uscc")["name"]
    rows["item"] = rows["item"].fillna(rows["item_id"].where(rows["table"] == "recognitions").map(names))
    rows["file"] = rows["submission"].map(submissions.set_index("submission")["file"])
    rows["sheet"] = rows["table"].map({table: schemas.schema(table).title for table in PROVING})
    order = {name: plan.order_of(name) for name in CELL} | {"occurred_on": None, "submission": None, "file_row": None}
    return conform("evidence_rows", rows.rename(columns={"day": "occurred_on"}), order)


@check("佐证明细之和不等于佐证数")
def the_rows_add_up_to_what_is_evidenced(evidence: pd.DataFrame, evidence_rows: pd.DataFrame, plan: Plan) -> bool:
    """Whether the rows that prove each figure sum to it; a milestone is proven by any one row."""
    proven = sums(evidence_rows).reindex(pd.MultiIndex.from_frame(evidence[CELL])).fillna(0.0).to_numpy("float64")
    milestone = evidence["indicator"].map(plan.by_indicator["measure"]) == "milestone"
    proven = np.where(milestone, np.minimum(proven, 1), proven)
    return bool(np.allclose(proven, evidence["evidenced"].to_numpy("float64"), rtol=0, atol=1e-6))
