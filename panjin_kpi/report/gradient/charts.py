"""The charts of the page on enterprises, drawn from result tables."""

from itertools import cycle

import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator

from panjin_kpi.reference.labels import MOVEMENTS, tier_name
from panjin_kpi.reference.plan import CITY, Plan
from panjin_kpi.report.gradient import findings
from panjin_kpi.report.gradient.movement import movements
from panjin_kpi.report.page.chart import Chart
from panjin_kpi.report.page.lettering import DISTRICT, in_lines
from panjin_kpi.report.page.result_table import Pivot, result_table
from panjin_kpi.report.page.style import ACCENT, INK, MUTED, WIDTH, apply_theme, legend_above
from panjin_kpi.report.progress.charts import COLUMNS
from panjin_kpi.schemas.formats import DAYS_A_YEAR, format_day, format_month

# from the lowest tier up
TIER_COLOURS = ("#9ecae1", "#4a90c2", "#1f6197", "#7a5195", "#ef8a3d", "#c23b6e", "#5f7d3a", "#8c6d46")
MOVEMENT_COLOURS = {
    "new": "#d5efe4",
    "promoted": "#79b791",
    "kept": "#e4e8ed",
    "fell": "#fde3cb",
    "left": "#f9d6d5",
    "waiting": "#efe6f5",
    "outside": "#ffffff",
}
NEAR = 10  # per cent: labels of ends this close would overlap
HALO = [withStroke(linewidth=2.5, foreground="white")]  # grid lines do not strike through figures
NO_HOLDER = "没有企业持有层级的记录。"
NO_CURVE = "观察到的晋级太少，估计不可靠，不画曲线。"


def stock(tier_stock: pd.DataFrame, plan: Plan) -> Chart:
    """How many of one scope hold each tier, month by month, as steps: a small chart for each tier with holders."""
    held = [tier for tier, rows in tier_stock.groupby("tier", sort=False) if rows["stock"].any()]
    if not held:
        return Chart(None, NO_HOLDER)
    apply_theme()
    across = 2 if len(held) == 4 else min(len(held), COLUMNS)  # two by two, no row of one
    depth = -(-len(held) // across)
    picture = Figure(figsize=(WIDTH, 0.7 + 1.05 * depth), layout="constrained")
    panels = picture.subplots(depth, across, squeeze=False).flatten()
    details = []
    for axes, tier in zip(panels, held, strict=False):
        rows = tier_stock[tier_stock["tier"] == tier]
        month, count = rows["as_of"].dt.month.to_numpy(), rows["stock"].to_numpy()
        axes.step(month, count, where="post", color=ACCENT)
        axes.plot(month, count, "o", color=ACCENT, markersize=4, clip_on=False)
        beside = len(count) > 1 and count[-2] > count[-1]  # above the last point the line comes down
        axes.annotate(
            f"{count[-1]}",
            (month[-1], count[-1]),
            (4 if beside else 0, 5),
            textcoords="offset points",
            ha="left" if beside else "center",
            fontsize=9,
            path_effects=HALO,
        )
        axes.set(xlim=(0.5, 13.4), ylim=(0, 1.25 * max(count.max(), 1)), xticks=(1, 3, 6, 9, 12), xlabel="", ylabel="")
        axes.set_title(f"{tier_name(plan, tier)}（家）", fontsize=9, loc="left")
        axes.tick_params(length=0)
        axes.grid(visible=False, axis="x")
        axes.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))
        sns.despine(ax=axes)
        details.append(f"{tier_name(plan, tier)}从{count[0]}家到{count[-1]}家")
    for axes in panels[len(held) :]:
        axes.set_visible(False)
    picture.supxlabel("月份（月末）", fontsize=9)
    where = plan.district_names[tier_stock["scope"].iloc[0]]
    nobody = "、".join(tier_name(plan, tier) for tier in dict.fromkeys(tier_stock["tier"]) if tier not in held)
    anew = "、".join(tier_name(plan, tier) for tier in held if tier in plan.tiers.yearly)
    day = tier_stock["as_of"].max()
    drawn = tier_stock[tier_stock["tier"].isin(held)].assign(month=tier_stock["as_of"].dt.month)
    rows = drawn[["tier"]].drop_duplicates()
    months = Pivot.of_long(drawn, "month", "stock", rows["tier"])
    subject = f"{where}截至{format_day(day)}各层级月末存量"
    return Chart(
        picture,
        findings.stock(drawn, plan),
        f"{where}各层级{drawn['month'].min()}月末以来的月末存量，各图纵轴不同；最后一点旁为现有家数。"
        + (f"{anew}的名单每年1月重新建立，年内逐月入库。" if anew else "")
        + (f"没有{nobody}，不画。" if nobody else ""),
        f"{len(held)}幅阶梯图：{where}各层级企业的月末存量，{drawn['month'].min()}月末至今：{'；'.join(details)}。",
        result_table("tier_stock", rows, ["tier", months], f"{subject}（家）", plan),
    )


