"""What a month's workbook already says when a unit gets it: indicators and tasks, targets, last month's figures."""

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.reference.calendar import known_period
from panjin_kpi.reference.obligations import indicators_of, organisation_name, tasks_led_by
from panjin_kpi.reference.plan import Plan


def tables_of(plan: Plan, unit: str, period: str) -> list[str]:
    """Tables that a unit fills in: a district all of them, another unit its indicators, their proofs and its tasks.

    >>> tables_of(Plan.load(), "ip_bureau", "2021-06")
    ['progress', 'task_progress', 'events', 'actions']
    """
    if unit in set(plan.districts["district"]):
        return list(schemas.SUBMITTED)
    proofs = plan.indicators.set_index("indicator")["evidence"]
    own = indicators_of(plan, unit, int(period[:4]))[1]
    wanted = {"task_progress", "actions", *proofs[own].dropna()} | ({"progress"} if own else set())
    return [table for table in schemas.SUBMITTED if table in wanted]


def prefilled(plan: Plan, unit: str, period: str, known_progress: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Rows of ``progress`` and ``task_progress`` with their key and reminders, the rest to be filled in.

    Parameters
    ----------
    unit : str
        Identifier of a district or another unit.
    period : str
        Month, ``YYYY-MM``.
    known_progress : pandas.DataFrame
        Monthly figures in force, for last month's.

    Returns
    -------
    dict of str to pandas.DataFrame
        Key columns with the names people use, and the columns of ``REMINDERS``; missing ones are blank.

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
    frames = {"progress": pd.DataFrame(progress), "task_progress": pd.DataFrame(tasks)}
    return {
        name: frame.reset_index(drop=True) for name, frame in frames.items() if name in tables_of(plan, unit, period)
    }
