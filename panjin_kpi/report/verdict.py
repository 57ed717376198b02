"""The box at the head of a report: result, causes, actions with deadlines, certainty, missing reports, day of data."""

from collections.abc import Iterable, Mapping

import pandas as pd
from markupsafe import Markup

from panjin_kpi.reference.calendar import first_period, month_after
from panjin_kpi.reference.labels import by_basis
from panjin_kpi.reference.obligations import indicators_of
from panjin_kpi.reference.plan import CITY, Plan
from panjin_kpi.reference.settings.assessment import BEHIND
from panjin_kpi.report.assessment import narrative
from panjin_kpi.report.assessment.score_format import by_rank, points_of
from panjin_kpi.report.bulletin import narrative as bulletin
from panjin_kpi.report.index import alerts
from panjin_kpi.report.index.standing import certainty, due_losses
from panjin_kpi.report.page.fragment import HtmlFragment
from panjin_kpi.report.page.lists import join_alike, join_names, rows_of
from panjin_kpi.report.progress import final_accounts
from panjin_kpi.report.progress import narrative as progress
from panjin_kpi.report.progress.sums import with_earlier_reports
from panjin_kpi.report.signatures import Frames
from panjin_kpi.schemas.formats import format_day, format_month

MOST_CAUSES = 3
EARLY = "本期早于计划印发，各单位的短板和没有登记的项目只作对照。"
OPEN = {
    "figures_behind": ("", "项"),
    "tasks_overdue": ("逾期的任务", "件"),
    "matters_overdue": ("超期的交办事项（退回的不计）", "件"),
    "measures_overdue": ("超期的举措", "件"),
    "not_registered": ("计划指名或要求、台账尚未登记的项目", "项"),
}


def district(frames: Frames, scope: str, plan: Plan, period: str) -> HtmlFragment:
    """One district's score and rank, what costs it most, and what it has to do by when."""
    status, late, corrections = rows_of(frames["status"], "scope", scope), frames["timeliness"], frames["corrections"]
    result = narrative.rank(frames["scores"], frames["rank_verdict"], scope, plan, status=status)
    firm = next((sentence for sentence in result[1:] if "名次" in sentence), "")
    causes = progress.behind(status, plan)[:1]
    if plan.is_over(period):
        causes = narrative.losses(frames["next_steps"], frames["scores"], scope, plan)
    own, corrected = rows_of(late, "reporter", scope), rows_of(corrections, "scope", scope)
    return box(
        {
            "结论": [*progress.counts(status, plan), *(sentence for sentence in result if sentence != firm)],
            "原因": causes,
            "须办": to_do(frames, plan, period, scope) + _overdue(frames, scope),
            "把握": [firm],
            "报送": alerts.reporting(own, period),
            "数据": [known(own, corrected, period, status)],
        }
    )


def city(frames: Frames, plan: Plan, period: str) -> HtmlFragment:
    """The city's targets, every district's score, the widest gaps, and who has to act."""
    status, scores = rows_of(frames["status"], "scope", CITY), frames["scores"]
    late = status[status["light"].isin(BEHIND)]
    return box(
        {
            "结论": [*progress.counts(status, plan), narrative.overall(scores, plan)[0], *every_score(scores, plan)],
            "原因": progress.behind(status, plan)[:1] + with_earlier_reports(late, plan),
            **_for_all(frames, plan, period),
        }
    )


def assessment(frames: Frames, plan: Plan, period: str) -> HtmlFragment:
    """Who leads, every score, the indicators that cost the districts most, and who has to act."""
    scores = frames["scores"]
    return box(
        {
            "结论": [narrative.overall(scores, plan)[0], *every_score(scores, plan)],
            "原因": most_lost(due_losses(frames["next_steps"], frames["status"], plan), plan, plan.is_over(period)),
            **_for_all(frames, plan, period),
        }
    )


def units(frames: Frames, plan: Plan, period: str) -> HtmlFragment:
    """Which units have most to explain, overdue or not registered, and who has to act."""
    ended, words, status = plan.is_over(period), plan.assessment.lights.words.value, frames["status"]
    behind = (
        "未完成的指标" if ended else f"{'、'.join(f'“{words[level]}”' for level in bulletin.FAR)}的指标{bulletin.APART}"
    )
    late = status[bulletin.to_explain(status, plan, period)]
    own = [indicators_of(plan, unit, int(period[:4])) for unit in frames["unit_summary"]["owner"]]
    each = [late[late["scope"].eq(scope) & late["indicator"].isin(figures)] for scope, figures in own]
    summary = frames["unit_summary"].assign(figures_behind=[len(rows) for rows in each])
    most = most_open(summary, behind) if period >= first_period(plan) else [EARLY]
    parts = {"结论": most, **_for_all(frames, plan, period), "把握": []}  # without ranks
    parts["须办"] = [*parts["须办"], *alerts.overdue(summary)]
    return box(parts)


def _for_all(frames: Frames, plan: Plan, period: str) -> dict[str, list[str]]:
    return {
        "须办": to_do(frames, plan, period),
        "把握": certainty(frames["rank_verdict"], plan),
        "报送": alerts.reporting(frames["timeliness"], period),
        "数据": [known(frames["timeliness"], frames["corrections"], period)],
    }


