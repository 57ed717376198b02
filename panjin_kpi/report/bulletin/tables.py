"""The tables of the monthly bulletin."""

import pandas as pd
from markupsafe import Markup

from panjin_kpi.reference.calendar import first_period
from panjin_kpi.reference.labels import BETTER, shown_status
from panjin_kpi.reference.plan import Plan
from panjin_kpi.reference.settings.assessment import MISSED, NOT_DUE
from panjin_kpi.report.bulletin.narrative import no_news, still_due
from panjin_kpi.report.bulletin.task_narrative import not_reported, with_status
from panjin_kpi.report.page.fragment import HtmlFragment
from panjin_kpi.report.page.lists import excerpt
from panjin_kpi.report.page.result_table import result_table
from panjin_kpi.report.progress.narrative import NOT_YET, is_final


def timeliness(timeliness: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """When each unit reported, against both cut-offs."""
    if len(timeliness) and timeliness["verdict"].eq("不考核").all():
        some = excerpt(timeliness[timeliness["reported"] > 0], "timeliness", unit="个")
        caption = f"各单位报来的数（计划印发前的月份，没有应报的报表）{some.extent}"
        return result_table("timeliness", some.rows, ["name", "received_on", "reported"], caption, plan)
    columns = ["name", "due_on", "received_on", "days_late", "verdict", "second_verdict"]
    columns += ["expected", "reported", "on_time"]
    whole = timeliness["verdict"].eq("按时") & (timeliness["on_time"] >= timeliness["expected"])
    counted = whole.map({True: "按时报齐", False: ""}).mask(timeliness["expected"].eq(0).fillna(False), "由他单位报送")
    counted = counted.mask(timeliness["verdict"].eq(NOT_YET), NOT_YET)
    some = excerpt(timeliness, "timeliness", counted=counted, unit="个")
    if len(timeliness) and some.rows.empty:
        waiting = counted.eq(NOT_YET).sum()
        found = f"{waiting}个单位还没有报来本期报表，未到期限" if waiting else ""
        rest = "" if waiting == len(timeliness) else f"{'，其余' if waiting else ''}应报单位都按时报齐了本期报表"
        return HtmlFragment(Markup("<p>{}{}。</p>").format(found, rest))
    note = "；收到日期为最早收到的一天，更正不改变它"
    return result_table("timeliness", some.rows, columns, f"迟报、未报和缺项的单位{some.extent}", plan, note)


def tasks(tasks: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """The rows of annex 2 as their lead units report them; no part of the score."""
    columns = ["task_no", "name", "reporter_name", "status", "progress", "problems", "deadline", "overdue"]
    owed, came = not_reported(tasks, plan), tasks["status"].notna().sum()
    tasks = with_status(tasks, plan)
    smooth = ~tasks["overdue"].eq(True) & tasks["problems"].isna()
    smooth &= ~tasks.index.isin(owed.index) | tasks["status"].eq(NOT_YET)
    some = excerpt(tasks, "tasks", "reporter", ("其余" + tasks["status"].astype("str")).where(smooth, ""), unit="份")
    if len(tasks) and some.rows.empty and tasks["period"].lt(first_period(plan)).all():
        found = f"报来的{came}份没有超期和问题" if came else "没有报来的"
        return HtmlFragment(Markup("<p>计划印发前的月份不要求报送重点任务进展，{}。</p>").format(found))
    caption = f"未报、超期或报来问题的重点任务进展{some.extent}"
    return result_table("task_status", some.rows, columns, caption, plan, "；由牵头单位报送，不计入得分")


def light_changes(light_changes: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """Which status levels changed since last month."""
    gaps = [] if len(light_changes) and is_final(light_changes["period"], plan) else ["gap_points_before", "gap_points"]
    shown = shown_status(plan, light_changes)
    shown = shown[~no_news(shown["change"], shown["light_before"])]
    for gap, level in (("gap_points_before", "light_before"), ("gap_points", "light")):
        shown[gap] = shown[gap].where(shown[level] != NOT_DUE)
    missed = shown["light"].eq(MISSED)
    shown = shown.assign(better=shown["change"] == BETTER).sort_values("better", kind="stable")
    counted = still_due(light_changes, plan).map({True: "还没有报来", False: ""})
    some = excerpt(shown, "light_changes", "scope", counted, "项")
    columns = ["scope", "indicator", "light_before", "light", *gaps, "change"]
    note = "；上月已经落后、到年末没有完成的不列" if missed.any() else ""
    return result_table("light_changes", some.rows, columns, f"与上月相比状态有变化的指标{some.extent}", plan, note)


def open_matters(open_matters: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """Open action items, the oldest first."""
    columns = ["action_id", "matter", "owner_name", "raised_at", "raised_on"]
    columns += ["due_on", "status", "age_days", "overdue_days"]
    some = excerpt(open_matters, "open_matters", "owner", unit="件")
    return result_table("open_matters", some.rows, columns, f"未办结的交办事项{some.extent}", plan)
