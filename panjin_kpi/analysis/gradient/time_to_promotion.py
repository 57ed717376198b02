"""Time from 科技型中小企业 to 高新技术企业, by Kaplan–Meier."""

import warnings
from datetime import date

import numpy as np
import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.analysis.gradient.tenure import Tenures
from panjin_kpi.analysis.registry import intermediate, result
from panjin_kpi.reference.plan import CITY, Plan
from panjin_kpi.schemas.conform import conform

# Assumption: with fewer promotions, each one moves the curve by a tenth or more, the band covers most of the scale,
# and the enterprises could be identified.
MINIMUM_CLIMBS = 10
CONFIDENCE = 0.95  # assumption: the usual level; the plan has none
OUTCOMES = ("climbed", "waiting", "hnte_first", "start_unknown")


@intermediate()
def journeys(tenures: Tenures, as_of: date) -> pd.DataFrame:
    """Every enterprise that has been 科技型中小企业: its outcome, and the days until its promotion or ``as_of``."""
    lowest, second = tenures.ladder[:2]
    start, known = _first(tenures, lowest, as_of)
    goal, goal_known = _first(tenures, second, as_of)
    enterprise = np.flatnonzero(~np.isnat(start))
    start, known, goal, goal_known = (array[enterprise] for array in (start, known, goal, goal_known))
    climbed = ~np.isnat(goal)
    outcome = np.select(
        [goal <= start, ~known | (climbed & ~goal_known), climbed],
        ["hnte_first", "start_unknown", "climbed"],
        "waiting",
    )
    days = (np.where(climbed, goal, np.datetime64(as_of)) - start).astype("timedelta64[D]").astype("int64")
    return pd.DataFrame({"enterprise": enterprise, "outcome": outcome, "days": days})


@result(240)
def climb(tenures: Tenures, journeys: pd.DataFrame, plan: Plan, as_of: date) -> pd.DataFrame:
    """Share of 科技型中小企业 that have become 高新技术企业, by days since their first recognition (Kaplan–Meier).

    An enterprise is at risk from its first recognition as 科技型中小企业 until its first as 高新技术企业, and is
    censored at ``as_of`` only: one whose registration has lapsed can still be promoted, and leaving those out would
    bias the curve upwards. Not at risk are enterprises that were 高新技术企业 no later than they became 科技型中小企业,
    and those whose first recognition as either predates the records (a renewal without a recognition).

    Returns
    -------
    pandas.DataFrame
        Columns as in ``schemas/climb.yaml``: for each scope day 0, every day of a promotion, and the last day observed,
        with the 95 % confidence band (log-log of Greenwood's variance). A scope, the city included, with fewer than
        ``MINIMUM_CLIMBS`` promotions has no rows.
    """
    scopes = tenures.scopes(plan, as_of)
    at_risk = journeys[journeys["outcome"].isin(["climbed", "waiting"])]
    position = scopes.position[at_risk["enterprise"]]
    curves = [schemas.empty("climb")]
    for number, scope in enumerate(scopes.names):
        members = at_risk if scope == CITY else at_risk[position == number]
        climbed = (members["outcome"] == "climbed").to_numpy()
        if climbed.sum() >= MINIMUM_CLIMBS:
            curve = _kaplan_meier(members["days"].to_numpy(), climbed)
            curves.append(curve.assign(as_of=pd.Timestamp(as_of), scope=scope))
    return conform("climb", pd.concat(curves, ignore_index=True))


def _kaplan_meier(days: np.ndarray, climbed: np.ndarray) -> pd.DataFrame:
    """Curve and band on day 0, on every day of a promotion, and on the last day observed."""
    from scipy.stats import CensoredData, ecdf  # takes half a second to import

    estimate = ecdf(CensoredData.right_censored(days, ~climbed)).sf
    with warnings.catch_warnings():
        # undefined where none or all are promoted: 0 there, and from the last lower limit to 1
        warnings.filterwarnings("ignore", "The confidence interval is undefined")
        band = estimate.confidence_interval(CONFIDENCE, method="log-log")
    observed, of_day = np.unique(days, return_inverse=True)
    # binary rounding may miss exactly one half
    share, low, high = ((1 - curve.probabilities).round(12) for curve in (estimate, band.high, band.low))
    columns = {
        "days": observed,
        "at_risk": len(days) - np.searchsorted(np.sort(days), observed),
        "climbed": np.bincount(of_day, weights=climbed),
        "share": share,
        "low": pd.Series(low).ffill().fillna(0).to_numpy(),
        "high": np.where(np.isnan(high), share, high),
    }
    if observed[0] > 0:
        start = {"at_risk": len(days)}
        columns = {name: np.insert(values, 0, start.get(name, 0)) for name, values in columns.items()}
    drawn = (columns["climbed"] > 0) | np.isin(columns["days"], [0, days.max()])
    return pd.DataFrame({name: values[drawn] for name, values in columns.items()})


@result(250)
def climb_summary(
    tenures: Tenures, journeys: pd.DataFrame, plan: Plan, as_of: date, climb: pd.DataFrame
) -> pd.DataFrame:
    """Number of 科技型中小企业 promoted, still waiting, or not at risk, and the days until half were promoted.

    Columns as in ``schemas/climb_summary.yaml``, one row per scope. ``median_days`` is blank where the curve does not
    reach one half or is not drawn.
    """
    scopes = tenures.scopes(plan, as_of)
    outcome = pd.Categorical(journeys["outcome"], categories=OUTCOMES).codes
    counts = scopes.count(journeys["enterprise"].to_numpy(), outcome, len(OUTCOMES))
    table = pd.DataFrame(counts, columns=list(OUTCOMES)).assign(as_of=pd.Timestamp(as_of), scope=scopes.names)
    table["entered"] = table["climbed"] + table["waiting"]
    half = climb[climb["share"] >= 0.5]
    table["median_days"] = table["scope"].map(half.groupby("scope")["days"].min()).astype("Int64")
    return conform("climb_summary", table)


def _first(tenures: Tenures, tier: str, as_of: date) -> tuple[np.ndarray, np.ndarray]:
    """For each enterprise the day it first held a tier, up to a day, and whether that was its first recognition."""
    spans = tenures.spans
    spans = spans[(spans["tier"] == tier) & (spans["held_from"] <= pd.Timestamp(as_of))].drop_duplicates("enterprise")
    day = np.full(len(tenures.enterprises), np.datetime64("NaT"), dtype="datetime64[s]")
    day[spans["enterprise"]] = spans["held_from"]
    recognised = np.zeros(len(day), dtype="bool")
    recognised[spans["enterprise"]] = spans["entry"] == "first_time"
    return day, recognised
