"""Sentences on the year's progress, made from the result tables."""

from typing import Any

import pandas as pd

from panjin_kpi.reference.calendar import first_period, is_owed, unreported
from panjin_kpi.reference.labels import done_by_rule, shown_status
from panjin_kpi.reference.plan import CITY, Plan
from panjin_kpi.reference.settings.assessment import BEHIND
from panjin_kpi.report.page.fragment import HtmlFragment
from panjin_kpi.report.page.heading import titled
from panjin_kpi.report.page.lists import join_names
from panjin_kpi.report.progress.sums import two_figures, without_carried
from panjin_kpi.schemas.formats import format_month, format_number, format_percent, format_points

MOST_NAMED = 3
NOT_YET = "未到期限"  # a verdict of timeliness.csv
MEASURED = ("%", "亿元")  # units of indicators that are not counts


def heading(scope: str, plan: Plan, period: str, audience: str = "internal", known: str = "") -> HtmlFragment:
    """Scope and month of a report, the day its figures are known on if not today, and that it rests on assumptions."""
    caution = f"目标出自{plan.document}；{judged(plan, period)}，见“口径和办法”。"
    caution += interim(plan, period)
    report = "总览" if scope == CITY else "月报"
    return titled(f"{plan.district_names[scope]}{format_month(period)}{report}", caution, audience, known)


def judged(plan: Plan, period: str) -> str:
    """How the statuses of a month are judged."""
    return "按全年数判定完成、未完成" if plan.is_over(period) else "应达进度和状态按假定的曲线和界限判定"


def before_the_plan(plan: Plan, period: str) -> str:
    """The caution on a month before the plan was printed; empty for a later one."""
    return "本期早于计划印发，状态和得分只作对照，不作为考核依据。" if period < first_period(plan) else ""


def interim(plan: Plan, period: str) -> str:
    """The cautions on scores of a month that does not end the year; empty for December, once its reports were due."""
    halfway = "期中得分对照的是全年目标，多数企业指标到年末才公布，不代表全年结果，不评等次。"
    return ("" if plan.is_over(period) else halfway) + before_the_plan(plan, period)


def out_of_target(row: Any) -> str:
    """Actual, never rounded onto its target or what of it is due, and target; the unit once unless a per cent sign.

    >>> rows = pd.DataFrame({"actual": [3, 59.0], "target": [4, 100.0], "planned": 0.5, "unit": ["场", "%"]})
    >>> [out_of_target(row) for row in rows.itertuples()]
    ['3/4场', '59%/100%']
    """
    sign = row.unit if row.unit == "%" else ""
    actual = format_number(row.actual, row.target, row.planned * row.target)
    return f"{actual}{sign}/{format_number(row.target)}{row.unit}"


def completed(row: Any) -> str:
    """Completion in per cent, never rounded onto what its status was judged by."""
    return format_percent(row.completion, 1, row.planned)


def each_of_target(status: pd.DataFrame, plan: Plan) -> str:
    """Indicators with actual and target."""
    return "、".join(f"{plan.indicator_names[row.indicator]}（{out_of_target(row)}）" for row in status.itertuples())


def is_final(periods: pd.Series, plan: Plan) -> bool:
    """Whether all end their year: until then there are no grades, and what is missing can still come."""
    return all(map(plan.is_over, periods.dropna().unique()))


def short_of_one(status: pd.DataFrame) -> pd.Series:
    """Whether a count is behind only by rounding: less than 1 short of the plan."""
    short = (status["planned"] * status["target"] - status["actual"]).round(6)  # results/ has planned at ten digits
    return status["light"].isin(BEHIND) & ~status["unit"].isin(MEASURED) & (short < 1)


def small_targets(status: pd.DataFrame, plan: Plan, by_district: bool = False) -> list[str]:
    """Which indicators are behind by less than one, or how many ``by_district``."""
    rows = status[short_of_one(status)]
    if rows.empty or is_final(rows["period"], plan):
        return []
    if by_district:
        counts = rows.groupby("scope", sort=False).size()
        details = [f"{plan.district_names[str(scope)]}（{count}项）" for scope, count in counts.items()]
    else:
        details = [
            f"{plan.indicator_names[row.indicator]}"
            f"（应达{format_number(round(row.planned * row.target, 2))}{row.unit}，实际{format_number(row.actual)}）"
            for row in rows.itertuples()
        ]
    which = "这些" if by_district else "落后的"
    head = f"{which}指标中，有{len(rows)}项离应达数差不到1（应达数不是整数，差不到1也显示为落后）"
    return [f"{head}：{join_names(details, '')}。"]


