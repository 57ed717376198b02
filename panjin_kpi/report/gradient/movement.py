"""The name of each cell of a transition matrix, and who registered again in a yearly tier."""

from collections.abc import Collection, Iterable

import numpy as np
import pandas as pd

from panjin_kpi.reference.labels import DECEMBER

NONE = "none"  # no tier that day
WITHOUT_GAP = "re_registered_without_gap"
AGAIN = ["re_registered", WITHOUT_GAP]


def movements(transitions: pd.DataFrame, ladder: Iterable[str], yearly: Collection[str] = ()) -> pd.DataFrame:
    """A transition matrix with the name of each movement.

    ``ladder`` has the tiers, the lowest first; of these ``yearly`` are made anew each year.

    Returns
    -------
    pandas.DataFrame
        The rows with ``movement``: ``new`` (no tier before), ``promoted`` (a higher tier), ``kept`` (the same),
        ``fell`` (a lower tier), ``left`` (no tier now), ``waiting`` (no tier now, but a yearly list is not full before
        December; who was registered anew or revoked meanwhile has left: a row of its own), ``outside`` (no tier on
        either day).
    """
    rungs = [NONE, *ladder]
    before, after = (pd.Categorical(transitions[name], categories=rungs).codes for name in ("from_tier", "to_tier"))
    words = np.select(
        [(before == 0) & (after == 0), before == 0, after == 0, after > before, after == before],
        ["outside", "new", "left", "promoted", "kept"],
        default="fell",
    )
    moved = transitions.assign(movement=pd.Series(words, index=transitions.index, dtype="str"))
    if not yearly:
        return moved
    waiting = (moved["movement"] == "left") & moved["from_tier"].isin(yearly) & (moved["to_date"].dt.month < DECEMBER)
    gone = moved["not_waiting"].fillna(0).where(waiting, 0).astype("int64")  # a run of earlier versions has none
    moved["movement"] = moved["movement"].mask(waiting, "waiting")
    left = moved.assign(enterprises=gone, movement="left")[gone > 0]
    return pd.concat([moved.assign(enterprises=moved["enterprises"] - gone), left]).sort_index(kind="stable")


def yearly_lists(tier_flow: pd.DataFrame, tier_stock: pd.DataFrame) -> pd.DataFrame:
    """By scope and tier how many held it when last year ended (``listed``), and who entered again since (``again``)."""
    cell = ["scope", "tier"]
    flow, stock = tier_flow.groupby(cell, sort=False), tier_stock.groupby(cell, sort=False)
    listed = stock["stock"].first() - flow["net"].first()  # of January
    return pd.DataFrame({"listed": listed, "again": flow[AGAIN].sum().sum(axis=1)})
