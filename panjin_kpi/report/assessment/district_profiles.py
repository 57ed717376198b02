"""A profile of every district: rank, strengths, shortfalls, what to do first."""

import pandas as pd
from markupsafe import Markup

from panjin_kpi.reference.calendar import unreported
from panjin_kpi.reference.labels import done_by_rule, shown_status
from panjin_kpi.reference.plan import Plan
from panjin_kpi.reference.settings.assessment import BEHIND, MISSED
from panjin_kpi.report.assessment import narrative
from panjin_kpi.report.assessment.score_format import by_rank, indicator_names
from panjin_kpi.report.page import lists
from panjin_kpi.report.page.fragment import HtmlFragment
from panjin_kpi.report.page.heading import paragraphs
from panjin_kpi.report.progress.narrative import each_of_target, is_final


def strengths(status: pd.DataFrame, plan: Plan) -> list[str]:
    """The targets that one district has reached, over-fulfilled first."""
    status = status[status["light"] != "not_allocated"]
    if status.empty:
        return ["没有分解到的指标。"]
    done = status[status["light"] == "done"]
    if done.empty:
        if status["light"].eq("unreported").all():
            return ["本期没有报送指标，看不出完成情况。"]
        among = "本期已报的指标中，" if status["light"].eq("unreported").any() else ""
        none = "没有" if is_final(status["period"], plan) else "尚无"
        return [f"{among}{none}一项{'' if among else '指标'}完成全年目标。"]
    over = done[(done["actual"] > done["target"]) & (done["target"] > 0)]
    over = over.sort_values("completion", ascending=False, kind="stable")
    more = f"，其中超额的{len(over)}项：{each_of_target(over, plan)}" if len(over) else ""
    return [f"完成全年目标的{len(done)}项{done_by_rule(done)}{more}。"]


def shortfalls(status: pd.DataFrame, plan: Plan) -> list[str]:
    """The indicators on which one district is behind, and those that it did not report."""
    words = plan.assessment.lights.words.value
    sentences = []
    shown = shown_status(plan, status)
    for level in (MISSED, *reversed(BEHIND), "unreported"):
        rows = shown[shown["light"] == level]
        silent = level == "unreported"
        details = indicator_names(rows, plan) if silent else each_of_target(rows, plan)
        if details:
            word = unreported(plan, rows["period"].iloc[0], words[level]) if silent else words[level]
            sentences.append(f"{word}{len(rows)}项：{details}。")
    return sentences or ["没有未完成的指标。" if is_final(status["period"], plan) else "没有落后于应达进度的指标。"]


def portraits(status: pd.DataFrame, scores: pd.DataFrame, next_steps: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """Every district by rank: score, strengths, shortfalls, next steps; how firm ranks are is stated elsewhere."""
    parts = []
    ordered = by_rank(scores)["district"]
    for district in ordered.head(lists.LONGEST):
        own = status[status["scope"] == district]
        sentences = narrative.rank(scores, None, district, plan, below=False, status=own)
        good, short = strengths(own, plan)[0], "".join(shortfalls(own, plan))
        sentences += [f"长处：{good}" if (own["light"] == "done").any() else good]
        if not is_final(scores["period"], plan) or own["light"].eq("unreported").any():  # else the losses name them
            weak = [*BEHIND, *([] if own["period"].eq(plan.awaited).any() else ["unreported"])]
            sentences += [f"短板：{short}" if own["light"].isin(weak).any() else short]
        losses = narrative.losses(next_steps, scores, district, plan)[0]
        sentences.append(f"{'失分' if is_final(scores['period'], plan) else '下一步'}：{losses}")
        parts.append(Markup("<h3>{}</h3>").format(plan.district_names[district]) + paragraphs(sentences).html)
    if len(ordered) > lists.LONGEST:
        rest = f"以上为前{lists.LONGEST}名，共{len(ordered)}个地区；各地区的页面都有这些内容。"
        parts.append(paragraphs([rest]).html)
    return HtmlFragment(Markup("").join(parts or [Markup("<p>{}</p>").format(narrative.NOBODY)]))