def transitions(transitions: pd.DataFrame, plan: Plan) -> Chart:
    """One scope's highest tiers before and after: a matrix of counts, coloured by movement."""
    moved = movements(transitions, plan.tiers.tiers, plan.tiers.yearly)
    if not moved.loc[moved["movement"] != "outside", "enterprises"].any():
        return Chart(None, NO_HOLDER)
    apply_theme()
    rungs = list(dict.fromkeys(moved["from_tier"]))
    names = [tier_name(plan, rung) for rung in rungs]
    picture = Figure(figsize=(WIDTH, 0.5 * len(rungs) + 1.5), layout="constrained")
    axes = picture.subplots()
    for (old, new), cell in moved.groupby(["from_tier", "to_tier"], sort=False):
        x, y = rungs.index(new), rungs.index(old)
        parts = cell[cell["enterprises"] > 0]  # those that left and those that may still register share a cell
        row = cell.nlargest(1, "enterprises").iloc[0]
        axes.add_patch(
            Rectangle((x, y), 1, 1, facecolor=MOVEMENT_COLOURS[row.movement], edgecolor="white", linewidth=2)
        )
        axes.patches[-1].set_alpha(1.0 if row.enterprises else 0.3)
        colour = INK if row.enterprises else MUTED
        words = [f"{MOVEMENTS[part.movement]}{part.enterprises}" for part in parts.itertuples()]
        text, size = ("\n".join(words), 8) if len(words) > 1 else (f"{row.enterprises}", None)
        axes.text(x + 0.5, y + 0.5, text, ha="center", va="center", color=colour, fontsize=size)
    centres = [position + 0.5 for position in range(len(rungs))]
    first, last = (format_day(moved[name].iloc[0]) for name in ("from_date", "to_date"))
    axes.set(xlim=(0, len(rungs)), ylim=(len(rungs), 0), xlabel="", ylabel=f"{first}的最高层级")
    axes.set_xticks(centres, names)
    axes.set_yticks(centres, names)
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    axes.grid(visible=False)
    sns.despine(ax=axes, left=True, bottom=True)
    axes.set_title(f"{last}的最高层级（格内为企业数，家）", fontsize=9)
    keys = [Patch(facecolor=MOVEMENT_COLOURS[name], edgecolor=MUTED, label=word) for name, word in MOVEMENTS.items()]
    axes.legend(handles=keys, ncols=len(keys), loc="upper center", bbox_to_anchor=(0.5, -0.02), frameon=False)
    some = moved[(moved["enterprises"] > 0) & (moved["movement"] != "outside")]
    details = "；".join(
        f"{tier_name(plan, row.from_tier)}到{tier_name(plan, row.to_tier)}{row.enterprises}家{MOVEMENTS[row.movement]}"
        for row in some.itertuples()
    )
    where = plan.district_names[moved["scope"].iloc[0]]
    table = result_table(
        "transitions",
        some,
        ["from_tier", "to_tier", "enterprises", "movement"],
        f"{where}{first}至{last}的层级变动（家）",
        plan,
    )
    return Chart(
        picture,
        findings.transitions(moved),
        f"{where}企业最高层级从{first}（行）到{last}（列）的变动，格内为企业数（家）。",
        f"矩阵：{where}企业最高层级的变动。{details}。",
        table,
    )


