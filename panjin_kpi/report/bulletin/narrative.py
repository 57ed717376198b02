"""The sentences of the monthly bulletin, made from the result tables."""

import pandas as pd

from panjin_kpi.reference.calendar import first_period, is_owed
from panjin_kpi.reference.labels import BETTER, MISSED_AT_LAST, OVERTAKEN, REPORTED, SILENT, WORSE, shown_status
from panjin_kpi.reference.obligations import city_indicators, reporters_of
from panjin_kpi.reference.plan import CITY, Plan
from panjin_kpi.reference.settings.assessment import BEHIND, Status
from panjin_kpi.report.assessment.score_format import indicator_names
from panjin_kpi.report.bulletin.task_narrative import not_reported
from panjin_kpi.report.page.fragment import HtmlFragment
from panjin_kpi.report.page.heading import titled
from panjin_kpi.report.page.lists import join_names
from panjin_kpi.report.progress.narrative import NOT_YET, interim, short_of_one
from panjin_kpi.report.progress.sums import with_earlier_reports
from panjin_kpi.report.signatures import Frames
from panjin_kpi.schemas.formats import format_day, format_month, format_months, format_number

VERDICTS = ("按时", "迟报", "未报")
WITHDRAWN = "（报来以后作废的按未报计）"  # a snapshot has rows in force only
RETURNED = "退回"
SMALL = "＊"  # beside an indicator that is less than 1 short of the plan
APART = "（离应达数差不到1的不计）"
FAR: tuple[Status, ...] = ("behind", "far_behind")
CHANGES = {
    BETTER: "状态比上月变好的",
    WORSE: "数比上月减少、状态变差的",
    OVERTAKEN: "数没有减少、因应达进度（假定）提高而状态下降的",
    MISSED_AT_LAST: "上月不落后、到年末没有完成的",
    REPORTED: "上月未报、本月报来的",
    SILENT: "上月已报、本月未报的",
}


def heading(plan: Plan, period: str, audience: str, known: str = "") -> HtmlFragment:
    """The month, and the note that a person decides which units are named."""
    hidden = "单位备选和事项不公开。" if audience == "public" else ""
    caution = f"由专班办公室按各单位报送的数据汇总（{plan.document}四（三））；状态、得分和通报条件是假定。{hidden}"
    caution += interim(plan, period)
    return titled(f"{plan.district_names[CITY]}{format_month(period)}工作进展情况通报", caution, audience, known)


def reporting(timeliness: pd.DataFrame) -> list[str]:
    """Who reported on time, late and not at all."""
    by_another = timeliness["expected"] == 0
    rest, timeliness = timeliness[by_another], timeliness[~by_another]
    if timeliness.empty:
        return ["本期没有应报单位。"]
    first, whole, when = timeliness.iloc[0], len(timeliness), format_month(timeliness["period"].iloc[0])
    kinds = {verdict: timeliness[timeliness["verdict"] == verdict] for verdict in (*VERDICTS, NOT_YET)}
    if (timeliness["verdict"] == "不考核").all():
        came = int((timeliness["reported"] > 0).sum())
        return [f"{when}的报送时限早于计划印发日，没有应报的报表；已收到{came}个单位的数据。"]
    head = f"{when}报表应于{format_day(first['due_on'])}前报送，应报单位{whole}个"
    in_time = kinds["按时"]  # the first row of each was
    later = in_time[(in_time["on_time"] < in_time["reported"]) & (in_time["last_received_on"] > in_time["due_on"])]
    if len(kinds["按时"]) == whole and later.empty:
        sentences = [f"{head}，全部按时报送。"]
    elif len(kinds["未报"]) == whole:
        sentences = [f"{head}，全部未报。"]
    elif len(kinds[NOT_YET]) == whole:
        sentences = [f"{head}，未到期限，都还没有报来。"]
    else:
        counts = "，".join(f"{verdict}{len(rows)}个" for verdict, rows in kinds.items() if len(rows))
        sentences = [f"{head}：{counts}。" if counts else f"{head}。"]
        late = [f"{row.name}（{row.days_late}天）" for row in kinds["迟报"].itertuples(index=False)]
        sentences += [f"迟报：{join_names(late)}。"] if late else []
        sentences += [f"未报：{join_names(kinds['未报']['name'])}。"] if len(kinds["未报"]) else []
    if len(later):
        details = [f"{row.name}（{row.reported - row.on_time}项）" for row in later.itertuples(index=False)]
        sentences.append(f"计为按时、但有的项目逾期才报来：{join_names(details)}。")
    if undated := timeliness.loc[timeliness["verdict"].isna(), "name"].tolist():
        sentences.append(f"收到日期不明，不能判断是否按时：{join_names(undated)}。")
    partly = timeliness[(timeliness["reported"] > 0) & (timeliness["reported"] < timeliness["expected"])]
    if len(partly):
        details = [
            f"{row.name}（应报{row.expected}项，已报{row.reported}项）" for row in partly.itertuples(index=False)
        ]
        sentences.append(f"报表缺项：{join_names(details)}。")
    if len(rest):
        sentences.append(f"另有{len(rest)}个单位所欠的任务已由共同牵头单位报送，不再计入应报单位。")
    return sentences


