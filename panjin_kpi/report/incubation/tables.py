"""The tables of the page on carriers."""

from typing import Any

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.reference.plan import Plan
from panjin_kpi.report.page import lists
from panjin_kpi.report.page.fragment import HtmlFragment
from panjin_kpi.report.page.html_table import html_table
from panjin_kpi.report.page.lists import list_extent, titles
from panjin_kpi.report.page.result_table import result_table
from panjin_kpi.report.progress.tables import SOURCES
from panjin_kpi.schemas.formats import BLANK, format_number

COUNTS = ["tenants", "new_this_year", "graduated_this_year", "tenants_per_1000_m2"]
YES_NO = {True: "有", False: "无"}


def summary(summary: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """Carriers by district."""
    columns = ["scope", "carriers", *COUNTS, "recognised", "activities", "service_stations", "assessed"]
    caption = "孵化载体汇总（个；认定为项，活动为场）"
    return result_table("carrier_summary", summary, [*columns, "reward_grounds"], caption, plan)


def carriers(carriers: pd.DataFrame) -> HtmlFragment:
    """The figures of each carrier."""
    columns = ["area_m2", *COUNTS, "recognised", "activities"]
    rows = []
    recognised = carriers.filter(regex="^recognised_").sum(axis=1, skipna=False)
    for row in carriers.assign(recognised=recognised).head(lists.LONGEST).itertuples():
        station = BLANK if pd.isna(row.service_station) else YES_NO[bool(row.service_station)]
        about = [row.carrier, row.kind + ("" if pd.isna(row.level) else f"（{row.level}）")]
        rows.append([*about, *[format_number(getattr(row, name)) for name in columns], station])
    header = [schemas.title("carrier_results", "carrier"), "类型（级别）"]
    header += titles("carrier_results", ["area_m2", *COUNTS])
    header += ["在孵期间认定", *titles("carrier_results", ["activities", "service_station"])]
    caption = f"各载体情况{list_extent(len(carriers), 'carriers')}；—为没有填报或分不清"
    return html_table(caption, header, rows, set(range(2, len(header) - 1)))


def grades(carriers: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """Score and grade of the carriers that are assessed."""
    assessed = carriers[carriers["assessed"]].sort_values("score_high", ascending=False, kind="stable")
    low, high = (assessed[name].map(format_number).astype("str") for name in ("score_low", "score_high"))
    shown = assessed.assign(score_low=low.where(low == high, low + "～" + high), grade=assessed["grade"].fillna("未定"))
    caption = f"纳入考核的载体{list_extent(len(assessed), 'carriers')}；得分口径为假定"
    columns = ["carrier", "district", "level", "score_low", "grade", "unknown_items", "last_grade"]
    look: dict[str, Any] = {"show": {"score_low": str}, "heads": {"score_low": "得分（百分制）"}, "empty": ""}
    return result_table("carrier_results", shown.head(lists.LONGEST), columns, caption, plan, **look)


def rewards(rewards: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """What each carrier could be rewarded for."""
    top = rewards.assign(uscc=rewards["uscc"].fillna(rewards["event_id"])).head(lists.LONGEST)
    caption = f"三（十）奖励载体的依据{list_extent(len(rewards), 'rewards')}；没有金额"
    columns = ["carrier", "district", "basis", "uscc", "occurred_on", "to_verify"]
    heads = {"uscc": "企业代码或事项编号", "occurred_on": "日期", "to_verify": "须核实"}
    return result_table("rewards", top, columns, caption, plan, heads=heads, empty="")


def rules(plan: Plan) -> HtmlFragment:
    """The items, weights and bands of the grades, each with whether it is plan or assumption."""
    assessment = plan.carrier_assessment
    rows = [["考核对象", "、".join(assessment.levels.value), "", SOURCES[assessment.levels.source]]]
    for item in assessment.items:
        bands = "；".join(
            f"{format_number(band.from_)}及以上{format_number(band.points)}分" for band in item.bands.value
        )
        title = schemas.title("carrier_results", item.figure)
        rows.append([title, bands, format_number(item.weight.value), SOURCES[item.bands.source]])
    grades = "；".join(f"{rule.grade}等{format_number(rule.from_score)}分起" for rule in assessment.grades.value)
    rows.append(["等次", grades, "", SOURCES[assessment.grades.source]])
    last = f"连续两年{assessment.withdrawal.value}等提请研究退出"
    rows.append(["退出", last, "", SOURCES[assessment.withdrawal.source]])
    return html_table("载体考核的口径：哪些是计划规定，哪些是假定", ["口径", "内容", "权重", "来源"], rows, {2})
