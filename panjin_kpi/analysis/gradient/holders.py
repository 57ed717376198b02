"""The enterprises behind the stock of each tier, so that the count can be checked."""

from datetime import date

import pandas as pd

from panjin_kpi.analysis.gradient.tenure import Tenures
from panjin_kpi.analysis.registry import check, result
from panjin_kpi.reference.plan import Plan
from panjin_kpi.schemas.conform import conform


@result(220)
def holders(tenures: Tenures, plan: Plan, as_of: date) -> pd.DataFrame:
    """The holders of each tier on a day, since when and until when.

    Later events are ignored, even a revocation. Columns as in ``schemas/holders.yaml``: by district, code and tier,
    highest tier last.
    """
    scopes, spans = tenures.scopes(plan, as_of), tenures.on(as_of).reset_index(drop=True)
    enterprise, tier = spans["enterprise"].to_numpy(), spans["tier"].cat.codes.to_numpy()
    known = tenures.enterprises[["uscc", "name"]].take(enterprise).reset_index(drop=True)
    table = spans.join(known).assign(
        as_of=pd.Timestamp(as_of),
        scope=scopes.of_enterprises(enterprise),
        highest=tier + 1 == tenures.highest_on(as_of)[enterprise],
        held_since=spans["held_from"],
    )
    return conform("holders", table, {"scope": scopes.names, "uscc": None, "tier": tenures.ladder})


@check("各层级企业名单的条数不等于存量")
def the_list_is_as_long_as_the_stock(holders: pd.DataFrame, ladder_total: pd.DataFrame) -> bool:
    """Whether the number of listed holdings equals the city's total."""
    return len(holders) == int(ladder_total.set_index("scope").at["city", "holdings"])
