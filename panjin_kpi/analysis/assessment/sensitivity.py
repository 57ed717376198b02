"""How far the ranks of the districts depend on rules that the plan does not set."""

import math
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from panjin_kpi.analysis.assessment.ranking import Ranks, ranks
from panjin_kpi.analysis.assessment.score import contribution_rows
from panjin_kpi.analysis.assessment.score_inputs import ScoreInputs, merged
from panjin_kpi.analysis.assessment.scoring import ScoredCells, ScoringRules, marks
from panjin_kpi.analysis.assessment.standings import standings, tie_break_order
from panjin_kpi.analysis.assessment.weights import FULL_SCORE
from panjin_kpi.analysis.registry import result
from panjin_kpi.analysis.scopes import Numbers
from panjin_kpi.reference.plan import Plan
from panjin_kpi.reference.settings.assessment import Assessment
from panjin_kpi.schemas.conform import conform

DRAWS, SEED = 10_000, 2021
SPREAD = 0.2
WIDER_CAP = 1.2
QUANTILES = (0.05, 0.5, 0.95)
CELLS = 200_000  # ranks computed at once: fits a processor cache
MANY = 3_000_000  # scores in a matrix product, by several threads
FEW = 10_000  # scores in a product if no more than MANY in all: small enough for one thread, which is faster
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
    rules, wider = ScoringRules.of(assessment), replace(ScoringRules.of(assessment), cap=WIDER_CAP)
    base = marks(given, rules)
    tied = _breaking(base, assessment, period, penalties)
    once: dict[str, tuple[ScoreInputs, ScoringRules]] = {
        "cap_wider": (given, wider),
        "no_cap": (given, replace(rules, cap=None)),
        "others_mean": (given, replace(rules, not_allocated="group_mean")),
        "merged": (merged(given, plan), rules),
    }
    tables = [
        _drawn(name, base, weight, multipliers(draws, np.random.default_rng([seed, number])), tied)
        for number, (name, weight, multipliers) in enumerate(_weights(base))
    ]
    for name, (figures, changed) in once.items():
        capped = assessment.model_copy(update={"cap": assessment.cap.model_copy(update={"value": changed.cap})})
        made = marks(figures, changed)
        tables.append(_once(name, standings(contribution_rows(made, period), penalties, made.districts, capped)))
    return pd.concat(tables, ignore_index=True)


Draw = Callable[[int, np.random.Generator], Numbers]


def _weights(base: ScoredCells) -> list[tuple[str, Numbers, Draw]]:
    """The drawn scenarios: name, base weights, and a function that draws their multiples (draws by indicators)."""
    size = len(base.indicators)
    equal = np.where(np.isnan(base.weight), np.nan, base.scored)
    return [
        ("weights_varied", base.weight, lambda draws, random: random.uniform(1 - SPREAD, 1 + SPREAD, (draws, size))),
        (
            "weights_any",
            equal,
            lambda draws, random: random.dirichlet(np.ones(size), draws) if size else np.empty((draws, 0)),
        ),
    ]


def _breaking(base: ScoredCells, assessment: Assessment, period: str, penalties: pd.Series) -> Ranks | None:
    if not assessment.tie_break.value:
        return None
    table = contribution_rows(base, period)
    return tie_break_order(table, standings(table, penalties, base.districts, assessment), assessment)


def _drawn(name: str, base: ScoredCells, weight: Numbers, multiples: Numbers, tied: Ranks | None) -> pd.DataFrame:
    """Ranks in every draw; one matrix product gives the points and the total weights of a block of draws."""
    ranked = base.scored.any(axis=1) & ~np.isnan(weight).any(axis=1)
    districts = np.array(base.districts, dtype="object")[ranked]
    whole = weight[ranked].T
    both = np.hstack([FULL_SCORE * whole * base.counted[ranked].T, whole])
    broken = None if tied is None else tied[ranked]
    drawn_ranks = np.empty((len(districts), len(multiples)), dtype="int16" if len(districts) < 2**15 else "int32")
    at_once = MANY if len(multiples) * len(districts) > MANY else FEW
    for block in _blocks(len(multiples), len(districts), at_once):
        earned, of = np.hsplit(multiples[block] @ both, 2)
        score, drawn = earned / of, drawn_ranks[:, block]
        for part in _blocks(len(score), len(districts), CELLS):
            drawn[:, part] = ranks(score[part], broken).T
    worst = drawn_ranks.max(axis=0, initial=0)
    taken = [max(math.ceil(quantile * len(multiples)) - 1, 0) for quantile in QUANTILES]  # the inverted CDF
    found = np.empty((len(COLUMNS) - 2, len(districts)))
    for block in _blocks(*drawn_ranks.shape, CELLS):
        found[:3, block] = np.sort(drawn_ranks[block], axis=1, kind="stable")[:, taken].T
        found[3, block] = (drawn_ranks[block] == 1).mean(axis=1)
        found[4, block] = (drawn_ranks[block] == worst).mean(axis=1)
    table = pd.DataFrame(found.T, index=pd.Index(districts, dtype="str"), columns=COLUMNS[2:])
    table = table.reindex(base.districts).rename_axis("district").reset_index()
    return conform("rank_ranges", table.assign(scenario=name))


def _blocks(number: int, width: int, cells: int) -> Iterator[slice]:
    step = max(cells // max(width, 1), 1)
    return (slice(start, start + step) for start in range(0, number, step))


def _once(name: str, table: pd.DataFrame) -> pd.DataFrame:
    rank = table["rank"]
    blank = rank.isna()
    first, last = ((rank == end).astype("Float64").mask(blank) for end in (1, rank.max()))
    columns = dict(zip(COLUMNS[1:], (table["district"], rank, rank, rank, first, last), strict=True))
    return conform("rank_ranges", pd.DataFrame(columns).assign(scenario=name))
