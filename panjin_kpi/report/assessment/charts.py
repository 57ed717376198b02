"""Charts of scores, ranks and forecasts."""

import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import MaxNLocator

from panjin_kpi.reference.labels import by_basis, probability_label, unit_of
from panjin_kpi.reference.plan import Plan
from panjin_kpi.report.assessment import findings
from panjin_kpi.report.assessment.rank_stability import VARIED, span
from panjin_kpi.report.assessment.score_format import by_rank, chance_of, points_of, share
from panjin_kpi.report.page.chart import Chart
from panjin_kpi.report.page.lettering import DISTRICT, INDICATOR, in_lines, named_rows, row_height, write_beside
from panjin_kpi.report.page.lists import LONGEST
from panjin_kpi.report.page.result_table import result_table
from panjin_kpi.report.page.style import ACCENT, INK, MUTED, WIDTH, apply_theme, legend_above
from panjin_kpi.report.progress.narrative import is_final
from panjin_kpi.schemas.formats import format_month, format_number

PALE = "#9fb3c8"
NO_SCORE = "没有可以计分的地区。"


def ranks(scores: pd.DataFrame, rank_verdict: pd.DataFrame, plan: Plan) -> Chart:
    """Scores as bars, and beside them each district's rank, its range in the draws, and whether it is firm."""
    ranked = by_rank(scores[scores["rank"].notna()]).head(LONGEST)
    if ranked.empty:
        return Chart(None, NO_SCORE)
    apply_theme()
    names = [plan.district_names[district] for district in ranked["district"]]
    labels = [in_lines(name, DISTRICT) for name in names]
    high = row_height(labels, 0.42) * len(ranked) + 1.2
    picture = Figure(figsize=(WIDTH, high), layout=ConstrainedLayoutEngine(rect=(0, 0, 1, 1 - 0.3 / high)))
    left, right = picture.subplots(1, 2, sharey=True, gridspec_kw={"wspace": 0.08})
    rows = range(len(ranked))
    final = is_final(ranked["period"], plan)
    left.barh(rows, ranked["score"], color=PALE, height=0.6)
    for row, own in zip(rows, ranked.itertuples(), strict=True):
        grade = f" {own.grade}等" if pd.notna(own.grade) and final else ""
        left.text(1.5, row, f"{points_of(own.score)}{grade}", va="center", fontsize=9)
    left.set_yticks(rows, labels)
    left.set(xlim=(0, max(100.0, float(ranked["score"].max()))), xlabel="得分（分）", ylim=(len(ranked) - 0.5, -0.5))
    found = rank_verdict.set_index("district").loc[ranked["district"]]
    low, high, rank = (found[name].astype("float64") for name in ("rank_low", "rank_high", "rank"))
    firm = found["firm"].astype("bool").to_numpy()
    right.hlines(rows, low - 0.12, high + 0.12, color=PALE, lw=7, label="九成以上的测算")
    for kind, filled in ((firm, INK), (~firm, "white")):
        at = kind.nonzero()[0]
        label = "稳固" if filled == INK else "不稳固"
        right.plot(rank.iloc[at], at, "o", color=INK, mfc=filled, markersize=6, label=f"名次（{label}）")
    right.set(xlim=(0.5, max(len(ranked), int(high.max())) + 0.5), xlabel="名次")
    right.xaxis.set_major_locator(MaxNLocator(integer=True))
    # wider than its axes: within the layout it would keep the two apart
    right.legend(ncols=3, loc="lower right", bbox_to_anchor=(1, 1), frameon=False).set_in_layout(False)
    words = [f"{'稳固' if own.firm else '不稳固'} {share(own.p_rank)}" for own in found.itertuples()]
    write_beside(right, [[word] for word in words])
    details = []
    for row, name, own, word in zip(rows, names, found.itertuples(), words, strict=True):
        points = points_of(ranked["score"].iloc[row])
        details.append(f"{name}{points}分第{own.rank}，九成以上的测算在{span(own.rank_low, own.rank_high)}，{word}")
    for axes in (left, right):
        axes.grid(visible=False, axis="y")
        axes.tick_params(axis="y", labelsize=9.5)
        sns.despine(ax=axes, left=True)
    caption = f"左：得分{'和等次（假定）' if final else ''}；"
    caption += f"右：圆点为名次，横条为{VARIED}时九成以上的测算所在的名次；百分数为名次不变的比例。"
    alternative = f"条形图和区间图：{len(ranked)}个地区的得分、名次和名次是否稳固。{'；'.join(details)}。"
    rows = found.reset_index().merge(ranked[["district", "score", "grade"]], on="district")
    columns = ["district", "score", *(["grade"] if final else []), "rank", "firm", "p_rank", "rank_low", "rank_high"]
    subject = f"{by_basis(plan)}各地区{format_month(ranked['period'].iloc[0])}得分与名次"
    table = result_table(
        ["scores", "rank_verdict"], rows.assign(p_rank=rows["p_rank"].map(share)), columns, subject, plan
    )
    finding = by_basis(plan) + findings.ranks(ranked, found.reset_index(), plan)
    return Chart(picture, finding, caption, alternative, table)


