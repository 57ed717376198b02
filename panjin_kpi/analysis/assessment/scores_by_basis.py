"""Scores and ranks by the figures they are computed from: as reported, proven, first reported, or reported on time."""

from collections.abc import Mapping

import pandas as pd

from panjin_kpi.analysis.assessment.score import contributions, scores
from panjin_kpi.analysis.assessment.score_inputs import measures
from panjin_kpi.analysis.progress.corrections import FIRST_VALUE, reported_on_time
from panjin_kpi.analysis.progress.evidence import status_on_evidence
from panjin_kpi.analysis.progress.status import path, status, with_status
from panjin_kpi.analysis.progress.undecided import status_without_undecided
from panjin_kpi.analysis.progress.year_grid import year_grid
from panjin_kpi.analysis.registry import intermediate, result
from panjin_kpi.reference.plan import Plan
from panjin_kpi.schemas.conform import conform


def counts_evidence(plan: Plan) -> bool:
    """Whether the assessment counts proven instead of reported figures."""
    return plan.assessment.default_basis.value == "evidenced"


@intermediate(only_if={"evidence": counts_evidence})
def counted_status(status: pd.DataFrame, evidence: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """The status that the assessment counts: as reported or as proven (``default_basis``, assumption)."""
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

    def of(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
        grid = year_grid(rows, plan, period)
        return status(grid, plan), path(grid)

    return {
        "reported": (reported, months),
        "evidenced": (status_on_evidence(reported, evidence, plan), months),
        "first_reported": of(progress.assign(value=progress.get(FIRST_VALUE, progress["value"]))),
        "on_time": of(reported_on_time(progress, plan)),
        "attributed": (
            with_status(status_without_undecided(reported, evidence, undecided), plan),
            status_without_undecided(months, evidence, undecided),  # also for values carried forward
        ),
    }


@result(60, bases="figures_by_basis")
def scores_by_basis(
    bases: Mapping[str, tuple[pd.DataFrame, pd.DataFrame]], penalties: pd.Series, plan: Plan, period: str
) -> pd.DataFrame:
    """Score, rank and grade of every district on each basis.

    ``first_reported`` takes each figure's ``first_value`` where it is known, ``on_time`` its value at the deadline of
    its month; both leave out figures that were withdrawn and not submitted again. ``attributed`` leaves out the part
    that only enterprises without a decided district could prove. ``rank_change`` is the number of ranks lost
    (positive) or gained against the basis that counts.

    Examples
    --------
    >>> from panjin_kpi import schemas
    >>> from panjin_kpi.analysis.registry import value
    >>> known = {name: schemas.empty(name) for name in schemas.SUBMITTED} | {"plan": Plan.load(), "period": "2021-06"}
    >>> known["progress"] = pd.DataFrame([("2021-06", "panshan", "activities", 6.0, 1.0)],
    ...                                  columns=["period", "district", "indicator", "value", "first_value"])
    >>> known["as_of"] = pd.Timestamp("2021-06-30")
    >>> value("scores_by_basis", known).query("district == 'panshan'")["score"].tolist()
    [10.0, 0.0, 2.5, 10.0, 10.0]
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
