"""Completion and weight of every cell that is scored."""

from dataclasses import dataclass

import numpy as np

from panjin_kpi.analysis.assessment.score_inputs import ScoreInputs
from panjin_kpi.analysis.assessment.weights import weights
from panjin_kpi.analysis.scopes import Numbers, Truths
from panjin_kpi.reference.settings.assessment import Assessment


@dataclass(frozen=True, eq=False)
class ScoredCells:
    """Arrays of districts (rows) by indicators (columns); ``completion`` is NaN where a cell was never reported."""

    districts: list[str]
    indicators: list[str]
    scored: Truths
    completion: Numbers
    counted: Numbers
    weight: Numbers


def capped(completion: Numbers, cap: float | None) -> Numbers:
    """Counted completion: never below 0 or above the cap, and 0 where nothing was ever reported.

    >>> capped(np.array([-0.5, 0.5, 1.5, np.nan]), 1.2)
    array([0. , 0.5, 1.2, 0. ])
    """
    return np.clip(np.where(np.isnan(completion), 0.0, completion), 0.0, np.inf if cap is None else cap)


def marks(measures: ScoreInputs, rules: Assessment) -> ScoredCells:
    """Completion, counted completion and weight of each cell.

    An indicator for which only other districts have a target is left out (``drop``), counts as done
    (``full_marks``), or counts as the capped mean of the others (``group_mean``). The rules are assumptions:
    盘政办发〔2021〕10号 四（四） requires an assessment but sets no rules.

    >>> given = ScoreInputs(["a", "b"], ["x", "y"], np.array([[1.0, 3.0], [4.0, np.nan]]),
    ...                  np.array([[2.0, 4.0], [4.0, np.nan]]))
    >>> from panjin_kpi.reference.plan import Plan
    >>> marks(given, Plan.load().assessment.changed(not_allocated="group_mean")).counted
    array([[0.5 , 0.75],
           [1.  , 0.75]])
    """
    cap, policy = rules.cap.value, rules.not_allocated.value
    own = ~np.isnan(measures.target)
    completion = np.where(own, measures.completion, np.nan)
    counted = np.where(own, capped(completion, cap), 0.0)
    scored = own
    if policy != "drop":
        split = own.any(axis=0)
        others = counted.sum(axis=0) / np.maximum(own.sum(axis=0), 1)
        instead = np.ones_like(others) if policy == "full_marks" else others
        scored = own | split
        completion = np.where(scored & ~own, instead, completion)
        counted = np.where(own, counted, capped(np.where(scored, completion, 0.0), cap))
    weight = weights(scored, measures.indicators, rules.weights.chosen)
    return ScoredCells(measures.districts, measures.indicators, scored, completion, counted, weight)
