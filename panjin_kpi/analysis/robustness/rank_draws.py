"""The ranks of the districts with all uncertain choices drawn together, and with one at a time.

After Saisana, Saltelli & Tarantola (2005), *Journal of the Royal Statistical Society* A 168, 307-323, and the OECD/JRC
*Handbook on Constructing Composite Indicators* (2008), step 7.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from panjin_kpi.analysis.assessment.ranking import Ranks, ranks
from panjin_kpi.analysis.assessment.score_inputs import ScoreInputs
from panjin_kpi.analysis.assessment.standings import tie_break_order
from panjin_kpi.analysis.registry import intermediate
from panjin_kpi.analysis.robustness import sobol
from panjin_kpi.analysis.robustness.uncertain_scores import StatusAndPath, UncertainScores, choose, widths
from panjin_kpi.analysis.scopes import Numbers
from panjin_kpi.reference.plan import Plan
from panjin_kpi.reference.settings.rank_check import CHOICES

SCRAMBLINGS, POINTS, LEAST_POINTS, SEED = 8, 8192, 512, 2021
OF_DESIGN = 4  # divisor of the design's points: an index is an estimate, and each costs eleven draws
MOST_RANKS = 6_000_000  # of the draws, and of the design: fewer points for hundreds, and for dozens, of districts
LEAST_DESIGN = 32
LEAST_MOVED = 0.01  # of the draws: with fewer, an index would rest on a handful
PERTURBED = ("weights", "left_out")  # small changes and not policies: they count in the draws, not one at a time


@dataclass(frozen=True, eq=False)
class RankDraws:
    """The ranks of all draws.

    Parameters
    ----------
    districts : list of str
        The districts with a rank, by rank.
    rank : numpy.ndarray
        Their ranks under the rules as set.
    drawn : numpy.ndarray
        Scramblings by points by districts.
    designed : numpy.ndarray
        Scramblings by matrices of Saltelli's design by points by districts.
    alone : dict
        The ranks where one choice differs from the rules as set, by factor and choice.
    """

    districts: list[str]
    rank: Ranks
    drawn: Ranks
    designed: Ranks
    alone: Mapping[tuple[str, str], Ranks]

    @cached_property
    def effects(self) -> tuple[Numbers, Numbers]:
        """First-order and total indices of the mean shift in rank, then of each district's rank.

        Scramblings by factors by outcomes; NaN where fewer than 1 % of the draws move the outcome.
        """
        moved = (self.drawn != self.rank).reshape(-1, len(self.rank))
        often = np.append(moved.any(axis=1).mean(), moved.mean(axis=0)) >= LEAST_MOVED
        shift = np.abs(self.designed - self.rank).mean(axis=-1, keepdims=True)
        first, total = sobol.indices(np.concatenate([shift, self.designed], axis=-1))
        return np.where(often, first, np.nan), np.where(often, total, np.nan)


@intermediate(bases="figures_by_basis")
def rank_draws(
    bases: Mapping[str, StatusAndPath],
    evidence: pd.DataFrame,
    undecided: pd.DataFrame,
    score_inputs: ScoreInputs,
    contributions: pd.DataFrame,
    scores: pd.DataFrame,
    plan: Plan,
    period: str,
    points: int = POINTS,
    seed: int = SEED,
) -> RankDraws | None:
    """Ranks with all uncertain choices drawn together (docs/decisions/0025); None where no district has a rank.

    The same seed gives the same draws. Ties are broken as they are under the rules as set.
    """
    placed = scores[scores["rank"].notna()].sort_values("rank", kind="stable")
    if placed.empty:
        return None
    names = placed["district"].tolist()
    uncertain = UncertainScores.of(bases, evidence, undecided, score_inputs, plan, period)
    where = [uncertain.whole.districts.index(name) for name in names]
    broken = tie_break_order(contributions, scores, plan.assessment)[placed.index]
    size = len(uncertain.whole.indicators)

    columns = widths(size)
    of_design = _fitting(points // OF_DESIGN, LEAST_DESIGN, (2 + len(columns)) * len(names))
    points = _fitting(points, LEAST_POINTS, len(names))
    plain = sobol.points(sum(columns), points, SCRAMBLINGS, seed)
    made = sobol.design(columns, of_design, SCRAMBLINGS, seed)
    both = np.concatenate([plain.reshape(-1, sum(columns)), made.reshape(-1, sum(columns))])
    picks, weights = choose(both, plan, size)
    rows = ranks(uncertain.scores(picks, weights, where), broken).astype("int16")
    drawn = rows[: SCRAMBLINGS * points].reshape(SCRAMBLINGS, points, len(names))
    designed = rows[SCRAMBLINGS * points :].reshape(*made.shape[:3], len(names))

    as_set = uncertain.as_set()
    single = [(f, choice) for f in CHOICES if f not in PERTURBED for choice in CHOICES[f] if choice != as_set[f]]
    picks = {
        factor: np.array([own.index(choice if f == factor else as_set[factor]) for f, choice in single])
        for factor, own in CHOICES.items()
    }
    alone = ranks(uncertain.scores(picks, np.ones((len(single), size)), where), broken).astype("int16")
    return RankDraws(names, placed["rank"].to_numpy("int16"), drawn, designed, dict(zip(single, alone, strict=True)))


def _fitting(points: int, least: int, ranks: int) -> int:
    """As many points as :data:`MOST_RANKS` has room for, with so many ranks for each."""
    while points > least and points * SCRAMBLINGS * ranks > MOST_RANKS:
        points //= 2
    return points
