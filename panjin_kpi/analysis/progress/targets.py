"""The target that counts where the city's own and the districts' sum differ."""

import pandas as pd

from panjin_kpi.reference.plan import CITY, Plan


def effective_targets(plan: Plan, year: int) -> pd.DataFrame:
    """The targets of a year that actuals are measured against.

    By default the city and each district are measured against their own targets; ``reconciliation`` lists where these
    do not add up. With ``higher_target_counts`` (就高不就低, another city's rule; assumption: 盘政办发〔2021〕10号
    has none) the city's target is the higher of its own and the sum of the districts'. A district has only one target,
    so no score changes.

    Returns
    -------
    pandas.DataFrame
        Rows of ``targets.csv``, ``target`` raised where the rule applies.

    Examples
    --------
    >>> plan = Plan.load()
    >>> from dataclasses import replace
    >>> higher = replace(plan, assessment=plan.assessment.changed(higher_target_counts=True))
    >>> [effective_targets(each, 2021).query("scope == 'city' and indicator == 'new_hnte'")["target"].item()
    ...  for each in (plan, higher)]
    [10.0, 11.0]
    """
    targets = plan.targets_in(year)
    if not plan.assessment.higher_target_counts.value:
        return targets
    city = targets["scope"] == CITY
    handed_down = targets["indicator"].map(targets[~city].groupby("indicator")["target"].sum())
    return targets.assign(target=targets["target"].mask(city & (handed_down > targets["target"]), handed_down))
