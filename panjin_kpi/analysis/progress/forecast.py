"""Where a count will stand on 31 December, and how likely its target is: the rest of a linear year, Gamma–Poisson."""

import numpy as np
import pandas as pd
from scipy import special

from panjin_kpi.analysis.registry import check, result
from panjin_kpi.reference.plan import Plan

# Assumptions, all of them (docs/decisions/0013): the plan foretells nothing.
MINIMUM_SHARE = 0.25  # a quarter of the year must have gone by
PRIOR = 0.5  # Jeffreys: half an event, so that a count of nothing does not foretell nothing for sure
LOW, HIGH = 0.1, 0.9

YEAR_OVER = "年度已结束"
NO_TARGET = "没有目标"
UNREPORTED = "未报"
AMOUNT = "是金额"
NOT_A_COUNT = "不是计数"
AT_YEAR_END = "年末一次完成"
IN_BATCHES = "按批次公布"
TOO_EARLY = "太早（应达进度不到25%）"
NOTES = (YEAR_OVER, NO_TARGET, UNREPORTED, AMOUNT, NOT_A_COUNT, AT_YEAR_END, IN_BATCHES, TOO_EARLY)


@result(70, of_its_cell=True)
def forecast(status: pd.DataFrame, plan: Plan, period: str) -> pd.DataFrame:
    """Year-end totals and the probability of reaching the target, of every count on a linear curve.

    With ``a`` done by the end of the month and the planned share ``p``, what remains of the year is negative binomial,
    ``NegBin(r = a + 1/2, prob = p)``: Poisson at an even pace, the pace known only from what was done (Jeffreys prior).
    A district's forecast is made from its own figure alone, so the districts' do not add up to the city's.

    Parameters
    ----------
    plan : Plan
        What the indicators measure, and on which curve (assumption: ``pace.csv``).
    period : str
        Month, ``YYYY-MM``; rows of others are left out.

    Returns
    -------
    pandas.DataFrame
        Columns as in ``schemas/forecast.yaml``, one row for each row of status, in its order. Where nothing is foretold
        the numbers are blank and ``note`` says why. Without a target there is no probability. A city's sum in which
        not all units are fresh is forecast as it stands, and ``note`` says so.

    Examples
    --------
    >>> status = pd.DataFrame({"period": "2021-06", "scope": ["dawa"], "indicator": ["activities"], "actual": [6.0],
    ...                        "target": [12.0], "planned": [0.5], "reported": [1], "expected": [1]})
    >>> row = forecast(status, Plan.load(), "2021-06").iloc[0]
    >>> print(row["expected"], row["low"], row["high"], round(row["probability"], 4))
    12.5 8.0 17.0 0.5581
    """
    frame = status[status["period"] == period].reset_index(drop=True)
    refused = _refused(frame, plan, period)
    done, share = (frame[column].where(refused.isna()).to_numpy("float64") for column in ("actual", "planned"))
    target = frame["target"].to_numpy("float64")
    table = frame[["period", "scope", "indicator"]].copy()
    table["expected"] = (done + (done + PRIOR) * (1 - share) / share).round(12)
    table["low"] = done + _quantile(LOW, done, share)
    table["high"] = done + _quantile(HIGH, done, share)
    table["probability"] = _at_least(target - done, done, share).round(12)
    table["note"] = refused.fillna(_caution(frame)).astype("str")
    return table


def _refused(frame: pd.DataFrame, plan: Plan, period: str) -> pd.Series:
    """Why there is no forecast of a cell; blank where there is one."""
    about = plan.indicators.set_index("indicator")
    measure, curve = (frame["indicator"].map(about[column]) for column in ("measure", "curve"))
    unreported = frame["actual"].isna()
    conditions = [
        (NO_TARGET, unreported & frame["target"].isna()),
        (YEAR_OVER, pd.Series(period[5:] == "12", index=frame.index)),
        (AT_YEAR_END, curve == "year_end"),
        (IN_BATCHES, curve != "linear"),
        (AMOUNT, measure == "amount"),
        (NOT_A_COUNT, measure != "count"),
        (UNREPORTED, unreported),
        (TOO_EARLY, frame["planned"] < MINIMUM_SHARE),
    ]
    why = np.full(len(frame), None, dtype="object")
    for note, holds in reversed(conditions):  # the first that holds is the one that is told
        why[holds.to_numpy("bool")] = note
    return pd.Series(why, index=frame.index, dtype="str")


def _caution(frame: pd.DataFrame) -> pd.Series:
    """What to know of a forecast that is made: no target, or a sum with figures of earlier months in it."""
    stale = frame["reported"] < frame["expected"]
    fresh = [
        f"应报{due}个单位，本期只报了{came}个" for due, came in zip(frame["expected"], frame["reported"], strict=True)
    ]
    notes = pd.Series(fresh, index=frame.index, dtype="str").where(stale)
    return notes.mask(frame["target"].isna(), NO_TARGET)


# scipy.stats.nbinom says the same (tested), and takes a second to import that every notebook would wait for.


def _at_least(needed: np.ndarray, done: np.ndarray, share: np.ndarray) -> np.ndarray:
    """P(remaining >= needed); 1 where nothing is needed, blank where something is unknown."""
    whole = np.ceil(np.round(needed, 9))
    chance = special.betainc(np.maximum(whole, 1), done + PRIOR, 1 - share)
    return np.where(np.isnan(chance), np.nan, np.where(whole <= 0, 1.0, chance))


def _quantile(level: float, done: np.ndarray, share: np.ndarray) -> np.ndarray:
    """The least whole number of further events whose cumulative probability reaches the level."""
    shape = done + PRIOR
    found = np.ceil(np.maximum(special.nbdtrik(level, shape, share), 0))
    below = np.maximum(found - 1, 0)  # the inverse is found by search: a hair too high would be one event too many
    whole: np.ndarray = np.where(special.betainc(shape, below + 1, share) >= level, below, found)
    return whole


@check("完成概率不在0和1之间")
def probabilities_are_shares(forecast: pd.DataFrame) -> bool:
    """Whether every probability that is given is one."""
    return bool(forecast["probability"].dropna().between(0, 1).all())
