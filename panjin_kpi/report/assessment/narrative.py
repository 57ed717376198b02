"""Sentences on scores and ranks, made from the result tables."""

from typing import Any

import pandas as pd

from panjin_kpi.reference.calendar import first_period, is_owed, month_before, unreported
from panjin_kpi.reference.labels import BASES, by_basis, done_by_rule, shown_status, unit_of
from panjin_kpi.reference.plan import CITY, Plan
from panjin_kpi.reference.settings.assessment import NOT_DUE
from panjin_kpi.report.assessment.rank_stability import verdict
from panjin_kpi.report.assessment.score_format import by_rank, carried_on, district_names, indicator_names, points_of
from panjin_kpi.report.page.fragment import HtmlFragment
from panjin_kpi.report.page.heading import titled
from panjin_kpi.report.page.lists import join_names
from panjin_kpi.report.progress.narrative import each_of_target, interim, is_final
from panjin_kpi.schemas.formats import format_month, format_number

MOST_STEPS = 3
NOBODY = "没有可以计分的地区：没有分解到指标，或权重都是0。"


def heading(plan: Plan, period: str, audience: str, known: str = "") -> HtmlFragment:
    """The assessed year, up to when, and that the rules are assumptions."""
    final = plan.is_over(period)
    upto = format_month(period) + ("" if final else "，期中测算")
    subject = f"{plan.district_names[CITY]}{period[:4]}年度绩效考核（截至{upto}）"
    caution = (
        f"目标出自{plan.document}；计划没有规定权重、封顶、等次和加减分，计分办法是假定，见“口径和办法”。"
        f"{BASES[plan.assessment.default_basis.value]}计分。{interim(plan, period)}"
    )
    return titled(subject, caution, audience, known)


def overall(scores: pd.DataFrame, plan: Plan, status: pd.DataFrame | None = None) -> list[str]:
    """Who leads and by how much, who is last, how many have which grade, whose figures are missing."""
    ranked = by_rank(scores[scores["rank"].notna()])
    if ranked.empty:
        return [NOBODY]
    sentences = [_leaders(ranked, plan)]
    last = ranked[ranked["rank"] == ranked["rank"].max()]
    if ranked["rank"].nunique() > 2:
        behind = points_of(ranked["score"].iloc[0], last["score"].iloc[0])
        sentences.append(
            f"得分最低的是{district_names(last, plan)}（{points_of(last['score'].iloc[0])}分），比第1名低{behind}分。"
        )
    if ranked["grade"].notna().any() and is_final(ranked["period"], plan):
        grades = "；".join(
            f"{grade}等{len(rows)}个（{district_names(rows, plan)}）"
            for grade, rows in ranked.groupby("grade", sort=True)
        )
        sentences.append(f"等次（假定）：{grades}。")
    if len(blank := scores[scores["rank"].isna()]):
        sentences.append(f"没有得分的：{district_names(blank, plan)}。")
    if len(missing := scores[scores["missing"] > 0]):
        details = join_names(
            (f"{plan.district_names[row.district]}{row.missing}项" for row in missing.itertuples()), "个地区"
        )
        silent = unreported(plan, missing["period"].iloc[0])
        sentences.append(f"有分解指标{silent}的：{details}；{carried(plan)}{without_target(missing, status)}。")
    return sentences + adjustments(scores, plan)


def carried(plan: Plan) -> str:
    """How an indicator that was not reported is counted."""
    if plan.assessment.default_basis.value == "evidenced":
        return "计分按佐证数，不沿用"
    return "沿用本年最近一次报送的数，没有可沿用的按0计"


def without_target(scores: pd.DataFrame, status: pd.DataFrame | None) -> str:
    """The note that a target of 0 counts as done without a report, if it applies to one of these districts."""
    if status is None:
        return ""
    return done_by_rule(status[status["scope"].isin(scores["district"])], light="unreported")


