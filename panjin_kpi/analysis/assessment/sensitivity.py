"""How far the ranks of the districts depend on rules that the plan does not set."""

import math

import numpy as np
import pandas as pd

from panjin_kpi.analysis.assessment.ranking import Ranks, ranks
from panjin_kpi.analysis.assessment.score import contribution_rows
from panjin_kpi.analysis.assessment.score_inputs import ScoreInputs, merged
from panjin_kpi.analysis.assessment.scoring import ScoredCells, marks
from panjin_kpi.analysis.assessment.standings import standings, tie_break_order
from panjin_kpi.analysis.registry import result
from panjin_kpi.analysis.scopes import Numbers
from panjin_kpi.reference.plan import Plan
from panjin_kpi.reference.settings.assessment import FULL
from panjin_kpi.schemas.conform import conform

DRAWS, SEED = 10_000, 2021
SPREAD = 0.2
WIDER_CAP = 1.2
QUANTILES = (0.05, 0.5, 0.95)
SCORES = 3_000_000  # in a matrix product: on a busy machine the threads of many small ones wait for one another
COLUMNS = ["scenario", "district", "rank_low", "rank_median", "rank_high", "first_share", "last_share"]


@result(50)
def rank_ranges(
    score_inputs: ScoreInputs,
    penalties: pd.Series,
    plan: Plan,
    period: str,
    draws: int = DRAWS,
    seed: int = SEED,
) -> pd.DataFrame:
    """Each district's rank under other weights, caps and policies.

    Two scenarios draw weights: ``weights_varied`` multiplies each indicator's weight by a factor between 0.8 and 1.2,
    the same for all districts; ``weights_any`` draws them from Dirichlet(1), so that all weights are equally likely.
    Both normalise over what a district is scored on, break ties by the weights as set, and give the 5 %, 50 % and 95 %
    quantiles (inverted CDF: a rank that was drawn). The others are computed once: ``cap_wider`` (1.2), ``no_cap``,
    ``others_mean`` (a target not allocated counts as the other districts' mean) and ``merged`` (a district within
    another is counted there). The same seed gives the same table.

    ``first_share`` and ``last_share`` are the shares of draws in which no district was ahead of or behind this one;
    ties count. Blank where there is no score.
    """
    given, assessment = score_inputs, plan.assessment
    base = marks(given, assessment)
    parts = contribution_rows(base, period)
    tied = tie_break_order(parts, standings(parts, penalties, base.districts, assessment), assessment)
    once = {
        "cap_wider": (given, assessment.changed(cap=WIDER_CAP)),
        "no_cap": (given, assessment.changed(cap=None)),
        "others_mean": (given, assessment.changed(not_allocated="group_mean")),
        "merged": (merged(given, plan), assessment),
    }
    varied, any_ = (np.random.default_rng([seed, number]) for number in range(2))
    size, equal = len(base.indicators), np.where(np.isnan(base.weight), np.nan, base.scored)
    factors = varied.uniform(1 - SPREAD, 1 + SPREAD, (draws, size))
    shares = any_.dirichlet(np.ones(size), draws) if size else np.empty((draws, 0))
    tables = [
        _drawn("weights_varied", base, base.weight, factors, tied),
        _drawn("weights_any", base, equal, shares, tied),
    ]
    for name, (figures, changed) in once.items():
        made = marks(figures, changed)
        tables.append(_once(name, standings(contribution_rows(made, period), penalties, made.districts, changed)))
    return pd.concat(tables, ignore_index=True)


def _drawn(name: str, base: ScoredCells, weight: Numbers, multiples: Numbers, tied: Ranks) -> pd.DataFrame:
    """Ranks in every draw; one matrix product gives the points and the total weights of a block of draws."""
    ranked = base.scored.any(axis=1) & ~np.isnan(weight).any(axis=1)
    districts = np.array(base.districts, dtype="object")[ranked]
    whole = weight[ranked].T
    both = np.hstack([FULL * whole * base.counted[ranked].T, whole])
    drawn = np.empty((len(districts), len(multiples)), dtype="int16")
    step = max(SCORES // max(len(districts), 1), 1)
    for start in range(0, len(multiples), step):
        earned, of = np.hsplit(multiples[start : start + step] @ both, 2)
        drawn[:, start : start + step] = ranks(earned / of, tied[ranked]).T
    taken = [max(math.ceil(quantile * len(multiples)) - 1, 0) for quantile in QUANTILES]  # the inverted CDF
    shares = [(drawn == end).mean(axis=1) for end in (1, drawn.max(axis=0, initial=0))]
    found = [*np.sort(drawn, axis=1, kind="stable")[:, taken].T, *shares]
    table = pd.DataFrame(np.transpose(found), index=pd.Index(districts, dtype="str"), columns=COLUMNS[2:])
    table = table.reindex(base.districts).rename_axis("district").reset_index()
    return conform("rank_ranges", table.assign(scenario=name))


def _once(name: str, table: pd.DataFrame) -> pd.DataFrame:
    rank = table["rank"]
    blank = rank.isna()
    first, last = ((rank == end).astype("Float64").mask(blank) for end in (1, rank.max()))
    columns = dict(zip(COLUMNS[1:], (table["district"], rank, rank, rank, first, last), strict=True))
    return conform("rank_ranges", pd.DataFrame(columns).assign(scenario=name))
