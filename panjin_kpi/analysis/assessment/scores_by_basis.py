"""How scores and places differ with the figures they are counted from: as reported, as proven, as first reported."""

import pandas as pd

from panjin_kpi.analysis.assessment.score import contributions, scores
from panjin_kpi.analysis.progress.corrections import FIRST
from panjin_kpi.analysis.progress.evidence import status_on_evidence
from panjin_kpi.analysis.progress.status import path, status, with_status
from panjin_kpi.analysis.progress.undecided import status_without_undecided
from panjin_kpi.analysis.progress.year_grid import YearGrid
from panjin_kpi.analysis.registry import intermediate, result
from panjin_kpi.reference.plan import Plan
from panjin_kpi.schemas.conform import conform


def counts_evidence(plan: Plan) -> bool:
    """Whether the assessment counts what the rows prove (``default_basis``, assumption)."""
    return plan.assessment.default_basis.value == "evidenced"


@intermediate(only_if={"evidence": counts_evidence})
def counted_status(status: pd.DataFrame, evidence: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """The status that the assessment counts: as reported, or as its rows prove (``default_basis``, assumption)."""
    return status_on_evidence(status, evidence, plan) if counts_evidence(plan) else status


@result(60, reported="status", months="path")
def scores_by_basis(
    reported: pd.DataFrame,
    evidence: pd.DataFrame,
    undecided: pd.DataFrame,
    progress: pd.DataFrame,
    plan: Plan,
    period: str,
    months: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Score, place and grade of every district on each basis, and how far its place moves.

    Parameters
    ----------
    undecided : pandas.DataFrame
        Enterprises of no district; the basis ``attributed`` leaves out what hangs on them.
    progress : pandas.DataFrame
        Rows in force; ``first_value`` is what was reported first, where it is known.
    plan : Plan
        Assessment (assumption) and targets (盘政办发〔2021〕10号 annex 2).
    months : pandas.DataFrame, optional
        From :func:`~panjin_kpi.analysis.progress.status.path` of the month, where it is known already.

    Returns
    -------
    pandas.DataFrame
        Columns as in ``schemas/scores_by_basis.yaml``, a row for each basis and district. ``rank_change`` is places
        lost (positive) or won against the basis that counts.

    Examples
    --------
    >>> from panjin_kpi.analysis.progress.evidence import evidence
    >>> from panjin_kpi import schemas
    >>> plan = Plan.load()
    >>> progress = pd.DataFrame([("2021-06", "panshan", "activities", 6.0, 1.0)],
    ...                         columns=["period", "district", "indicator", "value", "first_value"])
    >>> found = status(progress, plan, "2021-06")
    >>> rows = {name: schemas.empty(name) for name in schemas.SUBMITTED}
    >>> proven = evidence(found, rows, plan, "2021-06")
    >>> table = scores_by_basis(found, proven, schemas.empty("undecided"), progress, plan, "2021-06")
    >>> table.query("district == 'panshan'")[["basis", "score"]].values.tolist()
    [['reported', 10.0], ['evidenced', 0.0], ['first_reported', 2.5], ['attributed', 10.0]]
    """
    months = path(progress, plan, period) if months is None else months
    first = progress.assign(value=progress[FIRST]) if FIRST in progress else progress
    grid = YearGrid.of(first, plan, period)
    bases = {
        "reported": (reported, months),
        "evidenced": (status_on_evidence(reported, evidence, plan), months),
        "first_reported": (status(first, plan, period, grid), path(first, plan, period, grid)),
        "attributed": (with_status(status_without_undecided(reported, evidence, undecided), plan), months),
    }
    tables = []
    for basis, (figures, course) in bases.items():
        table = scores(contributions(figures, course, plan, period), figures, plan, period)
        tables.append(table.assign(basis=basis))
    whole = pd.concat(tables, ignore_index=True)
    counts = whole[whole["basis"] == plan.assessment.default_basis.value].set_index("district")["rank"]
    whole["rank_change"] = whole["rank"] - whole["district"].map(counts).astype("Int64")
    return conform("scores_by_basis", whole)
