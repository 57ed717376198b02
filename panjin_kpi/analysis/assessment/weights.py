"""What each indicator weighs in a district's score."""

from collections.abc import Sequence

import numpy as np

from panjin_kpi.analysis.scopes import Numbers, Truths
from panjin_kpi.reference.settings.assessment import WeightPreset

WHOLE = 100.0


def weights(scored: Truths, indicators: Sequence[str], preset: WeightPreset) -> Numbers:
    """Weights that sum to 100 in every district.

    A group's share of the whole is spread equally over those of its indicators on which the district is scored, what
    the groups leave of the whole equally over its other indicators (over none of them if their ``default`` is 0). A
    district that is scored on none of a group's indicators has nobody to carry that share: it goes to all that the
    district does have, in proportion to what they weigh already. So does what the groups leave, where a district
    has nothing but grouped indicators.

    Parameters
    ----------
    scored : numpy.ndarray of bool
        Which indicators count in which district: districts down, indicators across.
    indicators : sequence of str
        The columns.
    preset : WeightPreset
        The preset of ``assessment.yaml`` (assumption: 盘政办发〔2021〕10号 sets no weights).

    Returns
    -------
    numpy.ndarray
        Same shape; 0 where not scored. A district whose weights are all 0, or that has no indicator, is NaN throughout.

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
    return WHOLE * raw / np.where(total > 0, total, np.nan)
