"""Sentences that compare the districts, made from the result tables."""

from typing import Annotated

import pandas as pd

from panjin_kpi.reference.calendar import first_period, month_before, unreported
from panjin_kpi.reference.labels import NOTHING_ASKED
from panjin_kpi.reference.plan import CITY, Plan
from panjin_kpi.report.assessment.score_format import carried_on, district_names, points_of
from panjin_kpi.report.index.standing import gains
from panjin_kpi.report.page.fragment import HtmlFragment
from panjin_kpi.report.page.heading import titled
from panjin_kpi.report.page.lists import join_alike, join_names
from panjin_kpi.report.progress.narrative import before_the_plan, completed, is_final
from panjin_kpi.schemas.formats import format_month, format_points

MOST_NAMED = 3


def heading(plan: Plan, period: str, audience: str, known: str = "") -> HtmlFragment:
    """Subject of the page, and what is compared."""
    caution = f"只比较{plan.document}分解到地区的指标；完成率对照全年目标，各地区目标不同，累计数不能直接比。"
    subject = f"{plan.district_names[CITY]}{format_month(period)}各地区指标比较"
    return titled(subject, caution + before_the_plan(plan, period), audience, known)


def compared(status: pd.DataFrame) -> Annotated[pd.DataFrame, "status"]:
    """The rows of the districts that have a target to complete: 0 of 0 is done by rule and no achievement."""
    return status[(status["scope"] != CITY) & (status["light"] != "not_allocated") & (status["target"] > 0)]


def finding(status: pd.DataFrame, plan: Plan) -> str:
    """How the districts with a target compare on one indicator, correct for ties, blanks and a single district."""
    known = status[status["actual"].notna()]
    waits = "尚未到期，" if status["planned"].eq(0).all() else ""
    if known.empty:
        return f"有目标的{len(status)}个地区{unreported(plan, status['period'].iloc[0], '本期都未报')}"
    if len(status) == 1:
        return f"只有{_names(status, plan)}有目标，{waits}完成{_shown(status).iloc[0]}"
    if len(known) < len(status):
        silent = unreported(plan, status["period"].iloc[0])
        return f"{_names(status[status['actual'].isna()], plan)}{silent}，{waits}{_extremes(known, plan)}"
    done = status["light"] == "done"
    if done.all():
        return f"有目标的{len(status)}个地区都已完成"
    if not status["actual"].any():
        when = "12月末" if is_final(status["period"], plan) else "到本期"
        return f"{waits or when}有目标的{len(status)}个地区都还是0"
    if is_final(status["period"], plan):
        reached = (
            f"{done.sum()}个地区完成，{(~done).sum()}个没有完成" if done.any() else f"{len(status)}个地区都没有完成"
        )
        lowest = status[status["completion"] == status["completion"].min()]
        return f"{reached}，最低{_names(lowest, plan)}（{_shown(lowest).iloc[0]}）"
    return waits + _extremes(status, plan)


def _extremes(rows: pd.DataFrame, plan: Plan) -> str:
    """Who has completed most and least of the target; figures displayed as equal count as equal."""
    shown = _shown(rows)
    high, low = shown[rows["completion"].idxmax()], shown[rows["completion"].idxmin()]
    if high == low:
        return f"{_names(rows, plan)}{'均' if len(rows) > 1 else ''}完成{high}"
    return f"{_names(rows[shown == high], plan)}最高（{high}），{_names(rows[shown == low], plan)}最低（{low}）"


def _shown(rows: pd.DataFrame) -> pd.Series:
    return pd.Series([completed(row) for row in rows.itertuples()], rows.index, dtype="str")


def spread(status: pd.DataFrame, plan: Plan) -> list[str]:
    """On which indicators the districts differ most, and whose targets of 0 are left out."""
    own = status[(status["scope"] != CITY) & (status["light"] != "not_allocated")]
    if own.empty:
        return ["计划没有把指标分解到地区。"]
    none = own[own["target"] == 0].groupby("indicator", sort=False)
    apart = [f"{plan.indicator_names[name]}（{_names(rows, plan)}）" for name, rows in none]
    return [*_widest(compared(own), plan), *([f"{NOTHING_ASKED}，不比较：{'、'.join(apart)}。"] if apart else [])]


def _widest(rows: pd.DataFrame, plan: Plan) -> list[str]:
    by_indicator = {
        name: each for name, each in rows.groupby("indicator", sort=False) if each["completion"].count() > 1
    }
    if not by_indicator:
        return ["没有两个以上地区都报来的指标，不能比较。"]
    ends = pd.DataFrame({name: rows["completion"].agg(["max", "min"]) for name, rows in by_indicator.items()}).T
    ends["points"] = (100 * (ends["max"] - ends["min"])).round(6)
    most = ends[ends["points"] > 0].nlargest(MOST_NAMED, "points", keep="all")
    silent = rows[rows["completion"].isna()].groupby("scope", sort=False).size()
    each = join_alike(((plan.district_names[str(scope)], f"{count}项") for scope, count in silent.items()), "个地区")
    missing = [f"本期没有报来、不比较的：{each}。"] if each else []
    if most.empty:
        return [f"各项指标的完成率在{'已报的' if missing else '各'}地区之间没有差别。", *missing]
    details = []
    for row in most.itertuples():
        rows = by_indicator[row.Index]
        shown = _shown(rows)
        high, low = shown[rows["completion"].idxmax()], shown[rows["completion"].idxmin()]
        ends_at = f"最高{_names(rows[shown == high], plan)}{high}，最低{_names(rows[shown == low], plan)}{low}"
        details.append(f"{plan.indicator_names[row.Index]}（{ends_at}，相差{format_points(row.points, 0)}个百分点）")
    return [f"各地区完成率相差最大的：{join_names(details, '项', '；')}。", *missing]


def improved(score_history: pd.DataFrame, plan: Plan, period: str) -> list[str]:
    """Who gained most since last month and since the first month due."""
    table, sentences = gains(score_history, plan, period), []
    for since in dict.fromkeys((month_before(period), first_period(plan))):
        rows = table[table["period"] == since]
        if rows["points"].max() > 0:
            top = rows[rows["points"] == rows["points"].max()]
            gain = f"得分升{points_of(rows['points'].max())}分，{carried_on(plan)}"
            sentences.append(f"自{format_month(since)}以来进步最大的是{district_names(top, plan)}（{gain}）。")
    return sentences


def _names(rows: pd.DataFrame, plan: Plan) -> str:
    return join_names((plan.district_names[scope] for scope in rows["scope"]), "个地区")
