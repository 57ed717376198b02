"""The tables of the monthly bulletin."""

import pandas as pd

from panjin_kpi.reference.labels import shown_status
from panjin_kpi.reference.plan import Plan
from panjin_kpi.reference.settings.assessment import MISSED
from panjin_kpi.report.bulletin.task_narrative import BETTER, not_reported
from panjin_kpi.report.page.fragment import HtmlFragment
from panjin_kpi.report.page.result_table import result_table


def timeliness(timeliness: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """When each unit reported, against both cut-offs."""
    columns = ["name", "due_on", "received_on", "days_late", "verdict", "second_verdict"]
    columns += ["expected", "reported", "on_time"]
    caption = "各单位报送情况（收到日期为最早收到的一天，更正不改变它）"
    return result_table("timeliness", timeliness, columns, caption, plan)


def tasks(tasks: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """The rows of annex 2 as their lead units report them; no part of the score."""
    columns = ["task_no", "name", "reporter_name", "status", "progress", "problems", "deadline", "overdue"]
    owed = not_reported(tasks, plan)
    blank = pd.Series("他单位已报", index=tasks.index).where(~tasks.index.isin(owed.index), "未报")
    tasks = tasks.assign(status=tasks["status"].fillna(blank))
    return result_table("task_status", tasks, columns, "重点任务进展（由牵头单位报送，不计入得分）", plan)


def light_changes(changes: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """Which status levels changed since last month."""
    columns = ["scope", "indicator", "light_before", "light", "gap_points_before", "gap_points", "change"]
    shown = shown_status(plan, changes)
    shown = shown[~shown["light"].eq(MISSED) | ~shown["change"].eq(BETTER)]  # what was missed is not better
    return result_table("light_changes", shown, columns, "与上月相比状态有变化的指标", plan)


def candidates(candidates: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """Units that meet a test, with the reason; a person decides."""
    columns = ["owner_name", "test", "indicator", "months", "times", "late", "missing", "threshold", "in_period"]
    return result_table("bulletin_candidates", candidates, columns, "通报备选（条件为假定，是否通报由人决定）", plan)


def open_matters(matters: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """Open action items, the oldest first."""
    columns = ["action_id", "matter", "owner_name", "raised_at", "raised_on"]
    columns += ["due_on", "status", "age_days", "overdue_days"]
    return result_table("open_matters", matters, columns, "未办结的交办事项", plan)
