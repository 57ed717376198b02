"""Forecast of each count on 31 December and, where earlier years show its season, the probability of its target."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from panjin_kpi.analysis.forecast.year_total import YearTotal
from panjin_kpi.analysis.registry import check, result
from panjin_kpi.analysis.scopes import Numbers, first_that_holds
from panjin_kpi.reference.plan import CITY, Plan

FIRST_MONTH, DECEMBER = 3, 12  # a quarter of the year must be over (assumption)
LOW, HIGH = 0.1, 0.9
DIGITS = 9  # further digits of a sum depend on the machine

DECEMBER_REACHED = "已到12月"
NO_TARGET = "没有目标"
UNREPORTED = "未报"
AMOUNT = "是金额"
NOT_A_COUNT = "不是计数"
AT_YEAR_END = "年末一次完成"
IN_BATCHES = "按批次公布"
TOO_EARLY = "太早（应达进度不到25%）"
NOTES = (DECEMBER_REACHED, NO_TARGET, UNREPORTED, AMOUNT, NOT_A_COUNT, AT_YEAR_END, IN_BATCHES, TOO_EARLY)
NO_EARLIER_YEAR = "没有以前年度的逐月数，只给区间"


@result(70)
def forecast(status: pd.DataFrame, season: pd.DataFrame, plan: Plan, period: str) -> pd.DataFrame:
    """Year-end totals of every count, and the probability of reaching the target where its season is known.

    The year's total is negative binomial around the target times a pace, which is estimated from all of the indicator's
    districts; the share of it reached by the month follows the season
    (:func:`~panjin_kpi.analysis.forecast.season.season`). None of this is in the plan: the settings, ``forecast`` in
    ``assessment.yaml``, are all assumptions. Without an earlier year the season is the planned curve with wide scatter;
    then evenly planned counts have an interval but **no probability**: none that was tried was reliable
    (decision 0013). Each district is forecast separately, so the districts' forecasts do not add up to the city's.

    Returns
    -------
    pandas.DataFrame
        Columns as in ``schemas/forecast.yaml``, one row for each of the month's rows of status, in its order. Where
        nothing is forecast, the numbers are blank and ``note`` gives the reason; for a forecast it gives the cautions:
        no earlier year, no target, or a city's sum in which not all units reported this month.

    Examples
    --------
    >>> from panjin_kpi.analysis.forecast.season import earlier_years, season
    >>> status = pd.DataFrame({"period": "2021-06", "scope": ["dawa"], "indicator": ["activities"], "actual": [6.0],
    ...                        "target": [12.0], "reported": [1], "expected": [1]})
    >>> rows = [("2020-06", "dawa", "activities", 2.0), ("2020-12", "dawa", "activities", 12.0)]
    >>> progress = pd.DataFrame(rows, columns=["period", "district", "indicator", "value"])
    >>> plan = Plan.load()
    >>> learnt = season(earlier_years(progress, plan, "2021-06"), plan, "2021-06")
    >>> row = forecast(status, learnt, plan, "2021-06").iloc[0]
    >>> print(row["low"], row["high"], row["probability"].round(2), row["note"])
    6.0 22.0 0.46 nan
    """
    return forecasts(status, {period: season}, plan)


def forecasts(status: pd.DataFrame, seasons: Mapping[str, pd.DataFrame], plan: Plan) -> pd.DataFrame:
    """The forecasts of several months, each with its own season."""
    frame = status[status["period"].isin(list(seasons))].reset_index(drop=True)
    cell = pd.MultiIndex.from_frame(frame[["period", "indicator"]])
    learnt = pd.concat(seasons).reindex(cell).set_axis(frame.index)
    seasonal = learnt["years"] > 0
    refused = _refused(frame, seasonal, plan)
    made = refused.isna().to_numpy("bool")
    target, done = frame["target"].to_numpy("float64"), frame["actual"].to_numpy("float64")
    pace = _pace(frame, learnt["share"], plan)
    given = np.column_stack([done, pace, learnt["share"], learnt["concentration"], target])[made]
    cells, cell = np.unique(given, axis=0, return_inverse=True)  # small counts are often equal
    columns = ["expected", "low", "high", "probability"]
    found, size = np.empty((len(cells), len(columns))), np.frexp(cells[:, :2].max(axis=1, initial=0))[1]
    for one in np.unique(size):  # the largest of those looked at together sets how many totals are considered
        done, pace, share, concentration, target = cells[size == one].T
        total = YearTotal.of(done, pace, plan.assessment.forecast.pace_shape.value, share, concentration)
        chance = total.at_least(target).round(DIGITS)
        found[size == one] = np.column_stack(
            [total.mean.round(DIGITS), total.quantile(LOW), total.quantile(HIGH), chance]
        )
    table = frame[["period", "scope", "indicator"]].copy()
    for name, values in zip(columns, found.T, strict=True):
        table.loc[made, name] = values[cell]
    table["probability"] = table["probability"].where(seasonal)
    table["note"] = refused.fillna(_cautions(frame, seasonal)).astype("str")
    return table


def _pace(frame: pd.DataFrame, share: pd.Series, plan: Plan) -> Numbers:
    """The expected total of each cell, prior to its own figure."""
    weight = plan.assessment.forecast.pace_weight.value
    districts = frame.assign(due=frame["target"] * share)[frame["scope"] != CITY]
    pooled = districts.dropna(subset=["actual", "due"]).groupby(["period", "indicator"])[["actual", "due"]].sum()
    pace = (weight + pooled["actual"]) / (weight + pooled["due"])
    pace = pace.reindex(pd.MultiIndex.from_frame(frame[["period", "indicator"]])).set_axis(frame.index)
    by_target = frame["target"].clip(lower=1) * pace.fillna(1.0)
    own: Numbers = by_target.fillna((frame["actual"] + 0.5) / share).to_numpy("float64")  # no target: own pace
    return own


def _refused(frame: pd.DataFrame, seasonal: pd.Series, plan: Plan) -> pd.Series:
    """The reason for which a cell has no forecast; blank where it has one."""
    about = plan.by_indicator
    measure, curve = (frame["indicator"].map(about[column]) for column in ("measure", "curve"))
    unreported, month = frame["actual"].isna(), frame["period"].str[5:].astype("int64")
    notes = {
        NO_TARGET: unreported & frame["target"].isna(),
        DECEMBER_REACHED: month >= DECEMBER,
        AT_YEAR_END: (curve == "year_end") & ~seasonal,
        IN_BATCHES: (curve != "linear") & ~seasonal,
        AMOUNT: measure == "amount",
        NOT_A_COUNT: measure != "count",
        UNREPORTED: unreported,
        TOO_EARLY: month < FIRST_MONTH,
    }
    return first_that_holds(notes)


def _cautions(frame: pd.DataFrame, seasonal: pd.Series) -> pd.Series:
    """The cautions about a forecast; blank where there are none."""
    notes = [
        "；".join(
            [NO_EARLIER_YEAR] * (not known)
            + [NO_TARGET] * bool(np.isnan(target))
            + [f"应报{due}个单位，本期只报了{came}个"] * (came < due and not np.isnan(target))
        )
        for known, target, due, came in zip(
            seasonal, frame["target"], frame["expected"], frame["reported"], strict=True
        )
    ]
    return pd.Series(notes, index=frame.index, dtype="str").replace("", None)


@check("完成概率不在0和1之间")
def probabilities_are_shares(forecast: pd.DataFrame) -> bool:
    """Whether every probability is between 0 and 1."""
    return bool(forecast["probability"].dropna().between(0, 1).all())