def box(parts: Mapping[str, Iterable[str]]) -> HtmlFragment:
    """The non-empty parts, each with its name.

    >>> box({"结论": ["甲区第1名。"], "原因": []})
    结论 甲区第1名。
    """
    rows = Markup("").join(
        Markup("<dt>{}</dt> <dd>{}</dd>").format(name, text) for name, each in parts.items() if (text := "".join(each))
    )
    return HtmlFragment(Markup('<section class="verdict" aria-label="结论"><dl>{}</dl></section>').format(rows))


def every_score(scores: pd.DataFrame, plan: Plan) -> list[str]:
    """All scores in one sentence, the best first."""
    ranked = by_rank(scores[scores["rank"].notna()])
    each = [f"{plan.district_names[row.district]}{points_of(row.score)}" for row in ranked.itertuples()]
    return [f"各地区得分：{join_names(each, '个地区')}。"] if len(each) > 1 else []


def most_lost(next_steps: pd.DataFrame, plan: Plan, closed: bool) -> list[str]:
    """The indicators that cost all districts together most points."""
    if next_steps.empty:
        return []
    by_name = next_steps.groupby("indicator", sort=False)["points_lost"].agg(["sum", "size"])
    by_name["sum"] = by_name["sum"].map(points_of).astype("float64")  # as shown: half a hundredth is rounded up
    most = by_name.nlargest(MOST_CAUSES, "sum", keep="all")  # ties are all included
    each = [
        f"{plan.indicator_names[name]}（{row['size']:.0f}个地区{'合计' if row['size'] > 1 else ''}"
        f"{'失' if closed else '差'}{points_of(row['sum'])}分）"
        for name, row in most.iterrows()
    ]
    basis = by_basis(plan)  # what is behind or unreported is so by the reported figures
    far = "离满分最远的指标（尚未到期的不计）" if basis else "落后或未报的指标中离满分最远的"
    return [f"{basis}{'失分最多的指标' if closed else far}：{join_names(each, '项')}。"]


def most_open(unit_summary: pd.DataFrame, behind: str) -> list[str]:
    """How many units have open items of each kind, and which have most; ``behind`` names figures that are behind.

    >>> counts = {"owner_name": ["甲区", "乙局"], "figures": 8, "figures_behind": [2, 1], "matters_overdue": [0, 3]}
    >>> most_open(pd.DataFrame(dict.fromkeys(OPEN, 0) | counts), "落后的指标")
    ['落后的指标：2个单位有，最多的是甲区（8项中2项）。', '超期的交办事项（退回的不计）：乙局（3件）。']
    """
    sentences = []
    for column, named in OPEN.items():
        name, counter = (behind, "项") if column == "figures_behind" else named
        some = unit_summary[unit_summary[column] > 0]
        top = some[some[column] == some[column].max()]
        whole = top["figures"].astype("str") + "项中" if column == "figures_behind" else ""
        each = join_alike(zip(top["owner_name"], whole + top[column].astype("str") + counter, strict=True), "个单位")
        many = f"{len(some)}个单位有，最多的是" if len(top) < len(some) else ""
        sentences += [f"{name}：{many}{each}。"] if len(some) else []
    return sentences or [f"各单位没有{behind}，也没有逾期的任务、事项和举措。"]


def to_do(frames: Frames, plan: Plan, period: str, unit: str | None = None) -> list[str]:
    """Who has to explain figures behind plan or report missing ones, and the next report with its deadline.

    Of all units or one district.
    """
    if month_after(period) < first_period(plan):
        return []
    request = final_accounts.next_request(plan, frames["timeliness"], frames["corrections"], period, unit)
    status = rows_of(frames["status"], "scope", unit) if unit else frames["status"]
    explain = bulletin.explanations(status, plan, period, request.by)
    return explain + bulletin.reports_owed(frames, plan, period, unit) + request.sentences()


def _overdue(frames: Frames, scope: str) -> list[str]:
    return alerts.overdue(rows_of(frames["unit_summary"], "owner", scope)) if "unit_summary" in frames else []


def known(timeliness: pd.DataFrame, corrections: pd.DataFrame, period: str, status: pd.DataFrame | None = None) -> str:
    """The day of the figures, and when the last of them was received, corrections included; or that none was received.

    With one district's ``status`` also that none are in force, though tasks came or figures that were withdrawn.
    """
    own = timeliness[timeliness["period"] == period]
    if len(own) and own["reported"].eq(0).all():
        return f"没有收到{format_month(period)}报表；有累计数的，为以前各月报送。"
    if status is not None and status["actual"].isna().all():
        return f"{format_month(period)}报表没有现在生效的本年累计数（没有报或已作废）；有累计数的，为以前各月报送。"
    last = final_accounts.last_received(timeliness, corrections, period)
    came = "" if pd.isna(last) else f"，最后于{format_day(last)}收到"
    return f"{format_month(period)}报表的本年累计数{came}。"
