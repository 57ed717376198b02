"""Completion against plan: actual, planned share, gap and light of every indicator in every district and the city."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from panjin_kpi.analysis.progress.targets import effective_targets
from panjin_kpi.analysis.scopes import Numbers
from panjin_kpi.reference.plan import CITY, Plan


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
    year = _Year.of(progress, plan, period)
    shape = year.target.shape
    columns = {"actual": year.actual[-1], "target": year.target}
    columns["planned"] = np.broadcast_to(year.planned[-1], shape)
    frame = pd.DataFrame({name: grid.reshape(-1) for name, grid in columns.items()})
    frame = judged(frame, plan)
    frame["reported"], frame["expected"] = year.reported.reshape(-1), year.expected.reshape(-1)
    place = np.indices(shape).reshape(2, -1)
    units = plan.indicators.set_index("indicator")["unit"].loc[year.indicators]
    frame["period"] = _text([period], np.zeros(len(frame), dtype="int64"))
    frame["scope"], frame["indicator"] = _text(year.scopes, place[0]), _text(year.indicators, place[1])
    frame["unit"] = _text(units, place[1])
    columns_in_order = "period scope indicator unit actual target completion planned gap_points light reported expected"
    return frame[columns_in_order.split()]


def judged(measured: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Completion, gap and light of rows that have ``actual``, ``target`` and ``planned``; their index is kept."""
    target, actual = measured["target"], measured["actual"]
    # sums of amounts are inexact in binary: 0.3 + 0.3 + 0.3 reaches 0.9
    completion = (actual / target.mask(target == 0)).round(12).mask(target == 0, 1.0)
    gap = (100 * (measured["planned"] - completion)).round(6)
    frame = measured.assign(completion=completion, gap_points=gap)
    return frame.assign(light=_light(frame, plan))


def path(progress: pd.DataFrame, plan: Plan, period: str) -> pd.DataFrame:
    """The months of the year so far: actual and planned share of every cell that has a target or was ever reported.

    Parameters are those of :func:`status`.

    Returns
    -------
    pandas.DataFrame
        Columns as in ``schemas/path.yaml``.
    """
    year = _Year.of(progress, plan, period)
    kept = ~np.isnan(year.target) | ~np.isnan(year.actual).all(axis=0)
    month, scope, indicator = np.nonzero(np.broadcast_to(kept, year.actual.shape))
    table = {
        "period": _text(year.months, month),
        "scope": _text(year.scopes, scope),
        "indicator": _text(year.indicators, indicator),
        "actual": year.actual[month, scope, indicator],
        "planned": year.planned[month, indicator],
    }
    return pd.DataFrame(table)


@dataclass(frozen=True, eq=False)
class _Year:
    """Months down to the period, scopes across, indicators behind; targets and counts of the last month only.

    Arrays instead of tables: pivoting 3,000 districts' year took ten times as long.
    """

    months: list[str]
    scopes: list[str]
    indicators: list[str]
    actual: Numbers
    planned: Numbers
    target: Numbers
    reported: npt.NDArray[np.int64]
    expected: npt.NDArray[np.int64]

    @classmethod
    def of(cls, progress: pd.DataFrame, plan: Plan, period: str) -> "_Year":
        year, months = int(period[:4]), [f"{period[:4]}-{number:02d}" for number in range(1, int(period[5:]) + 1)]
        scopes, indicators = [CITY, *plan.districts_in(period)], plan.indicators["indicator"].tolist()
        axes = {"period": months, "district": scopes, "indicator": indicators}
        actual = _grid(progress, axes, "value")
        target = _grid(effective_targets(plan, year), {"scope": scopes, "indicator": indicators}, "target")
        due = ~np.isnan(target)
        reported, expected = (~np.isnan(actual[-1]) & due).astype("int64"), due.astype("int64")

        split = np.isin(indicators, list(plan.split_indicators(year)))
        actual[:, 0, split] = _city(actual[:, 1:, split])
        for counts in (reported, expected):
            counts[0, split] = counts[1:, split].sum(axis=0)
        planned = plan.planned_shares[list(range(1, len(months) + 1))].to_numpy("float64").T
        return cls(months, scopes, indicators, actual, planned, target, reported, expected)


def _grid(rows: pd.DataFrame, axes: dict[str, list[str]], column: str) -> Numbers:
    """A column of a table by the places that its keys have on the axes; other keys are left out."""
    places = [_places(rows[name], names) for name, names in axes.items()]
    values = rows[column].to_numpy("float64")
    known = np.all([place >= 0 for place in places], axis=0) & ~np.isnan(values)
    grid = np.full([len(names) for names in axes.values()], np.nan)
    grid[tuple(place[known] for place in places)] = values[known]
    if np.count_nonzero(~np.isnan(grid)) != np.count_nonzero(known):
        raise ValueError(f"{'、'.join(axes)} 相同的有多行")
    return grid


def _places(keys: pd.Series, names: list[str]) -> npt.NDArray[np.intp]:
    codes, seen = pd.factorize(keys)
    places: npt.NDArray[np.intp] = np.append(pd.Index(names, dtype="str").get_indexer(pd.Index(seen)), -1)[codes]
    return places


def _city(own: Numbers) -> Numbers:
    """Sums over the districts in each month, each with its last value so far; blank while nobody has one.

    Exactly summed, so that neither the number nor the order of the districts matters.
    """
    carried = own.copy()
    for month in range(1, len(own)):
        carried[month] = np.where(np.isnan(own[month]), carried[month - 1], own[month])
    known = ~np.isnan(carried)
    sums = np.zeros((len(own), own.shape[2]))
    for month, indicator in np.ndindex(sums.shape):
        sums[month, indicator] = math.fsum(carried[month, known[month, :, indicator], indicator])
    return np.where(known.any(axis=1), sums, np.nan)


def _text(words: Sequence[str], places: npt.NDArray[np.intp]) -> pd.Series:
    return pd.Series(pd.array(list(words), dtype="str").take(places))


def _light(frame: pd.DataFrame, plan: Plan) -> pd.Series:
    limits, gap = plan.assessment.lights, frame["gap_points"]
    conditions = [
        frame["target"].isna(),
        frame["actual"].isna(),
        frame["completion"] >= 1,
        gap <= 0,
        gap <= limits.slightly_behind_up_to.value,
        gap <= limits.behind_up_to.value,
    ]
    lights = ["not_allocated", "unreported", "done", "on_pace", "slightly_behind", "behind", "far_behind"]
    return _text(lights, np.select(conditions, range(len(conditions)), default=len(conditions)))
