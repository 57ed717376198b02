"""Small multiples: for each indicator the districts beside each other, month by month."""

import pandas as pd
from matplotlib.figure import Figure

from panjin_kpi.reference.plan import CITY, Plan
from panjin_kpi.report.comparison.narrative import compared, finding
from panjin_kpi.report.comparison.tables import months
from panjin_kpi.report.page.chart import Chart
from panjin_kpi.report.page.fragment import HtmlFragment
from panjin_kpi.report.page.html_table import stack
from panjin_kpi.report.page.lettering import in_lines, width
from panjin_kpi.report.page.style import INK, MUTED, SMALLEST, STATUS_COLOURS, WIDTH, apply_theme
from panjin_kpi.report.progress.charts import LONGEST_BAR, NOTHING
from panjin_kpi.report.progress.narrative import completed, is_final, out_of_target

BESIDE = 6  # districts in a row
MANY = 12  # districts that are drawn
YEAR = 12
STEP = 14.5  # horizontal distance between two districts, in months
UP = 290.0  # per cent from one row of districts to the next one, and
LINE = 37.0  # per cent more for each further line of words above them
HEAD = 161.0  # per cent: where the words begin
MARGIN = 5.0  # months left of a row, for the scale
ROOM = 72 * WIDTH * (STEP - 1) / (BESIDE * STEP + MARGIN - 1)  # points for the words of a district
LETTERS = 9  # of its name in a line


def by_indicator(status: pd.DataFrame, path: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """A chart for each indicator that is split."""
    own = path[path["scope"] != CITY]
    each, split = dict(list(own.groupby("indicator"))), compared(status).groupby("indicator", sort=False)
    parts = [one(rows, each.get(name, own.head(0)), plan) for name, rows in split]
    return stack(*(parts or [Chart(None, NOTHING)]))


def one(status: pd.DataFrame, path: pd.DataFrame, plan: Plan) -> Chart:
    """One indicator: a small line of completion for each district, with its name, its last figure and its target."""
    apply_theme()
    drawn = _most_and_least(status)
    data = path.merge(status[["scope", "target"]], on="scope")
    beyond = set(data.loc[100 * data["actual"] / data["target"] > LONGEST_BAR, "scope"])
    texts = [(out_of_target(row), completed(row) + ("›" if row.scope in beyond else "")) for row in drawn.itertuples()]
    between = "　" if max(width("　".join(each)) for each in texts) < ROOM else "\n"
    names = [plan.district_names[scope] for scope in drawn["scope"]]
    titles = [in_lines(name, LETTERS) for name in names]
    more = max(title.count("\n") for title in titles) + (between == "\n")
    depth, up = -(-len(drawn) // BESIDE), UP + LINE * more
    picture = Figure(figsize=(WIDTH, 1.25 * depth * up / UP + 0.1))
    axes = picture.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set(xlim=(1 - MARGIN, BESIDE * STEP), ylim=(-up * (depth - 1) - 55, up - 40))
    own = {scope: table.sort_values("period") for scope, table in path.groupby("scope")}
    due, details = not is_final(status["period"], plan) and path["planned"].gt(0).any(), []
    for position, row in enumerate(drawn.itertuples()):
        left, base = position % BESIDE * STEP + 1, -up * (position // BESIDE)
        table = own.get(row.scope, path.head(0))
        month = left + table["period"].str[5:].astype("int64") - 1
        share = (100 * table["actual"] / row.target).clip(0, LONGEST_BAR)
        axes.plot([left, left + YEAR - 1], [base + 100, base + 100], color=INK, linewidth=0.8, linestyle=":")
        axes.plot([left, left + YEAR - 1], [base, base], color=MUTED, linewidth=0.6)
        if due:
            axes.plot(month, base + 100 * table["planned"], color=MUTED, linestyle="--", linewidth=1.0)
        axes.plot(month, base + share, color=STATUS_COLOURS["done"].bar, marker="o", markersize=2.8, linewidth=1.6)
        for month_name, at, side in (("1月", left, "left"), (f"{YEAR}月", left + YEAR - 1, "right")):
            axes.text(at, base - 32, month_name, color=MUTED, fontsize=SMALLEST, ha=side, va="center")
        for share_of_target in (0, 100) if position % BESIDE == 0 else ():
            scale = f"{share_of_target}%"
            axes.text(
                left - 0.8, base + share_of_target, scale, color=MUTED, fontsize=SMALLEST, ha="right", va="center"
            )
        head = base + HEAD + LINE * (1 + (between == "\n"))
        axes.text(left, head, titles[position], fontsize=9.5, va="bottom", linespacing=1.2)
        axes.text(left, base + HEAD, between.join(texts[position]), fontsize=SMALLEST, va="bottom", linespacing=1.2)
        figures = "未报" if pd.isna(row.actual) else f"{out_of_target(row)}，完成{completed(row)}"
        details.append(names[position] + figures)
    name, unit = plan.indicator_names[status["indicator"].iloc[0]], status["unit"].iloc[0]
    caption = f"{name}（{unit}）逐月完成率；点线为全年目标{'，虚线为应达进度' if due else ''}"
    caption += "，断开处为未报的月份。" if path.loc[path["scope"].isin(drawn["scope"]), "actual"].isna().any() else "。"
    caption += f"带›的超过{LONGEST_BAR}%的部分不画。" if any("›" in share for _, share in texts) else ""
    few = f"{len(status)}个地区只画{MANY}个：完成率最高和最低的，并列的只画一部分。"
    caption += few if len(drawn) < len(status) else ""
    alternative = f"{len(drawn)}幅折线图：{name}各地区逐月的完成率。本期{'；'.join(details)}。"
    return Chart(picture, f"{name}：{finding(status, plan)}", caption, alternative, months(path, status, plan))


def _most_and_least(rows: pd.DataFrame) -> pd.DataFrame:
    """All districts where they are few, or those that have completed most and least, in the plan's order."""
    if len(rows) <= MANY:
        return rows
    ordered = rows.sort_values("completion", kind="stable", na_position="first").index
    return rows.loc[sorted([*ordered[: MANY // 2], *ordered[-(MANY // 2) :]])]
