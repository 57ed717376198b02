"""The scores of the districts under any choice of the rules that the plan does not set."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise, product
from typing import cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from panjin_kpi.analysis.assessment.score_inputs import ScoreInputs, last_reported, merged
from panjin_kpi.analysis.assessment.scoring import Policy, ScoredCells, ScoringRules, marks
from panjin_kpi.analysis.assessment.sensitivity import SPREAD, WIDER_CAP
from panjin_kpi.analysis.assessment.weights import FULL_SCORE
from panjin_kpi.analysis.progress.undecided import status_without_undecided
from panjin_kpi.analysis.scopes import Numbers
from panjin_kpi.reference.plan import Plan
from panjin_kpi.reference.settings.rank_check import CHOICES

StatusAndPath = tuple[pd.DataFrame, pd.DataFrame]  # status and path
Picks = dict[str, npt.NDArray[np.int64]]  # the position of each draw's choice, by factor

FIGURES = ("basis", "attribution", "missing", "within")  # choices of figures
RULES = ("cap", "not_allocated")  # choices of scoring rules
SUMMED = ("weights", "aggregation")  # choices of summing up cells
GROUPED = (*FIGURES, *RULES, *SUMMED)
LEFT_OUT = 1e-12  # of its weight: negligible in any score, but still positive if a district has nothing else


@dataclass(frozen=True, eq=False)
class UncertainScores:
    """The inputs of every choice.

    Parameters
    ----------
    plan : Plan
        Its rules are the current choices.
    whole : ScoreInputs
        The year's targets, and the districts and indicators of all arrays.
    fresh : dict
        Values for the month, by basis and attribution.
    earlier : dict
        The last values before it in the year, likewise.
    pool : numpy.ndarray
        Districts by districts: 1 where the figures of one (column) are contained in those of another (row).
    """

    plan: Plan
    whole: ScoreInputs
    fresh: Mapping[tuple[str, str], Numbers]
    earlier: Mapping[tuple[str, str], Numbers]
    pool: Numbers

    @classmethod
    def of(
        cls,
        bases: Mapping[str, StatusAndPath],
        evidence: pd.DataFrame,
        undecided: pd.DataFrame,
        whole: ScoreInputs,
        plan: Plan,
        period: str,
    ) -> "UncertainScores":
        """The figures of the bases of ``scores_by_basis``, each also without undecided enterprises."""
        without = {
            "reported": bases["attributed"],
            "evidenced": bases["evidenced"],  # has none of them
        }
        for basis in ("first_reported", "on_time"):
            status, path = (status_without_undecided(each, evidence, undecided) for each in bases[basis])
            without[basis] = status, path

        def actual(status: pd.DataFrame, path: pd.DataFrame) -> Numbers:
            return last_reported(status, path, whole.districts, whole.indicators, period)

        fresh, earlier = {}, {}
        for attribution, given in (("undecided_in", bases), ("undecided_out", without)):
            for basis in without:
                status, path = given[basis]
                fresh[basis, attribution] = actual(status, path.iloc[:0])
                earlier[basis, attribution] = actual(status.iloc[:0], path)
        return cls(plan, whole, fresh, earlier, containing(whole, plan))

    def inputs(self, basis: str, attribution: str, missing: str, within: str) -> ScoreInputs:
        """The counted figures and their targets."""
        actual, target = self.fresh[basis, attribution], self.whole.target
        if missing == "carried_forward":
            actual = np.where(np.isnan(actual), self.earlier[basis, attribution], actual)
        if within == "within":
            actual, target = self._pooled(actual), self._pooled(target)
        return replace(self.whole, actual=actual, target=target)

    @cached_property
    def alike(self) -> npt.NDArray[np.int64]:
        """For every choice of figures the first with equal figures: if all reports were on time, most are equal."""
        first: dict[bytes, int] = {}
        each = (self.inputs(*names) for names in product(*(CHOICES[factor] for factor in FIGURES)))
        return np.array(
            [first.setdefault(own.actual.tobytes() + own.target.tobytes(), n) for n, own in enumerate(each)]
        )

    def _pooled(self, grid: Numbers) -> Numbers:
        known = ~np.isnan(grid)
        return np.where(self.pool @ known > 0, self.pool @ np.where(known, grid, 0.0), np.nan)

    def rules(self, cap: str, policy: str) -> ScoringRules:
        """The scoring rules under a choice of cap and policy."""
        rules = ScoringRules.of(self.plan.assessment)
        caps = {"cap_as_set": rules.cap, "cap_wider": WIDER_CAP, "no_cap": None}
        return replace(rules, cap=caps[cap], not_allocated=cast("Policy", policy))

    def as_set(self) -> dict[str, str]:
        """The current choice of each factor."""
        own = self.plan.assessment
        set_ = {"basis": own.default_basis.value, "not_allocated": own.not_allocated.value}
        return {factor: set_.get(factor, choices[0]) for factor, choices in CHOICES.items()}

    def scores(self, picks: Picks, weights: Numbers, districts: Sequence[int]) -> Numbers:
        """The scores of some districts in every draw (districts as columns); 0 where a choice leaves them no cell.

        Parameters
        ----------
        picks : dict of str to numpy.ndarray
            Each draw's choice of each factor.
        weights : numpy.ndarray
            Draws by indicators: multiples of the indicators' weights.
        districts : sequence of int
            Their positions.
        """
        shape = [len(CHOICES[factor]) for factor in GROUPED]
        figures = np.ravel_multi_index([picks[factor] for factor in FIGURES], shape[: len(FIGURES)])
        rest = np.ravel_multi_index([picks[factor] for factor in (*RULES, *SUMMED)], shape[len(FIGURES) :])
        code = self.alike[figures] * math.prod(shape[len(FIGURES) :]) + rest
        order = code.argsort(kind="stable")
        codes, starts = np.unique(code[order], return_index=True)
        drawn, found = weights[order], np.empty((len(code), len(districts)))
        groups = [slice(*ends) for ends in pairwise([*starts.tolist(), len(code)])]
        least = self.plan.assessment.rank_check.least_completion.value
        with np.errstate(invalid="ignore"):
            for (scheme, aggregation), cells, rows in self._groups(codes, groups, shape):
                weight = cells.weight if scheme == "weights_varied" else cells.scored.astype("float64")
                whole, counted = weight[districts].T, cells.counted[districts].T
                geometric = aggregation == "geometric"
                earned = whole * (np.log(np.maximum(counted, least)) if geometric else counted)
                score = (drawn[rows] @ earned) / (drawn[rows] @ whole)
                found[rows] = np.exp(score) if geometric else score
        scores = np.empty_like(found)
        scores[order] = FULL_SCORE * found
        return np.nan_to_num(scores, copy=False)

    def _groups(
        self, codes: npt.NDArray[np.int64], rows: Sequence[slice], shape: Sequence[int]
    ) -> Iterator[tuple[tuple[str, str], ScoredCells, slice]]:
        """Groups of draws that share all discrete choices: scheme and aggregation, cells, positions of the draws."""
        chosen = np.array(np.unravel_index(codes, shape)).T.tolist()
        inputs: dict[tuple[int, ...], ScoreInputs] = {}
        before, cells = None, None
        split = len(FIGURES)
        for own, members in zip(chosen, rows, strict=True):
            names = [CHOICES[factor][pick] for factor, pick in zip(GROUPED, own, strict=True)]
            if tuple(own[:split]) not in inputs:
                inputs[tuple(own[:split])] = self.inputs(*names[:split])
            if cells is None or own[:-2] != before:
                cells = marks(inputs[tuple(own[:split])], self.rules(*names[split:-2]))
                before = own[:-2]
            yield (names[-2], names[-1]), cells, members


def containing(given: ScoreInputs, plan: Plan) -> Numbers:
    """Which districts' figures contain which: each its own and those within it, which also keep their own rows.

    The official totals of 兴隆台区 include 高新区 (``within`` in ``districts.csv``); separate rows keep all ranks
    comparable.
    """
    each = np.eye(len(given.districts))
    added = merged(replace(given, actual=each, target=each), plan)
    each[[given.districts.index(district) for district in added.districts]] = added.actual
    return each


def widths(indicators: int) -> list[int]:
    """Number of columns of a design that each factor takes, in the order of :data:`CHOICES`."""
    return [1 + indicators if factor == "weights" else 1 for factor in CHOICES]


def choose(drawn: Numbers, plan: Plan, indicators: int) -> tuple[Picks, Numbers]:
    """Choices and multiples of weights, from numbers between 0 and 1 (draws by the columns of :func:`widths`)."""
    ends = dict(zip(CHOICES, np.cumsum(widths(indicators)).tolist(), strict=True))
    check = plan.assessment.rank_check
    picks, levels = {}, {}
    for factor in CHOICES:
        level = drawn[:, ends[factor] - (1 + indicators if factor == "weights" else 1)]
        bounds = np.cumsum(check.share(factor))[:-1]
        picks[factor], levels[factor] = np.searchsorted(bounds, level, side="right"), level
    own = drawn[:, ends["weights"] - indicators : ends["weights"]]
    weights = 1 - SPREAD + 2 * SPREAD * own
    any_ = picks["weights"] == CHOICES["weights"].index("weights_any")
    weights[any_] = -np.log1p(-own[any_])  # Dirichlet(1) up to scale
    none = check.share("left_out")[0]
    out = np.nonzero(picks["left_out"])[0]
    which = ((levels["left_out"][out] - none) / (1 - none) * indicators).astype("int64") if len(out) else out
    weights[out, np.minimum(which, indicators - 1)] *= LEFT_OUT
    return picks, weights
