"""Completion against plan: actual, planned share, gap and light of every indicator in every district and the city."""

import numpy as np
import pandas as pd

from panjin_kpi.analysis.targets import targets_that_count
from panjin_kpi.reference.plan import CITY, Plan

CELL = ["scope", "indicator"]


def status(progress: pd.DataFrame, plan: Plan, period: str) -> pd.DataFrame:
    """How far every indicator is at the end of a month, against its target and its planned share.

    Completion is ``actual / target`` (a target of 0 counts as done), the gap ``100 (planned - completion)`` percentage
    points. A district's actual is its value in force for the month. The city's is the sum over the districts, each with
    its last value of the year so far; of an indicator that is not split it is the city's own row.

    Parameters
    ----------
    progress : pandas.DataFrame
        Rows in force, columns ``period``, ``district``, ``indicator``, ``value`` (cumulative since 1 January, in the
        indicator's unit), at most one a key.
    plan : Plan
        Targets (盘政办发〔2021〕10号 二、2 and annex 2), curves and the lights' limits (assumption).
    period : str
        Month, ``YYYY-MM``.

    Returns
    -------
    pandas.DataFrame
        Columns as in ``schemas/status.yaml``: one row for the city and each district, and each indicator.

    Examples
    --------
    >>> progress = pd.DataFrame([("2021-06", "panshan", "activities", 1.0)],
    ...                         columns=["period", "district", "indicator", "value"])
    >>> table = status(progress, Plan.load(), "2021-06").set_index(["scope", "indicator"])
    >>> row = table.loc[("panshan", "activities")]
    >>> print(row["completion"], row["planned"], row["gap_points"], row["light"])
    0.25 0.5 25.0 behind
    """
    months = _months(progress, plan, period)
    frame = months[months["period"] == period].copy()
    target, actual = frame["target"], frame["actual"]
    # sums of amounts are inexact in binary: 0.3 + 0.3 + 0.3 reaches 0.9
    frame["completion"] = (actual / target.mask(target == 0)).round(12).mask(target == 0, 1.0)
    frame["gap_points"] = (100 * (frame["planned"] - frame["completion"])).round(6)
    frame["light"] = _light(frame, plan)
    unit = plan.indicators.set_index("indicator")["unit"]
    frame["unit"] = frame["indicator"].map(unit)
    columns = "period scope indicator unit actual target completion planned gap_points light reported expected"
    return frame[columns.split()].reset_index(drop=True)


def path(progress: pd.DataFrame, plan: Plan, period: str) -> pd.DataFrame:
    """The months of the year so far: actual and planned share of every cell that has a target or was ever reported.

    Parameters are those of :func:`status`.

    Returns
    -------
    pandas.DataFrame
        Columns as in ``schemas/path.yaml``.
    """
    months = _months(progress, plan, period)
    reported = months.groupby(CELL)["actual"].transform("count") > 0
    kept = months[months["target"].notna() | reported]
    return kept[["period", "scope", "indicator", "actual", "planned"]].reset_index(drop=True)


def _months(progress: pd.DataFrame, plan: Plan, period: str) -> pd.DataFrame:
    """Every cell in every month from January to the period: actual, target, planned, reported, expected."""
    year, month = int(period[:4]), int(period[5:])
    columns = range(1, month + 1)
    districts, indicators = plan.districts_in(period), plan.indicators["indicator"].tolist()
    cells = pd.MultiIndex.from_product([[CITY, *districts], indicators], names=CELL)
    rows = progress[(progress["period"].str[:4] == f"{year}") & (progress["period"] <= period)]
    values = (
        rows.assign(month=rows["period"].str[5:].astype("int64"), scope=rows["district"])
        .pivot(index=CELL, columns="month", values="value")
        .reindex(index=cells, columns=columns)
    )
    target = targets_that_count(plan, year).set_index(CELL)["target"].reindex(cells)
    due = target.notna()
    fresh = values.notna().mul(due, axis=0).astype("int64")
    expected = due.astype("int64")

    own = values.drop(index=CITY, level="scope")
    split = [indicator for indicator in indicators if indicator in plan.split_indicators(year)]
    city = pd.MultiIndex.from_product([[CITY], split], names=CELL)
    carried = own.ffill(axis=1).groupby(level="indicator").sum(min_count=1)
    values.loc[city] = carried.loc[split].to_numpy()
    fresh.loc[city] = fresh.drop(index=CITY, level="scope").groupby(level="indicator").sum().loc[split].to_numpy()
    expected.loc[city] = due.drop(CITY, level="scope").groupby(level="indicator").sum().loc[split].to_numpy()

    planned = plan.planned_shares[list(columns)]
    by_month = {
        "actual": values.to_numpy(),
        "reported": fresh.to_numpy(),
        "planned": np.tile(planned.to_numpy(), (len(districts) + 1, 1)),
    }
    shape = (month, len(cells))
    long = pd.DataFrame({name: array.T.reshape(-1) for name, array in by_month.items()})
    long["period"] = np.repeat([f"{year}-{number:02d}" for number in columns], shape[1])
    for name in CELL:
        long[name] = np.tile(cells.get_level_values(name).to_numpy(), shape[0])
    long["target"] = np.tile(target.to_numpy(), shape[0])
    long["expected"] = np.tile(expected.to_numpy(), shape[0])
    return long.astype({"period": "str", "scope": "str", "indicator": "str"})


def _light(frame: pd.DataFrame, plan: Plan) -> pd.Series:
    limits, gap = plan.assessment.lights, frame["gap_points"]
    light = np.select(
        [
            frame["target"].isna(),
            frame["actual"].isna(),
            frame["completion"] >= 1,
            gap <= 0,
            gap <= limits.slightly_behind_up_to.value,
            gap <= limits.behind_up_to.value,
        ],
        ["not_allocated", "unreported", "done", "on_pace", "slightly_behind", "behind"],
        default="far_behind",
    )
    return pd.Series(light, index=frame.index, dtype="str")
