"""A probability in words: leaders read words, and five are as many as a forecast can bear."""

import pandas as pd

from panjin_kpi.reference.plan import Plan
from panjin_kpi.report.numbers import BLANK


def likelihood_word(plan: Plan, probability: float) -> str:
    """How likely a target is, as it is said; a blank where nothing is foretold.

    The words and the probability from which each is used are in ``assessment.yaml`` (``likelihood``, assumption).

    Parameters
    ----------
    plan : Plan
        The words.
    probability : float
        From ``forecast.csv``, 0 to 1.

    Examples
    --------
    >>> plan = Plan.load()
    >>> likelihood_word(plan, 0.5581), likelihood_word(plan, 1.0), likelihood_word(plan, float("nan"))
    ('五五开', '几乎确定', '—')
    """
    if pd.isna(probability):
        return BLANK
    return next(step.word for step in plan.assessment.likelihood.value if probability >= step.from_probability)