def forecast(forecast: pd.DataFrame, status: pd.DataFrame, plan: Plan) -> Chart:
    """Year-end forecast of each count of one scope against its target, the highest share first."""
    table = forecast.merge(status[["indicator", "actual", "target"]], on="indicator")
    table = table[table["expected"].notna() & (table["target"] > 0)]
    if table.empty:
        return Chart(None, "")  # a sentence says why
    table = table.iloc[(-table["expected"] / table["target"]).argsort(kind="stable")]
    picture, axes = named_rows([plan.indicator_names[name] for name in table["indicator"]], INDICATOR, 0.36, 1.1)
    rows, target = range(len(table)), table["target"]
    low, high, middle, now = (100 * table[name] / target for name in ("low", "high", "expected", "actual"))
    right = max(130.0, min(float(high.max()) * 1.05, 250.0))
    axes.hlines(rows, low, high.clip(upper=right), color=PALE, lw=7, label="预测区间")
    axes.plot(now.clip(upper=right), rows, "|", color=ACCENT, markersize=13, mew=2.4, label="本年累计")
    axes.plot(middle.clip(upper=right), rows, "o", color=INK, markersize=5, label="预计")
    axes.axvline(100, color=MUTED, linestyle="--", linewidth=1.2, label="目标")
    axes.set(xlim=(0, right), xlabel="占年度目标（%）")
    legend_above(axes)
    words, details = [], []
    for row in table.itertuples():
        unit = unit_of(plan, row.indicator)
        span = f"区间{format_number(row.low)}—{format_number(row.high)}{unit}，目标{format_number(row.target)}{unit}"
        known = pd.notna(row.probability)
        texts = (span, chance_of(row.probability, plan), probability_label(plan, row.probability))[: 3 if known else 1]
        chance = f"，把握{texts[1]}（{texts[2]}）" if known else ""
        words.append(texts)
        details.append(f"{plan.indicator_names[row.indicator]}{span}{chance}")
    write_beside(axes, words)
    where = plan.district_names[table["scope"].iloc[0]]
    over = f"超过{format_number(right)}%的画到边上。" if max(high.max(), middle.max(), now.max()) > right else ""
    beyond = "、完成目标的概率和说法" if table["probability"].notna().any() else ""
    caption = f"{where}到12月31日的预测：占年度目标的百分比；右侧为区间{beyond}。{over}"
    columns = ["indicator", "actual", "target", "low", "expected", "high"]
    columns += ["probability"] if table["probability"].notna().any() else []
    subject = f"{where}{format_month(table['period'].iloc[0])}年末预测"
    chances = table["probability"].map(lambda chance: chance_of(chance, plan), na_action="ignore")
    beside_it = result_table(["forecast", "status"], table.assign(probability=chances), columns, subject, plan)
    alternative = f"区间图：{where}{len(table)}项指标的年末预测。{'；'.join(details)}。"
    return Chart(picture, findings.forecast(table), caption, alternative, beside_it)
