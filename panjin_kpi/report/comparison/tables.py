"""The tables that compare the districts."""

import pandas as pd
from markupsafe import Markup

from panjin_kpi.reference.plan import Plan
from panjin_kpi.report.assessment.score_format import carried_on, district_names
from panjin_kpi.report.index.standing import gained, gains
from panjin_kpi.report.page.fragment import HtmlFragment
from panjin_kpi.report.page.lists import FEW, LONGEST
from panjin_kpi.report.page.result_table import Pivot, Table, result_table
from panjin_kpi.schemas.formats import format_month


def since(score_history: pd.DataFrame, plan: Plan, period: str) -> HtmlFragment:
    """Who gained most since each earlier month, and what every district gained; nothing in the first month."""
    table = gains(score_history, plan, period)
    if table.empty:
        return HtmlFragment(Markup(""))
    months = table[["period"]].drop_duplicates().reset_index(drop=True)
    most = [rows[rows["points"] == rows["points"].max()] for _, rows in table.groupby("period", sort=False)]
    months["improved_most"] = [district_names(rows, plan) if rows["points"].iloc[0] > 0 else None for rows in most]
    each = table.assign(gain=["{}（{}）".format(*gained(row.points, row.steps)) for row in table.itertuples()])
    columns = ["period", "improved_most"]
    every = [Pivot.of_long(each, "district", "gain", months["period"])] if table["district"].nunique() <= FEW else []
    caption = "与首个应报月以来的各月末相比，得分（分）和名次的变化"
    caption += f"（得分对照全年目标，计分办法为假定；{carried_on(plan)}）"
    return result_table("since", months, [*columns, *every], caption, plan)


def months(path: pd.DataFrame, status: pd.DataFrame, plan: Plan) -> Table:
    """One indicator: each district's cumulative figures by month beside its target."""
    status = status.head(LONGEST).reset_index(drop=True)
    cells = path.assign(month=path["period"].str[5:].astype("int64"))
    by_month = Pivot.of_long(cells, "month", "actual", status["scope"])
    name, when = plan.indicator_names[status["indicator"].iloc[0]], format_month(status["period"].iloc[0])
    caption = f"{name}截至{when}各地区逐月的本年累计（{status['unit'].iloc[0]}）"
    return result_table(["path", "status"], status, ["scope", "target", by_month, "completion"], caption, plan)
