"""Transitions of the highest tier between two days: who is new, was promoted, stayed, fell or left."""

from collections.abc import Collection
from datetime import date

import numpy as np
import pandas as pd

from panjin_kpi.analysis.gradient.tenure import Tenures
from panjin_kpi.analysis.registry import check, intermediate, result
from panjin_kpi.analysis.scopes import long_table
from panjin_kpi.reference.plan import Plan
from panjin_kpi.schemas.conform import conform

NONE = "none"  # on record, but without a tier that day
COUNTS = ("enterprises", "re_registered")


@intermediate()
def end_of_last_year(as_of: date) -> date:
    """The last day of the year before."""
    return date(as_of.year - 1, 12, 31)


@result(230, from_date="end_of_last_year", to_date="as_of")
def transitions(tenures: Tenures, plan: Plan, from_date: date, to_date: date) -> pd.DataFrame:
    """From which highest tier to which the enterprises moved between the ends of two days.

    The matrix of a scope sums to its enterprises on record: the register's, and in the city also those that have
    recognitions only. An enterprise without a tier stands at ``none``, whether it lost it, never had one, or was not
    yet founded. ``re_registered`` are those who entered their yearly tier again since: who holds no tier now and is not
    one of them may still do so. Columns as in ``schemas/transitions.yaml``: every scope and pair of tiers, zeros too.

    Raises
    ------
    ValueError
        ``from_date`` is after ``to_date``.
    """
    if from_date > to_date:
        raise ValueError(f"起始日 {from_date} 晚于终止日 {to_date}。请对调。")
    scopes = tenures.scopes(plan, to_date)
    before, after = _highest(tenures, from_date), _highest(tenures, to_date)
    everyone, rungs = np.arange(len(tenures.enterprises)), [NONE, *tenures.ladder]
    cell = before * len(rungs) + after
    again = _entered_again(tenures, before, plan.tiers.yearly, from_date, to_date)
    both = [scopes.count(which, cell[which], len(rungs) ** 2) for which in (everyone, again)]
    axes = {"from_date": [pd.Timestamp(from_date)], "to_date": [pd.Timestamp(to_date)], "scope": scopes.names}
    return conform(
        "transitions", long_table(axes | {"from_tier": rungs, "to_tier": rungs}, **dict(zip(COUNTS, both, strict=True)))
    )


def _highest(tenures: Tenures, day: date) -> np.ndarray:
    """For each enterprise its highest tier, counted from 1; 0 without any."""
    spans, highest = tenures.on(day), np.zeros(len(tenures.enterprises), dtype="int64")
    np.maximum.at(highest, spans["enterprise"].to_numpy(), spans["tier"].cat.codes.to_numpy() + 1)
    return highest


def _entered_again(
    tenures: Tenures, before: np.ndarray, yearly: Collection[str], from_date: date, to_date: date
) -> np.ndarray:
    """The enterprises whose highest tier is a yearly one and who entered it again between two days."""
    spans = tenures.spans
    since = (spans["held_from"] > pd.Timestamp(from_date)) & (spans["held_from"] <= pd.Timestamp(to_date))
    since &= spans["tier"].isin(yearly) & (spans["tier"].cat.codes + 1 == before[spans["enterprise"]])
    return np.unique(spans.loc[since, "enterprise"].to_numpy())


@check("层级变动表的企业数之和不等于在册企业数")
def transitions_sum_to_those_on_record(transitions: pd.DataFrame, ladder_total: pd.DataFrame) -> bool:
    """Whether the matrix of each scope sums to its enterprises on record."""
    moved = transitions.groupby("scope")["enterprises"].sum()
    return bool((moved == ladder_total.set_index("scope")["on_record"].reindex(moved.index)).all())
