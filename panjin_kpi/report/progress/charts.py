"""Charts of the year's progress."""

import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from panjin_kpi.reference.labels import done_by_rule, due_only, shown_status
from panjin_kpi.reference.plan import CITY, Plan
from panjin_kpi.reference.settings.assessment import NOT_DUE
from panjin_kpi.report.page import lettering
from panjin_kpi.report.page.chart import Chart
from panjin_kpi.report.page.result_table import Pivot, result_table
from panjin_kpi.report.page.style import ACCENT, INK, MUTED, STATUS_COLOURS, WIDTH, apply_theme, legend_above
from panjin_kpi.report.progress import findings
from panjin_kpi.report.progress.narrative import completed, is_final, out_of_target
from panjin_kpi.schemas.formats import format_month, format_percent
from panjin_kpi.schemas.formats import format_number as shown

LONGEST_BAR = 150
COLUMNS = 3
MILLION = 1e6
BESIDE = 4  # points from the last month's dot to its figure
MANY = 12  # beyond this bars are closer
NOTHING = "没有分解到指标。"


def completion(status: pd.DataFrame, plan: Plan) -> Chart:
    """One scope's completion as bars, the highest first, planned shares as marks, status levels as words.

    Indicators not due yet are last and have no mark.
    """
    rows = shown_status(plan, status[status["light"] != "not_allocated"])
    rows = rows.assign(waits=rows["light"] == NOT_DUE).sort_values(["waits", "completion"], ascending=[True, False])
    if rows.empty:
        return Chart(None, NOTHING)
    words = plan.assessment.lights.words.value
    carried = rows["actual"].notna() & (rows["reported"] < rows["expected"])
    marks = carried.map({True: "＊", False: ""})
    names = [plan.indicator_names[name] + mark for name, mark in zip(rows["indicator"], marks, strict=True)]
    bars = (rows["completion"].fillna(0) * 100).clip(upper=LONGEST_BAR)
    picture, axes = lettering.named_rows(names, lettering.INDICATOR, 0.34 if len(rows) <= MANY else 0.26, 0.8)
    colours = [STATUS_COLOURS[level].bar for level in rows["light"]]
    positions = range(len(rows))
    axes.barh(positions, bars, color=colours, edgecolor="white", height=0.62)
    over, due = is_final(rows["period"], plan), due_only(rows)["planned"]
    if not over:
        axes.scatter(due * 100, positions, marker="|", s=220, linewidths=2.2, color=INK, zorder=3, clip_on=False)
    beyond = rows["completion"] * 100 > LONGEST_BAR
    texts = [
        (out_of_target(row), completed(row) + ("›" if far else ""), words[row.light])
        for row, far in zip(rows.itertuples(), beyond, strict=True)
    ]
    lettering.write_beside(axes, texts)
    axes.set(xlim=(0, max(105.0, float(bars.max()) + 3)), ylim=(len(rows) - 0.4, -0.6))
    axes.set(xlabel="完成率（%）" + ("" if over else "；竖线为应达进度"), ylabel="")
    details = "；".join(
        f"{name}{completed(row)}，"
        f"{'' if over or pd.isna(asked) else f'应达{format_percent(asked, row.completion)}，'}{words[row.light]}"
        for name, row, asked in zip(names, rows.itertuples(), due, strict=True)
    )
    where, when = plan.district_names[rows["scope"].iloc[0]], format_month(rows["period"].iloc[0])
    columns = ["indicator", "unit", "actual", "target", "completion"]
    columns += ["light"] if over else ["planned", "gap_points", "light"]
    columns += ["reported", "expected"] if (rows["scope"] == CITY).all() else []
    remark = "" if over else "（差距为正数表示落后）"
    table = result_table("status", due_only(rows), columns, f"{where}{when}指标完成情况{remark}", plan)
    return Chart(
        picture,
        findings.completion(rows, plan),
        f"{where}{when}各项指标完成率（条形）{'' if over else '与应达进度（竖线）'}，"
        "右侧为本年累计/年度目标、完成率和状态。"
        + ("带＊的，未报的地区按以前报送的数计，没有可沿用的没有计入。" if carried.any() else "")
        + (f"带›的条形截至{LONGEST_BAR}%。" if beyond.any() else "")
        + done_by_rule(rows, "{}。"),
        f"条形图：{where}{len(rows)}项指标的完成率{'' if over else '与应达进度'}。{details}。",
        table,
    )


