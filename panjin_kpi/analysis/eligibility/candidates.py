"""Enterprises that could be promoted: all that meet their next tier's criteria, and those that miss only one."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.analysis.eligibility.criteria import evaluate, overall
from panjin_kpi.analysis.eligibility.financial_history import BLOCK, FinancialHistory
from panjin_kpi.analysis.eligibility.outcomes import MANUAL, UNKNOWN, UNMET
from panjin_kpi.analysis.eligibility.shortfall import REGISTERED_ON, shortfalls
from panjin_kpi.analysis.registry import result
from panjin_kpi.reference.labels import STANDINGS
from panjin_kpi.reference.plan import Plan
from panjin_kpi.reference.settings.tiers import Tier
from panjin_kpi.schemas.conform import conform

BLANK = {"criterion": None, "figure": None, "missing": np.nan, "missing_share": np.nan, "unit": None}


@result(300, history="financial_history")
def candidates(
    enterprises: pd.DataFrame,
    history: FinancialHistory,
    holding: pd.DataFrame,
    revoked_this_year: pd.DataFrame,
    plan: Plan,
) -> pd.DataFrame:
    """Enterprises that could reach their next tier, and the figures that the near ones lack.

    The next tier is the one above the highest that an enterprise holds on the day; the first tier is open to all that
    do not hold it. An enterprise is

    - *ready* if every required criterion that can be computed is met; ``manual`` counts those a person has to judge;
    - *for review* if the same is true of a tier whose deciding figures are in no column or no document (雏鹰, 独角兽),
      or whose rules all rest on a source to be confirmed (瞪羚): nothing speaks against it, nor is it certain;
    - *near* if exactly one required criterion is unmet, none is unknown, and an increase of a single figure would
      meet it and break no other: one row for each such figure, with the smallest increase that is enough;
    - *unknown* if nothing is unmet and a missing figure could decide: ``criterion`` is the first that lacks a figure.

    An enterprise revoked this year from a tier that is registered anew each year may not enter it again in that year
    (国科火字〔2019〕87号), and is not a candidate for it. Missing amounts are measured on the last completed fiscal
    year: the figures of the next application have to reach them.

    Returns
    -------
    pandas.DataFrame
        Columns as in ``schemas/candidates.yaml``: by district, tier and standing, nearest first. ``first_time``:
        whether a recognition would count as 新增 (盘政办发〔2021〕10号 二、2), that is, the tier was not held before.
    """
    found = [
        part
        for block in history.blocks(BLOCK)
        for name, tier in plan.tiers.in_force(history.as_of).tiers.items()
        for part in _screened(name, tier, block.take(np.flatnonzero(_open(name, list(plan.tiers.tiers), block))), plan)
    ]
    empty = schemas.empty("candidates").drop(columns=["as_of", "district", "name", "first_time"])
    table = pd.concat(found, ignore_index=True) if found else empty
    # the same figure may help in two ways (share of sales, share of cost): the smaller increase counts
    table = table.sort_values("missing", kind="stable").drop_duplicates(["uscc", "tier", "figure"])
    barred = pd.MultiIndex.from_frame(revoked_this_year)
    table = table[~pd.MultiIndex.from_frame(table[["uscc", "tier"]].astype("str")).isin(barred)]
    table = table.join(enterprises.set_index("uscc")[["district", "name"]], "uscc")
    table["as_of"] = np.datetime64(history.as_of, "ns")
    ever = pd.MultiIndex.from_frame(holding[["uscc", "tier"]])
    table["first_time"] = ~pd.MultiIndex.from_frame(table[["uscc", "tier"]]).isin(ever)
    table["nearest"] = table.groupby(["uscc", "tier"])["missing_share"].transform("min")
    order = {"district": plan.order_of("district"), "tier": plan.order_of("tier"), "standing": tuple(STANDINGS)}
    return conform("candidates", table, order | dict.fromkeys(["nearest", "uscc", "missing_share", "criterion"]))


def _open(name: str, ladder: list[str], block: FinancialHistory) -> np.ndarray:
    """Whether the tier is the next one of each enterprise: not held, and the first or just above the highest held."""
    step = ladder.index(name)
    held = np.array([block.held(tier) for tier in ladder])
    next_up = held[step - 1] & ~held[step:].any(axis=0)
    return np.asarray(next_up if step else ~held[0])


def _screened(name: str, tier: Tier, block: FinancialHistory, plan: Plan) -> Iterator[pd.DataFrame]:
    """The candidates of one tier among the enterprises to whom it is open."""
    found = evaluate(tier, block)
    whole = overall(tier, found)
    outcomes = np.array([found[criterion.id].outcome for criterion in tier.required])
    manual = (outcomes == MANUAL).sum(axis=0)

    def rows(which: np.ndarray, standing: str, **more: object) -> pd.DataFrame:
        given = {"uscc": block.uscc[which], "tier": name, "standing": standing, "manual": manual[which]}
        return pd.DataFrame(given | BLANK | more)

    yield rows(np.flatnonzero(whole <= MANUAL), "ready" if tier.certain else "review")
    wanting = np.flatnonzero(whole == UNKNOWN)
    required = np.array([criterion.id for criterion in tier.required])
    yield rows(wanting, "unknown", criterion=required[(outcomes[:, wanting] == UNKNOWN).argmax(axis=0)])
    single = ((outcomes == UNMET).sum(axis=0) == 1) & ~(outcomes == UNKNOWN).any(axis=0)
    for criterion, outcome in zip(tier.required, outcomes, strict=True):
        missed = single & (outcome == UNMET)
        if missed.any():
            for short in shortfalls(criterion, tier, found, block, plan.tiers.figures):
                enough = missed & ~np.isnan(short.missing)
                if short.figure != REGISTERED_ON:  # an increase may break a criterion on a share of it
                    after = block.with_more(short.figure, np.nan_to_num(short.missing))
                    enough &= overall(tier, evaluate(tier, after)) <= MANUAL
                which = np.flatnonzero(enough)
                more = {"criterion": short.criterion, "figure": short.figure, "unit": short.unit}
                numbers = {"missing": short.missing[which], "missing_share": short.share[which]}
                yield rows(which, "near", **more, **numbers)