def earlier(timeliness: pd.DataFrame, period: str) -> list[str]:
    """Who was late or did not report in an earlier month of the year, and in which."""
    rows = timeliness[(timeliness["period"] < period) & timeliness["verdict"].isin(VERDICTS[1:])]
    details: dict[str, list[str]] = {}
    for (name, verdict), own in rows.groupby(["name", "verdict"], sort=False):
        details.setdefault(name, []).append(f"{format_months('+'.join(own['period']))}{verdict}")
    units = [f"{name}（{'，'.join(each)}）" for name, each in details.items()]
    note = WITHDRAWN if rows["verdict"].eq("未报").any() else ""
    return [f"本年以前各月迟报、未报的{note}：{join_names(units)}。"] if units else []


def light_changes(light_changes: pd.DataFrame, status: pd.DataFrame, plan: Plan, period: str) -> list[str]:
    """Which status levels of one scope, or of all, changed since last month; ``status`` is of the same rows."""
    if period[5:] == "01":
        return [f"{format_month(period)}是本年首期，没有上月可比。"]
    if period <= first_period(plan):
        head = "是计划印发后的首期，此前各月" if period == first_period(plan) else "早于计划印发，"
        return [f"{format_month(period)}{head}不考核，状态、得分和名次没有上月可比。"]
    if light_changes.empty:  # who did not report now had not reported before
        came = status.loc[status["light"] != "not_allocated", "reported"] > 0
        if len(came) and not came.any():
            return ["各项指标本月和上月都没有报，不能比。"]
        if lacking := (~came).sum():
            return [f"已报的指标状态与上月相同；另有{lacking}项本月和上月都没有报，不能比。"]
        return ["各项指标的状态与上月相同。"]
    words, rows = plan.assessment.lights.words.value, shown_status(plan, light_changes)
    sentences = []
    waiting = still_due(light_changes, plan)
    rows = rows[~waiting & ~no_news(rows["change"], rows["light_before"])]
    for change, label in CHANGES.items():
        some = rows[rows["change"] == change]
        details = [
            f"{plan.indicator_names[row.indicator]}（{words[row.light_before]}→{words[row.light]}）"
            for row in some.itertuples()
        ]
        sentences += [f"{label}{len(some)}项：{join_names(details, '')}。"] if details else []
    sentences += with_earlier_reports(status[status["indicator"].isin(rows["indicator"])], plan)
    return sentences + ([f"还没有报来的{waiting.sum()}项，不与上月比。"] if waiting.any() else [])


def still_due(light_changes: pd.DataFrame, plan: Plan) -> pd.Series:
    """Which changes are only that a figure has not come yet, before its deadline."""
    return light_changes["change"].eq(SILENT) & light_changes["period"].eq(plan.awaited)


def no_news(change: pd.Series, before: pd.Series) -> pd.Series:
    """Which targets missed at the year's end were already behind, so that their change (as shown) is no news."""
    return change.eq(MISSED_AT_LAST) & before.isin(BEHIND)


