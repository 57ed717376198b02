"""The tables of scores, with headers from the schemas."""

import pandas as pd
from markupsafe import Markup

from panjin_kpi import schemas
from panjin_kpi.reference.labels import by_basis, not_due, shown_status, shown_verdict
from panjin_kpi.reference.plan import CITY, Plan
from panjin_kpi.reference.settings.rank_check import CHOICES
from panjin_kpi.report.assessment.evidence_narrative import LATE, VERDICTS, after_the_deadline
from panjin_kpi.report.assessment.rank_stability import CHOICE_NAMES
from panjin_kpi.report.assessment.score_format import beyond_full, by_rank, chance_of, points_of, share
from panjin_kpi.report.page import lists
from panjin_kpi.report.page.fragment import HtmlFragment
from panjin_kpi.report.page.lists import excerpt
from panjin_kpi.report.page.result_table import Columns, Pivot, result_table
from panjin_kpi.report.progress.narrative import is_final
from panjin_kpi.report.progress.sums import counted_once
from panjin_kpi.schemas.fields import field
from panjin_kpi.schemas.formats import format_number, format_percent

NO_REVIEW = HtmlFragment(Markup("<p>此前各月没有预测（按现在生效的数重算）。</p>"))


def scores(scores: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """Scores and ranks, the best first."""
    columns = ["district", "score", "rank", "grade", "allocated", "missing", "bonus", "penalty", "total"]
    ordered = _ordered(scores)
    full = f"完成目标得100分，{more}" if (more := beyond_full(plan)) else "满分100分"
    caption = f"得分与名次（{by_basis(plan)}{full}；加分、减分另列，不计入得分"
    if not is_final(scores["period"], plan):
        columns[columns.index("grade")] = "pace_score"
        caption += "；对照应达进度的得分只算已有应达进度的指标，达到本月应达进度即得100分"
    caption += f"）{_beyond(scores, 'scores')}"
    return result_table("scores", ordered, columns, caption, plan)


def rank_verdict(rank_verdict: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """The verdict on each district's rank."""
    rows = _ordered(rank_verdict)
    rows = rows.assign(
        firmness=rows["firm"].astype("object").map({True: "稳固", False: "不稳固"}),
        p_rank=rows["p_rank"].map(share, na_action="ignore"),
    )
    about = "较好、较差名次为九成以上的测算所在的范围；影响最大的假定为“—”的，名次稳固，或分不出哪项影响最大"
    caption = f"各地区的名次是否稳固（{by_basis(plan)}{about}）{_beyond(rank_verdict, 'rank_verdict')}"
    columns = ["district", "rank", "firmness", "p_rank", "rank_low", "rank_high", "factor"]
    columns += ["moving", "moved_by", "moved_to"]
    return result_table("rank_verdict", rows, columns, caption, plan)


def rank_factors(rank_factors: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """The factors varied together, each choice with its share, and their effect on the ranks of all districts."""
    choices = {
        factor: "；".join(
            f"{CHOICE_NAMES[choice]}（{format_percent(part)}）"
            for choice, part in zip(own, plan.assessment.rank_check.share(factor), strict=True)
        )
        for factor, own in CHOICES.items()
    }
    rows = rank_factors[rank_factors["scope"] == CITY]
    rows = rows.assign(choices_and_shares=rows["factor"].map(choices))
    caption = "同时变动的假定及其对名次的影响（各地区名次变动的平均；影响为抽样估计）"
    columns = ["factor", "choices_and_shares", "first_order", "total_effect"]
    return result_table("rank_factors", rows, columns, caption, plan)


def contributions(contributions: pd.DataFrame, scores: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """The parts of each score: points gained of the points available, indicators by districts."""
    total = _ordered(scores).set_index("district")["score"].map(points_of)
    listed = plan.indicators.loc[plan.indicators["indicator"].isin(contributions["indicator"]), "indicator"]
    gained, weight = (contributions[name].map(points_of).astype("str") for name in ("points", "weight"))
    points = gained + "/" + weight
    cells = Pivot.of_long(contributions.assign(points_of_weight=points), "district", "points_of_weight", listed).cells
    blank, nothing = plan.assessment.lights.words.value["not_allocated"], [None] * len(listed)
    by_district = {name: [cell or blank for cell in cells.get(name, nothing)] + [total[name]] for name in total.index}
    rows = pd.DataFrame({"indicator": [*listed, schemas.title("scores", "score")]})
    columns: Columns = ["indicator", Pivot("district", "points_of_weight", by_district)]
    if len(by_district) > lists.FEW:
        turned = dict(zip(rows["indicator"], zip(*by_district.values(), strict=True), strict=True))
        rows, columns = total.index.to_frame(), ["district", Pivot("indicator", "points_of_weight", turned)]
    more = f"（{more}）" if (more := beyond_full(plan)) else ""
    caption = f"得分的组成：{by_basis(plan)}各指标得分/满分（分），每个地区满分合计100{more}，得分合计即总得分"
    caption += _beyond(scores, "contributions")
    return result_table("contributions", rows, columns, caption, plan)


def parts(contributions: pd.DataFrame, next_steps: pd.DataFrame, status: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """The parts of one district's score that are not full: what costs most first, what is not due yet last."""
    final, total = is_final(contributions["period"], plan), points_of(contributions["points"].sum(min_count=1))
    needs = next_steps[["indicator", "still_needed", "points_per_unit"]]
    shown = shown_status(plan, status)
    levels = shown[["indicator", "light"]].assign(waits=not_due(shown))
    rows = contributions.merge(needs, on="indicator", how="left").merge(levels, on="indicator", how="left")
    rows = rows.assign(lost=-rows["points_lost"]).sort_values(["waits", "lost"])
    full = rows["points_lost"].le(0)  # below 0 what counts beyond its target
    if full.all() and len(rows):
        return HtmlFragment(Markup("<p>{}{}项指标都得满分，没有须补的短板。</p>").format(by_basis(plan), len(rows)))
    others = f"，另有{full.sum()}项满分" if full.any() else ""
    others += f"，{more}" if (more := beyond_full(plan)) else ""
    silent = rows[~full & rows["light"].eq("unreported")]
    waiting = "尚未到期的（包括其中未报的）在后" if silent["waits"].any() else "尚未到期的在后"
    subject = "没有得满分的指标，即明年需补的短板" if final else f"还没有得满分的指标，{waiting}"
    caption = f"{subject}（分）：{by_basis(plan)}权重合计100，得分合计{total}{others}"
    caption += "；未报的，完成率按以前报送的数" if silent["completion"].notna().any() and not by_basis(plan) else ""
    caption += "；完成率空着的为本年没有可沿用的数" if rows.loc[~full, "completion"].isna().any() else ""
    columns = ["indicator", *([] if final else ["light"]), "weight", "completion", "points", _lost(final)]
    columns += ["still_needed", "points_per_unit"]
    rows = rows[~full].assign(points_open=rows["points_lost"])
    return result_table(["contributions", "next_steps", "status"], rows, columns, caption, plan)


def bases(scores_by_basis: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """Score and rank on each basis, for districts where they differ; equal bases are shown once."""
    both = scores_by_basis["score"].map(points_of) + "（第" + scores_by_basis["rank"].astype("str") + "）"
    cells = scores_by_basis.assign(score_and_rank=both.mask(scores_by_basis["rank"].isna()))
    kinds = cells.groupby("district", sort=False)["score_and_rank"].nunique().reset_index(name="kinds")
    some = excerpt(kinds, "scores_by_basis", counted=kinds["kinds"].gt(1).map({True: "", False: "不变"}), unit="个地区")
    if some.rows.empty and len(kinds):
        others = "、".join(name for basis, name in plan.words_of["basis"].known.items() if basis in set(cells["basis"]))
        return HtmlFragment(Markup("<p>{}计分，各地区的得分和名次都一样。</p>").format(others))
    each, first = Pivot.of_long(cells, "basis", "score_and_rank", some.rows["district"]), dict[tuple[str, ...], str]()
    same = [
        (basis, like) for basis, own in each.cells.items() if (like := first.setdefault(tuple(own), basis)) != basis
    ]
    shown = Pivot(each.by, each.of, {basis: each.cells[basis] for basis in first.values()})
    names = plan.words_of["basis"].known
    alike = "".join(f"；{names[basis]}与{names[like]}相同" for basis, like in same)
    caption = f"得分或名次因口径而不同的地区{some.extent}{alike}"
    return result_table("scores_by_basis", some.rows, ["district", shown], caption, plan)


def forecast_review(forecast_review: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """Each earlier month's forecasts for one scope, range and probability, months as columns, and the figures since."""
    if forecast_review.empty:
        return NO_REVIEW
    months = forecast_review["period"].str[5:].astype("int64")
    known = forecast_review.get("probability", [None] * len(forecast_review))
    chances = ["" if pd.isna(chance) else f"（{chance_of(chance, plan)}）" for chance in known]
    low, high = (forecast_review[end].map(format_number) for end in ("low", "high"))
    ranges = (low + "—" + high).mask(forecast_review["low"].isna())
    cells = forecast_review.assign(forecast_month=months, forecast_range=ranges + chances)
    rows = forecast_review.drop_duplicates("indicator")
    rows = rows.assign(indicator_and_unit=rows["indicator"])
    chance = "括号内为完成目标的把握；" if any(chances) else ""
    caption = f"此前各月对12月31日的预测区间（{chance}按现在生效的数重算）与到本期的累计数"
    by_month = Pivot.of_long(cells, "forecast_month", "forecast_range", rows["indicator"])
    return result_table("forecast_review", rows, ["indicator_and_unit", by_month, "actual"], caption, plan)


def next_steps(next_steps: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """The indicators that still cost points, the most costly first."""
    several, final = len(set(next_steps["district"])) > 1, is_final(next_steps["period"], plan)
    columns = [*(["district"] if several else []), "indicator", "order", _lost(final), "still_needed", "unit"]
    subject = by_basis(plan) + ("全年失分的指标，即明年需补的短板" if final else "还可以争取的分")
    next_steps = next_steps.assign(points_open=next_steps["points_lost"])
    some = excerpt(next_steps, "next_steps", "district", unit="项", tied="points_lost")
    return result_table("next_steps", some.rows, [*columns, "points_per_unit"], subject + some.extent, plan)


def evidence(evidence: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """Reported and proven figures that differ; separately, what only enterprises without a district would prove."""
    columns = ["scope", "indicator_and_unit", "reported", "evidenced", "difference", "verdict"]
    evidence = counted_once(evidence, plan)
    agreeing = evidence["verdict"].fillna(field("evidence", "verdict").blank)
    agreeing = agreeing.mask(agreeing.isin(VERDICTS[1:]), "")
    agreeing = agreeing.mask(evidence["verdict"].isna() & evidence["period"].eq(plan.awaited), "还没有报来")
    some = excerpt(evidence.assign(indicator_and_unit=evidence["indicator"]), "evidence", "scope", agreeing, "项")
    if len(evidence) and some.rows.empty:  # a sentence beside it counts what agrees
        return HtmlFragment(Markup(""))
    rows = some.rows.assign(verdict=shown_verdict(some.rows, plan.awaited))
    return result_table("evidence", rows, columns, f"上报数与明细对不上的指标{some.extent}", plan)


def corrections(corrections: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """Corrected figures, the latest month first; corrections after the deadline are marked.

    The value on the deadline has a column if it is neither the first figure nor the one in force, or if one of these
    is the other again.
    """
    first = ["period", "scope", "indicator", "first_value", "first_received_on"]
    late = after_the_deadline(corrections, plan).map({True: f"（{LATE}）", False: ""})
    shown = corrections.assign(received_on=corrections["received_on"].dt.strftime("%Y-%m-%d") + late)
    some = excerpt(shown.sort_values("period", ascending=False, kind="stable"), "corrections", "scope", unit="处")
    stood = shown[["first_value", "due_value", "value"]].astype("float64").nunique(axis=1)
    between = (stood > 2) | shown["difference"].eq(0)
    columns = [*first, *(["due_value"] if between.any() else []), "value", "received_on", "difference", "unit"]
    return result_table("corrections", some.rows, columns, f"首次报送以后的更正{some.extent}", plan)


def _ordered(scores: pd.DataFrame) -> pd.DataFrame:
    """The best first, at most :data:`~panjin_kpi.report.page.lists.LONGEST`."""
    return by_rank(scores).head(lists.LONGEST)


def _lost(final: bool) -> str:
    """The column of the points not gained: before the year is over they are not called lost."""
    return "points_lost" if final else "points_open"


def _beyond(scores: pd.DataFrame, result: str) -> str:
    """Where to find the rest, if there are more districts than the page lists."""
    return excerpt(scores, result).extent if len(scores) > lists.LONGEST else ""
