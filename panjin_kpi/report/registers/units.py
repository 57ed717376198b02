"""What each unit leads, owns and owes, on one page."""

import pandas as pd
from markupsafe import Markup

from panjin_kpi.reference.calendar import month_after
from panjin_kpi.reference.obligations import indicators_of, organisation_name, tasks_led_by
from panjin_kpi.reference.plan import Plan
from panjin_kpi.report import bulletin, progress
from panjin_kpi.report.assessment.score_format import indicator_names
from panjin_kpi.report.bulletin.narrative import RETURNED
from panjin_kpi.report.index import alerts
from panjin_kpi.report.page.fragment import HtmlFragment
from panjin_kpi.report.page.heading import paragraphs, titled
from panjin_kpi.report.page.html_table import stack
from panjin_kpi.report.page.lists import rows_of
from panjin_kpi.report.page.result_table import filled, result_table
from panjin_kpi.report.registers import tables
from panjin_kpi.report.signatures import Frames
from panjin_kpi.schemas.formats import format_month

REVIEWED = "没有完成时限，按最近一次进展作中期评估"
DATED = ["task_no", "name", "status", "progress", "problems", "deadline", "overdue"]
LASTING = ["task_no", "name", "last_status", "last_period", "progress", "problems"]
LATE = ["overdue", "overdue_days"]
OPTIONAL = [*LATE, "problems", "finished_on", "partner", "amount_wan"]
PROJECTS = ["project_id", "task_no", "kind", "name", "action", "status", "due_on", "finished_on", "partner"]
PROJECTS += ["amount_wan", "overdue_days"]
MEASURES = ["measure_id", "task_no", "measure", "post", "due_on", "status", "finished_on", "overdue_days"]


def heading(plan: Plan, period: str, known: str = "") -> HtmlFragment:
    """The month, and where the lists come from."""
    caution = f"按计划附件2的分工和各单位报送的台账列出（{plan.document}）；只供专班内部使用。"
    caution += progress.narrative.before_the_plan(plan, period)
    return titled(f"牵头单位{format_month(period)}任务清单", caution, "internal", known)


def every(frames: Frames, plan: Plan, period: str) -> HtmlFragment:
    """Each unit other than a district: what it leads, owns and owes."""
    units = frames["unit_summary"]
    pages = []
    for unit in units.loc[units["of_city"], "owner"]:
        name, html = organisation_name(plan, unit), of_unit(frames, unit, plan, period).html
        # each unit has the same lists: the name that a screen reader announces says whose they are
        own = html.replace('role="region" aria-label="', Markup('role="region" aria-label="{}：').format(name))
        pages.append(Markup('<section class="unit"><h3>{}</h3>{}</section>').format(name, own))
    return HtmlFragment(Markup("").join(pages))


def of_unit(frames: Frames, unit: str, plan: Plan, period: str) -> HtmlFragment:
    """Rows, figures, matters, projects and measures of one unit, with what it owes next."""
    own = _figures(frames, unit, plan, period)
    shown = [paragraphs(next_steps(frames, unit, plan, period))]
    shown += [progress.tables.status_table(own, plan, "由本单位负责的")] if len(own) else []
    return stack(*shown, *lists(frames, unit, plan))


def lists(frames: Frames, unit: str, plan: Plan) -> list[HtmlFragment]:
    """The unit's tasks, apart by deadline, matters, projects and measures; a list that is empty is left out."""
    tasks = rows_of(bulletin.task_narrative.with_status(frames["tasks"], plan), "reporter", unit)
    owned = ("plan_objects", "project_status", "open_matters", "measure_status")
    objects, projects, matters, measures = (rows_of(frames[name], "owner", unit) for name in owned)
    measures = measures.sort_values("overdue_days", ascending=False, kind="stable", na_position="last")
    return [
        *_listed("task_status", tasks[~tasks["long_term"]], DATED, "有完成时限的任务"),
        *_listed("task_status", tasks[tasks["long_term"]], LASTING, f"长期推进的任务（{REVIEWED}）"),
        *([tables.objects(objects)] if len(objects) else []),
        *_listed("project_status", projects, PROJECTS, "项目台账"),
        *([bulletin.tables.open_matters(matters, plan)] if len(matters) else []),
        *_listed("measure_status", measures, MEASURES, "举措台账"),
    ]


def _listed(name: str, rows: pd.DataFrame, columns: list[str], caption: str) -> list[HtmlFragment]:
    """A list, if it has rows, without empty optional columns, such as days overdue if nothing is overdue."""
    late = rows[[column for column in LATE if column in rows]]
    rows = rows.assign(**late.where(late > 0))
    known = [column for column in columns if column not in OPTIONAL or filled(rows, column)]
    return [result_table(name, rows, known, caption)] if len(rows) else []


def next_steps(frames: Frames, unit: str, plan: Plan, period: str) -> list[str]:
    """What the unit owes next, and what is overdue."""
    counts = rows_of(frames["unit_summary"], "owner", unit)
    row = counts.iloc[0]
    led = tasks_led_by(plan, unit)
    sentences = [f"牵头附件2第{'、'.join(map(str, led))}行。"] if led else []
    if not row["of_city"] and not row["matters"]:
        sentences.append("没有未办结的交办事项。")
    if back := int(rows_of(frames["open_matters"], "owner", unit)["status"].eq(RETURNED).sum()):
        sentences.append(f"{RETURNED}的交办事项{back}件，须重新明确责任单位，不计入超期。")
    if row["of_city"]:  # the head of a district's page states what that owes
        late = _figures(frames, unit, plan, period)
        late = late[bulletin.narrative.to_explain(late, plan, period)]
        sentences += [f"对{indicator_names(late, plan)}说明原因，报专班办公室。"] if len(late) else []
        sentences += bulletin.narrative.reports_owed(frames, plan, period, unit)
        sentences += _owed(row, frames, plan, period) + alerts.overdue(counts)
    own = rows_of(frames["tasks"], "reporter", unit)
    return [*sentences, *bulletin.task_narrative.contradicted(own, frames, plan)]


def _owed(row: pd.Series, frames: Frames, plan: Plan, period: str) -> list[str]:
    tables = frames["timeliness"], frames["corrections"]
    request, owed = progress.final_accounts.next_request(plan, *tables, period, unit=row["owner"]), row["owed_next"]
    if not request.by or request.period != month_after(period):
        return [f"{request.by}{request.report}。"] if request.by else []
    figures = "指标和任务进展" if owed > row["tasks"] else "任务进展"
    return [f"{request.by}{format_month(request.period)}的{figures}，共{owed}项。"] if owed else []


def _figures(frames: Frames, unit: str, plan: Plan, period: str) -> pd.DataFrame:
    scope, figures = indicators_of(plan, unit, int(period[:4]))
    status = frames["status"]
    return status[(status["period"] == period) & (status["scope"] == scope) & status["indicator"].isin(figures)]
