"""A count's season: the share of the year reached by each month, learnt from earlier years, and its variation."""

import numpy as np
import pandas as pd

from panjin_kpi.analysis.progress.year_grid import last_known, reported_values
from panjin_kpi.analysis.registry import intermediate
from panjin_kpi.analysis.scopes import Numbers
from panjin_kpi.reference.calendar import months_so_far
from panjin_kpi.reference.plan import Plan

RARELY, HARDLY_ANY = 0.01, 0.002  # bounds of a share and of its scatter: a few years prove no certainty


@intermediate()
def earlier_years(progress: pd.DataFrame, plan: Plan, period: str) -> Numbers:
    """All figures of earlier calendar years, by year, month, district and indicator; NaN where there is none.

    >>> progress = pd.DataFrame({"period": ["2020-06"], "district": "dawa", "indicator": "activities", "value": 2.0})
    >>> earlier_years(progress, Plan.load(), "2021-06").shape
    (1, 12, 1, 20)
    """
    rows = progress[progress["period"] < f"{period[:4]}-01"]
    months = [month for year in sorted(set(rows["period"].str[:4])) for month in months_so_far(f"{year}-12")]
    values = reported_values(rows, plan, months, rows["district"].unique().tolist())
    return values.reshape(len(months) // 12, 12, *values.shape[1:])


@intermediate()
def season(earlier_years: Numbers, plan: Plan, period: str) -> pd.DataFrame:
    """For each indicator the share of a year's count that is reached by the end of a month.

    Monthly shares are Dirichlet, so the share by one month is beta. Its mean is the planned curve, worth
    ``curve_weight`` events, together with the events of earlier years. ``concentration`` is the precision of the beta
    distribution: by the method of moments (beta-binomial), comparing each year with the others, so that it includes the
    variation between years; the prior ``concentration`` weighs as much as one cell. All of it is assumption.

    Parameters
    ----------
    earlier_years : numpy.ndarray
        A cell counts if its December was reported, and a figure by the month.

    Returns
    -------
    pandas.DataFrame
        By indicator: ``share``, ``concentration``, and ``years``, the number of earlier years known.

    Examples
    --------
    >>> rows = [("2020-06", "dawa", "activities", 2.0), ("2020-12", "dawa", "activities", 14.0)]
    >>> progress = pd.DataFrame(rows, columns=["period", "district", "indicator", "value"])
    >>> plan = Plan.load()  # half is planned by June: 12 events in mind, 14 seen
    >>> learnt = season(earlier_years(progress, plan, "2021-06"), plan, "2021-06").loc["activities"]
    >>> print(round(learnt["share"], 4), learnt["years"])
    0.3077 1.0
    """
    settings, month = plan.assessment.forecast, int(period[5:])
    weight, prior = settings.curve_weight.value, 1 / (settings.concentration.value + 1)
    planned = weight * plan.planned_shares[month].to_numpy("float64")
    total, now = earlier_years[:, -1], last_known(earlier_years[:, :month].swapaxes(0, 1))[-1]
    known = ~np.isnan(now) & ~np.isnan(total)
    total = np.where(known, total, 0.0)
    now = np.where(known, np.minimum(now, total), 0.0)  # a later correction may have lowered the total

    come, all_of_it = now.sum(axis=1), total.sum(axis=1)  # by year and indicator
    share = (planned + come.sum(axis=0)) / (weight + all_of_it.sum(axis=0))
    of_others = (planned + come.sum(axis=0) - come) / (weight + all_of_it.sum(axis=0) - all_of_it)
    foreseen = of_others.clip(RARELY, 1 - RARELY)[:, None, :]
    spread = foreseen * (1 - foreseen)
    excess = ((now - total * foreseen) ** 2 - total * spread).sum(axis=(0, 1))
    possible = (total * np.maximum(total - 1, 0) * spread).sum(axis=(0, 1))
    one_cell = np.where(possible > 0, possible / np.maximum(known.sum(axis=(0, 1)), 1), 1.0)
    scatter = ((excess + prior * one_cell) / (possible + one_cell)).clip(HARDLY_ANY, 1 - RARELY)
    return pd.DataFrame(
        {
            "share": share.clip(RARELY, 1 - RARELY),
            "concentration": 1 / scatter - 1,
            "years": (all_of_it > 0).sum(axis=0),
        },
        index=plan.indicators["indicator"],
    )
