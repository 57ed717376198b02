"""The charts of the page on carriers, drawn from result tables."""

import pandas as pd
from matplotlib.ticker import MaxNLocator

from panjin_kpi.reference.plan import CITY, Plan
from panjin_kpi.report.page.chart import Chart
from panjin_kpi.report.page.lettering import DISTRICT, named_rows
from panjin_kpi.report.page.result_table import result_table
from panjin_kpi.report.page.style import ACCENT, SMALLEST
from panjin_kpi.schemas.formats import format_day

NO_CARRIER, NOBODY = "没有报来孵化载体，在孵企业和团队不能按载体计。", "报来的孵化载体都没有在孵企业和团队。"
MOST_NAMED = 2  # in the title
AMBIGUOUS = "有同名载体，分不清在孵企业和团队是谁的，不画。"


def tenants(carrier_summary: pd.DataFrame, plan: Plan) -> Chart:
    """Tenants of each district, most first, with those of this year and the graduates (``carrier_summary.csv``)."""
    districts = carrier_summary[carrier_summary["scope"] != CITY].sort_values("tenants", ascending=False, kind="stable")
    rows = districts[districts["tenants"].notna()]
    if not rows["tenants"].any():
        reason = AMBIGUOUS if len(rows) < len(districts) else NOBODY if districts["carriers"].any() else NO_CARRIER
        return Chart(None, reason)
    names = [plan.district_names[scope] for scope in rows["scope"]]
    picture, axes = named_rows(names, DISTRICT, 0.36, 1.0)
    axes.barh(range(len(rows)), rows["tenants"].astype("int64"), color=ACCENT, height=0.62)
    for position, row in enumerate(rows.itertuples()):
        beside = f"{row.tenants}个；本年新增{row.new_this_year}，毕业{row.graduated_this_year}"
        axes.annotate(beside, (row.tenants, position), (5, 0), textcoords="offset points", va="center", fontsize=9)
    axes.set(xlabel="在孵企业和团队（个）", ylabel="", xlim=(0, 1.55 * rows["tenants"].max()))
    axes.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    axes.tick_params(axis="y", labelsize=SMALLEST)
    axes.grid(visible=False)
    details = "；".join(
        f"{name}{row.tenants}个，本年新增{row.new_this_year}个"
        for name, row in zip(names, rows.itertuples(), strict=True)
    )
    unknown = carrier_summary[(carrier_summary["scope"] != CITY) & carrier_summary["tenants"].isna()]["scope"]
    missing = (
        f"{'、'.join(plan.district_names[scope] for scope in unknown)}有同名载体，分不清，不画。"
        if len(unknown)
        else ""
    )
    columns = ["scope", "tenants", "new_this_year", "graduated_this_year"]
    subject = f"各地区截至{format_day(rows['as_of'].iloc[0])}的在孵企业和团队"
    table = result_table("carrier_summary", rows, columns, f"{subject}（个）", plan)
    caption = f"各地区孵化载体的在孵企业和团队（个）。{missing}"
    alternative = f"条形图：各地区在孵企业和团队。{details}。"
    return Chart(picture, _title(districts, plan), caption, alternative, table)


def _title(rows: pd.DataFrame, plan: Plan) -> str:
    """How many tenants the districts have, and which district has most."""
    known = rows[rows["tenants"].notna()]
    total, most = known["tenants"].sum(), known[known["tenants"] == known["tenants"].max()]
    names = [plan.district_names[scope] for scope in most["scope"]]
    head = "各地区在孵" if len(known) == len(rows) else "各地区已知在孵"
    if (known["tenants"] > 0).sum() == 1:
        return f"{head}的{total}个都在{names[0]}"
    who = "、".join(names) if len(names) <= MOST_NAMED else f"{len(names)}个地区"
    first = "最多，" if (known["tenants"] > 0).sum() > len(names) else ""
    return f"{head}共{total}个，{who}{first}{'各' if len(names) > 1 else '有'}{most['tenants'].iloc[0]}个"
