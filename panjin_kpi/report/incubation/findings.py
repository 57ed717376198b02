"""What the chart of carriers shows, in a sentence: its title."""

import pandas as pd

from panjin_kpi.reference.plan import Plan

MOST_NAMED = 2


def tenants(rows: pd.DataFrame, plan: Plan) -> str:
    """How many tenants the districts (``rows`` of ``carrier_summary``) have, and which district has most."""
    known = rows[rows["tenants"].notna()]
    total, most = known["tenants"].sum(), known[known["tenants"] == known["tenants"].max()]
    names = [plan.district_names[scope] for scope in most["scope"]]
    head = "各地区在孵" if len(known) == len(rows) else "各地区已知在孵"
    if (known["tenants"] > 0).sum() == 1:
        return f"{head}的{total}个都在{names[0]}"
    who = "、".join(names) if len(names) <= MOST_NAMED else f"{len(names)}个地区"
    first = "最多，" if (known["tenants"] > 0).sum() > len(names) else ""
    return f"{head}共{total}个，{who}{first}{'各' if len(names) > 1 else '有'}{most['tenants'].iloc[0]}个"
