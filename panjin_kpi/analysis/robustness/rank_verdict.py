"""Verdict on each district's rank: whether it is firm, its strongest factor, and the ranks not distinguishable."""

import math

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from panjin_kpi import schemas
from panjin_kpi.analysis.assessment.ranking import Ranks
from panjin_kpi.analysis.registry import result
from panjin_kpi.analysis.robustness.rank_draws import RankDraws
from panjin_kpi.analysis.scopes import Numbers
from panjin_kpi.reference.plan import CITY, Plan
from panjin_kpi.reference.settings.rank_check import CHOICES
from panjin_kpi.schemas.conform import conform

INTERVAL, LEAST_ERROR = 0.99, 0.005  # of a share over the scramblings, with a lower bound on its error
LEAST_AHEAD = 0.1  # lead of the strongest factor's index: a smaller one would depend on the seed
OUTER = (0.05 - LEAST_ERROR, 0.95 + LEAST_ERROR)  # nine draws in ten lie between them, whatever the seed


@result(52)
def rank_verdict(rank_draws: RankDraws | None, scores: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Whether each district's rank is firm.

    A rank is firm if at least ``firm_from`` (0.95, assumption) of the draws have it, no basis or policy alone changes
    it, and its district is distinguishable from all with another rank. If the interval of ``p_rank`` (99 %, over
    independent scramblings, at least half a percentage point to each side) reaches below ``firm_from``, it is not firm:
    no verdict depends on the seed.

    The ranks from ``level_from`` to ``level_to`` are not distinguishable: for no two of them are all districts of the
    better ahead of all districts of the worse in at least ``firm_from`` of the draws.

    Returns
    -------
    pandas.DataFrame
        Columns as in ``schemas/rank_verdict.yaml``, in the order of ``scores``. ``factor`` has the largest total Sobol'
        index of the rank, blank where another's may be as large; ``moved_by`` is the choice that alone moves the rank
        furthest, to ``moved_to``, and ``moving`` counts the choices that move it.
    """
    table, draws = scores[["period", "district", "rank"]], rank_draws
    if draws is None:
        return conform("rank_verdict", table.reindex(columns=list(schemas.schema("rank_verdict").columns)))
    firm_from, rank, size = plan.assessment.rank_check.firm_from.value, draws.rank, len(draws.rank)
    p_rank, p_low, p_high = interval((draws.drawn == rank).mean(axis=1))
    drawn = np.ascontiguousarray(np.moveaxis(draws.drawn, -1, 0))
    ordered = np.sort(drawn.reshape(size, -1), axis=1, kind="stable")
    low, high = (ordered[:, math.ceil(end * ordered.shape[1]) - 1] for end in OUTER)  # the inverted CDF
    level_from, level_to = indistinguishable(drawn, rank, firm_from)
    alone = np.array(list(draws.alone.values())).astype("int64")
    moving, furthest = (alone != rank).sum(axis=0), np.abs(alone - rank).argmax(axis=0)
    choices, own = [choice for _, choice in draws.alone], range(size)
    most, effect = _strongest(draws.effects[1][..., 1:])
    found = {
        "district": draws.districts,
        "p_rank": p_rank,
        "p_low": p_low,
        "p_high": p_high,
        "rank_low": low,
        "rank_high": high,
        "level_from": level_from,
        "level_to": level_to,
        "firm": (p_low >= firm_from) & (moving == 0) & (level_from == rank) & (level_to == rank),
        "factor": pd.Series([list(CHOICES)[number] for number in most]).where(~np.isnan(effect)),
        "total_effect": effect,
        "moved_by": [choices[number] for number in furthest],
        "moved_to": alone[furthest, own],
        "moved_with": (alone[furthest] == alone[furthest, own][:, None]).sum(axis=1),
        "moving": moving,
    }
    frame = pd.DataFrame(found)
    frame.loc[moving == 0, ["moved_by", "moved_to", "moved_with"]] = None
    return conform("rank_verdict", table.merge(frame, on="district", how="left"))


@result(54)
def rank_factors(rank_draws: RankDraws | None, plan: Plan, period: str) -> pd.DataFrame:
    """Share of the variance of each district's rank due to each factor, and the factor's effect alone.

    The city's rows are about the mean shift in rank over the districts (Saisana et al. 2005). ``choice`` is the
    factor's choice that alone moves the district furthest, to ``rank``; blank where none does, and for weights and
    indicators left out. Indices are blank where fewer than 1 % of the draws move the rank.
    """
    draws, factors = rank_draws, list(CHOICES)
    if draws is None:
        return schemas.empty("rank_factors")
    first, total = (effect.mean(axis=0).clip(0, 1) for effect in draws.effects)
    rows = []
    for column, scope in enumerate([CITY, *draws.districts]):
        own = None if scope == CITY else int(draws.rank[column - 1])
        for position, factor in enumerate(factors):
            alone = {choice: int(found[column - 1]) for (name, choice), found in draws.alone.items() if name == factor}
            moves = {choice: rank - own for choice, rank in alone.items() if own and rank != own}
            choice = max(moves, key=lambda name: abs(moves[name])) if moves else None
            rows.append(
                (scope, factor, first[position, column], total[position, column], choice, alone.get(choice or ""))
            )
    table = pd.DataFrame(rows, columns=["scope", "factor", "first_order", "total_effect", "choice", "rank"])
    return conform("rank_factors", table.assign(period=period), {"scope": plan.order_of("district"), "factor": factors})


def interval(shares: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Estimate and the ends of its interval, from one estimate per scrambling (rows).

    >>> [float(end.round(3)) for end in interval(np.array([0.94, 0.95, 0.96, 0.95]))]
    [0.95, 0.926, 0.974]
    """
    mean, error = shares.mean(axis=0), np.maximum(_error(shares), LEAST_ERROR)
    return mean, np.clip(mean - error, 0, 1), np.clip(mean + error, 0, 1)


def _error(estimates: Numbers) -> Numbers:
    size = len(estimates)
    found: Numbers = special.stdtrit(size - 1, (1 + INTERVAL) / 2) * estimates.std(axis=0, ddof=1) / np.sqrt(size)
    return found


def _strongest(total: Numbers) -> tuple[npt.NDArray[np.int64], Numbers]:
    """The factor with the largest total index (of scramblings by factors by districts), and that index.

    NaN where nothing moves the rank, or where another factor's index is not smaller by more than 0.1 and the error.
    """
    mean, own = np.nan_to_num(total.mean(axis=0), nan=-1.0), np.arange(total.shape[-1])
    most = mean.argmax(axis=0)
    ahead = total[:, most, own][:, np.newaxis] - total
    clear = ahead.mean(axis=0) > np.maximum(_error(ahead), LEAST_AHEAD)
    clear[most, own] = True
    return most, np.where(clear.all(axis=0), mean[most, own].clip(0, 1), np.nan)


def indistinguishable(drawn: Ranks, rank: Ranks, firm_from: float) -> tuple[Ranks, Ranks]:
    """For each district the best and the worst rank that is not distinguishable from its own.

    Parameters
    ----------
    drawn : numpy.ndarray
        Districts by scramblings by draws, by rank.
    """
    starts = np.append(np.unique(rank, return_index=True)[1], len(rank)).tolist()
    distinct = len(starts) - 1
    reach = list(range(distinct))
    for position in reversed(range(distinct - 1)):
        behind = slice(starts[position + 1], starts[reach[position + 1] + 1])
        apart = np.ones(behind.stop - behind.start, dtype="bool")
        for own in range(starts[position], starts[position + 1]):
            apart &= interval((drawn[own] < drawn[behind]).mean(axis=-1).T)[1] >= firm_from
        ahead = np.logical_and.reduceat(
            apart, np.subtract(starts[position + 1 : reach[position + 1] + 1], starts[position + 1])
        )
        reach[position] = position + (int(ahead.argmax()) if ahead.any() else len(ahead))
    back = np.searchsorted(reach, np.arange(distinct))  # the first whose reach includes this one
    at, of = rank[starts[:-1]], np.repeat(np.arange(distinct), np.diff(starts))
    return at[back][of], at[reach][of]
