"""The tables on the year's progress, and where their rules come from."""

from collections.abc import Iterable
from typing import Any

import pandas as pd
from markupsafe import Markup

from panjin_kpi.reference.calendar import first_period
from panjin_kpi.reference.labels import done_by_rule, due_only, shown_status
from panjin_kpi.reference.plan import CITY, Plan
from panjin_kpi.report.page import lists
from panjin_kpi.report.page.fragment import HtmlFragment
from panjin_kpi.report.page.result_table import Columns, Pivot, result_table, text_table
from panjin_kpi.report.page.style import status_word
from panjin_kpi.report.progress.narrative import is_final
from panjin_kpi.schemas.fields import field
from panjin_kpi.schemas.formats import format_month, format_number

SOURCES = field("rules", "source").labels
RULES = ["rule", "content", "source"]


def status_table(status: pd.DataFrame, plan: Plan, what: str = "全部") -> HtmlFragment:
    """All indicators of one scope, or some: counts and rates, the status level as a word on its colour."""
    over = is_final(status["period"], plan)
    pace = [] if over else ["planned", "gap_points"]
    columns = ["indicator", "unit", "actual", "target", "completion", *pace, "light"]
    if (status["scope"] == CITY).all() and what == "全部":  # a unit need not be the one that reports
        columns.append("reported_of_expected")
    rows = due_only(shown_status(plan, status))
    not_allocated = plan.assessment.lights.words.value["not_allocated"]
    rows["target"] = rows["target"].astype("object").where(rows["target"].notna(), not_allocated)
    rows["reported_of_expected"] = rows["reported"].astype("str") + "/" + rows["expected"].astype("str")
    caption = f"{plan.district_names[status['scope'].iloc[0]]}{what}指标{'' if over else '（差距为正数表示落后）'}"
    return result_table("status", rows, columns, caption, plan, done_by_rule(status, "；{}"))


def matrix(status: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """Indicators by districts, or districts by indicators if they are many: actual, target and status in each cell."""
    rows = shown_status(plan, status[status["scope"] != CITY])
    words = plan.assessment.lights.words.value
    allocated = rows.loc[rows["light"] != "not_allocated", "indicator"]
    shared = plan.indicators.loc[plan.indicators["indicator"].isin(allocated), "indicator"]

    def cell(row: Any) -> Markup | str:
        if row.light == "not_allocated":
            return words["not_allocated"]
        judged = plan.target_and_due(row.period, row.scope, row.indicator)
        counts = f"{format_number(row.actual, row.target, *judged)}/{format_number(row.target)}"
        return Markup("{} {}").format(counts, status_word(row.light, plan))

    rows["actual_of_target"] = pd.Series([cell(row) for row in rows.itertuples()], index=rows.index, dtype="object")
    many = rows["scope"].nunique() > lists.FEW
    split = rows[rows["indicator"].isin(shared)]
    first, by = (split["scope"].drop_duplicates(), "indicator") if many else (shared, "scope")
    columns: Columns = [str(first.name), Pivot.of_long(split, by, "actual_of_target", first)]
    caption = "各地区分解指标：本年累计/年度目标和状态"
    return result_table("status", first.to_frame(), columns, caption, plan, done_by_rule(rows, "；{}"))


def reconciliation_table(reconciliation: pd.DataFrame) -> HtmlFragment:
    """Where the plan contradicts itself, with the clauses."""
    caption = "不一致或未明确的各处"
    return result_table("reconciliation", reconciliation, ["statement", "clause"], caption)


def definitions(indicators: Iterable[str], plan: Plan, scope: str, year: int) -> HtmlFragment:
    """Each indicator's target of the year in the plan's own words, with clause, bound and planned curve."""
    targets = plan.targets_in(year).query("scope == @scope").set_index("indicator")
    rows = targets.loc[[name for name in indicators if name in targets.index]].reset_index()
    rows["curve"] = [_course(plan, name) for name in rows["indicator"]]
    columns = ["indicator", "wording", "clause", "bound", "curve"]
    caption = f"{plan.district_names[scope]}{year}年目标的原文和出处（不论原文是“以上”、确数还是区间，一律按下限考核）"
    return result_table(["targets", "indicators"], rows, columns, caption, plan)


def _course(plan: Plan, indicator: str) -> str:
    curve = plan.by_indicator.at[indicator, "curve"]
    if curve == "linear":
        return f"按月均摊（{SOURCES['assumption']}）"
    given = plan.pace.loc[plan.pace["curve"] == curve, "source"].dropna().unique()
    source = "、".join(SOURCES[name] for name in given)
    shares = plan.planned_shares.loc[indicator]
    steps = shares[shares.diff().fillna(shares) > 0]
    details = "；".join(f"{month}月末{format_number(round(share * 100, 6))}%" for month, share in steps.items())
    return details + (f"（{source}）" if source else "")


def assumptions(plan: Plan) -> HtmlFragment:
    """The rules behind the report, each marked as plan or assumption."""
    lights, words = plan.assessment.lights, plan.assessment.lights.words.value
    slightly, behind = lights.slightly_behind_up_to, lights.behind_up_to
    few, many = format_number(slightly.value), format_number(behind.value)
    first = (
        f"{format_month(first_period(plan)) if first_period(plan) else '没有限定'}，计划印发后第一个报送时限所在的月份"
    )
    dates = plan.calendar["due_source"].map(SOURCES).dropna().unique()
    rows = [
        ["年度目标", f"{plan.document}，各指标的条款见全市总览和地区月报", "plan"],
        ["一律按下限考核", "原文为确数或区间的，达到下限即为完成", "assumption"],
        ["未分解", "没有年度目标的指标不考核，不等于目标为0", plan.assessment.not_allocated.source],
        ["完成率", "本年累计÷年度目标；目标为0视为已完成", "assumption"],
        ["全市数", "已分解的指标为各地区最近一次报送数之和；未分解的取全市自报数", "assumption"],
        ["应达进度", "各指标到每月末应完成的份额，曲线见全市总览和地区月报", "assumption"],
        [words["done"], "完成率达到100%", "assumption"],
        [words["on_pace"], "完成率不低于应达进度", "assumption"],
        [words["not_due"], "到本期末应达进度为0，还没有应完成的数", "assumption"],
        [words["slightly_behind"], f"比应达进度低，但不超过{few}个百分点", slightly.source],
        [words["behind"], f"低的超过{few}个百分点，不超过{many}个百分点", behind.source],
        [words["far_behind"], f"低的超过{many}个百分点", behind.source],
        [words["missed"], "12月完成率没有达到100%，不再按差距分档；通报条件仍按差距算", "assumption"],
        [words["unreported"], "本期没有报送这项指标，不等于0", "assumption"],
        ["首个应报期", first, "assumption"],
        ["连续落后的月份", "从首个应报期算起，此前的月份不计", "assumption"],
        ["附件2第13—17行", "由市直单位牵头，分解到地区的数由各地区报送", "assumption"],
        ["共同牵头", "同一行任务有一个牵头单位报了，其他市直牵头单位不算未报", "assumption"],
        ["“26日前”", "含26日当天，计划没有说明", "assumption"],
        ["报送时限", "逐期的日期见参考数据“报送日历”", "；".join(dates)],
    ]
    return text_table("rules", RULES, rows, "口径：哪些是计划规定，哪些是假定")
