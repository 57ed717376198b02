"""Projects and measures as of a month's end."""

from datetime import date

import pandas as pd

from panjin_kpi.analysis.registry import result
from panjin_kpi.reference.calendar import day_of_judgement, overdue_days
from panjin_kpi.reference.evidence_counts import TO_WAN
from panjin_kpi.reference.obligations import organisation_name
from panjin_kpi.reference.plan import Plan
from panjin_kpi.schemas.conform import conform

DONE, GOING_ON = "已完成", "推进中"
DAYS = ("started_on", "due_on", "finished_on")


@result(171, known_on="known_on")
def project_status(
    projects: pd.DataFrame, plan: Plan, period: str, as_of: date, known_on: date | None = None
) -> pd.DataFrame:
    """Projects begun by a day, with their state and days overdue on it; amounts in 万元.

    A project finished later counts as in progress. One of a district that has ended is not overdue: the office has to
    assign it anew.
    """
    table = _standing(projects, plan, period, as_of, known_on)
    table["amount_wan"] = table["amount"] * table["amount_unit"].map(TO_WAN)
    return conform("project_status", table, {"owner": plan.order_of("unit"), "task_no": None, "project_id": None})


@result(172, known_on="known_on")
def measure_status(
    measures: pd.DataFrame, plan: Plan, period: str, as_of: date, known_on: date | None = None
) -> pd.DataFrame:
    """Measures of each unit (四（二）：具体工作举措、责任人及完成时限), with their state and days overdue on a day."""
    table = _standing(measures, plan, period, as_of, known_on)
    return conform("measure_status", table, {"owner": plan.order_of("unit"), "task_no": None, "measure_id": None})


def _standing(rows: pd.DataFrame, plan: Plan, period: str, as_of: date, known_on: date | None) -> pd.DataFrame:
    day = day_of_judgement(as_of, known_on)
    known = rows[~(rows["started_on"] > day)].astype(dict.fromkeys(DAYS, "datetime64[ns]"))
    table = known.assign(period=period, owner_name=[organisation_name(plan, unit) for unit in known["owner"]])
    later = table["finished_on"] > day
    table["status"] = table["status"].mask(later & (table["status"] == DONE), GOING_ON)
    table["finished_on"] = table["finished_on"].mask(later)
    overdue = overdue_days(table["due_on"], as_of, known_on).mask(table["owner"].isin(plan.districts_absent_in(period)))
    table["overdue_days"] = overdue.mask(table["status"] == DONE, 0)
    return table
