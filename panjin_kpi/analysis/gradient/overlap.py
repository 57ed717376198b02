"""Which tiers are held together, and how many enterprises stand on the ladder at all."""

from datetime import date

import numpy as np
import pandas as pd

from panjin_kpi.analysis.gradient.tenure import Tenures
from panjin_kpi.analysis.registry import result
from panjin_kpi.analysis.scopes import Scopes, long_table
from panjin_kpi.reference.plan import Plan
from panjin_kpi.schemas.conform import conform


@result(200)
def tier_overlap(tenures: Tenures, plan: Plan, as_of: date) -> pd.DataFrame:
    """How many enterprises hold exactly which tiers on a day.

    Each enterprise is in one row of a scope only, so the rows add up to the enterprises on the ladder, while the stocks
    of the tiers do not: one enterprise may hold several.

    Returns
    -------
    pandas.DataFrame
        Columns as in ``schemas/tier_overlap.yaml``: for every scope the combinations that somebody in the city holds,
        fewest tiers first.

    Examples
    --------
    >>> from panjin_kpi.analysis.gradient.tenure import tenures
    >>> enterprises = pd.DataFrame({"uscc": ["A", "B"], "district": ["dawa", "dawa"]})
    >>> recognitions = pd.DataFrame(
    ...     [("A", "hnte"), ("A", "eaglet"), ("B", "hnte")], columns=["uscc", "tier"]
    ... ).assign(event="recognised", event_date=pd.Timestamp("2021-05-01"))
    >>> overlap = tier_overlap(tenures(enterprises, recognitions, Plan.load().tiers), Plan.load(), date(2021, 6, 30))
    >>> print(overlap.query("scope == 'dawa'")[["combination", "tiers", "enterprises"]].to_string(index=False))
    combination  tiers  enterprises
           hnte      1            1
    hnte+eaglet      2            1
    """
    scopes = Scopes.of(tenures.enterprises["district"], plan, f"{as_of:%Y-%m}")
    held = _held(tenures, as_of)
    enterprise = np.flatnonzero(held)
    counts = scopes.count(enterprise, held[enterprise], 1 << len(tenures.ladder))
    found = sorted(np.flatnonzero(counts[0]).tolist(), key=lambda bits: (bits.bit_count(), bits))
    names = ["+".join(tier for number, tier in enumerate(tenures.ladder) if bits >> number & 1) for bits in found]
    table = long_table({"as_of": [pd.Timestamp(as_of)], "scope": scopes.names, "combination": names})
    tiers = np.tile([bits.bit_count() for bits in found], len(scopes.names))
    return conform("tier_overlap", table.assign(tiers=tiers, enterprises=counts[:, found].reshape(-1)))


@result(210)
def ladder_total(tenures: Tenures, plan: Plan, as_of: date) -> pd.DataFrame:
    """How many enterprises hold any tier on a day, how many tiers they hold together, and how many are on record.

    Returns
    -------
    pandas.DataFrame
        Columns as in ``schemas/ladder_total.yaml``, one row a scope.
    """
    scopes = Scopes.of(tenures.enterprises["district"], plan, f"{as_of:%Y-%m}")
    held = _held(tenures, as_of)
    enterprise = np.flatnonzero(held)
    everyone = np.arange(len(held))
    running = tenures.on(as_of)["enterprise"].to_numpy()
    return long_table(
        {"as_of": [pd.Timestamp(as_of)], "scope": scopes.names},
        enterprises=scopes.count(enterprise, 0, 1),
        holdings=scopes.count(running, 0, 1),
        on_record=scopes.count(everyone, 0, 1),
    ).astype({"as_of": "datetime64[ns]"})


def _held(tenures: Tenures, as_of: date) -> np.ndarray:
    """For each enterprise the tiers it holds, as bits: the lowest tier is the lowest bit."""
    spans = tenures.on(as_of)
    bits = np.int64(1) << spans["tier"].cat.codes.to_numpy().astype("int64")
    # at most one span for each enterprise and tier: adding bits sets them
    return np.bincount(spans["enterprise"], weights=bits, minlength=len(tenures.enterprises)).astype("int64")
