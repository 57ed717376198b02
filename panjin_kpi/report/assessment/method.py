"""The rules of the score, each marked as plan or assumption."""

import pandas as pd

from panjin_kpi.reference.labels import BASES, unit_of
from panjin_kpi.reference.plan import Plan
from panjin_kpi.reference.settings.assessment import TOTAL, Adjustment, WeightPreset
from panjin_kpi.report.assessment.narrative import carried
from panjin_kpi.report.assessment.rank_stability import VARIED
from panjin_kpi.report.page.fragment import HtmlFragment
from panjin_kpi.report.page.lists import join_names
from panjin_kpi.report.page.result_table import text_table
from panjin_kpi.report.progress.tables import RULES
from panjin_kpi.schemas.formats import format_number, format_percent, format_rounded

POLICIES = {
    "drop": "没有分解到的指标不考核，权重在其余指标间重新分配",
    "full_marks": "没有分解到的指标按完成计",
    "group_mean": "没有分解到的指标按其他地区的平均计",
}

FORECAST = (
    "计数指标的全年数服从负二项分布，快慢由目标和各地区的数估计，到本期的份额取自以前年度，没有的取应达进度、放宽区间、不给把握；"
    "满四分之一年才预测，12月不再预测；各地区分别预测，相加不等于全市"
)


def cover(plan: Plan, year: int) -> HtmlFragment:
    """Which parts of the year's assessment come from the plan and which are assumptions."""
    targets = plan.targets_in(year)
    cells = int((targets["scope"] != "city").sum())
    rows = [
        ["把目标分解到县区、经济区，纳入年度工作绩效考核", f"{plan.document}四（四）", "plan"],
        [f"{year}年度目标（分解到地区的{cells}项次）", "正文二、附件2，条款见参考数据“年度目标”", "plan"],
        ["每月26日前报送进展", f"{plan.document}四（三）；遇节假日顺延为假定", "plan"],
        ["完成率、应达进度、状态", "计划没有规定", "assumption"],
        ["权重、封顶、等次、加减分、并列规则", "计划没有规定", "assumption"],
        ["年末预测、名次测算", "计划没有规定", "assumption"],
        ["按哪些明细佐证", "计划没有规定", "assumption"],
    ]
    return text_table("cover", ["content", "basis", "source"], rows, "哪些出自计划，哪些是假定")


def rules(plan: Plan) -> HtmlFragment:
    """How a score is computed, with the values that were used."""
    chosen = plan.assessment
    cap, higher, penalty = chosen.cap.value, chosen.higher_target_counts, chosen.penalty.value
    late, missing = format_number(penalty.late_report), format_number(penalty.missing_report)
    scores = [(f"{format_number(grade.from_score)}分及以上", grade) for grade in chosen.grades.value]
    grades = "，".join(f"{at if grade.from_score else '其余'}为{grade.grade}" for at, grade in scores)
    chances = [(f"{format_percent(step.from_probability)}起", step) for step in chosen.likelihood.value]
    words = "，".join(f"{at if step.from_probability else '其余'}为“{step.word}”" for at, step in chances)
    rows = [
        [
            "得分",
            f"100×Σ权重×封顶后的完成率÷Σ权重，只算分解到的指标；没有本期数的，{carried(plan)}",
            "assumption",
        ],
        ["计分用的数", BASES[chosen.default_basis.value], chosen.default_basis.source],
        ["单项封顶", "不封顶" if cap is None else f"完成率最多按{format_percent(cap)}计", chosen.cap.source],
        ["权重", _weights(chosen.weights.chosen, chosen.weights.preset.value, plan), chosen.weights.preset.source],
        ["未分解的指标", POLICIES[chosen.not_allocated.value], chosen.not_allocated.source],
        ["就高不就低", "启用" if higher.value else "不启用；各按各的目标", higher.source],
        ["名次", "按四舍五入到两位小数的得分；并列取较好名次，其后顺延", "assumption"],
        ["名次是否稳固", _firm(plan), chosen.rank_check.firm_from.source],
        ["并列时", _ties(chosen.tie_break.value, plan), chosen.tie_break.source],
        ["等次", f"{grades}；12月才评，期中不评" if grades else "不分等次", chosen.grades.source],
        ["加分", _adjustment(chosen.bonus.value, "超额完成被封顶截去的部分"), chosen.bonus.source],
        ["减分", _adjustment(penalty, f"本年迟报每次{late}分，未报每次{missing}分"), chosen.penalty.source],
        ["一票否决", "由考核机构决定，只列出，不参与计算", chosen.vetoes.source],
        ["预测", FORECAST, "assumption"],
        ["把握的说法", words, chosen.likelihood.source],
    ]
    return text_table("rules", RULES, rows, "考核办法")


def unit_worth(contributions: pd.DataFrame, status: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """The points that one unit of each counted indicator is worth, where it is worth least and most."""
    measure = plan.by_indicator["measure"]
    own = contributions.merge(status.rename(columns={"scope": "district"}), on=["district", "indicator"])
    own = own[(own["indicator"].map(measure) == "count") & own["target"].gt(0) & own["weight"].notna()]
    own = own.assign(worth=own["weight"] / own["target"])
    rows = []
    for name, found in own.groupby("indicator", sort=False):
        shown = found["worth"].map(lambda worth: format_rounded(worth, 2))
        ends = (format_rounded(found["worth"].agg(end), 2) for end in ("min", "max"))
        each = [f"{end}（{_where(found[shown == end], plan)}）" for end in ends]
        rows.append([f"{plan.indicator_names[name]}（{unit_of(plan, str(name))}）", *each])
    caption = "每完成1个计量单位（家、项、名等）的分：目标越小、分解的指标越少，分越高（到封顶为止）"
    return text_table("unit_worth", ["indicator_and_unit", "worth_least", "worth_most"], rows, caption)


def _where(found: pd.DataFrame, plan: Plan) -> str:
    """The districts with their targets, districts with equal targets together."""
    return "；".join(
        f"{join_names(own['district'].map(plan.district_names.known), '个地区')}，目标{format_number(target)}"
        for target, own in found.groupby("target", sort=False)
    )


def _firm(plan: Plan) -> str:
    check = plan.assessment.rank_check
    return (
        f"{VARIED}，{format_percent(check.firm_from.value)}以上的测算中名次不变，单独改动任何一种口径或办法也都不变，"
        f"且与其他名次分得出先后，才算稳固；几何平均时完成率至少按{format_percent(check.least_completion.value)}计"
    )


def _weights(preset: WeightPreset, name: str, plan: Plan) -> str:
    if not preset.groups:
        return "各指标等权"
    groups = "；".join(
        "、".join(plan.indicator_names[indicator] for indicator in group.indicators)
        + f"合计占{format_percent(group.share)}"
        for group in preset.groups
    )
    return f"“{name}”：{groups}；其余{'等分余下的份额' if preset.default else '不计'}"


def _ties(names: list[str], plan: Plan) -> str:
    details = "、".join("总分" if name == TOTAL else f"{plan.indicator_names[name]}完成率" for name in names)
    return f"依次比较{details}" if details else "不再细分"


def _adjustment(rule: Adjustment, what: str) -> str:
    return f"{what}，不超过{format_number(rule.cap)}分，另列" if rule.enabled else "不启用"
