"""The table of the goals for 2025."""

import pandas as pd

from panjin_kpi.reference.plan import Plan
from panjin_kpi.report.outlook.narrative import from_register, furthest_first, has_whole_years
from panjin_kpi.report.page.result_table import Table, result_table
from panjin_kpi.schemas.formats import BLANK, format_number


def outlook(outlook: pd.DataFrame, plan: Plan) -> Table:
    """Level, per cent and pace of every goal, the furthest first; a stock of 2020 from the records is marked."""
    table = furthest_first(outlook)
    mark = from_register(table, plan).map({True: "＊", False: ""})
    table["baseline"] = table["baseline"].map(format_number).where(table["baseline"].notna(), BLANK) + mark
    ahead = ["pace_needed"] if has_whole_years(outlook) else []
    columns = ["indicator", "stock", "target", "share_of_target", "remaining", *ahead, "pace_achieved"]
    caption = f"2025年目标（家）：现状、完成比例和{'今后每年须净增的数' if ahead else '还差的数'}"
    caption += "；带＊的按记录推算" if (mark != "").any() else ""
    return result_table("outlook", table, [*columns, "projected_year", "baseline"], caption, plan)