def candidates(bulletin_candidates: pd.DataFrame, status: pd.DataFrame, plan: Plan) -> list[str]:
    """Units that meet a test for 通报, each with the reason and what weakens it; a person decides."""
    small = set(status.loc[short_of_one(status), ["scope", "indicator"]].itertuples(index=False, name=None))
    rules = plan.assessment.bulletin
    words = plan.assessment.lights.words.value
    red = "或".join(f"“{words[level]}”" for level in rules.red_lights.value)
    limits = f"本年迟报、未报{WITHDRAWN}合计{rules.late_reports.value}次，"
    limits += f"或超期的任务、事项和举措合计{rules.overdue.value}件"
    tests = f"同一指标连续{rules.red_months.value}个月（未报的月份不连）为{red}，{limits}"
    of_a_district = bulletin_candidates["owner"].isin(plan.districts["district"])
    bulletin_candidates = bulletin_candidates.assign(scope=bulletin_candidates["owner"].where(of_a_district, CITY))
    if bulletin_candidates.empty:
        return [f"没有达到通报条件（{tests}；为假定）的单位。"]
    whole, names = bulletin_candidates["owner"].nunique(), join_names(bulletin_candidates["owner_name"])
    sentences = [f"达到通报条件（{tests}；为假定）的单位{whole}个（{names}），是否通报由专班办公室研究决定。"]
    weak = [
        name
        for name, own in bulletin_candidates.groupby("owner_name", sort=False)
        if own["test"].eq("red_running").all()
        and all(cell in small for cell in zip(own["scope"], own["indicator"], strict=True))
    ]
    if weak:
        sentences[0] += f"其中{join_names(weak)}只在离应达数差不到1的指标上达到。"
    running = bulletin_candidates[bulletin_candidates["test"] == "red_running"]
    if any(map(plan.is_over, running["months"].str[-7:])):
        sentences[0] += "连续到12月的，12月按与年度目标的差距算，到年末未完成。"
    for name, own in bulletin_candidates.groupby("owner_name", sort=False):
        sentences.append(f"{name}：{'；'.join(_reason(row, plan, red, small) for _, row in own.iterrows())}。")
    if any(cell in small for cell in zip(running["scope"], running["indicator"], strict=True)):
        sentences.append(f"带{SMALL}的指标离应达数差不到1。")
    return sentences


def open_matters(open_matters: pd.DataFrame, open_matters_summary: pd.DataFrame) -> list[str]:
    """How many action items are open and overdue, and which is the oldest."""
    row = open_matters_summary.iloc[0]
    if not row["on_record"]:
        return ["没有交办事项的记录。"]
    closed = f"本月交办{row['raised']}件，办结{row['closed']}件"
    closed += f"（其中超期办结{row['closed_late']}件）" if row["closed_late"] else ""
    if open_matters.empty:
        return [f"{closed}；期末没有未办结的交办事项。"]
    over = f"，其中超期{row['overdue']}件" if row["overdue"] else "，没有超期的"
    back = join_names(open_matters.loc[open_matters["status"] == RETURNED, "owner_name"])
    count = (open_matters["status"] == RETURNED).sum()
    returned = f"；{back}退回、须重新明确责任单位的{count}件（不计超期）" if back else ""
    oldest = open_matters[open_matters["age_days"] == open_matters["age_days"].max()]
    details = [f"{own.owner_name}“{own.matter}”" for own in oldest.itertuples()]
    return [
        f"{closed}；期末未办结{len(open_matters)}件{over}{returned}。",
        f"交办最早的：{join_names(details, '件')}，已交办{oldest['age_days'].iloc[0]}天。",
    ]


def to_explain(status: pd.DataFrame, plan: Plan, period: str) -> pd.Series:
    """Which rows of ``status`` need an explanation: far behind by 1 or more, or not completed in December.

    None before the plan, when the statuses are held against nobody.
    """
    late = status["light"].isin(BEHIND) if plan.is_over(period) else status["light"].isin(FAR) & ~short_of_one(status)
    return late & (period >= first_period(plan))


