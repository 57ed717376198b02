"""The scores of the districts under any choice of the rules that the plan does not set."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from panjin_kpi.analysis.assessment.score_inputs import ScoreInputs, containing, last_reported, pooled
from panjin_kpi.analysis.assessment.scoring import marks
from panjin_kpi.analysis.assessment.sensitivity import SPREAD, WIDER_CAP
from panjin_kpi.analysis.progress.undecided import status_without_undecided
from panjin_kpi.analysis.scopes import Numbers
from panjin_kpi.reference.plan import Plan
from panjin_kpi.reference.settings.assessment import FULL, Assessment
from panjin_kpi.reference.settings.rank_check import CHOICES

StatusAndPath = tuple[pd.DataFrame, pd.DataFrame]  # status and path
Picks = dict[str, npt.NDArray[np.int64]]  # the position of each draw's choice, by factor

FIGURES = ("basis", "attribution", "missing", "within")  # choices of figures
GROUPED = (*FIGURES, "cap", "not_allocated", "weights", "aggregation")  # and of scoring rules, of summing up cells
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
    actual : dict
        Values for the month, by basis, attribution and what counts where one is missing.
    pool : numpy.ndarray
        From :func:`~panjin_kpi.analysis.assessment.score_inputs.containing`; separate rows keep all ranks comparable.
    """

    plan: Plan
    whole: ScoreInputs
    actual: Mapping[tuple[str, str, str], Numbers]
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
        actual = {}
        for attribution, given in (("undecided_in", bases), ("undecided_out", without)):
            for basis in without:
                status, path = given[basis]
                for missing, months in (("carried_forward", path), ("counted_zero", path.iloc[:0])):
                    values = last_reported(status, months, whole.districts, whole.indicators, period)
                    actual[basis, attribution, missing] = values
        return cls(plan, whole, actual, containing(whole, plan))

    def inputs(self, basis: str, attribution: str, missing: str, within: str) -> ScoreInputs:
        """The counted figures and their targets."""
        actual, target = self.actual[basis, attribution, missing], self.whole.target
        if within == "within":
            actual, target = pooled(actual, self.pool), pooled(target, self.pool)
        return replace(self.whole, actual=actual, target=target)

    def rules(self, cap: str, policy: str) -> Assessment:
        """The rules of assessment under a choice of cap and policy."""
        own = self.plan.assessment
        caps = {"cap_as_set": own.cap.value, "cap_wider": WIDER_CAP, "no_cap": None}
        return own.changed(cap=caps[cap], not_allocated=policy)

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
        code = np.ravel_multi_index([picks[factor] for factor in GROUPED], shape)
        order = code.argsort(kind="stable")
        codes, starts = np.unique(code[order], return_index=True)
        inputs, split = lru_cache(1)(self.inputs), len(FIGURES)  # the codes of the same figures are consecutive
        cells = lru_cache(1)(lambda *names: marks(inputs(*names[:split]), self.rules(*names[split:])))
        scores, least = np.empty((len(code), len(districts))), self.plan.assessment.rank_check.least_completion.value
        with np.errstate(invalid="ignore"):
            for own, rows in zip(codes, np.split(order, starts[1:]), strict=True):
                picked = zip(GROUPED, np.unravel_index(own, shape), strict=True)
                *names, scheme, aggregation = (CHOICES[factor][pick] for factor, pick in picked)
                made, drawn = cells(*names), weights[rows]
                weight = made.weight if scheme == "weights_varied" else made.scored.astype("float64")
                whole, counted = weight[districts].T, made.counted[districts].T
                geometric = aggregation == "geometric"
                earned = whole * (np.log(np.maximum(counted, least)) if geometric else counted)
                score = (drawn @ earned) / (drawn @ whole)
                scores[rows] = FULL * (np.exp(score) if geometric else score)
        return np.nan_to_num(scores, copy=False)


def widths(indicators: int) -> list[int]:
    """Number of columns of a design that each factor takes, in the order of :data:`CHOICES`."""
    return [1 + indicators if factor == "weights" else 1 for factor in CHOICES]


def choose(drawn: Numbers, plan: Plan, indicators: int) -> tuple[Picks, Numbers]:
    """Choices and multiples of weights, from numbers between 0 and 1 (draws by the columns of :func:`widths`)."""
    first = dict(zip(CHOICES, np.cumsum([0, *widths(indicators)]).tolist(), strict=False))
    check = plan.assessment.rank_check
    picks, levels = {}, {}
    for factor in CHOICES:
        level = drawn[:, first[factor]]
        bounds = np.cumsum(check.share(factor))[:-1]
        picks[factor], levels[factor] = np.searchsorted(bounds, level, side="right"), level
    own = drawn[:, first["weights"] + 1 :][:, :indicators]
    weights = 1 - SPREAD + 2 * SPREAD * own
    any_ = picks["weights"] == CHOICES["weights"].index("weights_any")
    weights[any_] = -np.log1p(-own[any_])  # Dirichlet(1) up to scale
    none = check.share("left_out")[0]
    out = np.nonzero(picks["left_out"])[0]
    which = ((levels["left_out"][out] - none) / (1 - none) * indicators).astype("int64") if len(out) else out
    weights[out, np.minimum(which, indicators - 1)] *= LEFT_OUT
    return picks, weights
