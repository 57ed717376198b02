"""Recipients of guarantees and pledges (三（四）：聚焦高新技术企业、科技型中小企业；在孵轻资产科技型企业)."""

from datetime import date

import pandas as pd

from panjin_kpi.analysis.registry import result
from panjin_kpi.reference.evidence_counts import WAN_IN_YI
from panjin_kpi.reference.plan import Plan
from panjin_kpi.schemas.conform import conform


@result(177)
def finance_reach(
    events: pd.DataFrame, holders: pd.DataFrame, incubatees: pd.DataFrame, plan: Plan, period: str, as_of: date
) -> pd.DataFrame:
    """The year's amounts (亿元) of each indicator by group of enterprises, as the groups are on the day.

    The groups are the tiers and the tenants, and they overlap. ``others`` are in none of them; ``unnamed`` are rows
    that name no enterprise.
    """
    day = pd.Timestamp(as_of)
    rows = events[events["occurred_on"].between(day.replace(month=1, day=1), day) & events["amount_wan"].notna()]
    inside = incubatees[(incubatees["entered_on"] <= day) & ~(incubatees["graduated_on"] <= day)]
    held = {tier: holders.loc[holders["tier"] == tier, "uscc"] for tier in plan.tiers.tiers}
    of = {name: rows["uscc"].isin(codes) for name, codes in (held | {"tenants": inside["uscc"].dropna()}).items()}
    named, some = rows["uscc"].notna(), pd.concat(of, axis=1).any(axis=1)
    of |= {"others": named & ~some, "unnamed": ~named}
    amounts = plan.indicators.loc[plan.indicators["measure"] == "amount", "indicator"]
    cells = [
        (period, indicator, group, int(own.sum()), rows.loc[own, "amount_wan"].sum() / WAN_IN_YI)
        for indicator in amounts
        for group, belongs in {"all": named | ~named, **of}.items()
        for own in [belongs & (rows["indicator"] == indicator)]
    ]
    table = pd.DataFrame(cells, columns=["period", "indicator", "group", "rows", "amount_yi"])
    return conform("finance_reach", table.round({"amount_yi": 6}))
