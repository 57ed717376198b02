"""Completion against plan: actual, planned share, gap and status level of every indicator and scope."""

import numpy as np
import pandas as pd

from panjin_kpi.analysis.progress.year_grid import YearGrid
from panjin_kpi.analysis.registry import result
from panjin_kpi.analysis.scopes import first_that_holds, long_table
from panjin_kpi.reference.plan import Plan
from panjin_kpi.schemas.conform import conform


@result(10, of_its_cell=True, year="year_grid")
def status(year: YearGrid, plan: Plan) -> pd.DataFrame:
    """Status of every indicator at the end of the grid's last month, against its target and its planned share.

    Completion is ``actual / target`` (a target of 0 counts as done), the gap ``100 (planned - completion)`` percentage
    points. Targets: 盘政办发〔2021〕10号 二、2 and annex 2; curves and the limits of the levels are assumptions.

    Examples
    --------
    >>> from panjin_kpi.analysis.progress.year_grid import year_grid
    >>> progress = pd.DataFrame([("2021-06", "panshan", "activities", 1.0)],
    ...                         columns=["period", "district", "indicator", "value"])
    >>> table = status(year_grid(progress, Plan.load(), "2021-06"), Plan.load()).set_index(["scope", "indicator"])
    >>> row = table.loc[("panshan", "activities")]
    >>> print(row["completion"], row["planned"], row["gap_points"], row["light"])
    0.25 0.5 25.0 behind
    """
    planned = np.broadcast_to(year.planned[-1], year.target.shape)
    now = {"actual": year.actual[-1], "target": year.target, "planned": planned}
    cells = {"scope": year.scopes, "indicator": year.indicators}
    frame = long_table(cells, **now, reported=year.reported[-1], expected=year.expected)
    units = frame["indicator"].map(plan.by_indicator["unit"])
    return conform("status", with_status(frame.assign(period=year.months[-1], unit=units), plan))


def with_status(measured: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Completion, gap and status level of rows with ``actual``, ``target`` and ``planned``; their index is kept."""
    target, actual = measured["target"], measured["actual"]
    # sums of amounts are inexact in binary: 0.3 + 0.3 + 0.3 reaches 0.9
    completion = (actual / target.mask(target == 0)).round(12).mask(target == 0, 1.0)
    gap = (100 * (measured["planned"] - completion)).round(6)
    frame = measured.assign(completion=completion, gap_points=gap)
    return frame.assign(light=_status(frame, plan))


@result(20, of_its_cell=True, year="year_grid")
def path(year: YearGrid) -> pd.DataFrame:
    """The months of the year so far: actual and planned share of every cell that has a target or was ever reported.

    Months in which a district does not exist have no rows, for it could not report.
    """
    kept = year.existing[:, :, np.newaxis] & (~np.isnan(year.target) | ~np.isnan(year.actual).all(axis=0))
    planned = np.broadcast_to(year.planned[:, np.newaxis], year.actual.shape)
    axes = {"period": year.months, "scope": year.scopes, "indicator": year.indicators}
    table = long_table(axes, actual=year.actual, planned=planned)
    return table[kept.reshape(-1)].reset_index(drop=True)


def _status(frame: pd.DataFrame, plan: Plan) -> pd.Series:
    limits, gap = plan.assessment.lights, frame["gap_points"]
    levels = {
        "not_allocated": frame["target"].isna(),
        "unreported": frame["actual"].isna(),
        "done": frame["completion"] >= 1,
        "on_pace": gap <= 0,
        "slightly_behind": gap <= limits.slightly_behind_up_to.value,
        "behind": gap <= limits.behind_up_to.value,
    }
    return first_that_holds(levels, "far_behind")