def path(path: pd.DataFrame, status: pd.DataFrame, plan: Plan) -> Chart:
    """One scope's year by month: a small chart for each indicator, cumulative value against the planned curve.

    ``path`` has all scopes: a sum of the city that only stands on earlier reports is not compared.
    """
    rows = status[status["light"] != "not_allocated"]
    if rows.empty:
        return Chart(None, NOTHING)
    apply_theme()
    title, own = findings.path(path, rows, plan), path["scope"] == rows["scope"].iloc[0]
    carried = (rows["scope"] == CITY).all() and path.loc[~own, "actual"].isna().any()
    path = path[own & path["indicator"].isin(rows["indicator"])].reset_index(drop=True)
    path = path.assign(month=path["period"].str[5:].astype(int))
    by_indicator = dict(list(path.groupby("indicator")))
    depth = -(-len(rows) // COLUMNS)
    panel, gap = 1.0, 0.55  # inches; a computed layout takes half of the drawing time
    wide = (WIDTH - 0.1 - COLUMNS * gap) / COLUMNS
    titles = [
        lettering.in_lines(f"{plan.indicator_names[name]}（{unit}）", lettering.INDICATOR)
        for name, unit in zip(rows["indicator"], rows["unit"], strict=True)
    ]
    above = lettering.row_height(titles, lettering.LINE) - lettering.LINE  # of titles in lines
    high = (panel + gap + above) * depth + 0.3
    picture = Figure(figsize=(WIDTH, high))
    panels = picture.subplots(depth, COLUMNS, squeeze=False).flatten()
    edges = {"left": gap / WIDTH, "right": 1 - 0.1 / WIDTH, "top": 1 - (0.3 + above) / high, "bottom": 0.5 / high}
    picture.subplots_adjust(**edges, wspace=gap / wide, hspace=(gap + above) / panel)
    over, longest = is_final(rows["period"], plan), 0.0
    for axes, title_above, row in zip(panels, titles, rows.itertuples(), strict=False):
        months = by_indicator[row.indicator]
        top = 1.3 * max(row.target, months["actual"].max() if months["actual"].notna().any() else 0) or 1.0
        axes.set_ylim(-0.04 * top, top)  # room for the dots at 0
        if not over:
            axes.plot(months["month"], months["planned"] * row.target, color=MUTED, linestyle="--", linewidth=1.2)
        axes.plot(months["month"], months["actual"], color=ACCENT, marker="o", markersize=4)
        if len(known := months.dropna(subset="actual")):
            last, value = known[["month", "actual"]].iloc[-1]
            longest = max(longest, lettering.width(shown(value, row.target)))
            below = -9 if 0 < row.target - value < 0.15 * top else 1  # off the line of the target
            axes.annotate(
                shown(value, row.target),
                (last, value),
                (BESIDE, below),
                textcoords="offset points",
                fontsize=9,
                color=ACCENT,
            )
        axes.axhline(row.target, color=INK, linewidth=0.8, linestyle=":")
        axes.set_xticks([1, 3, 6, 9, 12])
        axes.set_title(title_above, fontsize=9, loc="left")
        axes.tick_params(length=0, labelbottom=True)
        axes.grid(visible=False, axis="x")
        axes.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=row.target % 1 == 0))
        if top >= MILLION:  # by default a power of ten would stand above the axis
            axes.yaxis.set_major_formatter(lambda value, _: f"{value / 1e4:g}万" if value else "0")
        sns.despine(ax=axes)
    until = 0.5 + 11.5 / (1 - (BESIDE + longest) / (72 * wide))  # months: the longest figure has room beside December
    for number, axes in enumerate(panels):
        axes.set_xlim(0.5, max(14.0, until))
        axes.set_visible(number < len(rows))
    picture.supxlabel("月份", fontsize=9, y=0.08 / high)
    where = plan.district_names[rows["scope"].iloc[0]]
    details = "；".join(
        f"{plan.indicator_names[row.indicator]}"
        + ("未报" if pd.isna(row.actual) else f"累计{shown(row.actual, row.target)}{row.unit}")
        + f"，目标{shown(row.target)}{row.unit}"
        for row in rows.itertuples()
    )
    when = format_month(rows["period"].iloc[0])
    by_month = Pivot.of_long(path, "month", "actual", rows["indicator"])
    subject = f"{where}{when[:5]}各月累计"
    table = result_table(["path", "status"], rows, ["indicator", "unit", by_month, "target"], subject, plan)
    return Chart(
        picture,
        title,
        f"{where}{when[:5]}各项指标逐月累计：实线加圆点为本年累计，{'' if over else '虚线为应达进度，'}点线为年度目标；"
        f"最后一点旁为现有的数{'，线断开处为未报的月份' if path['actual'].isna().any() else ''}。"
        + ("合计里未报的地区按以前报送的数计，没有可沿用的没有计入。" if carried else "")
        + (done_by_rule(rows, "{}。") if over else ""),
        f"{len(rows)}幅折线图：{where}各项指标{path['month'].min()}月至本期的累计数{'' if over else '、应达进度'}和"
        f"年度目标。本期{details}。",
        table,
    )


