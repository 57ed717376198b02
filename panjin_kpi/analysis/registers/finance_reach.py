"""To whom guarantees and pledges went (三（四）：聚焦高新技术企业、科技型中小企业；在孵轻资产科技型企业)."""

from datetime import date

import pandas as pd

from panjin_kpi.analysis.registry import result
from panjin_kpi.reference.evidence_counts import WAN_IN_YI
from panjin_kpi.reference.plan import Plan
from panjin_kpi.schemas.conform import conform

GROUPS = ("all", "hnte", "sci_tech_sme", "tenants", "others", "unnamed")


@result(177)
def finance_reach(
    events: pd.DataFrame, holders: pd.DataFrame, incubatees: pd.DataFrame, plan: Plan, period: str, as_of: date
) -> pd.DataFrame:
    """The year's amounts of each indicator in 亿元 that went to each group of enterprises, as it is on the day.

    Groups overlap: an enterprise may be a 高新技术企业, a 科技型中小企业 and a tenant at once. ``others`` are none
    of the three; ``unnamed`` are rows that name no enterprise.
    """
    day = pd.Timestamp(as_of)
    rows = events[events["occurred_on"].between(day.replace(month=1, day=1), day) & events["amount_wan"].notna()]
    inside = incubatees[(incubatees["entered_on"] <= day) & ~(incubatees["graduated_on"] <= day)]
    of = {tier: rows["uscc"].isin(holders.loc[holders["tier"] == tier, "uscc"]) for tier in ("hnte", "sci_tech_sme")}
    of["tenants"] = rows["uscc"].isin(inside["uscc"].dropna())
    named = rows["uscc"].notna()
    of |= {
        "all": named | ~named,
        "unnamed": ~named,
        "others": named & ~(of["hnte"] | of["sci_tech_sme"] | of["tenants"]),
    }
    amounts = plan.indicators.loc[plan.indicators["measure"] == "amount", "indicator"]
    cells = [
        (period, indicator, group, int(own.sum()), rows.loc[own, "amount_wan"].sum() / WAN_IN_YI)
        for indicator in amounts
        for group in GROUPS
        for own in [of[group] & (rows["indicator"] == indicator)]
    ]
    table = pd.DataFrame(cells, columns=["period", "indicator", "group", "rows", "amount_yi"])
    return conform("finance_reach", table.round({"amount_yi": 6}))