def adjustments(scores: pd.DataFrame, plan: Plan) -> list[str]:
    """Bonus, penalty and vetoes, none of which enters a score."""
    sentences = []
    for column, word in (("bonus", "加分"), ("penalty", "减分")):
        if len(some := scores[scores[column] > 0]):
            each = [f"{plan.district_names[r.district]}{points_of(getattr(r, column))}分" for r in some.itertuples()]
            details = join_names(each, "个地区")
            sentences.append(f"{word}另列，不计入得分：{details}。")
    if not scores.empty:
        year = int(scores["period"].iloc[0][:4])
        shown = set(scores["district"])
        sentences += [
            f"一票否决（由考核机构决定，不参与计算）：{plan.district_names[veto.district]}，{veto.reason}。"
            for veto in plan.assessment.vetoes.value
            if veto.year == year and veto.district in shown
        ]
    return sentences


def rank(
    scores: pd.DataFrame,
    rank_verdict: pd.DataFrame | None,
    scope: str,
    plan: Plan,
    below: bool = True,
    status: pd.DataFrame | None = None,
) -> list[str]:
    """One district's score and rank, the distance to its neighbours, and whether the rank is firm, unless ``None``.

    In a list of all districts, the distance to the one ``below`` is in the sentence on that one, and the distance to
    the first in :func:`overall`.
    """
    where, own = plan.district_names[scope], scores[scores["district"] == scope]
    if own.empty or own["rank"].isna().all():
        return [f"{where}没有可以计分的指标，不排名。"]
    row, ranked = own.iloc[0], scores[scores["rank"].notna()]
    equals = ranked[(ranked["rank"] == row["rank"]) & (ranked["district"] != scope)]
    with_whom = f"与{district_names(equals, plan)}并列" if len(equals) else "列"
    with_whom = "各地区得分相同、都列" if 1 < len(equals) == len(ranked) - 1 else with_whom
    grade = f"，{row['grade']}等（假定）" if pd.notna(row["grade"]) and is_final(own["period"], plan) else ""
    score, of = points_of(row["score"]), f"（共{len(ranked)}个地区）"
    sentence = f"{by_basis(plan)}{where}得分{score}分，{with_whom}第{row['rank']}名{of}{grade}"
    better, worse = ranked[ranked["rank"] < row["rank"]], ranked[ranked["rank"] > row["rank"]]
    for others, word, pick in ((better, "低", "max"), (worse if below else worse.iloc[:0], "高", "min")):
        if len(others):
            next_ = others[others["rank"] == getattr(others["rank"], pick)()]
            far = points_of(row["score"], next_["score"].iloc[0])
            if not below and next_["rank"].iloc[0] == 1 and float(far):
                continue
            whom = f"第{next_['rank'].iloc[0]}名{district_names(next_, plan)}"
            sentence += f"，比{whom}{word}{far}分" if float(far) else f"，与{whom}得分相同，按并列规则分先后"
    details = ""
    if rank_verdict is not None:
        details = verdict(next(rank_verdict[rank_verdict["district"] == scope].itertuples()), plan)
    if row["missing"]:
        silent = unreported(plan, row["period"])
        details += f"有{row['missing']}项分解指标{silent}，{carried(plan)}{without_target(own, status)}。"
    running = rank_verdict is not None and not is_final(own["period"], plan) and pd.notna(row["pace_score"])
    pace = [f"对照本月应达进度（尚未到期的指标不算）得{points_of(row['pace_score'])}分。"] if running else []
    return [f"{sentence}。", *pace, *([details] if details else []), *adjustments(own, plan)]


