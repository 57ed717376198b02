"""Prefilled rows of a month's workbook: indicators and tasks, targets, last month's figures."""

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.intake.sheet_names import LEDGER
from panjin_kpi.reference.calendar import existing_unit, known_period, months_so_far
from panjin_kpi.reference.labels import to_labels
from panjin_kpi.reference.obligations import OFFICE, indicators_of, organisation_name, tasks_led_by
from panjin_kpi.reference.plan import Plan

OFFICE_ONLY = {"meetings"}  # 四（三）: the office calls the meetings


def tables_of(plan: Plan, unit: str, period: str) -> list[str]:
    """Tables that a unit fills in: its indicators, their evidence, tasks, registers; for a district all but meetings.

    >>> tables_of(Plan.load(), "ip_bureau", "2021-06")
    ['progress', 'task_progress', 'events', 'actions', 'projects', 'measures']
    """
    if unit in set(plan.districts["district"]):
        return [table for table in schemas.SUBMITTED if table not in OFFICE_ONLY]
    evidence = plan.by_indicator["evidence"]
    own = indicators_of(plan, unit, int(period[:4]))[1]
    wanted = {"task_progress", "actions", "projects", "measures", *evidence[own].dropna()}
    wanted |= ({"progress"} if own else set()) | (OFFICE_ONLY if unit in OFFICE else set())
    return [table for table in schemas.SUBMITTED if table in wanted]


def prefilled(
    plan: Plan, unit: str, period: str, known_progress: pd.DataFrame, known_actions: pd.DataFrame | None = None
) -> dict[str, pd.DataFrame]:
    """Rows of ``progress``, ``task_progress`` and open ``actions`` with labels, and the columns of ``REMINDERS``.

    Last month's figures and the unit's open action items are from the rows in force.

    Raises
    ------
    ValueError
        The period is misspelt, its year has no targets, or the district does not exist in it.
    """
    year = int(known_period(plan, period)[:4])
    scope, own = indicators_of(plan, existing_unit(plan, unit, period), year)
    indicators = plan.by_indicator.loc[own]
    targets = plan.targets_in(year)
    targets = targets[targets["scope"] == scope].set_index("indicator")["target"]
    before = known_progress[known_progress["period"].isin(months_so_far(period)[-2:-1])]
    before = before[before["district"] == scope].set_index("indicator")["value"]
    progress = {
        "period": period,
        "district": plan.district_names[scope],
        "indicator": indicators["name"],
        "单位": indicators["unit"],
        "年度目标": targets.reindex(own),
        "上月累计": before.reindex(own),
    }
    led = plan.tasks[plan.tasks["task_no"].isin(tasks_led_by(plan, unit))]
    tasks = {
        "period": period,
        "reporter": organisation_name(plan, unit),
        "task_no": led["task_no"],
        "任务名称": led["name"],
        "主要工作内容": led["content"],
        "具体工作目标": led["goal"],
        "完成时限": led["deadline"],
    }
    frames, own_tables = {"progress": progress, "task_progress": tasks}, tables_of(plan, unit, period)
    rows = {name: pd.DataFrame(frame).reset_index(drop=True) for name, frame in frames.items() if name in own_tables}
    if known_actions is not None:
        matters = known_actions[(known_actions["owner"] == unit) & (known_actions["status"] != "办结")]
        ledger = to_labels(plan, "actions", matters[[*LEDGER]])
        rows["actions"] = ledger.assign(**{"status" if unit in OFFICE else "目前状态": matters["status"]})
    return rows
