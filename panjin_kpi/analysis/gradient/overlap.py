"""Combinations of tiers held together, and the number of enterprises that hold any tier."""

from datetime import date

import numpy as np
import pandas as pd

from panjin_kpi.analysis.gradient.tenure import Tenures
from panjin_kpi.analysis.registry import result
from panjin_kpi.analysis.scopes import long_table
from panjin_kpi.reference.plan import Plan
from panjin_kpi.schemas.conform import conform


@result(200)
def tier_overlap(tenures: Tenures, plan: Plan, as_of: date) -> pd.DataFrame:
    """Number of enterprises by the exact combination of tiers that they hold on a day.

    Each enterprise is in only one row of a scope, so the rows add up to the enterprises with any tier, unlike the
    stocks of the tiers. Columns as in ``schemas/tier_overlap.yaml``: for every scope the combinations that occur in the
    city, fewest tiers first.
    """
    scopes, held = tenures.scopes(plan, as_of), _held(tenures, as_of)
    enterprise = np.flatnonzero(held)
    counts = scopes.count(enterprise, held[enterprise], 1 << len(tenures.ladder))
    found = sorted(np.flatnonzero(counts[0]).tolist(), key=lambda bits: (bits.bit_count(), bits))
    names = ["+".join(tier for number, tier in enumerate(tenures.ladder) if bits >> number & 1) for bits in found]
    table = long_table({"as_of": [pd.Timestamp(as_of)], "scope": scopes.names, "combination": names})
    tiers = np.tile([bits.bit_count() for bits in found], len(scopes.names))
    return conform("tier_overlap", table.assign(tiers=tiers, enterprises=counts[:, found].reshape(-1)))


@result(210)
def ladder_total(tenures: Tenures, plan: Plan, as_of: date) -> pd.DataFrame:
    """Number of enterprises that hold any tier on a day, of tiers they hold in total, and of enterprises on record.

    Columns as in ``schemas/ladder_total.yaml``, one row per scope.
    """
    scopes, running = tenures.scopes(plan, as_of), tenures.on(as_of)["enterprise"].to_numpy()
    everyone = np.arange(len(tenures.enterprises))
    counted = {"enterprises": np.unique(running), "holdings": running, "on_record": everyone}
    counts = {name: scopes.count(enterprise, 0, 1) for name, enterprise in counted.items()}
    axes = {"as_of": [pd.Timestamp(as_of)], "scope": scopes.names}
    return conform("ladder_total", long_table(axes, **counts))


def _held(tenures: Tenures, as_of: date) -> np.ndarray:
    """The tiers that each enterprise holds, as bits: the lowest tier is the lowest bit."""
    spans = tenures.on(as_of)
    bits = np.int64(1) << spans["tier"].cat.codes.to_numpy().astype("int64")
    # at most one span for each enterprise and tier: adding bits sets them
    return np.bincount(spans["enterprise"], weights=bits, minlength=len(tenures.enterprises)).astype("int64")
