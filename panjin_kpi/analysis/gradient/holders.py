"""The enterprises behind the stock of each tier, so that the count can be checked."""

from datetime import date

import numpy as np
import pandas as pd

from panjin_kpi.analysis.gradient.tenure import Tenures
from panjin_kpi.analysis.registry import check, result
from panjin_kpi.reference.plan import Plan


@result(220)
def holders(tenures: Tenures, plan: Plan, as_of: date) -> pd.DataFrame:
    """The holders of each tier on a day, since when and until when.

    Later events are ignored, even a revocation. Columns as in ``schemas/holders.yaml``: by district, code and tier,
    highest tier last.
    """
    scopes, spans = tenures.scopes(plan, as_of), tenures.on(as_of)
    enterprise, tier = spans["enterprise"].to_numpy(), spans["tier"].cat.codes.to_numpy()
    best = np.full(len(tenures.enterprises), -1, dtype="int8")
    np.maximum.at(best, enterprise, tier)
    by_code = np.argsort(np.argsort(tenures.enterprises["uscc"].array, kind="stable"), kind="stable")
    order = np.lexsort((tier, by_code[enterprise], scopes.position[enterprise]))
    spans, enterprise, tier = spans.iloc[order], enterprise[order], tier[order]
    known = tenures.enterprises[["uscc", "name"]].take(enterprise).astype("str").reset_index(drop=True)
    return pd.DataFrame(
        {
            "as_of": np.broadcast_to(np.datetime64(as_of, "ns"), len(spans)),
            "scope": scopes.of_enterprises(enterprise),
            "uscc": known["uscc"],
            "name": known["name"],
            "tier": spans["tier"].astype("str").reset_index(drop=True),
            "highest": tier == best[enterprise],
            "held_since": spans["held_from"].to_numpy().astype("datetime64[ns]"),
            "valid_until": spans["valid_until"].to_numpy().astype("datetime64[ns]"),
        }
    )


@check("各层级企业名单的条数不等于存量")
def the_list_is_as_long_as_the_stock(holders: pd.DataFrame, ladder_total: pd.DataFrame) -> bool:
    """Whether the number of listed holdings equals the city's total."""
    return len(holders) == int(ladder_total.set_index("scope").at["city", "holdings"])