def summary(status: pd.DataFrame, plan: Plan) -> list[str]:
    """One scope's counts by status level, widest gaps, reached targets and missing reports."""
    return counts(status, plan) + behind(status, plan) + reached(status, plan) + remarks(status, plan)


def counts(status: pd.DataFrame, plan: Plan) -> list[str]:
    """How many indicators of one scope have which status level."""
    rows = shown_status(plan, status[status["light"] != "not_allocated"])
    where = plan.district_names[status["scope"].iloc[0]]
    when = format_month(status["period"].iloc[0])
    if rows.empty:
        return [f"{where}{when[:5]}没有分解到指标。"]
    each = [(word, rows[rows["light"] == level]) for level, word in plan.assessment.lights.words.value.items()]
    parts = "，".join(f"{word}{len(own)}项{done_by_rule(own)}" for word, own in each if len(own))
    return [f"截至{when}，{where}有年度目标的指标{len(rows)}项：{parts}。"]


def reached(status: pd.DataFrame, plan: Plan) -> list[str]:
    """Which targets of one scope are reached."""
    done = status[status["light"] == "done"]
    return [f"已完成全年目标：{_named(done, plan)}。"] if len(done) else []


def remarks(status: pd.DataFrame, plan: Plan) -> list[str]:
    """Which sums of one scope include earlier reports, which figures were not reported, and whether they are owed."""
    rows, sentences = status[status["light"] != "not_allocated"], []
    carried = rows[rows["actual"].notna() & (rows["reported"] < rows["expected"])]
    counted = "合计里未报的按其以前报送的数计，没有可沿用的没有计入"
    kinds = {
        "有{}项本期只有部分地区报送": carried["reported"] > 0,
        "有目标的地区本期都没有报送的有{}项": carried["reported"] == 0,
    }
    for head, which in kinds.items():
        if which.any():
            sentences.append(f"{head.format(which.sum())}，{counted}：{_named(carried[which], plan)}。")
    if not (silent := rows[rows["light"] == "unreported"]).empty:
        owed = "，须补报"
        if not is_owed(plan, period := silent["period"].iloc[0]):
            early = "计划印发前的月份不要求报送" if period < first_period(plan) else "报送期限还没有到"
            owed = "；本期已封账，不再补报" if plan.closed_on else f"；{early}"
        sentences.append(f"{unreported(plan, period)}：{_named(silent, plan)}。未报不等于0{owed}。")
    return sentences


def behind(status: pd.DataFrame, plan: Plan) -> list[str]:
    """The widest gaps of one scope, and separately all gaps of less than 1."""
    late = status[status["light"].isin(BEHIND)].sort_values("gap_points", ascending=False, kind="stable")
    if late.empty:
        return []
    whole = late[~short_of_one(late)] if not is_final(late["period"], plan) else late
    most = (late if whole.empty else whole).nlargest(MOST_NAMED, "gap_points", keep="all")
    if is_final(late["period"], plan):
        rest = f"；另有{len(late) - len(most)}项" if len(late) > len(most) else ""
        return [f"{'没有完成的指标中，差距最大的是' if rest else '没有完成的是'}：{each_of_target(most, plan)}{rest}。"]
    details = "；".join(
        f"{plan.indicator_names[row.indicator]}完成{out_of_target(row)}（{completed(row)}），"
        f"比应达进度低{format_points(row.gap_points, *plan.assessment.lights.limits)}个百分点"
        for row in most.itertuples()
    )
    others = (len(whole) or len(late)) - len(most)
    rest = f"；另有{others}项落后" if others else ""
    apart = f"除离应达数差不到1的{len(late) - len(whole)}项外，" if 0 < len(whole) < len(late) else ""
    apart = f"{len(late)}项落后的都离应达数差不到1，" if whole.empty and len(late) > 1 else apart
    left = f"{apart}其余落后的是" if apart and not whole.empty else "落后的是"
    head = f"{apart}差距最大的是" if others or (whole.empty and len(late) > 1) else left
    return [f"{head}：{details}{rest}。", *small_targets(status, plan)]


