"""The annual assessment's score of every district, and what each indicator contributes to it."""

import numpy as np
import pandas as pd

from panjin_kpi.analysis.assessment.score_inputs import allocated, measures
from panjin_kpi.analysis.assessment.scoring import ScoredCells, ScoringRules, marks
from panjin_kpi.analysis.assessment.standings import standings
from panjin_kpi.analysis.registry import check, result
from panjin_kpi.reference.plan import Plan


@result(40, status="counted_status")
def contributions(status: pd.DataFrame, path: pd.DataFrame, plan: Plan, period: str) -> pd.DataFrame:
    """The parts of every district's score: one row for each indicator that it is scored on.

    ``points = weight · min(max(completion, 0), cap)``; the weights of a district sum to 100, so that its points sum to
    its score. An indicator without a value for the period carries the year's last reported value forward; one that was
    never reported has no completion and no points (unless its target is 0, which counts as done).

    Parameters
    ----------
    plan : Plan
        What is allocated to whom (盘政办发〔2021〕10号 四（四） puts the year's targets into the districts'
        assessment); cap, weights and policy (assumption).

    Returns
    -------
    pandas.DataFrame
        Columns as in ``schemas/contributions.yaml``. ``points + points_lost = weight``: above a cap of 1 what is lost
        is negative. Blank weight and points: the weights of the district are all 0.

    Examples
    --------
    >>> from panjin_kpi.analysis.progress.status import path, status
    >>> plan = Plan.load()
    >>> progress = pd.DataFrame([("2021-06", "panshan", "activities", 1.0)],
    ...                         columns=["period", "district", "indicator", "value"])
    >>> found = status(progress, plan, "2021-06"), path(progress, plan, "2021-06")
    >>> parts = contributions(*found, plan, "2021-06")
    >>> parts.query("points > 0")[["district", "indicator", "weight", "completion", "points"]].values.tolist()
    [['panshan', 'activities', 10.0, 0.25, 2.5]]
    >>> scores(parts, found[0], plan, "2021-06")[["district", "score", "rank", "missing"]].head(2).values.tolist()
    [['panshan', 2.5, 1, 9], ['shuangtaizi', 0.0, 2, 10]]
    """
    return parts(marks(measures(status, path, plan, period), ScoringRules.of(plan.assessment)), period)


def parts(made: ScoredCells, period: str) -> pd.DataFrame:
    """Marks as a table of what is scored, columns as in ``schemas/contributions.yaml``."""
    where = np.nonzero(made.scored)
    points = made.weight * made.counted
    table = {
        "district": np.array(made.districts, dtype="object")[where[0]],
        "indicator": np.array(made.indicators, dtype="object")[where[1]],
        "weight": made.weight[where],
        "completion": made.completion[where],
        "points": points[where],
        "points_lost": (made.weight - points)[where],
    }
    frame = pd.DataFrame(table).astype({"district": "str", "indicator": "str"})
    frame.insert(0, "period", pd.Series(period, index=frame.index, dtype="str"))
    return frame


@result(30, penalties="penalties")
def scores(
    contributions: pd.DataFrame,
    status: pd.DataFrame,
    plan: Plan,
    period: str,
    penalties: pd.Series | None = None,
) -> pd.DataFrame:
    """Score, place and grade of every district: ``100 · Σ wᵢ · min(max(cᵢ, 0), cap) / Σ wᵢ``.

    The place is by the score rounded half up to two decimals; equals share the better one and the next is skipped
    (1, 1, 3) unless ``tie_break`` tells them apart.

    ``higher_target_counts`` (就高不就低: of two targets for one thing the higher counts) leaves scores as they are: a
    district has one target. What the city has two of, its own and the sum of what it handed down, is
    :func:`~panjin_kpi.analysis.progress.targets.effective_targets`'s.

    Parameters
    ----------
    plan : Plan
        Districts and targets (盘政办发〔2021〕10号 四（四）), grades, tie-break, bonus and penalty (assumption).
    penalties : pandas.Series, optional
        Points to take off, by district; counted only where the assessment enables it, up to its cap.

    Returns
    -------
    pandas.DataFrame
        Columns as in ``schemas/scores.yaml``. ``allocated`` counts the district's rows in targets.csv, ``missing``
        those of them without a value for the period, carried forward or not.
    """
    districts = plan.districts_in(period)
    table = standings(contributions, districts, plan.assessment, penalties)
    table.insert(0, "period", pd.Series(period, index=table.index, dtype="str"))
    own = allocated(plan, period)
    reported = status.loc[(status["period"] == period) & status["actual"].notna(), ["scope", "indicator"]]
    fresh = pd.MultiIndex.from_frame(own).isin(pd.MultiIndex.from_frame(reported))
    for name, rows in {"allocated": own["scope"], "missing": own.loc[~fresh, "scope"]}.items():
        table[name] = rows.value_counts().reindex(districts, fill_value=0).to_numpy("int64")
    return table[["period", "district", "score", "rank", "grade", "allocated", "missing", "bonus", "penalty", "total"]]


@check("各指标得分之和不等于地区得分")
def points_add_up_to_the_score(contributions: pd.DataFrame, scores: pd.DataFrame) -> bool:
    """Whether what the indicators contribute is what the districts score, to a hundredth of a point."""
    points = contributions.groupby("district")["points"].sum()
    apart = (scores.set_index("district")["score"] - points).abs().dropna()
    return bool((apart < 0.01).all())
