"""The districts of a month at a glance: statuses, worst indicators, score and rank, and what changed."""

from collections.abc import Callable
from typing import Any

import pandas as pd
from markupsafe import Markup

from panjin_kpi.reference.calendar import first_period, month_before
from panjin_kpi.reference.labels import by_basis, done_by_rule, not_due, shown_status
from panjin_kpi.reference.plan import CITY, Plan
from panjin_kpi.reference.settings.assessment import BEHIND
from panjin_kpi.report.page.lists import join_alike, join_names
from panjin_kpi.report.page.result_table import Pivot, Table, result_table
from panjin_kpi.report.progress.narrative import completed
from panjin_kpi.schemas.formats import BLANK, format_points, format_rounded

WORST = 3


def standing(
    status: pd.DataFrame, next_steps: pd.DataFrame, score_history: pd.DataFrame, period: str, plan: Plan
) -> Table:
    """A row for the city and each district."""
    words, over = plan.assessment.lights.words.value, plan.is_over(period)
    word = "失" if over else "还差"
    shown = shown_status(plan, status)
    counts = pd.crosstab(shown["scope"], shown["light"]).reindex(columns=list(words), fill_value=0)
    levels = [level for level in words if level != "not_allocated" and counts[level].any()]
    next_steps = due_losses(next_steps, status, plan)
    scopes, steps = list(dict.fromkeys(status["scope"])), dict(list(next_steps.groupby("district")))
    now = score_history[score_history["period"] == period].set_index("district").reindex(scopes)
    since = month_before(period) if period > first_period(plan) else ""
    last = gains(score_history, plan, period).query("period == @since")
    changed = {row.district: gained(row.points, row.steps) for row in last.itertuples()}
    rows, late = [], status[(status["scope"] == CITY) & status["light"].isin(BEHIND)]
    for scope in scopes:
        name = Markup('<span id="{}">{}</span>').format(scope, plan.district_names[scope])
        own = steps.get(scope, next_steps.head(0))
        lost = _worst(own, "points_lost", lambda row: f"{word}{format_rounded(row.points_lost, 2)}分", plan)
        worst = _worst(late, "gap_points", lambda row: _behind(row, over, plan), plan) if scope == CITY else lost
        row = now.loc[scope]
        scored = pd.notna(row["rank"])
        score, rank = (format_rounded(row["score"], 2), str(row["rank"])) if scored else (BLANK, BLANK)
        rows.append((name, score, rank, *changed.get(scope, (BLANK, BLANK)), worst or BLANK))
    table = pd.DataFrame(rows, columns=["where", "score", "rank", "score_change", "rank_change", "worst"])
    by_status = Pivot("light", "cells", {level: counts.loc[scopes, level].tolist() for level in levels})
    rule = done_by_rule(status, "；{}")
    caption = f"各地区的得分、名次，和有年度目标的指标按状态的项数（{by_basis(plan)}得分办法为假定{rule}）"
    columns: list[str | Pivot] = ["where", "score", "rank", "score_change", "rank_change", by_status, "worst"]
    if since not in set(score_history["period"]):  # in the first month nothing is compared
        columns[3:5] = []
    return result_table("desk", table, columns, caption, plan)


def certainty(rank_verdict: pd.DataFrame, plan: Plan) -> list[str]:
    """Which ranks are firm, in one sentence."""
    ranked = rank_verdict.dropna(subset="rank").sort_values("rank", kind="stable")
    if ranked.empty:
        return []
    firm = [f"{plan.district_names[row.district]}（第{row.rank}）" for row in ranked.itertuples() if row.firm]
    if not firm:
        return ["没有一个地区的名次稳固，都取决于假定。"]
    rest = f"，其余{len(ranked) - len(firm)}个地区的名次取决于假定" if len(firm) < len(ranked) else ""
    return [f"名次稳固的有{join_names(firm, '个地区')}{rest}。"]


def due_losses(next_steps: pd.DataFrame, status: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """The losses by indicators behind or not reported: those not yet due by the plan's pace do not explain a rank.

    Where scores are of proven figures, the reported ones, and so their status, do not explain a loss.
    """
    lost = (status["light"].isin([*BEHIND, "unreported"]) | bool(by_basis(plan))) & ~not_due(status)
    due = status.loc[lost, ["scope", "indicator"]]
    return next_steps.merge(due.rename(columns={"scope": "district"}), on=["district", "indicator"])


def gains(score_history: pd.DataFrame, plan: Plan, period: str) -> pd.DataFrame:
    """What each district gained since each earlier month of the year that was due, as displayed; latest month first.

    No ``steps`` in rank since a month that had other districts.
    """
    now = score_history[score_history["period"] == period]
    due = score_history[score_history["period"].between(first_period(plan), period, inclusive="left")]
    both = due.merge(now, on="district", suffixes=("_before", "")).dropna()
    shown = both[["score", "score_before"]].map(lambda score: float(format_rounded(score, 2)))
    points = (shown["score"] - shown["score_before"]).round(2)
    alike = both["period_before"].map(plan.districts_in).map(plan.districts_in(period).__eq__)
    steps = (both["rank_before"] - both["rank"]).where(alike.astype("bool"))
    table = both.assign(period=both["period_before"], points=points, steps=steps)
    table = table[["period", "district", "points", "steps"]]
    return table.sort_values("period", ascending=False, kind="stable", ignore_index=True)


def gained(points: float, ranks: float) -> tuple[str, str]:
    """Points and ranks gained or lost; ``ranks`` may be blank.

    >>> gained(2.5, -1), gained(0.0, 0)
    (('+2.50', '降1位'), ('0.00', '不变'))
    """
    moved = "不可比" if pd.isna(ranks) else f"{'升' if ranks > 0 else '降'}{abs(ranks):.0f}位" if ranks else "不变"
    return f"{'+' if points > 0 else ''}{format_rounded(points, 2)}", moved


def _worst(rows: pd.DataFrame, column: str, what: Callable[[Any], str], plan: Plan) -> str:
    most = rows.nlargest(WORST, column, keep="all").itertuples()
    return join_alike(((plan.indicator_names[row.indicator], what(row)) for row in most), "项")


def _behind(row: Any, over: bool, plan: Plan) -> str:
    gap = format_points(row.gap_points, *plan.assessment.lights.limits)
    return f"完成{completed(row)}" if over else f"低{gap}个百分点"
