"""Transitions of the highest tier between two days: entered, promoted, unchanged, demoted or left."""

from collections.abc import Collection
from datetime import date

import numpy as np
import pandas as pd

from panjin_kpi.analysis.gradient.tenure import Tenures
from panjin_kpi.analysis.registry import check, intermediate, result
from panjin_kpi.analysis.scopes import long_table, positions
from panjin_kpi.reference.plan import Plan
from panjin_kpi.schemas.conform import conform

NONE = "none"  # on record, but without a tier that day
COUNTS = ("enterprises", "not_waiting")


@intermediate()
def end_of_last_year(as_of: date) -> date:
    """The last day of the previous year."""
    return date(as_of.year - 1, 12, 31)


@result(230, from_date="end_of_last_year", to_date="as_of", revoked="revoked_this_year")
def transitions(
    tenures: Tenures, plan: Plan, from_date: date, to_date: date, revoked: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Number of enterprises by their highest tier at the ends of two days.

    The matrix of a scope sums to its enterprises on record: those in the register, and in the city also those with
    recognitions only. An enterprise without a tier counts as ``none``, whether it lost it, never had one, or was not
    yet founded. ``not_waiting`` counts those that have since entered their yearly tier again, or were ``revoked`` from
    it: any other enterprise without a tier now may still be registered. Columns as in ``schemas/transitions.yaml``:
    every scope and pair of tiers, zeros included.

    Raises
    ------
    ValueError
        ``from_date`` is after ``to_date``.
    """
    if from_date > to_date:
        raise ValueError(f"起始日 {from_date} 晚于终止日 {to_date}。请对调。")
    scopes = tenures.scopes(plan, to_date)
    before, after = tenures.highest_on(from_date), tenures.highest_on(to_date)
    everyone, rungs = np.arange(len(tenures.enterprises)), [NONE, *tenures.ladder]
    cell = before * len(rungs) + after
    since = tenures.spans["held_from"].between(pd.Timestamp(from_date) + pd.Timedelta(days=1), pd.Timestamp(to_date))
    entered = tenures.spans.loc[since, ["enterprise", "tier"]]
    entered = entered.assign(uscc=tenures.enterprises["uscc"].to_numpy()[entered["enterprise"]])
    settled = _of_their_tier(pd.concat([entered, revoked]), tenures, before, plan.tiers.yearly)
    both = [scopes.count(which, cell[which], len(rungs) ** 2) for which in (everyone, settled)]
    axes = {"from_date": [pd.Timestamp(from_date)], "to_date": [pd.Timestamp(to_date)], "scope": scopes.names}
    return conform(
        "transitions", long_table(axes | {"from_tier": rungs, "to_tier": rungs}, **dict(zip(COUNTS, both, strict=True)))
    )


def _of_their_tier(rows: pd.DataFrame, tenures: Tenures, before: np.ndarray, yearly: Collection[str]) -> np.ndarray:
    """The enterprises with a row for the tier that was their highest, if it is a yearly one."""
    rows = rows[rows["tier"].isin(yearly)].astype({"uscc": "str", "tier": "str"})
    which = positions(rows["uscc"], tenures.enterprises["uscc"])
    own = positions(rows["tier"], tenures.ladder) + 1 == before[which]
    return np.unique(which[own])


@check("层级变动表的企业数之和不等于在册企业数")
def transitions_sum_to_those_on_record(transitions: pd.DataFrame, ladder_total: pd.DataFrame) -> bool:
    """Whether the matrix of each scope sums to its enterprises on record."""
    moved = transitions.groupby("scope")["enterprises"].sum()
    return bool((moved == ladder_total.set_index("scope")["on_record"].reindex(moved.index)).all())
