"""Each district's score in the annual assessment, and what each indicator contributes to it."""

import numpy as np
import pandas as pd

from panjin_kpi.analysis.assessment.ranking import DECIMALS
from panjin_kpi.analysis.assessment.score_inputs import ScoreInputs, allocated
from panjin_kpi.analysis.assessment.scoring import ScoredCells, capped, marks
from panjin_kpi.analysis.assessment.standings import standings
from panjin_kpi.analysis.registry import check, result
from panjin_kpi.analysis.scopes import Numbers, long_table, sum_by
from panjin_kpi.reference.plan import Plan
from panjin_kpi.schemas.conform import conform


@result(40)
def contributions(score_inputs: ScoreInputs, plan: Plan, period: str) -> pd.DataFrame:
    """The parts of every district's score: one row for each indicator that it is scored on.

    ``points = weight · min(max(completion, 0), cap)``; the weights of a district sum to 100. An indicator without a
    value for the period carries the year's last reported value forward; one that was never reported has no completion
    and no points, unless its target is 0, which counts as done. ``points_lost = weight - points`` is negative above a
    cap of 1. Weight and points are blank where the weights of the district are all 0.

    盘政办发〔2021〕10号 四（四） makes the year's targets part of the assessment; cap, weights, policy are assumptions.

    Examples
    --------
    >>> from panjin_kpi.analysis.registry import value
    >>> progress = pd.DataFrame([("2021-06", "panshan", "activities", 1.0)],
    ...                         columns=["period", "district", "indicator", "value"])
    >>> known = {"progress": progress, "plan": Plan.load(), "period": "2021-06"}
    >>> known["counted_status"] = value("status", known)
    >>> parts = value("contributions", known)
    >>> parts.query("points > 0")[["district", "indicator", "weight", "completion", "points"]].values.tolist()
    [['panshan', 'activities', 10.0, 0.25, 2.5]]
    """
    return contribution_rows(marks(score_inputs, plan.assessment), period)


def contribution_rows(made: ScoredCells, period: str) -> pd.DataFrame:
    """The scored cells as a table; columns as :func:`contributions`."""
    points = made.weight * made.counted
    axes = {"period": [period], "district": made.districts, "indicator": made.indicators}
    parts = {
        "weight": made.weight,
        "completion": made.completion,
        "points": points,
        "points_lost": made.weight - points,
    }
    return long_table(axes, **parts)[made.scored.reshape(-1)].reset_index(drop=True)


@result(30)
def scores(
    contributions: pd.DataFrame, status: pd.DataFrame, penalties: pd.Series, plan: Plan, period: str
) -> pd.DataFrame:
    """Score, rank and grade of every district: ``100 · Σ wᵢ · min(max(cᵢ, 0), cap) / Σ wᵢ``.

    The rank is by the score rounded half up to two decimals; ties share the better rank and the next is skipped
    (1, 1, 3) unless ``tie_break`` breaks them. ``allocated`` counts the district's rows in ``targets.csv``, ``missing``
    those without a value for the period, carried forward or not. ``pace_score`` is the score against what is due by
    now.
    """
    districts = plan.districts_in(period)
    table = standings(contributions, penalties, districts, plan.assessment)
    reported = status.loc[(status["period"] == period) & status["actual"].notna(), ["scope", "indicator"]]
    own = pd.MultiIndex.from_frame(allocated(plan, period))
    for name, cells in {"allocated": own, "missing": own.difference(pd.MultiIndex.from_frame(reported))}.items():
        counts = cells.get_level_values("scope").value_counts()
        table[name] = table["district"].map(counts).fillna(0).astype("int64")
    table["pace_score"] = _pace_scores(contributions, plan, period)
    return conform("scores", table.assign(period=period))


def _pace_scores(contributions: pd.DataFrame, plan: Plan, period: str) -> Numbers:
    """Each district's score against what is due by now: the planned share of the target instead of the whole target.

    Indicators with nothing due yet are left out. In December it equals the score.
    """
    due = contributions["indicator"].map(plan.planned_shares[int(period[5:])]).to_numpy("float64")
    weight = np.where(due > 0, contributions["weight"].to_numpy("float64"), np.nan)
    districts = plan.districts_in(period)
    with np.errstate(divide="ignore", invalid="ignore"):
        points = weight * capped(contributions["completion"].to_numpy("float64") / due, plan.assessment.cap.value)
        earned, whole = (sum_by(each, contributions["district"], districts) for each in (points, weight))
        return np.where(whole > 0, 100 * earned / whole, np.nan).round(DECIMALS)


@check("各指标得分之和不等于地区得分")
def points_add_up_to_the_score(contributions: pd.DataFrame, scores: pd.DataFrame) -> bool:
    """Whether each district's contributions sum to its score, to a hundredth of a point."""
    points = contributions.groupby("district")["points"].sum()
    difference = (scores.set_index("district")["score"] - points).abs().dropna()
    return bool((difference < 0.01).all())