def movement(path: pd.DataFrame, plan: Plan, scope: str = CITY, silent: bool = True) -> list[str]:
    """What changed in one scope since last month; if ``silent``, only the first, and how much cannot be compared.

    ``path`` has all scopes: a sum of the city to which no district reported this month is not compared.
    """
    own = path[path["scope"] == scope]
    if not (periods := sorted(own["period"].unique())):  # nothing is asked of it and nothing was reported
        return []
    if len(periods) < 2:
        first = "本年首月" if periods[0].endswith("-01") else f"{plan.district_names[scope]}设立的首月"
        return [f"{int(periods[0][5:])}月是{first}，没有上月可比。"]
    own = without_carried(path, plan).loc[own.index]
    both = own.pivot(index="indicator", columns="period", values="actual")[periods[-2:]]
    both = both.loc[list(dict.fromkeys(own["indicator"]))].set_axis(["before", "now"], axis=1)
    known, unit = both.dropna(), plan.by_indicator["unit"]
    sentences = []
    kinds = {"增加": known[known["now"] > known["before"]], "减少": known[known["now"] < known["before"]]}
    for word, rows in kinds.items():
        figures = [two_figures(pair, periods[-2:], scope, name, plan) for name, *pair in rows.itertuples()]
        pairs = zip(rows.index, map("→".join, figures), strict=True)
        changes = [f"{plan.indicator_names[name]}（{pair}{unit[name]}）" for name, pair in pairs]
        if changes:
            named = join_names(changes, "") if silent else "、".join(changes)
            sentences.append(f"比上月{word}的有{len(changes)}项：{named}。")
    if known["now"].eq(known["before"]).all() and len(known):
        sentences.append("可比的指标都与上月持平。")
    lacking = {
        unreported(plan, periods[-1], "本月未报"): both["now"].isna(),
        "上月未报": both["now"].notna() & both["before"].isna(),
    }
    others = "，".join(f"{word}的{some.sum()}项" for word, some in lacking.items() if some.any())
    return sentences + ([f"{others}，不与上月比。"] if others and silent else [])


def resumed(path: pd.DataFrame, plan: Plan, period: str) -> list[str]:
    """Which districts report an indicator again or for the first time, so that the previous month's sums lack them.

    ``path`` has all scopes. Only what moves a sum that is compared counts.
    """
    months = [month for month in sorted(path["period"].unique()) if month <= period]
    if len(months) < 2 or months[-1] != period:
        return []
    cells = path.pivot(index=["scope", "indicator"], columns="period", values="actual")[months]
    scopes, indicators = (cells.index.get_level_values(level) for level in ("scope", "indicator"))
    compared = plan.split_indicators(int(period[:4])) & {*indicators[(scopes == CITY) & cells[months[-2]].notna()]}
    own = cells[scopes.isin(plan.districts["district"]) & indicators.isin(compared)]
    back = own[own[months[-1]].notna() & own[months[-2]].isna()]
    before = back[months[:-1]].ffill(axis=1).iloc[:, -1]
    new = back.index.get_level_values("scope").isin(plan.districts_absent_in(months[-2]))
    kinds = {
        "有指标上月未报，上月合计沿用此前报的数，比上月的增减含其不止一个月的变化": before.ne(back[period])
        & before.notna(),
        "有指标以前没有报过，上月合计不含其数，比上月的增加含其此前各月的数": back[period].gt(0) & before.isna() & ~new,
        "本月设立，上月合计不含其数": back[period].gt(0) & before.isna() & new,
    }
    each = {words: dict.fromkeys(some.index[some].get_level_values("scope")) for words, some in kinds.items()}
    return [f"{join_names(map(plan.district_names.__getitem__, who))}{words}。" for words, who in each.items() if who]


