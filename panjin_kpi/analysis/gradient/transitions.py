"""Transitions of the highest tier between two days: who is new, was promoted, stayed, fell, left."""

from collections.abc import Iterable
from datetime import date

import numpy as np
import pandas as pd

from panjin_kpi.analysis.gradient.tenure import Tenures
from panjin_kpi.analysis.registry import check, intermediate, result
from panjin_kpi.analysis.scopes import Scopes, long_table
from panjin_kpi.reference.plan import Plan
from panjin_kpi.schemas.conform import conform

NONE = "none"  # on record, but on no rung that day


@intermediate()
def end_of_last_year(as_of: date) -> date:
    """The last day of the year before."""
    return date(as_of.year - 1, 12, 31)


@result(230, from_date="end_of_last_year", to_date="as_of")
def transitions(tenures: Tenures, plan: Plan, from_date: date, to_date: date) -> pd.DataFrame:
    """From which highest tier to which the enterprises moved between two days.

    The matrix of a scope sums to its enterprises on record: the register's, and in the city also those that have
    recognitions but no row in the register. An enterprise that held no tier on a day stands at ``none``, whether it
    lost its tier, never had one, or was not yet founded. What happened in between does not show.

    Parameters
    ----------
    from_date, to_date : datetime.date
        The two days; the state at the end of each.

    Returns
    -------
    pandas.DataFrame
        Columns as in ``schemas/transitions.yaml``: every scope and pair of tiers, zeros included.

    Raises
    ------
    ValueError
        ``from_date`` is after ``to_date``.

    Examples
    --------
    >>> from panjin_kpi.analysis.gradient.tenure import tenures
    >>> enterprises = pd.DataFrame({"uscc": ["A", "B"], "district": ["dawa", "dawa"]})
    >>> recognitions = pd.DataFrame({"uscc": ["A", "A"], "tier": ["sci_tech_sme", "hnte"], "event": "recognised",
    ...                              "event_date": pd.to_datetime(["2020-06-01", "2021-05-01"])})
    >>> plan = Plan.load()
    >>> held = tenures(enterprises, recognitions, plan.tiers)
    >>> matrix = transitions(held, plan, date(2020, 12, 31), date(2021, 12, 31))
    >>> matrix = matrix.assign(movement=movement(matrix, plan.tiers.tiers)).query("scope == 'dawa' and enterprises > 0")
    >>> print(matrix[["from_tier", "to_tier", "enterprises", "movement"]].to_string(index=False))
       from_tier to_tier  enterprises movement
            none    none            1  outside
    sci_tech_sme    hnte            1 promoted
    """
    if from_date > to_date:
        raise ValueError(f"起始日 {from_date} 晚于终止日 {to_date}。请对调。")
    scopes = Scopes.of(tenures.enterprises["district"], plan, f"{to_date:%Y-%m}")
    before, after = _highest(tenures, from_date), _highest(tenures, to_date)
    everyone, rungs = np.arange(len(tenures.enterprises)), [NONE, *tenures.ladder]
    counts = scopes.count(everyone, before * len(rungs) + after, len(rungs) ** 2)
    axes = {"from_date": [pd.Timestamp(from_date)], "to_date": [pd.Timestamp(to_date)], "scope": scopes.names}
    return conform("transitions", long_table(axes | {"from_tier": rungs, "to_tier": rungs}, enterprises=counts))


def movement(matrix: pd.DataFrame, ladder: Iterable[str]) -> pd.Series:
    """What each cell of a transition matrix is called.

    Parameters
    ----------
    matrix : pandas.DataFrame
        ``from_tier`` and ``to_tier``.
    ladder : iterable of str
        The tiers, lowest first.

    Returns
    -------
    pandas.Series
        ``new`` (onto the ladder), ``promoted`` (a higher tier), ``kept`` (the same), ``fell`` (a lower tier), ``left``
        (off the ladder), ``outside`` (on no tier on either day).
    """
    rungs = [NONE, *ladder]
    before, after = (pd.Categorical(matrix[name], categories=rungs).codes for name in ("from_tier", "to_tier"))
    words = np.select(
        [(before == 0) & (after == 0), before == 0, after == 0, after > before, after == before],
        ["outside", "new", "left", "promoted", "kept"],
        default="fell",
    )
    return pd.Series(words, index=matrix.index, name="movement", dtype="str")


def _highest(tenures: Tenures, day: date) -> np.ndarray:
    """For each enterprise the number of its highest rung; 0 on none."""
    spans = tenures.on(day)
    enterprise, tier = spans["enterprise"].to_numpy(), spans["tier"].cat.codes.to_numpy()
    highest = np.zeros(len(tenures.enterprises), dtype="int64")
    for number in range(len(tenures.ladder)):
        highest[enterprise[tier == number]] = number + 1  # upwards: the highest stays
    return highest


@check("层级变动表的企业数之和不等于在册企业数")
def everybody_moved_once(transitions: pd.DataFrame, ladder_total: pd.DataFrame) -> bool:
    """Whether the matrix of each scope sums to its enterprises on record."""
    moved = transitions.groupby("scope")["enterprises"].sum()
    return bool((moved == ladder_total.set_index("scope")["on_record"].reindex(moved.index)).all())
