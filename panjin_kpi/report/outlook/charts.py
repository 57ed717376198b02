"""The paths to the goals for 2025: from the end of 2020 to now, and the straight line that is required from here."""

import pandas as pd
from matplotlib.figure import Figure

from panjin_kpi.reference.labels import five_year_name
from panjin_kpi.reference.plan import Plan
from panjin_kpi.report.outlook import tables
from panjin_kpi.report.outlook.narrative import (
    from_register,
    furthest_first,
    has_whole_years,
    is_over,
    level,
    steepest,
    to_go,
)
from panjin_kpi.report.page.chart import Chart
from panjin_kpi.report.page.style import INK, MUTED, SMALLEST, STATUS_COLOURS, WIDTH, apply_theme
from panjin_kpi.schemas.formats import format_number, format_percent

BESIDE = 4  # goals in a row
YEARS = 5
STEP = 7.6  # years from the beginning of one goal to that of the next
UP = 1.9
NOTHING = "没有现状数据，看不出离目标多远。"


def paths(outlook: pd.DataFrame, plan: Plan) -> Chart:
    """A small line for each goal, the furthest first: reached so far, and required from here."""
    table = furthest_first(outlook)
    table = table.assign(recorded=from_register(table, plan))[table["stock"].notna()]
    if table.empty:
        return Chart(None, NOTHING)
    apply_theme()
    from_now = "今后" if has_whole_years(table) else ""
    depth = -(-len(table) // BESIDE)
    picture = Figure(figsize=(WIDTH, 1.55 * depth + 0.1))
    axes = picture.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set(xlim=(-1.0, BESIDE * STEP - 0.6), ylim=(-UP * (depth - 1) - 0.3, UP - 0.3))
    reached, details, over = STATUS_COLOURS["done"].bar, [], is_over(table)
    for position, row in enumerate(table.itertuples()):
        left, base = position % BESIDE * STEP, -UP * (position // BESIDE)
        whole = max(row.target, row.stock, 0 if pd.isna(row.baseline) else row.baseline)
        now, high, goal = left + YEARS - row.years_left, base + row.stock / whole, base + row.target / whole
        axes.plot([left, left + YEARS], [base, base], color=MUTED, linewidth=0.6)
        if row.remaining > 0 and not over:
            axes.plot([now, left + YEARS], [high, goal], color=INK, linewidth=1.2, linestyle="--")
        axes.plot(left + YEARS, goal, "D", color=INK, mfc="white", markersize=4.5)  # no dash before a number
        axes.text(left + YEARS + 0.35, goal, format_number(row.target), fontsize=9, va="center")
        if pd.notna(row.pace_achieved):  # not of a list that is not complete yet
            begin = base + row.baseline / whole
            axes.plot([left, now], [begin, high], color=reached, linewidth=1.8)
            axes.plot(left, begin, "o", color=reached, mfc="white" if row.recorded else reached, markersize=4.5)
        axes.plot(now, high, "o", color=reached, markersize=5)
        low = high - base < 0.2  # the years are below it
        beside = 0.04 if low else -0.04
        up, side = ("bottom", "right") if low else ("top", "left")  # off the line that rises from it
        axes.text(now - 0.15 * low, high + beside, format_number(row.stock), fontsize=9, va=up, ha=side)
        name = five_year_name(plan, row.indicator)
        pace = f"{from_now}{to_go(row)}" if row.remaining > 0 else "已达到"
        axes.text(left, base + 1.44, name, fontsize=9.5, va="center")
        axes.text(left, base + 1.25, f"{format_percent(row.share_of_target)}　{pace}", fontsize=SMALLEST, va="center")
        for at, year in ((left, "2020年底"), (left + YEARS, "2025年底")):
            axes.plot([at, at], [base, base - 0.05], color=MUTED, linewidth=0.6)
            axes.text(at, base - 0.07, year, fontsize=SMALLEST, va="top", ha="center", color=MUTED)
        details.append(f"{name}{level(row)}，完成{format_percent(row.share_of_target)}，{pace}")
    caption = "2025年各项目标（家），离目标最远的在前，各图纵轴不同：实线为2020年底至今，"
    caption += f"{'' if over else '虚线为此后须走的，'}菱形为目标，百分数为现有数占目标的"
    caption += "；空心的起点按记录推算" if table["recorded"].any() else ""
    new = [five_year_name(plan, name) for name in table.loc[table["kind"] == "flow", "indicator"]]
    caption += f"。{'、'.join(new)}为2021年起新培育的家数。" if new else "。"
    lines = "2025年目标从2020年底到现在的存量" + ("" if over else "，和此后到目标的直线")
    alternative = f"{len(table)}幅折线图：{lines}。{'；'.join(details)}。"
    return Chart(picture, steepest(outlook, plan), caption, alternative, tables.outlook(outlook, plan))