def score_change(score_history: pd.DataFrame, plan: Plan, period: str) -> list[str]:
    """How scores, and ranks among the same districts, changed since last month, for one district or all."""
    since = month_before(period) if period > first_period(plan) else ""
    alike = plan.districts_in(since) == plan.districts_in(period)
    now, before = (score_history[score_history["period"] == month] for month in (period, since))
    both = now.merge(before, on="district", suffixes=("", "_before")).dropna()
    changed = []
    for row in both.itertuples():
        was, is_ = points_of(row.score_before), points_of(row.score)
        moved = f"（第{row.rank_before}→第{row.rank}）" if alike and row.rank_before != row.rank else ""
        points = f"{was}→{is_}分" if was != is_ else "得分不变" if moved else ""
        changed += [f"{plan.district_names[row.district]}{points}{moved}"] if points else []
    ranks = "名次有变的注明" if alike else "地区有增减，名次不可比"
    return [f"得分比上月（{ranks}，{carried_on(plan)}）：{join_names(changed, '个地区')}。"] if changed else []


def losses(next_steps: pd.DataFrame, scores: pd.DataFrame, scope: str, plan: Plan) -> list[str]:
    """Where one district loses points, and what would regain them."""
    steps = next_steps[next_steps["district"] == scope].sort_values("order")
    own = scores[scores["district"] == scope]
    if own["rank"].isna().all():
        return ["没有可以计分的指标。"]
    if steps.empty:
        return [f"{by_basis(plan)}计分的指标没有失分。"]
    final = is_final(own["period"], plan)
    most = steps.nlargest(MOST_STEPS, "points_lost", keep="all")  # ties with the third are included
    period = own["period"].iloc[0]
    silent = unreported(plan, period) + ("，先补报" if not final and is_owed(plan, period) else "")
    details = "；".join(step(row, plan, final, silent) for row in most.itertuples())
    rest = f"；另有{len(steps) - len(most)}项{'失分' if final else '尚可争取'}" if len(steps) > len(most) else ""
    if len(steps) == 1:  # its own loss says all: what the displayed score leaves of 100 may be rounded otherwise
        return [f"{by_basis(plan)}{'全年只有一项失分' if final else '还可以争取的只有一项'}：{details}。"]
    score = own["score"].iloc[0]
    lost = points_of(score + steps["points_lost"].sum(), score)  # what the displayed score leaves of 100
    head = (
        f"{by_basis(plan)}{'全年失' if final else '还可以争取'}{lost}分，{'按失分多少' if final else '从多到少'}依次是"
    )
    return [f"{head}：{details}{rest}。"]


def step(row: Any, plan: Plan, final: bool, silent: str) -> str:
    """One indicator: points lost, and what is or was still needed, or that it is ``silent`` and what is requested."""
    name, lost = plan.indicator_names[row.indicator], f"{'失' if final else ''}{points_of(row.points_lost)}分"
    if pd.isna(row.still_needed):
        return f"{name}（{lost}，{silent}）"
    need = f"{'' if final else '还'}差{format_number(row.still_needed)}{unit_of(plan, row.indicator)}"
    return f"{name}（{lost}，{need}）"


def small_targets(contributions: pd.DataFrame, status: pd.DataFrame, plan: Plan) -> list[str]:
    """Where one unit decides all of an indicator's points."""
    own = status[status["target"].le(1) & status["target"].gt(0)][["scope", "indicator"]]
    found = contributions.merge(own.rename(columns={"scope": "district"}), on=["district", "indicator"])
    counts = plan.by_indicator["measure"]
    found = found[found["indicator"].map(counts) == "count"]
    if found.empty:
        return []
    details = "、".join(
        f"{plan.indicator_names[name]}（{district_names(rows, plan)}）"
        for name, rows in found.groupby("indicator", sort=False)
    )
    return [f"目标只有1的，完成与否相差整项的分：{details}。"]


