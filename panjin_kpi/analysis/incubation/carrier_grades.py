"""Grading carriers by the configured items, weights and bands; all of them assumptions."""

import numpy as np
import pandas as pd

from panjin_kpi.reference.settings.assessment import FULL
from panjin_kpi.reference.settings.carrier_assessment import CarrierAssessment, Item

SCORES = ["score_low", "score_high", "unknown_items", "grade"]


def carrier_grades(figures: pd.DataFrame, rules: CarrierAssessment) -> pd.DataFrame:
    """Score and grade of each carrier.

    The score is the weighted mean of the items' points (0 to 100). An item whose figure is unknown could give anything
    from none to all of its points: the score is then a range, and there is a grade only if both ends have the same.

    Parameters
    ----------
    figures : pandas.DataFrame
        A row for each carrier, columns as the items name them.
    rules : CarrierAssessment
        Items, weights, bands and grades (assumption: 盘政办发〔2021〕10号 三（十） names the assessment and no more).

    Returns
    -------
    pandas.DataFrame
        ``score_low``, ``score_high``, ``unknown_items``, ``grade`` (blank where undecided), indexed as ``figures``.

    Examples
    --------
    >>> from panjin_kpi.reference.plan import Plan
    >>> rules = Plan.load().carrier_assessment
    >>> figures = pd.DataFrame({item.figure: [1.0, None] for item in rules.items})
    >>> carrier_grades(figures, rules)["grade"].tolist()
    ['C', nan]
    """
    low, high = np.zeros(len(figures)), np.zeros(len(figures))
    unknown = np.zeros(len(figures), dtype="int64")
    whole = sum(item.weight.value for item in rules.items)
    for item in rules.items:
        value = pd.to_numeric(figures[item.figure]).to_numpy("float64", na_value=np.nan)
        blank = np.isnan(value)
        points = _points(item, value)
        low += item.weight.value * points / whole
        high += item.weight.value * np.where(blank, FULL, points) / whole
        unknown += blank
    low, high = low.round(6), high.round(6)
    grades = _grade(low, rules), _grade(high, rules)
    decided = pd.Series(grades[0], index=figures.index, dtype="str").where(grades[0] == grades[1])
    columns = dict(zip(SCORES, (low, high, unknown, decided), strict=True))
    return pd.DataFrame(columns, index=figures.index)


def _points(item: Item, value: np.ndarray) -> np.ndarray:
    points = np.zeros(len(value))
    for band in reversed(item.bands.value):
        points[value >= band.from_] = band.points
    return points


def _grade(score: np.ndarray, rules: CarrierAssessment) -> np.ndarray:
    grade = np.full(len(score), "", dtype=object)
    for rule in reversed(rules.grades.value):
        grade[score >= rule.from_score] = rule.grade
    return grade
