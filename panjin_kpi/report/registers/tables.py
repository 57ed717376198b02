"""The tables of the registers, of a month or of one unit."""

import pandas as pd
from markupsafe import Markup

from panjin_kpi.reference.plan import Plan
from panjin_kpi.report.page.fragment import HtmlFragment
from panjin_kpi.report.page.lists import excerpt
from panjin_kpi.report.page.result_table import filled, result_table


def objects(plan_objects: pd.DataFrame) -> HtmlFragment:
    """The objects named in the plan, each with the project that matches it."""
    done = plan_objects["status"].where(plan_objects["status"] == "已完成", "")
    some = excerpt(plan_objects, "plan_objects", "owner", done, "项")
    if len(plan_objects) and some.rows.empty:
        return HtmlFragment(Markup("<p>计划指名或要求的{}项都已完成。</p>").format(len(plan_objects)))
    owner = ["owner_name"] if len(set(plan_objects["owner_name"])) > 1 else []
    columns = ["task_no", "kind", *filled(some.rows, "object"), *owner, *filled(some.rows, "layout", "project")]
    columns += ["status", *filled(some.rows, "since", "carrier")]
    caption = f"计划指名或要求的项目中没有完成的{some.extent}"
    note = "；“自何时”为开始日期" if "since" in columns else ""
    return result_table("plan_objects", some.rows, columns, caption, note=note)


def meetings(meeting_record: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """Each visit and meeting, and what came of it."""
    columns = ["meeting_id", "held_on", "kind", "district", "decisions", "matters", "closed", "overdue"]
    bare = meeting_record["decisions"].isna() & meeting_record["matters"].eq(0)
    newest = meeting_record.sort_values("held_on", ascending=False, kind="stable")
    some = excerpt(newest, "meeting_record", counted=bare.map({True: "没有议定事项", False: ""}), unit="次")
    return result_table("meeting_record", some.rows, columns, f"议定了事项的调度{some.extent}", plan)


def summary(unit_summary: pd.DataFrame) -> HtmlFragment:
    """One row for each unit."""
    silent = ["figures_unreported"] if unit_summary["figures_unreported"].any() else []
    columns = ["owner_name", "tasks", "tasks_overdue", "figures", "figures_behind", *silent]
    columns += ["matters", "matters_overdue", "measures", "measures_overdue", "not_registered"]
    columns += ["owed_next"] if unit_summary["owed_next"].any() else []  # in December and before the plan nothing is
    return result_table("unit_summary", unit_summary, columns, "各牵头单位（件、项；退回的事项不计入超期）")