def status_levels(status: pd.DataFrame, plan: Plan) -> Chart:
    """How many indicators of each district have which status level, as stacked bars with counts."""
    rows = shown_status(plan, status[(status["light"] != "not_allocated") & (status["scope"] != CITY)])
    if rows.empty:
        return Chart(None, NOTHING)
    words = plan.assessment.lights.words.value
    counts = pd.crosstab(rows["scope"], rows["light"]).reindex(columns=list(words), fill_value=0)
    counts = counts.loc[list(dict.fromkeys(rows["scope"])), counts.sum() > 0]
    names = [plan.district_names[scope] for scope in counts.index]
    picture, axes = lettering.named_rows(names, lettering.DISTRICT, 0.4, 1.3)
    positions = pd.Series(range(len(names)), index=counts.index)
    left = pd.Series(0, index=counts.index)
    for level in counts:
        colours = STATUS_COLOURS[level]
        some = counts[level] > 0
        bars = axes.barh(
            positions[some],
            counts.loc[some, level],
            left=left[some],
            label=words[level],
            color=colours.bar,
            edgecolor="white",
            height=0.66,
        )
        axes.bar_label(bars, label_type="center", color=colours.on_bar)
        left = left + counts[level]
    axes.set(xlabel="指标数（项）", ylabel="")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    legend_above(axes)
    details = "；".join(
        name + "".join(f"{words[level]}{n}项，" for level, n in row.items() if n).rstrip("，")
        for name, (_, row) in zip(names, counts.iterrows(), strict=True)
    )
    when = format_month(rows["period"].iloc[0])
    by_status = Pivot("light", "cells", {level: counts[level].tolist() for level in counts})
    scopes = counts.index.to_frame(index=False)
    table = result_table(["status", "desk"], scopes, ["scope", by_status], f"各地区{when}各状态的指标数（项）", plan)
    return Chart(
        picture,
        findings.status_levels(rows, plan),
        f"各地区{when}分解指标按状态的项数，条内数字为项数。" + done_by_rule(rows, "{}。"),
        f"堆叠条形图：各地区各状态的指标数。{details}。",
        table,
    )
