"""The rows behind each figure, folded under it."""

import pandas as pd
from markupsafe import Markup

from panjin_kpi.reference.plan import Plan
from panjin_kpi.report.page.fragment import HtmlFragment
from panjin_kpi.report.page.result_table import result_table
from panjin_kpi.schemas.formats import format_number

COLUMNS = ["occurred_on", "item_id", "item", "amount", "submission", "file", "sheet", "file_row"]


def listed(evidence_rows: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """For each indicator the sum of its rows and, folded under it, the rows with the submission of each."""
    about, parts = plan.by_indicator, []
    for indicator, own in evidence_rows.groupby("indicator", sort=False):
        name, unit = about.loc[indicator, ["name", "unit"]]
        total = f"{name}：{format_number(round(own['amount'].sum(), 6))}{unit}，{len(own)}行明细"
        columns = [column for column in COLUMNS if column != "amount" or about.at[indicator, "measure"] == "amount"]
        table = result_table("evidence_rows", own, columns, f"{name}的佐证明细", plan)
        parts.append(Markup("<details><summary>{}</summary>{}</details>").format(total, table.html))
    return HtmlFragment(Markup("").join(parts) or Markup("<p>没有能佐证上报数的明细。</p>"))
