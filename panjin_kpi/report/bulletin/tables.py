"""The tables of the monthly bulletin: Chinese headers from the schemas."""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd
from markupsafe import Markup

from panjin_kpi import schemas
from panjin_kpi.reference.plan import Plan
from panjin_kpi.reference.rules import Light
from panjin_kpi.report.fragment import Fragment
from panjin_kpi.report.numbers import BLANK, figure, points
from panjin_kpi.report.style import pill
from panjin_kpi.report.tables import html_table
from panjin_kpi.report.wording import month

TESTS = {"red_running": "连续亮红灯", "late_or_missing": "迟报和未报"}
Show = Mapping[str, Callable[[object], object]]


def timeliness(timeliness: pd.DataFrame) -> Fragment:
    """Who reported when, against both cut-offs."""
    columns = [
        "name",
        "due_on",
        "received_on",
        "days_late",
        "verdict",
        "second_verdict",
        "expected",
        "reported",
        "on_time",
    ]
    caption = "各单位报送情况（收到日期为最早收到的一天，更正不改变它）"
    return _table("timeliness", timeliness, columns, caption, {"due_on": _day, "received_on": _day})


def tasks(tasks: pd.DataFrame) -> Fragment:
    """The rows of annex 2 as their leads report them; they enter no score."""
    columns = ["task_no", "name", "reporter_name", "status", "progress", "problems", "deadline", "overdue"]
    show: Show = {"status": lambda status: "未报" if pd.isna(status) else status, "overdue": _yes}
    return _table("task_status", tasks, columns, "重点任务进展（由牵头单位报送，不计入得分）", show)


def light_changes(changes: pd.DataFrame, plan: Plan) -> Fragment:
    """Which lights changed since last month."""
    words = plan.assessment.lights.words.value
    show: Show = {
        "scope": lambda scope: plan.district_names[str(scope)],
        "indicator": lambda name: plan.indicator_names[str(name)],
        "light_before": lambda light: _pill(light, words),
        "light": lambda light: _pill(light, words),
        "gap_points_before": _points,
        "gap_points": _points,
    }
    return _table("light_changes", changes, [*show, "change"], "与上月相比状态有变化的指标", show)


def candidates(candidates: pd.DataFrame, plan: Plan) -> Fragment:
    """Who meets a test, with its reason as data; a person decides."""
    columns = ["owner_name", "test", "indicator", "months", "times", "late", "missing", "threshold", "in_period"]
    show: Show = {
        "test": lambda test: TESTS[str(test)],
        "indicator": lambda name: BLANK if pd.isna(name) else plan.indicator_names[str(name)],
        "months": lambda months: "、".join(map(month, str(months).split("+"))),
        "in_period": _yes,
    }
    return _table("bulletin_candidates", candidates, columns, "通报备选（条件为假定，是否通报由人决定）", show)


def open_matters(matters: pd.DataFrame) -> Fragment:
    """What has been handed out and is not closed, the oldest first."""
    columns = [
        "action_id",
        "matter",
        "owner_name",
        "raised_at",
        "raised_on",
        "due_on",
        "status",
        "age_days",
        "overdue_days",
    ]
    return _table("open_matters", matters, columns, "未办结的交办事项", {"raised_on": _day, "due_on": _day})


def survey_round(rounds: pd.DataFrame) -> Fragment:
    """Which district in which fortnight."""
    columns = ["starts_on", "ends_on", "name", "round", "visit"]
    caption = "每两周深入一个县区、经济区调研（起始日和先后为假定）"
    return _table("survey_round", rounds, columns, caption, {"starts_on": _day, "ends_on": _day})


def _table(name: str, frame: pd.DataFrame, columns: Sequence[str], caption: str, show: Show) -> Fragment:
    rows = [[show.get(column, _plain)(row[column]) for column in columns] for _, row in frame.iterrows()]
    kinds = {column: str(schemas.schema(name).columns[column].dtype).lower() for column in columns}
    numeric = {place for place, column in enumerate(columns) if kinds[column].startswith(("int", "float"))}
    header = [schemas.title(name, column) for column in columns]
    return html_table(caption if rows else f"{caption}：没有", header, rows, numeric)


def _plain(value: object) -> object:
    if isinstance(value, str):
        return value
    return BLANK if pd.isna(value) else figure(float(str(value)))


def _day(moment: object) -> str:
    return BLANK if pd.isna(moment) else f"{pd.Timestamp(str(moment)):%Y-%m-%d}"


def _yes(truth: object) -> str:
    return BLANK if pd.isna(truth) else "是" if truth else "否"


def _points(gap: object) -> str:
    return points(float(str(gap)))


def _pill(light: object, words: Mapping[Light, str]) -> Markup:
    known: Light = light  # type: ignore[assignment]
    return pill(known, words[known])
