"""Units that may be named in a notice, by stated tests; a person decides (附件1：对工作不力的单位进行通报)."""

from collections.abc import Iterator

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.analysis.bulletin.timeliness import LATE, MISSING
from panjin_kpi.analysis.registry import intermediate, result
from panjin_kpi.reference.calendar import first_period, months_so_far
from panjin_kpi.reference.obligations import city_indicators, organisation_name, reporters_of
from panjin_kpi.reference.plan import CITY, Plan
from panjin_kpi.schemas.conform import conform

Reason = dict[str, object]
RED, TARDY, OVERDUE = "red_running", "late_or_missing", "overdue"


@result(140, overdue="overdue_units")
def bulletin_candidates(
    status_history: pd.DataFrame,
    timeliness: pd.DataFrame,
    plan: Plan,
    period: str,
    overdue: pd.DataFrame,
) -> pd.DataFrame:
    """Units that meet a test for 通报, each with the test, the indicator and the months as its reason.

    ``red_running``: an indicator has been red for at least a number of consecutive months up to this one. A district
    answers for its own indicators, the reporting units for the city's own, and nobody for the city's sum over
    districts. Months before the first report was due end the run, and so do months that are not red.
    ``late_or_missing``: at least a number of the year's reports so far were late or missing; ``in_period``: whether
    this month's is one of them. ``overdue``: at least a number of tasks, action items and measures are overdue at the
    month's end (from :func:`overdue_units`). A district that has ended is no candidate. Red levels and thresholds are
    assumptions (``bulletin`` in ``assessment.yaml``).

    Examples
    --------
    >>> levels = pd.DataFrame([(f"2021-0{month}", "dawa", "teams", "far_behind") for month in (5, 6)],
    ...                       columns=["period", "scope", "indicator", "light"])
    >>> nobody = pd.DataFrame(columns=["period", "reporter", "verdict"], dtype="str")
    >>> nothing = pd.DataFrame({"owner": [], "times": []})
    >>> found = bulletin_candidates(levels, nobody, Plan.load(), "2021-06", nothing)
    >>> print(found[["owner_name", "test", "months", "times"]].to_string(index=False))
    owner_name        test          months  times
           大洼区 red_running 2021-05+2021-06      2
    """
    months = months_so_far(period)
    rows = [*_red(status_history, months, plan), *_late_reporters(timeliness, months, plan)]
    rows += _overdue(overdue, period, plan)
    rows = [row for row in rows if row["owner"] not in plan.districts_absent_in(period)]
    table = pd.DataFrame(rows, columns=[*schemas.schema("bulletin_candidates").columns]).assign(period=period)
    table["owner_name"] = [organisation_name(plan, unit) for unit in table["owner"]]
    order = {"owner": plan.order_of("unit"), "indicator": plan.order_of("indicator")}
    return conform("bulletin_candidates", table, order)


@intermediate(tasks="task_status")
def overdue_units(tasks: pd.DataFrame, open_matters: pd.DataFrame, measure_status: pd.DataFrame) -> pd.DataFrame:
    """Number of overdue tasks, action items and measures of each unit (``owner``, ``times``)."""
    late = [
        tasks.loc[tasks["overdue"].fillna(False).astype("bool"), "reporter"],
        open_matters.loc[open_matters["overdue_days"] > 0, "owner"],
        measure_status.loc[measure_status["overdue_days"] > 0, "owner"],
    ]
    return pd.concat(late).rename("owner").value_counts(sort=False).rename("times").reset_index()


def _overdue(overdue: pd.DataFrame, period: str, plan: Plan) -> Iterator[Reason]:
    threshold = plan.assessment.bulletin.overdue.value
    for row in overdue[overdue["times"] >= threshold].itertuples():
        reason = {"test": OVERDUE, "months": period, "threshold": threshold, "in_period": True}
        yield {"owner": row.owner, "times": row.times} | reason


def _red(history: pd.DataFrame, months: list[str], plan: Plan) -> Iterator[Reason]:
    rules, first = plan.assessment.bulletin, first_period(plan)
    known = history[history["period"].isin(months) & history["light"].isin(rules.red_lights.value)]
    own = set(city_indicators(plan, int(months[-1][:4])))
    for (scope, indicator), red in known.groupby(["scope", "indicator"])["period"]:
        ended = max((month for month in months if month < first or month not in set(red)), default="")
        since = [month for month in months if month > ended]
        if len(since) < rules.red_months.value or (scope == CITY and indicator not in own):
            continue
        reason = {"test": RED, "indicator": indicator, "months": "+".join(since), "times": len(since)}
        reason |= {"threshold": rules.red_months.value, "in_period": True}
        for owner in reporters_of(plan, indicator) if scope == CITY else [scope]:
            yield {"owner": owner} | reason


def _late_reporters(history: pd.DataFrame, months: list[str], plan: Plan) -> Iterator[Reason]:
    threshold = plan.assessment.bulletin.late_reports.value
    known = history[history["period"].isin(months) & history["verdict"].isin([LATE, MISSING])]
    for owner, own in known.sort_values("period").groupby("reporter"):
        if len(own) >= threshold:
            counts = {name: int(own["verdict"].eq(of).sum()) for name, of in (("late", LATE), ("missing", MISSING))}
            reason = {"test": TARDY, "months": "+".join(own["period"]), "times": len(own), "threshold": threshold}
            yield {"owner": owner, "in_period": months[-1] in set(own["period"])} | reason | counts
