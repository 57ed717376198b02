"""Each unit's duties: tasks, figures, action items, projects and measures, and its next reports."""

import pandas as pd

from panjin_kpi.analysis.registry import result
from panjin_kpi.reference.calendar import first_period, month_after
from panjin_kpi.reference.obligations import indicators_of, lead_units, organisation_name, reporting_obligations
from panjin_kpi.reference.plan import CITY, Plan
from panjin_kpi.reference.settings.assessment import BEHIND
from panjin_kpi.schemas.conform import conform


@result(178, tasks="task_status")
def unit_summary(
    tasks: pd.DataFrame,
    status: pd.DataFrame,
    open_matters: pd.DataFrame,
    plan_objects: pd.DataFrame,
    measure_status: pd.DataFrame,
    plan: Plan,
    period: str,
) -> pd.DataFrame:
    """Each unit that leads a row of annex 2, reports a figure, or owns an action item or measure; districts first.

    ``owed_next`` counts the reports owed for the next month: 0 if that is in another year or before the plan.
    """
    after = month_after(period)
    ended = after[:4] != period[:4]
    owed = reporting_obligations(plan, period if ended else after)["reporter"].value_counts()
    over = tasks["overdue"].fillna(False).astype("bool")
    units = [*lead_units(plan, period)["reporter"], *owed.index, *open_matters["owner"], *measure_status["owner"]]
    now = status[status["period"] == period]
    level_of = dict(zip(zip(now["scope"], now["indicator"], strict=True), now["light"], strict=True))
    of = {"tasks": tasks["reporter"], "tasks_overdue": tasks.loc[over, "reporter"]}
    for name, rows in {"matters": open_matters, "measures": measure_status}.items():
        of |= {name: rows["owner"], f"{name}_overdue": rows.loc[rows["overdue_days"] > 0, "owner"]}
    of["not_registered"] = plan_objects.loc[plan_objects["project"].isna(), "owner"]
    counts = {name: units_of.value_counts() for name, units_of in of.items()}
    counts["owed_next"] = owed.iloc[:0] if ended or after < first_period(plan) else owed
    rows = []
    for unit in dict.fromkeys(units):
        scope, figures = indicators_of(plan, unit, int(period[:4]))
        levels = [level_of[scope, name] for name in figures if (scope, name) in level_of]
        rows.append(
            {"period": period, "owner": unit, "owner_name": organisation_name(plan, unit)}
            | {"figures": len(levels), "figures_behind": sum(level in BEHIND for level in levels)}
            | {"figures_unreported": levels.count("unreported")}
            | {name: int(count.get(unit, 0)) for name, count in counts.items()}
            | {"of_city": scope == CITY}
        )
    return conform("unit_summary", pd.DataFrame(rows), {"owner": plan.order_of("unit")})
