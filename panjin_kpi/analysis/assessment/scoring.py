"""Completion and weight of every cell that is scored, under one set of rules."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from panjin_kpi.analysis.assessment.score_inputs import ScoreInputs
from panjin_kpi.analysis.assessment.weights import weights
from panjin_kpi.analysis.scopes import Numbers, Truths
from panjin_kpi.reference.settings.assessment import Assessment, WeightPreset

Policy = Literal["drop", "full_marks", "group_mean"]


@dataclass(frozen=True, eq=False)
class ScoringRules:
    """The rules of ``assessment.yaml`` that determine a score."""

    cap: float | None
    preset: WeightPreset
    not_allocated: Policy

    @classmethod
    def of(cls, assessment: Assessment) -> "ScoringRules":
        """The rules as the office has set them."""
        return cls(assessment.cap.value, assessment.weights.chosen, assessment.not_allocated.value)


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


def marks(measures: ScoreInputs, rules: ScoringRules) -> ScoredCells:
    """Completion, counted completion and weight of each cell.

    An indicator for which only other districts have a target is left out (``drop``), counts as done
    (``full_marks``), or counts as the capped mean of the others (``group_mean``). The rules are assumptions:
    盘政办发〔2021〕10号 四（四） requires an assessment but sets no rules.

    >>> given = ScoreInputs(["a", "b"], ["x", "y"], np.array([[1.0, 3.0], [4.0, np.nan]]),
    ...                  np.array([[2.0, 4.0], [4.0, np.nan]]))
    >>> made = marks(given, ScoringRules(1.0, WeightPreset(default=1), "group_mean"))
    >>> made.counted
    array([[0.5 , 0.75],
           [1.  , 0.75]])
    """
    own = ~np.isnan(measures.target)
    completion = np.where(own, measures.completion, np.nan)
    counted = np.where(own, capped(completion, rules.cap), 0.0)
    scored = own
    if rules.not_allocated != "drop":
        split = own.any(axis=0)
        others = counted.sum(axis=0) / np.maximum(own.sum(axis=0), 1)
        instead = np.ones_like(others) if rules.not_allocated == "full_marks" else others
        scored = own | split
        completion = np.where(scored & ~own, instead, completion)
        counted = np.where(own, counted, capped(np.where(scored, completion, 0.0), rules.cap))
    weight = weights(scored, measures.indicators, rules.preset)
    return ScoredCells(measures.districts, measures.indicators, scored, completion, counted, weight)
