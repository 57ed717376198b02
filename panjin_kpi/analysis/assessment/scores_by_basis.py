"""Scores and ranks by the figures they are computed from: as reported, as proven, as first reported."""

from collections.abc import Mapping

import pandas as pd

from panjin_kpi.analysis.assessment.score import contributions, scores
from panjin_kpi.analysis.assessment.score_inputs import measures
from panjin_kpi.analysis.progress.corrections import FIRST_VALUE
from panjin_kpi.analysis.progress.evidence import status_on_evidence
from panjin_kpi.analysis.progress.status import path, status, with_status
from panjin_kpi.analysis.progress.undecided import status_without_undecided
from panjin_kpi.analysis.progress.year_grid import year_grid
from panjin_kpi.analysis.registry import intermediate, result
from panjin_kpi.reference.plan import Plan
from panjin_kpi.schemas.conform import conform


def counts_evidence(plan: Plan) -> bool:
    """Whether the assessment counts what the rows prove."""
    return plan.assessment.default_basis.value == "evidenced"


@intermediate(only_if={"evidence": counts_evidence})
def counted_status(status: pd.DataFrame, evidence: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """The status that the assessment counts: as reported, or as its rows prove (``default_basis``, assumption)."""
    return status_on_evidence(status, evidence, plan) if counts_evidence(plan) else status


@intermediate(reported="status", months="path")
def figures_by_basis(
    reported: pd.DataFrame,
    evidence: pd.DataFrame,
    undecided: pd.DataFrame,
    progress: pd.DataFrame,
    months: pd.DataFrame,
    plan: Plan,
    period: str,
) -> dict[str, tuple[pd.DataFrame, pd.DataFrame]]:
    """Status and path of each basis."""
    first = progress.assign(value=progress[FIRST_VALUE]) if FIRST_VALUE in progress else progress
    grid = year_grid(first, plan, period)
    return {
        "reported": (reported, months),
        "evidenced": (status_on_evidence(reported, evidence, plan), months),
        "first_reported": (status(grid, plan), path(grid)),
        "attributed": (with_status(status_without_undecided(reported, evidence, undecided), plan), months),
    }


@result(60, bases="figures_by_basis")
def scores_by_basis(
    bases: Mapping[str, tuple[pd.DataFrame, pd.DataFrame]], penalties: pd.Series, plan: Plan, period: str
) -> pd.DataFrame:
    """Score, rank and grade of every district on each basis.

    ``first_reported`` takes each figure's ``first_value`` where it is known; ``attributed`` leaves out what only
    enterprises of no district could prove. ``rank_change`` is ranks lost (positive) or gained against the basis that
    counts.

    Examples
    --------
    >>> from panjin_kpi import schemas
    >>> from panjin_kpi.analysis.registry import value
    >>> known = {name: schemas.empty(name) for name in schemas.SUBMITTED} | {"plan": Plan.load(), "period": "2021-06"}
    >>> known["progress"] = pd.DataFrame([("2021-06", "panshan", "activities", 6.0, 1.0)],
    ...                                  columns=["period", "district", "indicator", "value", "first_value"])
    >>> known["as_of"] = pd.Timestamp("2021-06-30")
    >>> value("scores_by_basis", known).query("district == 'panshan'")[["basis", "score"]].values.tolist()
    [['reported', 10.0], ['evidenced', 0.0], ['first_reported', 2.5], ['attributed', 10.0]]
    """
    tables = []
    for basis, (figures, course) in bases.items():
        parts = contributions(measures(figures, course, plan, period), plan, period)
        table = scores(parts, figures, penalties, plan, period)
        tables.append(table.assign(basis=basis))
    table = pd.concat(tables, ignore_index=True)
    counts = table[table["basis"] == plan.assessment.default_basis.value].set_index("district")["rank"]
    table["rank_change"] = table["rank"] - table["district"].map(counts).astype("Int64")
    return conform("scores_by_basis", table)