def not_allocated(status: pd.DataFrame, plan: Plan) -> list[str]:
    """Which indicators have no target in one scope, and why."""
    rows = status[status["light"] == "not_allocated"]
    where = plan.district_names[status["scope"].iloc[0]]
    if rows.empty:
        return [f"{where}各项指标都有年度目标。"]
    year = int(status["period"].iloc[0][:4])
    split, targets = plan.split_indicators(year), plan.targets_in(year)
    of_the_city = set(targets.loc[targets["scope"] == CITY, "indicator"]) - split
    own, missing = (rows[rows["indicator"].isin(names)] for names in (of_the_city, split))
    sentences = []
    if len(missing):
        head = f"计划把以下指标分解到了别的地区而没有分给{where}"
        sentences.append(f"{head}：{_named(missing, plan)}。未分解不等于目标为0，不考核。")
    if len(own):
        sentences.append(f"以下指标只有全市目标，没有分解到地区，不考核地区：{_named(own, plan)}。")
    for some, counted in ((missing, "已计入全市合计，不考核"), (own, "全市数另行填报，未计入，不考核")):
        if len(extra := some[some["actual"].notna()]):
            sentences.append(f"其中有上报数的：{_named(extra, plan, with_actual=True)}，{counted}。")
    return sentences


def districts(status: pd.DataFrame, plan: Plan) -> list[str]:
    """Which districts are behind, and which did not report."""
    rows = status[(status["scope"] != CITY) & (status["light"] != "not_allocated")]
    if rows.empty:
        return ["计划没有把指标分解到地区。"]
    words, over = plan.assessment.lights.words.value, is_final(rows["period"], plan)
    red = BEHIND if over else ("behind", "far_behind")
    named = "没有完成" if over else "状态为" + "、".join(f"“{words[level]}”" for level in red)
    sentences = []
    behind = rows[rows["light"].isin(red)].groupby("scope", sort=False).size()
    silent = rows[rows["light"] == "unreported"].groupby("scope", sort=False).size()
    due = rows.groupby("scope", sort=False).size()
    named = f"已报而{named}" if over and not silent.empty else named
    if not behind.empty:
        most = [plan.district_names[scope] for scope, count in behind.items() if count == behind.max()]
        where = "都在" if len(most) == len(behind) else f"分布在{len(behind)}个地区；最多的是"
        who = f"{'、'.join(most)}（{'各' if len(most) > 1 else ''}{behind.max()}项）"
        sentences.append(f"各地区{named}的指标共{behind.sum()}项，{where}{who}。")
        sentences += small_targets(rows[rows["light"].isin(red)], plan, by_district=True)
    elif silent.sum() < due.sum():
        sentences.append("已报送的指标都已完成。" if over else f"已报送的指标中，没有{named}的。")
    if silent.empty:
        return [*sentences, "各地区本期都已报送全部指标。"]
    each = [f"{plan.district_names[scope]}（{'全部' if n == due[scope] else ''}{n}项）" for scope, n in silent.items()]
    waits = rows["period"].eq(plan.awaited).any()
    head, end = ("还没有报来的有", "，报送期限还没有到") if waits else ("本期未报的有", "")
    return [*sentences, f"{head}：{'、'.join(each)}{end}。"]


def reconciliation(reconciliation: pd.DataFrame) -> list[str]:
    """How often the plan contradicts itself, and the sums that differ."""
    if reconciliation.empty:
        return ["计划的全市与地区、正文与附件没有不一致之处。"]
    sums = reconciliation.loc[reconciliation["kind"] == "district_sum", "statement"]
    return [f"计划文本前后不一致或未明确的有{len(reconciliation)}处，都照原文保留。", *sums]


def money(status: pd.DataFrame, plan: Plan) -> list[str]:
    """How far one scope's amounts of money have reached their targets."""
    amounts = plan.indicators.loc[plan.indicators["measure"] == "amount", "indicator"]
    rows = status[status["indicator"].isin(amounts) & (status["light"] != "not_allocated")]
    each = [
        f"{plan.indicator_names[row.indicator]}"
        + (f"{out_of_target(row)}（{completed(row)}）" if pd.notna(row.actual) else unreported(plan, row.period))
        for row in rows.itertuples()
    ]
    return [f"金额类指标（本年累计/年度目标）：{join_names(each, '项')}。"] if each else []


def _named(rows: pd.DataFrame, plan: Plan, with_actual: bool = False) -> str:
    return "、".join(
        plan.indicator_names[row.indicator] + (f"{format_number(row.actual)}{row.unit}" if with_actual else "")
        for row in rows.itertuples()
    )