def climb(climb: pd.DataFrame, scope: str, plan: Plan) -> Chart:
    """The share promoted by the days since the first recognition, with its band; a district beside the city."""
    shown = [name for name in dict.fromkeys((scope, CITY)) if (climb["scope"] == name).any()]
    if scope not in shown:
        return Chart(None, NO_CURVE)
    lowest, second = (tier_name(plan, tier) for tier in list(plan.tiers.tiers)[:2])
    apply_theme()
    picture = Figure(figsize=(WIDTH, 3.2), layout="constrained")
    axes = picture.subplots()
    looks = ((ACCENT, "-"), (MUTED, "--"))
    details = []
    until = climb.loc[climb["scope"] == scope, "days"].max()  # the city's curve goes on behind the district's name
    ends = [100 * climb.loc[(climb["scope"] == name) & (climb["days"] <= until), "share"].max() for name in shown]
    names = {name: in_lines(plan.district_names[name], DISTRICT) for name in shown}
    apart = 7 * (1 + max(name.count("\n") for name in names.values()))
    apart = 0 if len(shown) == 1 or abs(ends[0] - ends[-1]) > NEAR else apart if ends[0] >= ends[-1] else -apart
    for name, (colour, line) in zip(shown, looks, strict=False):
        curve = climb[climb["scope"] == name]
        last = curve.iloc[-1]
        years = curve["days"] / DAYS_A_YEAR
        axes.step(years, 100 * curve["share"], where="post", color=colour, linestyle=line)
        if name == scope:
            low, high = 100 * curve["low"], 100 * curve["high"]
            axes.fill_between(years, low, high, step="post", color=colour, alpha=0.18, linewidth=0)
        details.append(f"{plan.district_names[name]}：{findings.climb(curve, plan)}")  # as the title has it
        axes.annotate(
            names[name],  # the last step rests on few
            (last["days"] / DAYS_A_YEAR, 100 * last["share"]),
            (5, apart if name == scope else -apart),
            textcoords="offset points",
            va="center",
            color=colour,
            fontsize=9,
            path_effects=HALO,
        )
    longest = climb.loc[climb["scope"].isin(shown), "days"].max() / DAYS_A_YEAR
    axes.set(
        xlim=(0, 1.25 * longest), ylim=(0, 100), xlabel=f"首次认定为{lowest}后的年数（年）", ylabel="累计晋级（%）"
    )
    sns.despine(ax=axes)
    where = plan.district_names[scope]
    drawn = climb[climb["scope"].isin(shown)]
    columns = ["scope", "days", "at_risk", "climbed", "share", "low", "high"]
    subject = f"{where}截至{format_day(drawn['as_of'].max())}{lowest}晋级{second}的用时"
    table = result_table("climb", drawn, columns, f"{subject}（天、家）", plan)
    return Chart(
        picture,
        findings.climb(climb[climb["scope"] == scope], plan),
        f"{where}{lowest}晋级{second}的累计份额，带状区域为误差范围（95%）；越往后在观察的企业越少，右端只供参考。"
        + ("虚线为全市。" if len(shown) > 1 else ""),
        f"阶梯曲线：{lowest}首次认定为{second}的累计份额。{'；'.join(details)}。",
        table,
    )


def expiry(expiry_calendar: pd.DataFrame, plan: Plan) -> Chart:
    """How many tenures of one scope end each coming month, stacked by tier; yearly registrations are apart."""
    day = expiry_calendar["as_of"].max()  # none, where nothing is listed
    if day.is_month_end:  # that month is over
        expiry_calendar = expiry_calendar[expiry_calendar["month"] > f"{day:%Y-%m}"]
    tiers = expiry_calendar["tier"].unique()
    counts = expiry_calendar.pivot(index="month", columns="tier", values="expiring")[tiers]
    colours = dict(zip(counts.columns, cycle(TIER_COLOURS), strict=False))
    yearly = counts.columns.isin(plan.tiers.yearly)
    apart = "，不含每年重新入库的" if counts.loc[:, yearly].any(axis=None) else ""
    counts = counts.loc[:, ~yearly].loc[:, lambda table: table.any()]
    if not counts.size:
        return Chart(None, "")  # a sentence beside it states so
    apply_theme()
    picture = Figure(figsize=(WIDTH, 2.8), layout="constrained")
    axes = picture.subplots()
    months = list(map(format_month, counts.index))
    bottom = pd.Series(0, index=counts.index)
    for tier in counts:
        axes.bar(months, counts[tier], bottom=bottom, color=colours[tier], label=tier_name(plan, tier), width=0.62)
        bottom = bottom + counts[tier]
    for position, total in enumerate(bottom):
        if total:
            axes.annotate(f"{total}", (position, total), (0, 3), textcoords="offset points", ha="center", fontsize=9)
    axes.set(xlabel="最后有效日所在的月份", ylabel="到期资格（项）", ylim=(0, 1.15 * bottom.max()))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    axes.grid(visible=False, axis="x")
    legend_above(axes)
    sns.despine(ax=axes)
    details = "；".join(
        month + "".join(f"{tier_name(plan, tier)}{n}项，" for tier, n in row.items() if n).rstrip("，")
        for month, (_, row) in zip(months, counts.iterrows(), strict=True)
        if row.any()
    )
    where = plan.district_names[expiry_calendar["scope"].iloc[0]]
    drawn = expiry_calendar[expiry_calendar["tier"].isin(counts.columns)].reset_index(drop=True)
    rows = drawn[["month"]].drop_duplicates()
    table = result_table(
        "expiry_calendar",
        rows,
        ["month", Pivot.of_long(drawn, "tier", "expiring", rows["month"])],
        f"{where}{format_day(expiry_calendar['as_of'].iloc[0])}起各月到期的资格（项）",
        plan,
    )
    return Chart(
        picture,
        findings.expiry(counts),
        f"{where}今后各月到期的资格，柱顶为合计{apart}。",
        f"堆叠柱形图：{where}各月到期的资格。{details}。",
        table,
    )