def _leaders(ranked: pd.DataFrame, plan: Plan) -> str:
    first, rest = ranked[ranked["rank"] == 1], ranked[ranked["rank"] > 1]
    top = points_of(first["score"].iloc[0])
    if len(ranked) == 1:
        return f"{by_basis(plan)}计分的只有{district_names(first, plan)}，得{top}分。"
    if rest.empty:
        return f"{by_basis(plan)}{len(ranked)}个计分的地区得分相同，都是{top}分。"
    second = rest[rest["rank"] == rest["rank"].min()]
    ahead = points_of(first["score"].iloc[0], second["score"].iloc[0])
    head = f"{district_names(first, plan)}{'并列第1名，均' if len(first) > 1 else '第1名，'}得{top}分"
    who = f"第{second['rank'].iloc[0]}名{district_names(second, plan)}"
    lead = f"比{who}高{ahead}分" if float(ahead) else f"与{who}得分相同，按并列规则分先后"
    return f"{by_basis(plan)}{len(ranked)}个计分的地区中，{head}，{lead}。"


def by_indicator(status: pd.DataFrame, plan: Plan) -> list[str]:
    """How many districts complete each indicator that is split, and which of the city's targets are reached."""
    own = status[(status["scope"] != CITY) & (status["light"] != "not_allocated")]
    if own.empty:
        return ["计划没有把指标分解到地区。"]
    done = (own["light"] == "done").groupby(own["indicator"]).agg(["sum", "size"])
    done["silent"] = (own["light"] == "unreported").groupby(own["indicator"]).sum()
    done = done.loc[list(dict.fromkeys(own["indicator"]))].reset_index()
    whole, none = done[done["sum"] == done["size"]], done[done["sum"] == 0]
    some, unknown = done.drop([*whole.index, *none.index]), none[none["silent"] > 0]
    none = none.drop(unknown.index)
    sentences = [f"分解到地区的指标{len(done)}项{done_by_rule(own)}。"]
    if len(whole):
        details = "、".join(f"{plan.indicator_names[name]}（{of}个）" for name, _, of, _ in whole.to_numpy())
        sentences.append(f"有目标的地区都完成的{len(whole)}项（有目标的地区）：{details}。")
    if len(some):
        details = "、".join(f"{plan.indicator_names[name]}（{made}/{of}个）" for name, made, of, _ in some.to_numpy())
        sentences.append(f"部分地区完成的{len(some)}项（完成/有目标的地区）：{details}。")
    if len(none):
        each = f"没有地区完成的{len(none)}项：{indicator_names(none, plan)}。"
        sentences.append(each if len(none) < len(done) else "没有地区完成其中任何一项。")
    if len(unknown):
        details = "、".join(f"{plan.indicator_names[name]}（{n}个）" for name, _, _, n in unknown.to_numpy())
        silent = unreported(plan, own["period"].iloc[0])
        sentences.append(f"没有地区报已完成、有地区{silent}的{len(unknown)}项（未报的地区）：{details}。")
    return sentences + _city_by_indicator(status[status["scope"] == CITY], plan)


def _city_by_indicator(status: pd.DataFrame, plan: Plan) -> list[str]:
    """Which of the city's targets are reached, not reached, not due, and not reported."""
    rows = shown_status(plan, status[status["light"] != "not_allocated"])
    if rows.empty:
        return []
    done, waiting, silent = (rows["light"] == level for level in ("done", NOT_DUE, "unreported"))
    if done.all():
        return [f"全市{len(rows)}项目标都已完成{done_by_rule(rows)}。"]
    lacking = "没有完成的" if is_final(rows["period"], plan) else "还没有完成的"
    kinds = {lacking: rows[~done & ~waiting & ~silent], "尚未到期的": rows[waiting]}
    parts = [f"{word}：{each_of_target(some, plan)}" for word, some in kinds.items() if len(some)]
    parts += (
        [f"{unreported(plan, rows['period'].iloc[0])}的：{indicator_names(rows[silent], plan)}"] if silent.any() else []
    )
    none = f"{'没有' if is_final(rows['period'], plan) else '尚无'}一项完成"
    head = f"中完成{done.sum()}项{done_by_rule(rows)}" if done.any() else none
    return [f"全市{len(rows)}项目标{head}，{'；'.join(parts)}。"]
