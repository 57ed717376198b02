"""The outcome of each tier's criteria for each enterprise, by the figures available."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from panjin_kpi.analysis.eligibility.criteria import evaluate, overall
from panjin_kpi.analysis.eligibility.financial_history import BLOCK, FinancialHistory
from panjin_kpi.analysis.eligibility.outcomes import OUTCOMES, CriterionOutcome
from panjin_kpi.analysis.registry import result
from panjin_kpi.reference.plan import Plan
from panjin_kpi.reference.settings.tiers import Tiers

OVERALL = "overall"
NUMBERS = ("value", "threshold", "margin")


@result(290, history="financial_history")
def eligibility(history: FinancialHistory, plan: Plan) -> pd.DataFrame:
    """Measure every enterprise on every criterion of every tier whose rule is in force.

    The rules are ``tiers.yaml``: 国科发政〔2017〕115号 第六条 to 第八条; 国科发火〔2016〕32号 第十一条 with
    国科发火〔2016〕195号; 辽科创办发〔2021〕2号 (one source).

    An outcome is *met* or *unmet* only if it holds whatever the missing figures are; *unknown* where a missing figure
    could decide it; *manual* where a person has to: no column, no threshold, or a ratio to zero or less. The row
    ``overall`` of a tier is met if all its required criteria are, unmet if any is, else unknown if any is, else manual.

    Returns
    -------
    pandas.DataFrame
        Columns as in ``schemas/eligibility.yaml``, in the order of codes and of ``tiers.yaml``. Texts are categorical:
        a million enterprises make 65 million rows.
    """
    tiers = plan.tiers.in_force(history.as_of)
    names = [(tier, name) for tier in tiers.tiers for name in [*tiers.tiers[tier].by_id, OVERALL]]
    shape = (len(history), len(names))
    outcome = np.empty(shape, dtype="int8")
    numbers = {name: np.empty(shape) for name in NUMBERS}
    for number, block in enumerate(history.blocks(BLOCK)):
        rows = slice(number * BLOCK, number * BLOCK + len(block))
        for column, found in enumerate(_columns(tiers, block)):
            outcome[rows, column] = found.outcome
            for name in NUMBERS:
                numbers[name][rows, column] = getattr(found, name)
    tier, criterion = pd.Categorical([n[0] for n in names]), pd.Categorical([n[1] for n in names])
    count, day = len(history), np.datetime64(history.as_of, "ns")
    enterprise = np.repeat(np.arange(count, dtype="int32"), len(names))
    columns = {
        "as_of": np.broadcast_to(day, outcome.size),  # one value for all rows, without copies
        "uscc": pd.Categorical.from_codes(enterprise, history.uscc),
        "tier": pd.Categorical.from_codes(np.tile(tier.codes, count), tier.categories),
        "criterion": pd.Categorical.from_codes(np.tile(criterion.codes, count), criterion.categories),
        "outcome": pd.Categorical.from_codes(outcome.reshape(-1), OUTCOMES),
    }
    return pd.DataFrame(columns | {name: table.reshape(-1) for name, table in numbers.items()}, copy=False)


def _columns(tiers: Tiers, block: FinancialHistory) -> Iterator[CriterionOutcome]:
    for tier in tiers.tiers.values():
        found = evaluate(tier, block)
        yield from found.values()
        yield CriterionOutcome(overall(tier, found))
