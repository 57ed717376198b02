"""How a count comes in over the year: the share there is by a month, learnt from earlier years, and how it varies."""

import numpy as np
import pandas as pd

from panjin_kpi.analysis.registry import intermediate
from panjin_kpi.reference.plan import Plan

DECEMBER = "12"
RARELY, HARDLY_ANY = 0.01, 0.002  # bounds of a share and of its scatter: a few years prove nothing to be certain


@intermediate()
def season(progress: pd.DataFrame, plan: Plan, period: str) -> pd.DataFrame:
    """The share of a year's count that is there by the end of a month, for each indicator.

    Monthly shares are Dirichlet, so the share by one month is beta. Its mean is the planned curve, worth
    ``curve_weight`` events, together with the events of earlier years. ``concentration`` is the precision of the beta
    distribution: by the method of moments (beta-binomial), each year held against the others, so that what differs from
    year to year is in it; the prior ``concentration`` weighs as much as one cell. All of it is assumption.

    Parameters
    ----------
    progress : pandas.DataFrame
        Rows in force of all years; a year counts where its December was reported.
    plan : Plan
        The planned curves and the forecast's settings (``assessment.yaml``).
    period : str
        Month, ``YYYY-MM``; earlier calendar years are learnt from.

    Returns
    -------
    pandas.DataFrame
        By indicator: ``share``, ``concentration``, and ``years``, how many earlier years are known.

    Examples
    --------
    >>> rows = [("2020-06", "dawa", "activities", 2.0), ("2020-12", "dawa", "activities", 14.0)]
    >>> progress = pd.DataFrame(rows, columns=["period", "district", "indicator", "value"])
    >>> learnt = season(progress, Plan.load(), "2021-06")  # half is planned by June; 12 events in mind, 14 seen
    >>> print(round(learnt.at["activities", "share"], 4), learnt.at["activities", "years"])
    0.3077 1
    """
    settings = plan.assessment.forecast
    weight, prior = settings.curve_weight.value, 1 / (settings.concentration.value + 1)
    planned = plan.planned_shares[int(period[5:])]
    cells = _cells(progress, plan, period)
    events = cells.groupby("indicator")[["now", "total"]].sum().reindex(planned.index, fill_value=0.0)
    share = (weight * planned + events["now"]) / (weight + events["total"])

    by_year = cells.groupby(["indicator", "year"])[["now", "total"]].transform("sum")
    others = cells.groupby("indicator")[["now", "total"]].transform("sum") - by_year
    before = cells["indicator"].map(planned).astype("float64")
    foreseen = (weight * before + others["now"]) / (weight + others["total"])
    foreseen, total = foreseen.clip(RARELY, 1 - RARELY), cells["total"]
    spread = foreseen * (1 - foreseen)
    moments = cells[["indicator"]].assign(
        excess=(cells["now"] - total * foreseen) ** 2 - total * spread, possible=total * (total - 1) * spread
    )
    found = moments.groupby("indicator")[["excess", "possible"]]
    summed, one_cell = found.sum(), found.mean()["possible"]
    scatter = (summed["excess"] + prior * one_cell) / (summed["possible"] + one_cell)
    scatter = scatter.reindex(planned.index).astype("float64").fillna(prior).clip(HARDLY_ANY, 1 - RARELY)
    known = cells[total > 0].groupby("indicator")["year"].nunique().reindex(planned.index, fill_value=0)
    return pd.DataFrame({"share": share.clip(RARELY, 1 - RARELY), "concentration": 1 / scatter - 1, "years": known})


def _cells(progress: pd.DataFrame, plan: Plan, period: str) -> pd.DataFrame:
    """Each cell of an earlier year with its December: what there was by the month, and the year's total."""
    rows = progress.loc[progress["period"] < f"{period[:4]}-01", ["period", "district", "indicator", "value"]]
    rows = rows.dropna().sort_values("period", kind="stable")
    cell, month = [rows["period"].str[:4].rename("year"), rows["district"], rows["indicator"]], rows["period"].str[5:]
    so_far = rows["value"].where(month <= period[5:]).groupby(cell).last().rename("now")
    total = rows["value"].where(month == DECEMBER).groupby(cell).last().rename("total")
    found = pd.concat([so_far, total], axis=1).dropna().astype("float64").reset_index()
    found["now"] = np.minimum(found["now"], found["total"])  # a later correction
    return found[found["indicator"].isin(plan.indicators["indicator"])]
