"""The ranks of the districts under every choice of the uncertain rules, drawn together.

After Saisana, Saltelli & Tarantola (2005), *Journal of the Royal Statistical Society* A 168, 307-323, and the OECD/JRC
*Handbook on Constructing Composite Indicators* (2008), step 7.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from panjin_kpi.analysis.assessment.ranking import Ranks, ranks
from panjin_kpi.analysis.assessment.score_inputs import ScoreInputs, measures, merged
from panjin_kpi.analysis.assessment.scoring import Policy, ScoredCells, ScoringRules, marks
from panjin_kpi.analysis.assessment.sensitivity import SPREAD, WIDER_CAP
from panjin_kpi.analysis.assessment.weights import FULL_SCORE
from panjin_kpi.analysis.progress.undecided import status_without_undecided
from panjin_kpi.analysis.scopes import Numbers
from panjin_kpi.reference.plan import Plan
from panjin_kpi.reference.settings.rank_check import CHOICES

Figures = tuple[pd.DataFrame, pd.DataFrame]  # status and path
Picks = dict[str, npt.NDArray[np.int64]]  # the position of each draw's choice, by factor

FIGURES = ("basis", "attribution", "missing", "within")  # what is counted
RULES = ("cap", "not_allocated")  # how each cell counts
SUMMED = ("weights", "aggregation")  # how cells become a score
GROUPED = (*FIGURES, *RULES, *SUMMED)
LEFT_OUT = 1e-12  # of its weight: too little for any score, and still all where a district has nothing else
CELLS = 200_000  # ranks computed at once: what fits a processor cache


@dataclass(frozen=True, eq=False)
class UncertainScores:
    """Everything the choices choose from.

    Parameters
    ----------
    plan, period
        The plan and the month.
    bases : dict of str to tuple
        Status and path of each basis.
    evidence, undecided : pandas.DataFrame
        The results of that name: what undecided enterprises prove.
    """

    plan: Plan
    period: str
    bases: Mapping[str, Figures]
    evidence: pd.DataFrame
    undecided: pd.DataFrame

    def inputs(self, basis: str, attribution: str, missing: str, within: str) -> ScoreInputs:
        """What is counted, and against which targets."""
        status, path = self.bases[basis]
        if attribution == "undecided_out":
            status = status_without_undecided(status, self.evidence, self.undecided)
        if missing == "counted_zero":
            path = path.iloc[:0]
        given = measures(status, path, self.plan, self.period)
        return with_districts_within(given, self.plan) if within == "within" else given

    def rules(self, cap: str, policy: str) -> ScoringRules:
        """How each cell counts."""
        known: Mapping[str, Policy] = {"drop": "drop", "full_marks": "full_marks", "group_mean": "group_mean"}
        rules = ScoringRules.of(self.plan.assessment)
        caps = {"cap_as_set": rules.cap, "cap_wider": WIDER_CAP, "no_cap": None}
        return replace(rules, cap=caps[cap], not_allocated=known[policy])

    def as_set(self) -> dict[str, str]:
        """The choice that counts, of each factor."""
        own = self.plan.assessment
        set_ = {"basis": own.default_basis.value, "not_allocated": own.not_allocated.value}
        return {factor: set_.get(factor, choices[0]) for factor, choices in CHOICES.items()}

    def scores(self, picks: Picks, weights: Numbers, districts: npt.NDArray[np.bool_]) -> Numbers:
        """The scores of some districts in every draw (districts across); 0 where a choice leaves them nothing.

        Parameters
        ----------
        picks : dict of str to numpy.ndarray
            Each draw's choice of each factor.
        weights : numpy.ndarray
            Draws by indicators: what the weight that an indicator has is multiplied by.
        """
        shape = [len(CHOICES[factor]) for factor in GROUPED]
        code = np.ravel_multi_index([picks[factor] for factor in GROUPED], shape)
        order = code.argsort(kind="stable")
        codes, starts = np.unique(code[order], return_index=True)
        found = np.empty((len(code), int(districts.sum())))
        least = self.plan.assessment.rank_check.least_completion.value
        for (scheme, aggregation), cells, rows in self._groups(codes, np.split(order, starts[1:]), shape):
            weight = cells.weight if scheme == "weights_varied" else cells.scored.astype("float64")
            whole = weight[districts].T
            if aggregation == "geometric":
                earned = whole * np.log(np.maximum(cells.counted, least))[districts].T
            else:
                earned = whole * cells.counted[districts].T
            drawn = weights[rows]
            with np.errstate(invalid="ignore"):
                score = (drawn @ earned) / (drawn @ whole)
            found[rows] = FULL_SCORE * (np.exp(score) if aggregation == "geometric" else score)
        return np.nan_to_num(found, copy=False)

    def _groups(
        self, codes: npt.NDArray[np.int64], rows: Sequence[npt.NDArray[np.int64]], shape: Sequence[int]
    ) -> Iterator[tuple[tuple[str, str], ScoredCells, npt.NDArray[np.int64]]]:
        """The draws that share all discrete choices: scheme and aggregation, their cells, and which draws."""
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


def with_districts_within(given: ScoreInputs, plan: Plan) -> ScoreInputs:
    """The same with each district's figures and targets containing those within it, which keep rows of their own.

    So the official totals of 兴隆台区 include 高新区 (``within`` in ``districts.csv``), and all ranks stay comparable.
    """
    whole = merged(given, plan)
    where = [given.districts.index(district) for district in whole.districts]
    actual, target = given.actual.copy(), given.target.copy()
    actual[where], target[where] = whole.actual, whole.target
    return replace(given, actual=actual, target=target)


def widths(indicators: int) -> list[int]:
    """How many columns of a design each factor takes, in the order of :data:`CHOICES`."""
    return [1 + indicators if factor == "weights" else 1 for factor in CHOICES]


def choose(drawn: Numbers, plan: Plan, indicators: int) -> tuple[Picks, Numbers]:
    """Choices and multiples of weights from numbers between 0 and 1 (draws by the columns of :func:`widths`)."""
    ends = dict(zip(CHOICES, np.cumsum(widths(indicators)).tolist(), strict=True))
    check = plan.assessment.rank_check
    picks, levels = {}, {}
    for factor in CHOICES:
        level = drawn[:, ends[factor] - (1 + indicators if factor == "weights" else 1)]
        bounds = np.cumsum(check.share(factor))[:-1]
        picks[factor], levels[factor] = np.searchsorted(bounds, level, side="right"), level
    own = drawn[:, ends["weights"] - indicators : ends["weights"]]
    any_ = picks["weights"] == CHOICES["weights"].index("weights_any")
    weights = np.where(any_[:, np.newaxis], -np.log1p(-own), 1 - SPREAD + 2 * SPREAD * own)  # Dirichlet(1), unscaled
    none = check.share("left_out")[0]
    out = np.nonzero(picks["left_out"])[0]
    which = ((levels["left_out"][out] - none) / (1 - none) * indicators).astype("int64") if len(out) else out
    weights[out, np.minimum(which, indicators - 1)] *= LEFT_OUT
    return picks, weights


def ranked(scores: Numbers, breaking: Ranks | None) -> npt.NDArray[np.int16]:
    """Ranks of every draw; ties are broken as they are under the rules as set."""
    found = np.empty(scores.shape, dtype="int16")
    step = max(CELLS // max(scores.shape[1], 1), 1)
    for start in range(0, len(scores), step):
        found[start : start + step] = ranks(scores[start : start + step], breaking)
    return found