def explanations(status: pd.DataFrame, plan: Plan, period: str, until: str) -> list[str]:
    """How many indicators each district, and each bureau for the city, has to explain, and with which report.

    Explanations go to the office if no report is due any more by ``until``.
    """
    words, ended = plan.assessment.lights.words.value, plan.is_over(period)
    late = status[to_explain(status, plan, period)]
    own, far, sentences = late[late["scope"] != CITY], status["light"].isin(FAR) & status["scope"].ne(CITY), []
    if len(own):
        counts = own.groupby("scope", sort=False).size()
        details = join_names((f"{plan.district_names[scope]}（{n}项）" for scope, n in counts.items()))
        behind = "、".join(f"“{words[level]}”" for level in FAR if (own["light"] == level).any())
        apart = APART if len(own) < far.sum() else ""
        what = "没有完成的指标逐项说明原因" if ended else f"状态为{behind}的指标{apart}逐项说明原因和补救安排"
        report = "年终决算" if period.endswith("-12") else "下期报表"
        sentences = [f"{details}对{what}，{f'随{report}报送' if until else '报专班办公室'}。"]
    led = late.loc[late["scope"].eq(CITY) & late["indicator"].isin(city_indicators(plan, int(period[:4])))]
    for units, rows in led.groupby(led["indicator"].map(lambda name: tuple(reporters_of(plan, name))), sort=False):
        names = join_names(plan.unit_names[unit] for unit in units)
        sentences.append(f"{names}对{indicator_names(rows, plan)}说明原因，报专班办公室。")
    return sentences


def reports_owed(frames: Frames, plan: Plan, period: str, unit: str | None = None) -> list[str]:
    """Who still has to send a month's report, and who has to add what is missing from theirs: all units or one.

    ``frames`` are the results of one period by name; those of a public run lack the tasks.
    """
    if not is_owed(plan, period):
        return []
    status, timeliness = frames["status"], frames["timeliness"]
    timeliness = timeliness[(timeliness["period"] == period) & (timeliness["reporter"].eq(unit) | (unit is None))]
    missing = timeliness.loc[timeliness["verdict"] == "未报", "name"]
    sentences = [f"{join_names(missing)}补报{format_month(period)}报表。"] if len(missing) else []
    if len(unreported := status[(status["light"] == "unreported") & status["scope"].isin(came_from(timeliness))]):
        where = join_names(map(plan.district_names.__getitem__, unreported["scope"].unique()), "个地区")
        sentences.append(f"{where}补报本期未报的指标，共{len(unreported)}项。")
    for owner, names in city_figures_owed(status, plan, period).items():
        if owner in set(came_from(timeliness)):
            figures = "、".join(plan.indicator_names[name] for name in names)
            sentences.append(f"{plan.unit_names[owner]}补报本期未报的{figures}。")
    owed = not_reported(frames["tasks"], plan) if "tasks" in frames else timeliness[:0]
    if len(silent := owed[owed["reporter"].isin(came_from(timeliness))]):
        sentences.append(f"{join_names(silent['reporter_name'])}补报缺少的任务进展。")
    return sentences


def city_figures_owed(status: pd.DataFrame, plan: Plan, period: str) -> dict[str, list[str]]:
    """The indicators that are the city's own and were not reported, by the unit that owes them."""
    owed: dict[str, list[str]] = {}
    silent = status.loc[status["scope"].eq(CITY) & (status["light"] == "unreported"), "indicator"]
    for name in silent[silent.isin(city_indicators(plan, int(period[:4])))]:
        owed.setdefault(reporters_of(plan, name)[0], []).append(name)
    return owed


def came_from(timeliness: pd.DataFrame) -> pd.Series:
    """The units whose report was received at least in part, so that missing figures can be requested."""
    return timeliness.loc[timeliness["verdict"] != "未报", "reporter"]


def survey(survey_round: pd.DataFrame) -> list[str]:
    """Which districts are surveyed in the fortnights that begin in the month."""
    if survey_round.empty:
        return ["本月没有新开始的调研。"]
    details = "；".join(
        f"{format_day(row.starts_on)}至{format_day(row.ends_on)}到{row.name}"
        for row in survey_round.itertuples(index=False)
    )
    return [f"本月开始的每两周调研（按安排，起始日和先后为假定）：{details}。"]


def _reason(row: pd.Series, plan: Plan, red: str, small: set[tuple[str, str]]) -> str:
    if row["test"] == "red_running":
        span = format_months(row["months"]) + ("，12月为未完成" if plan.is_over(row["months"][-7:]) else "")
        mark = SMALL if (row["scope"], row["indicator"]) in small else ""
        return f"{plan.indicator_names[row['indicator']]}{mark}连续{row['times']}个月（{span}）为{red}"
    if row["test"] == "overdue":
        return f"期末超期的任务、交办事项和举措合计{row['times']}件"
    kinds = "、".join(
        f"{word}{format_number(row[name])}次" for name, word in (("late", "迟报"), ("missing", "未报")) if row[name] > 0
    )
    return f"本年{kinds}（{format_months(row['months'])}）"
