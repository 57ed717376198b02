"""Grading carriers by the configured items, weights and bands; all of them assumptions."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from panjin_kpi.reference.settings.assessment import FULL
from panjin_kpi.reference.settings.carrier_assessment import CarrierAssessment


def carrier_grades(figures: pd.DataFrame, rules: CarrierAssessment) -> pd.DataFrame:
    """Score and grade of each carrier.

    The score is the weighted mean of the items' points (0 to 100). A missing figure could give none or all of its
    item's points: the score is then a range, and there is a grade only if it is the same at both ends.

    Parameters
    ----------
    figures : pandas.DataFrame
        One row per carrier, with the columns that the items name.
    rules : CarrierAssessment
        Items, weights, bands and grades (assumption: 盘政办发〔2021〕10号 三（十） only requires an assessment).

    Returns
    -------
    pandas.DataFrame
        ``score_low``, ``score_high``, ``unknown_items``, ``grade`` (blank where undecided), indexed as ``figures``.
    """
    points = item_points(figures, rules)
    weights = pd.Series({item.figure: item.weight.value for item in rules.items})
    shares = weights / weights.sum()
    low, high = ((points.fillna(given) * shares).sum(axis=1).to_numpy() for given in (0.0, FULL))
    unknown = points.isna().sum(axis=1).to_numpy()
    low, high = low.round(6), high.round(6)
    bands = [(rule.from_score, rule.grade) for rule in rules.grades.value]
    grade, best = (_by_band(score, bands, "") for score in (low, high))
    decided = pd.Series(grade, index=figures.index, dtype="str").where(grade == best)
    columns = {"score_low": low, "score_high": high, "unknown_items": unknown, "grade": decided}
    return pd.DataFrame(columns, index=figures.index)


def item_points(figures: pd.DataFrame, rules: CarrierAssessment) -> pd.DataFrame:
    """Each carrier's points for each item (0 to 100), indexed as ``figures``; blank where the figure is missing."""
    given = {}
    for item in rules.items:
        value = pd.to_numeric(figures[item.figure]).to_numpy("float64", na_value=np.nan)
        points = _by_band(value, [(band.from_, band.points) for band in item.bands.value], 0.0)
        given[item.figure] = np.where(np.isnan(value), np.nan, points)
    return pd.DataFrame(given, index=figures.index)


def _by_band(values: np.ndarray, bands: Sequence[tuple[float, Any]], without: Any) -> np.ndarray:
    """The points of the highest band that each value reaches."""
    return np.select([values >= lowest for lowest, _ in bands], [given for _, given in bands], without)
