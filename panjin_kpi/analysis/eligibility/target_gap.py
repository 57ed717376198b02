"""Recognitions still needed for the year's targets, against the enterprises that could receive them."""

from datetime import date

import pandas as pd

from panjin_kpi.analysis.registry import result
from panjin_kpi.reference.labels import STANDINGS
from panjin_kpi.reference.plan import CITY, Plan
from panjin_kpi.schemas.conform import conform


@result(310)
def places(candidates: pd.DataFrame, status: pd.DataFrame, plan: Plan, as_of: date) -> pd.DataFrame:
    """For each scope and tier the recognitions still needed for the target, and the number of candidates.

    Returns
    -------
    pandas.DataFrame
        Columns as in ``schemas/places.yaml``, for the tiers with an annual indicator (盘政办发〔2021〕10号 二、2 and
        annex 2 row 13). ``needed`` is target less actual, not below zero; blank where there is no target (not allocated
        is not zero) or nothing was reported. ``uncovered`` is the rest after the ready enterprises that would be
        recognised for the first time.
    """
    indicator = {tier: name for tier, name in plan.tiers.counted_by.items() if name in plan.indicator_names}
    scopes = [scope for scope in dict.fromkeys(status["scope"]) if scope == CITY or scope in plan.district_names]
    table = pd.DataFrame([(scope, tier) for scope in scopes for tier in indicator], columns=["scope", "tier"])
    table["as_of"] = pd.Timestamp(as_of)
    measured = pd.MultiIndex.from_arrays([table["scope"], table["tier"].map(indicator)])
    keyed = status.set_index(["scope", "indicator"])
    for column in ("target", "actual"):
        table[column] = keyed[column].reindex(measured).to_numpy("float64")
    table["needed"] = (table["target"] - table["actual"]).clip(lower=0)

    each = candidates.drop_duplicates(["uscc", "tier"])
    each = pd.concat([each.assign(scope=each["district"]), each.assign(scope=CITY)])
    counts = each.groupby(["scope", "tier", "standing"]).agg(every=("uscc", "size"), first=("first_time", "sum"))
    for name, standing, column in (
        *((standing, standing, "every") for standing in STANDINGS),
        ("ready_first_time", "ready", "first"),
    ):
        cells = pd.MultiIndex.from_arrays([table["scope"], table["tier"], [standing] * len(table)])
        table[name] = counts[column].reindex(cells, fill_value=0).to_numpy("int64")
    table["uncovered"] = (table["needed"] - table["ready_first_time"]).clip(lower=0)
    return conform("places", table)
