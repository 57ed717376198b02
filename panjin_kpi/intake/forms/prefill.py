"""Prefilled rows of a month's workbook: indicators and tasks, targets, last month's figures."""

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.reference.calendar import known_period
from panjin_kpi.reference.obligations import indicators_of, organisation_name, tasks_led_by
from panjin_kpi.reference.plan import Plan


def tables_of(plan: Plan, unit: str, period: str) -> list[str]:
    """Tables that a unit fills in: a district all, another unit those of its indicators, their evidence and its tasks.

    >>> tables_of(Plan.load(), "ip_bureau", "2021-06")
    ['progress', 'task_progress', 'events', 'actions']
    """
    if unit in set(plan.districts["district"]):
        return list(schemas.SUBMITTED)
    evidence = plan.indicators.set_index("indicator")["evidence"]
    own = indicators_of(plan, unit, int(period[:4]))[1]
    wanted = {"task_progress", "actions", *evidence[own].dropna()} | ({"progress"} if own else set())
    return [table for table in schemas.SUBMITTED if table in wanted]


def prefilled(plan: Plan, unit: str, period: str, known_progress: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Rows of ``progress`` and ``task_progress`` with labels in the key columns, and the columns of ``REMINDERS``.

    Last month's figures are from ``known_progress``, the rows in force.

    Raises
    ------
    ValueError
        The period is misspelt or its year has no targets.
    """
    year = int(known_period(plan, period)[:4])
    scope, own = indicators_of(plan, unit, year)
    indicators = plan.indicators.set_index("indicator").loc[own]
    targets = plan.targets_in(year)
    targets = targets[targets["scope"] == scope].set_index("indicator")["target"]
    before = known_progress[known_progress["period"] == f"{period[:5]}{int(period[5:]) - 1:02d}"]
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
        "完成时限": led["deadline"],
    }
    frames, own_tables = {"progress": progress, "task_progress": tasks}, tables_of(plan, unit, period)
    return {name: pd.DataFrame(frame).reset_index(drop=True) for name, frame in frames.items() if name in own_tables}
