"""Which enterprises meet which criteria of which tier, by the figures at hand."""

from collections.abc import Iterator
from datetime import date

import numpy as np
import pandas as pd

from panjin_kpi.analysis.eligibility.criteria import evaluate, overall
from panjin_kpi.analysis.eligibility.financial_history import BLOCK, FinancialHistory
from panjin_kpi.analysis.eligibility.outcomes import OUTCOMES, CriterionOutcome
from panjin_kpi.analysis.gradient.tenure import holding
from panjin_kpi.analysis.registry import result
from panjin_kpi.reference.plan import Plan
from panjin_kpi.reference.settings.tiers import Tiers

OVERALL = "overall"
NUMBERS = ("value", "threshold", "margin")


@result(290, private=True, history="financial_history")
def eligibility(
    enterprises: pd.DataFrame,
    financials: pd.DataFrame,
    recognitions: pd.DataFrame,
    plan: Plan,
    as_of: date,
    history: FinancialHistory | None = None,
) -> pd.DataFrame:
    """Measure every enterprise on every criterion of every tier.

    The rules are ``tiers.yaml``: 国科发政〔2017〕115号 第六条 to 第八条; 国科发火〔2016〕32号 第十一条 with
    国科发火〔2016〕195号; 辽科创办发〔2021〕2号 (one source). A tier whose rule is not yet in force is left out.

    An outcome is *met* or *unmet* only if the figures at hand decide it whatever the missing ones are; *unknown* where
    a missing figure could decide it; *manual* where a person has to: no column, no threshold, or a ratio to zero or
    less. The row ``overall`` of a tier is met if all its required criteria are, unmet if any is, else unknown if any
    is, else manual.

    Parameters
    ----------
    financials : pandas.DataFrame
        Yearly figures in force, one row an enterprise and year; a column that is missing is unknown throughout. The
        fiscal years that count are those over before the day
        (:class:`~panjin_kpi.analysis.eligibility.financial_history.FinancialHistory`).
    history : FinancialHistory, optional
        The enterprises' figures, where they are looked up already.

    Returns
    -------
    pandas.DataFrame
        Columns as in ``schemas/eligibility.yaml``, in the order of codes and of ``tiers.yaml`` whatever the order of
        the rows given. Texts are categorical: a million enterprises make 65 million rows.

    Examples
    --------
    >>> enterprises = pd.DataFrame({"uscc": ["A"], "registered_on": pd.to_datetime(["2015-03-01"])})
    >>> financials = pd.DataFrame({"uscc": ["A"], "year": [2020], "rd_staff": [3], "staff": [10],
    ...                            "rd_expense_wan": [50.0], "revenue_wan": [1250.0], "class2_ip": [1]})
    >>> events = pd.DataFrame({"uscc": [], "tier": [], "event": [], "event_date": pd.to_datetime([])})
    >>> table = eligibility(enterprises, financials, events, Plan.load(), date(2021, 12, 31)).set_index("criterion")
    >>> print(table.loc["sme_rd_by_revenue", "outcome"], table.loc["sme_rd_by_revenue", "value"])
    met 0.04
    >>> table.loc["sme_score", "outcome"]  # 20 + at least 30 + at least 6 points: the other figures decide
    'unknown'
    """
    if history is None:
        history = FinancialHistory.of(enterprises, financials, holding(recognitions, plan.tiers, as_of), as_of)
    return _measured(history, plan.tiers.in_force(history.as_of))


def eligibility_in_parts(
    enterprises: pd.DataFrame,
    financials: pd.DataFrame,
    recognitions: pd.DataFrame,
    plan: Plan,
    as_of: date,
    size: int = 5 * BLOCK,
) -> Iterator[pd.DataFrame]:
    """The table of :func:`eligibility` in parts of ``size`` enterprises, for whoever writes or counts it bit by bit.

    Examples
    --------
    >>> enterprises = pd.DataFrame({"uscc": ["A", "B", "C"], "registered_on": pd.to_datetime(["2015-03-01"] * 3)})
    >>> events = pd.DataFrame({"uscc": [], "tier": [], "event": [], "event_date": pd.to_datetime([])})
    >>> given = enterprises, pd.DataFrame({"uscc": [], "year": []}), events, Plan.load(), date(2021, 12, 31)
    >>> [part["uscc"].nunique() for part in eligibility_in_parts(*given, size=2)]
    [2, 1]
    """
    history = FinancialHistory.of(enterprises, financials, holding(recognitions, plan.tiers, as_of), as_of)
    for part in history.blocks(size):
        yield _measured(part, plan.tiers.in_force(history.as_of))


def _measured(figures: FinancialHistory, tiers: Tiers) -> pd.DataFrame:
    """Every criterion of every enterprise, written where it stands in the table: no second copy of it is made."""
    names = [(tier, name) for tier in tiers.tiers for name in [*tiers.tiers[tier].by_id, OVERALL]]
    shape = (len(figures), len(names))
    outcome = np.empty(shape, dtype="int8")
    numbers = {name: np.empty(shape) for name in NUMBERS}
    done = 0
    for block in figures.blocks(BLOCK):
        rows = slice(done, done + len(block))
        for column, found in enumerate(_columns(tiers, block)):
            outcome[rows, column] = found.outcome
            for name in NUMBERS:
                numbers[name][rows, column] = getattr(found, name)
        done += len(block)
    return _long(figures, names, outcome, numbers)


def _columns(tiers: Tiers, block: FinancialHistory) -> list[CriterionOutcome]:
    columns = []
    for tier in tiers.tiers.values():
        found = evaluate(tier, block)
        columns += [*found.values(), CriterionOutcome(overall(tier, found))]
    return columns


def _long(
    figures: FinancialHistory, names: list[tuple[str, str]], outcome: np.ndarray, numbers: dict[str, np.ndarray]
) -> pd.DataFrame:
    tier, criterion = pd.Categorical([n[0] for n in names]), pd.Categorical([n[1] for n in names])
    count, day = len(figures), np.datetime64(figures.as_of, "ns")
    enterprise = np.repeat(np.arange(count, dtype="int32"), len(names))
    columns = {
        "as_of": np.broadcast_to(day, outcome.size),  # one day, however many rows
        "uscc": pd.Categorical.from_codes(enterprise, figures.uscc),
        "tier": pd.Categorical.from_codes(np.tile(tier.codes, count), tier.categories),
        "criterion": pd.Categorical.from_codes(np.tile(criterion.codes, count), criterion.categories),
        "outcome": pd.Categorical.from_codes(outcome.reshape(-1), OUTCOMES),
    }
    return pd.DataFrame(columns | {name: table.reshape(-1) for name, table in numbers.items()}, copy=False)
