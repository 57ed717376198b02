"""Where a district can still gain points: its indicators by points lost, with the gap to close."""

import pandas as pd

from panjin_kpi.analysis.registry import result
from panjin_kpi.reference.plan import Plan
from panjin_kpi.schemas.conform import conform

KEY = ["period", "district", "indicator"]


@result(80, status="counted_status")
def next_steps(contributions: pd.DataFrame, status: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """The indicators with a target on which a district still loses points, most points first.

    ``order`` (1, 2, 3, …) is by points lost, descending; then by what is still needed, ascending, blank last; then the
    plan's. ``still_needed`` is blank where nothing was reported this month: the first step is to report.
    ``points_per_unit`` is the gain from one more unit, up to the cap; blank where the measure is not a count.

    Examples
    --------
    >>> status = pd.DataFrame({"period": "2021-06", "scope": ["dawa"], "indicator": ["activities"], "unit": ["场"],
    ...                        "actual": [3.0], "target": [12.0]})
    >>> parts = pd.DataFrame({"period": "2021-06", "district": ["dawa"], "indicator": ["activities"], "weight": [12.5],
    ...                       "completion": [0.25], "points": [3.125], "points_lost": [9.375]})
    >>> row = next_steps(parts, status, Plan.load()).iloc[0]
    >>> print(row["still_needed"], row["unit"], round(row["points_per_unit"], 4), row["order"])
    9.0 场 1.0417 1
    """
    measured = status.rename(columns={"scope": "district"})
    scored = contributions[[*KEY, "completion", "points", "points_lost"]]
    frame = scored.merge(measured[[*KEY, "unit", "actual", "target"]], on=KEY, how="inner")
    frame["points_lost"] = frame["points_lost"].round(9)  # binary rounding must not break ties
    frame = frame[frame["target"].notna() & (frame["points_lost"] > 0)]
    frame["still_needed"] = (frame["target"] - frame["actual"]).round(9).clip(lower=0)
    frame["points_per_unit"] = _points_per_unit(frame, plan)

    districts, indicators = plan.order_of("district"), plan.order_of("indicator")
    order = {"period": None, "district": districts, "gain": None, "still_needed": None, "indicator": indicators}
    frame = conform("next_steps", frame.assign(gain=-frame["points_lost"], order=0), order)
    frame["order"] = frame.groupby(["period", "district"]).cumcount() + 1
    return frame


def _points_per_unit(frame: pd.DataFrame, plan: Plan) -> pd.Series:
    """Gain in score from one more unit, from the last known completion, up to the cap."""
    whole = frame["points"] + frame["points_lost"]
    done = frame["completion"].fillna(0.0).clip(lower=0)
    cap = plan.assessment.cap.value
    now, then = done.clip(upper=cap), (done + 1 / frame["target"].mask(frame["target"] == 0)).clip(upper=cap)
    counted = frame["indicator"].map(plan.by_indicator["measure"]) == "count"
    return (whole * (then - now)).round(9).where(counted)
