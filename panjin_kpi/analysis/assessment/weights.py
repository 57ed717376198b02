"""The weight of each indicator in a district's score."""

from collections.abc import Sequence

import numpy as np

from panjin_kpi.analysis.scopes import Numbers, Truths
from panjin_kpi.reference.settings.assessment import FULL, WeightPreset


def weights(scored: Truths, indicators: Sequence[str], preset: WeightPreset) -> Numbers:
    """Weights that sum to 100 in every district.

    A group's share is spread equally over those of its indicators on which the district is scored, the remainder
    equally over the other indicators (over none of them if the preset's ``default`` is 0). A share without a scored
    indicator in the district goes to all its scored indicators, in proportion to their weights. Weights are 0 in cells
    that are not scored, and NaN throughout in a district whose weights are all 0.

    Weights are an assumption (``assessment.yaml``): 盘政办发〔2021〕10号 sets none.

    Parameters
    ----------
    scored : numpy.ndarray of bool
        Which indicators (columns, named by ``indicators``) count in which district (rows).

    Examples
    --------
    >>> from panjin_kpi.reference.settings.assessment import WeightGroup
    >>> preset = WeightPreset(default=1, groups=[WeightGroup(share=0.7, indicators=["a", "b"])])
    >>> weights(np.array([[True, True, True], [True, False, True], [False, False, True]]), ["a", "b", "c"], preset)
    array([[ 35.,  35.,  30.],
           [ 70.,   0.,  30.],
           [  0.,   0., 100.]])
    """
    parts = [(group.share, np.isin(indicators, group.indicators)) for group in preset.groups]
    grouped = np.any([members for _, members in parts], axis=0) if parts else np.zeros(len(indicators), dtype="bool")
    if preset.default:
        parts.append((max(1 - sum(share for share, _ in parts), 0.0), ~grouped))
    raw = np.zeros(scored.shape)
    for share, members in parts:
        here = scored & members
        raw += here * (share / np.maximum(here.sum(axis=1, keepdims=True), 1))
    total = raw.sum(axis=1, keepdims=True)
    return FULL * raw / np.where(total > 0, total, np.nan)
