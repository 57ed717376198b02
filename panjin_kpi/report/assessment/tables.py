"""The tables of scores, with headers from the schemas."""

from typing import Any

import pandas as pd
from markupsafe import Markup

from panjin_kpi import schemas
from panjin_kpi.reference.labels import basis_name, probability_label, scenario_name, unit_of
from panjin_kpi.reference.plan import Plan
from panjin_kpi.report.assessment.evidence_narrative import counted_once
from panjin_kpi.report.assessment.score_format import by_rank, points_of
from panjin_kpi.report.page import lists
from panjin_kpi.report.page.fragment import HtmlFragment
from panjin_kpi.report.page.html_table import html_table
from panjin_kpi.report.page.lists import list_extent, titles
from panjin_kpi.report.page.result_table import Show, result_table
from panjin_kpi.report.progress.narrative import is_final
from panjin_kpi.schemas.formats import BLANK, format_number, format_percent

NO_REVIEW = HtmlFragment(Markup("<p>此前没有作过预测。</p>"))


def scores(scores: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """Scores and ranks, the best first."""
    columns = ["district", "score", "rank", "grade", "allocated", "missing", "bonus", "penalty", "total"]
    ordered = _ordered(scores)
    if not is_final(scores):
        columns.remove("grade")
    caption = f"得分与名次（满分100分；加分、减分另列，不计入得分）{_beyond(scores, 'scores')}"
    return result_table("scores", ordered, columns, caption, plan)


def ranges(rank_ranges: pd.DataFrame, scores: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """Ranks under each assumption by district; drawn weights as the range of nine draws in ten."""
    ordered = _ordered(scores)
    found = {(row.district, row.scenario): row for row in rank_ranges.itertuples()}
    scenarios = list(dict.fromkeys(rank_ranges["scenario"]))

    def cell(row: Any) -> str:
        if row is None or pd.isna(row.rank_low):
            return BLANK
        return f"{row.rank_low}" if row.rank_low == row.rank_high else f"{row.rank_low}—{row.rank_high}"

    rows = [
        [
            plan.district_names[own.district],
            BLANK if pd.isna(own.rank) else f"{own.rank}",
            *[cell(found.get((own.district, scenario))) for scenario in scenarios],
            _first(found.get((own.district, "weights_any"))),
        ]
        for own in ordered.itertuples()
    ]
    header = [*titles("scores", ["district", "rank"]), *[scenario_name(plan, name) for name in scenarios]]
    caption = "换一种假定，名次会是多少（抽取权重的为1万次中间九成的范围；功能区并入后的名次在较少的地区中排）"
    caption += _beyond(scores, "rank_ranges")
    return html_table(caption, [*header, "任意权重时第1的占比"], rows, set(range(1, len(header) + 1)))


def contributions(contributions: pd.DataFrame, scores: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """The parts of each score: points gained of the points available, indicators by districts."""
    ordered = list(_ordered(scores)["district"])
    found = {(row.indicator, row.district): row for row in contributions.itertuples()}
    scored = set(contributions["indicator"])
    words = plan.assessment.lights.words.value

    def cell(row: Any) -> str:
        return words["not_allocated"] if row is None else f"{points_of(row.points)}/{points_of(row.weight)}"

    rows = [
        [plan.indicator_names[name], *[cell(found.get((name, district))) for district in ordered]]
        for name in plan.indicators["indicator"]
        if name in scored
    ]
    total = scores.set_index("district")["score"]
    rows.append([schemas.title("scores", "score"), *[points_of(total[district]) for district in ordered]])
    header = [schemas.title("contributions", "indicator"), *[plan.district_names[district] for district in ordered]]
    caption = "得分的组成：各指标得分/满分（分），每个地区满分合计100，得分合计即总得分"
    caption += _beyond(scores, "contributions")
    return html_table(caption, header, rows, set(range(1, len(header))))


def parts(contributions: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """The parts of one district's score: each indicator's weight, points and points lost."""
    columns = ["indicator", "weight", "completion", "points", "points_lost"]
    total = points_of(contributions["points"].sum(min_count=1))
    caption = f"得分的组成（分）：权重合计100，得分合计{total}；完成率空着的为本年从未报送"
    return result_table("contributions", contributions, columns, caption, plan)


def bases(scores_by_basis: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """Score and rank of each district on each basis."""
    found = {(row.district, row.basis): row for row in scores_by_basis.itertuples()}
    names = list(dict.fromkeys(scores_by_basis["basis"]))

    def cell(row: Any) -> str:
        return BLANK if pd.isna(row.rank) else f"{points_of(row.score)}（第{row.rank}）"

    rows = [
        [plan.district_names[district], *[cell(found[district, basis]) for basis in names]]
        for district in list(dict.fromkeys(scores_by_basis["district"]))[: lists.LONGEST]
    ]
    header = [schemas.title("scores_by_basis", "district"), *[basis_name(plan, basis) for basis in names]]
    return html_table("不同口径的得分（名次）", header, rows, set(range(1, len(header))))


def forecast(forecast: pd.DataFrame, status: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """Year-end totals of one scope with range and, where there is one, probability, or why there is none."""
    table = forecast.merge(status[["indicator", "actual", "target"]], on="indicator")
    table = table[table["target"].notna()]
    if table["expected"].isna().all():
        return HtmlFragment(Markup(""))  # a sentence says why
    judged = table["probability"].notna().any()
    rows = [
        [
            f"{plan.indicator_names[row.indicator]}（{unit_of(plan, row.indicator)}）",
            format_number(row.actual),
            format_number(row.target),
            format_number(row.expected),
            _range(row),
            *([format_percent(row.probability), probability_label(plan, row.probability)] if judged else []),
            lists.text_or_dash(row.note),
        ]
        for row in table.itertuples()
    ]
    header = [
        *titles("status", ["indicator", "actual", "target"]),
        schemas.title("forecast", "expected"),
        "八成把握的区间" if judged else "放宽的预测区间",
        *([schemas.title("forecast", "probability"), "把握"] if judged else []),
        schemas.title("forecast", "note"),
    ]
    return html_table("到12月31日的预测", header, rows, {1, 2, 3, 4, *([5] if judged else [])})


def forecast_review(forecast_review: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """The ranges that each earlier month gave one scope, months across, and what has come since."""
    if forecast_review.empty:
        return NO_REVIEW
    months = list(dict.fromkeys(forecast_review["period"]))
    rows = []
    for name, own in forecast_review.groupby("indicator", sort=False):
        by_month = {row.period: row for row in own.itertuples()}
        ranges = [_range(by_month[month]) if month in by_month else BLANK for month in months]
        said = f"{plan.indicator_names[name]}（{unit_of(plan, name)}）"
        rows.append([said, *ranges, format_number(own["actual"].iloc[-1])])
    header = [schemas.title("forecast_review", "indicator"), *[f"{int(month[5:])}月预测" for month in months]]
    header.append(schemas.title("forecast_review", "actual"))
    caption = "此前各月对12月31日的预测区间（按现在生效的数重算）与到本期的累计数"
    return html_table(caption, header, rows, set(range(1, len(header))))


def _range(row: Any) -> str:
    return BLANK if pd.isna(row.low) else f"{format_number(row.low)}—{format_number(row.high)}"


def next_steps(next_steps: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """What still costs points, the most first."""
    several = len(set(next_steps["district"])) > 1
    columns = [*(["district"] if several else []), "indicator", "order", "points_lost", "still_needed", "unit"]
    subject = "全年失分的指标，即明年需补的短板" if is_final(next_steps) else "下一步先抓什么"
    caption = subject + list_extent(len(next_steps), "next_steps")
    rows = next_steps.head(lists.LONGEST)
    return result_table("next_steps", rows, [*columns, "points_per_unit"], caption, plan)


def evidence(evidence: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """Reported against evidenced; disagreements first."""
    columns = ["scope", "indicator", "reported", "evidenced", "difference", "verdict"]
    show: Show = {
        "indicator": lambda name: f"{plan.indicator_names[name]}（{unit_of(plan, name)}）",
        "verdict": lambda verdict: "本期未报" if pd.isna(verdict) else verdict,
    }
    evidence = counted_once(evidence, plan)
    ordered = evidence.assign(agrees=evidence["verdict"] == "一致").sort_values("agrees", kind="stable")
    caption = f"上报数与明细能佐证的数，对不上的在前{list_extent(len(evidence), 'evidence')}"
    return result_table("evidence", ordered.head(lists.LONGEST), columns, caption, plan, show)


def corrections(corrections: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """Figures that are no longer those first reported, the latest month first."""
    first = ["period", "scope", "indicator", "first_value", "first_received_on"]
    ordered = corrections.sort_values("period", ascending=False, kind="stable").head(lists.LONGEST)
    caption = f"首次报送以后的更正{list_extent(len(corrections), 'corrections')}"
    return result_table("corrections", ordered, [*first, "value", "received_on", "difference", "unit"], caption, plan)


def _ordered(scores: pd.DataFrame) -> pd.DataFrame:
    """The best first, at most :data:`~panjin_kpi.report.page.lists.LONGEST`."""
    return by_rank(scores).head(lists.LONGEST)


def _beyond(scores: pd.DataFrame, result: str) -> str:
    """Where to find the rest, if there are more districts than the page lists."""
    return list_extent(len(scores), result) if len(scores) > lists.LONGEST else ""


def _first(row: Any) -> str:
    return BLANK if row is None else format_percent(row.first_share)
