"""Who could climb: the enterprises that meet everything for their next tier, and those that miss one thing."""

from collections.abc import Iterator
from datetime import date

import numpy as np
import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.analysis.eligibility.criteria import evaluate, overall
from panjin_kpi.analysis.eligibility.financial_history import BLOCK, FinancialHistory
from panjin_kpi.analysis.eligibility.outcomes import MANUAL, UNKNOWN, UNMET
from panjin_kpi.analysis.eligibility.shortfall import shortfalls
from panjin_kpi.analysis.gradient.tenure import holding
from panjin_kpi.analysis.registry import result
from panjin_kpi.reference.plan import Plan
from panjin_kpi.reference.settings.tiers import Tier
from panjin_kpi.schemas.conform import conform

STANDINGS = ("ready", "review", "near", "unknown")


@result(300, private=True, history="financial_history", held="holding")
def candidates(
    enterprises: pd.DataFrame,
    financials: pd.DataFrame,
    recognitions: pd.DataFrame,
    plan: Plan,
    as_of: date,
    held: pd.DataFrame | None = None,
    history: FinancialHistory | None = None,
) -> pd.DataFrame:
    """Enterprises that could take their next tier, and what keeps the near ones from it.

    The next tier of an enterprise is the one above the highest it holds on the day; the first tier is open to all that
    do not hold it. An enterprise is

    - *ready* if every required criterion that can be computed is met; ``manual`` counts those a person has to judge;
    - *for review* if the same is true of a tier whose deciding figures no column holds or no document gives (雏鹰,
      独角兽), or whose rules all rest on a source to be confirmed (瞪羚): nothing speaks against it, and no more;
    - *near* if exactly one required criterion is unmet, nothing is unknown, and more of a single figure would make it
      good: one row for each figure that would, with the least that is enough;
    - *unknown* if nothing is unmet and a missing figure could decide: ``criterion`` is the first one it is missing for.

    What is missing is measured on the last fiscal year that is over, as the rules are: it is what the enterprise has to
    reach in the figures of its next application.

    Parameters
    ----------
    held : pandas.DataFrame, optional
        From :func:`~panjin_kpi.analysis.gradient.tenure.holding`, where it is known already.
    history : FinancialHistory, optional
        The enterprises' figures, where they are looked up already.

    Returns
    -------
    pandas.DataFrame
        Columns as in ``schemas/candidates.yaml``: by district, tier and standing, the nearest first. ``first_time``
        says whether a recognition would count as 新增 (盘政办发〔2021〕10号 二、2): one that held it before does not.

    Examples
    --------
    >>> enterprises = pd.DataFrame({"uscc": ["A"], "name": ["虚构甲"], "district": ["dawa"],
    ...                             "registered_on": pd.to_datetime(["2021-03-01"])})
    >>> events = pd.DataFrame({"uscc": ["A"], "tier": ["sci_tech_sme"], "event": ["recognised"],
    ...                        "event_date": pd.to_datetime(["2021-06-01"])})
    >>> financials = pd.DataFrame({"uscc": [], "year": []})
    >>> table = candidates(enterprises, financials, events, Plan.load(), date(2021, 12, 31))
    >>> len(table)  # too young and without figures: more than one thing is missing for 高新技术企业
    0
    """
    tiers = plan.tiers.in_force(pd.Timestamp(as_of).date())
    held = holding(recognitions, plan.tiers, as_of) if held is None else held
    figures = FinancialHistory.of(enterprises, financials, held, as_of) if history is None else history
    found = [
        part
        for block in figures.blocks(BLOCK)
        for name, tier in tiers.tiers.items()
        for part in _screened(name, tier, block.take(np.flatnonzero(_open(name, list(plan.tiers.tiers), block))), plan)
    ]
    table = pd.concat(found, ignore_index=True) if found else schemas.empty("candidates")
    # the same figure may help in two ways (share of sales, share of cost): the least is what is missing
    table = table.sort_values("missing", kind="stable").drop_duplicates(["uscc", "tier", "figure"])
    register = enterprises.set_index("uscc")
    ever = pd.MultiIndex.from_frame(held[["uscc", "tier"]])
    table = table.assign(
        as_of=np.datetime64(figures.as_of, "ns"),
        district=register["district"].reindex(table["uscc"]).to_numpy(),
        name=register["name"].reindex(table["uscc"]).to_numpy(),
        first_time=~pd.MultiIndex.from_frame(table[["uscc", "tier"]]).isin(ever),
    )
    return _ordered(table, plan)


def _open(name: str, ladder: list[str], block: FinancialHistory) -> np.ndarray:
    """Whether the tier is the next one of each enterprise: not held, and the first or just above the highest held."""
    highest = np.full(len(block), -1)
    for step, tier in enumerate(ladder):
        highest[block.held(tier)] = step
    step = ladder.index(name)
    next_up = np.full(len(block), True) if step == 0 else np.asarray(highest == step - 1)
    return np.asarray(next_up & ~block.held(name))


def _screened(name: str, tier: Tier, block: FinancialHistory, plan: Plan) -> Iterator[pd.DataFrame]:
    """The candidates of one tier among the enterprises to whom it is open."""
    found = evaluate(tier, block)
    whole = overall(tier, found)
    outcomes = np.array([found[criterion.id].outcome for criterion in tier.required])
    manual = (outcomes == MANUAL).sum(axis=0)

    def rows(which: np.ndarray, standing: str, **more: object) -> pd.DataFrame:
        blank = {"criterion": None, "figure": None, "missing": np.nan, "missing_share": np.nan, "unit": None}
        given = {"uscc": block.uscc[which], "tier": name, "standing": standing, "manual": manual[which]}
        return pd.DataFrame(given | blank | more)

    sure = tier.decidable and not all(criterion.confirm for criterion in tier.required)
    yield rows(np.flatnonzero(whole <= MANUAL), "ready" if sure else "review")
    wanting = np.flatnonzero(whole == UNKNOWN)
    required = np.array([criterion.id for criterion in tier.required])
    yield rows(wanting, "unknown", criterion=required[(outcomes[:, wanting] == UNKNOWN).argmax(axis=0)])
    single = ((outcomes == UNMET).sum(axis=0) == 1) & ~(outcomes == UNKNOWN).any(axis=0)
    for criterion, outcome in zip(tier.required, outcomes, strict=True):
        missed = single & (outcome == UNMET)
        if missed.any():
            for short in shortfalls(criterion, tier, found, block, plan.tiers.figures):
                which = np.flatnonzero(missed & ~np.isnan(short.missing))
                more = {"criterion": short.criterion, "figure": short.figure, "unit": short.unit}
                numbers = {"missing": short.missing[which], "missing_share": short.share[which]}
                yield rows(which, "near", **more, **numbers)


def _ordered(table: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    table["nearest"] = table.groupby(["uscc", "tier"])["missing_share"].transform("min")
    order = {"district": plan.order_of("district"), "tier": plan.order_of("tier"), "standing": STANDINGS}
    return conform("candidates", table, order | dict.fromkeys(["nearest", "uscc", "missing_share", "criterion"]))
