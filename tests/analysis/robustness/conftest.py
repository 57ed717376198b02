"""A few made-up districts under every basis."""

from functools import partial

import pandas as pd
import pytest

from panjin_kpi.analysis.assessment.score import contributions, scores
from panjin_kpi.analysis.assessment.score_inputs import measures
from panjin_kpi.analysis.registry import nodes, value
from panjin_kpi.analysis.robustness.rank_draws import rank_draws
from panjin_kpi.analysis.robustness.uncertain_scores import UncertainScores
from panjin_kpi.intake.storage.store import Store
from panjin_kpi.reference.calendar import month_end

TARGETS = {
    "a": {"activities": 4, "talents": 2, "new_hnte": 2},
    "b": {"activities": 10, "alliances": 5, "talents": 1},
    "c": {"activities": 8},
    "d": {"alliances": 4, "talents": 4, "new_hnte": 3},
}
ROWS = [
    (6, "a", "activities", 1),
    (6, "a", "talents", 3),
    (6, "a", "new_hnte", 2),
    (4, "b", "activities", 9),
    (6, "b", "talents", 0),
    (6, "c", "activities", 5),
    (6, "d", "talents", 3),
    (5, "d", "alliances", 2),
    (6, "d", "new_hnte", 1),
]
PROVEN = {("a", "activities"): 0.0, ("a", "new_hnte"): 1.0, ("d", "new_hnte"): 1.0, ("c", "activities"): 4.0}
FIRST = [(6, "a", "talents", 1) if row[1:3] == ("a", "talents") else row for row in ROWS]
ON_TIME = [row for row in FIRST if row[1:3] != ("c", "activities")]


@pytest.fixture
def targets():
    return TARGETS


@pytest.fixture
def bases(reported):
    """What :func:`rank_draws` takes of a plan, by the names of its parameters, from rows reported first and now."""

    def given(plan, rows=ROWS, first=FIRST, on_time=ON_TIME, proven=PROVEN, undecided=(("a", "new_hnte"),)):
        status, path, _, period = reported(plan, *rows)
        cells = pd.MultiIndex.from_frame(status[["scope", "indicator"]])
        known = pd.Series(proven, dtype="float64").reindex(cells).to_numpy() if proven else float("nan")
        evidence = status.assign(evidenced=known).dropna(subset="evidenced")
        open_ = pd.DataFrame(undecided, columns=["scope", "indicator"], dtype="str")
        proven_status = status.assign(actual=pd.Series(known, index=status.index).fillna(status["actual"]))
        less = pd.Series([float(cell in set(undecided)) for cell in cells], index=status.index)
        found = {
            "reported": (status, path),
            "evidenced": (proven_status, path),
            "first_reported": reported(plan, *first)[:2],
            "on_time": reported(plan, *on_time)[:2],
            "attributed": (status.assign(actual=status["actual"] - less), path),
        }
        return {
            "bases": found,
            "evidence": evidence,
            "undecided": open_,
            "score_inputs": measures(*found[plan.assessment.default_basis.value], plan, period),
            "plan": plan,
            "period": period,
        }

    return given


@pytest.fixture
def uncertain(bases):
    return lambda plan, **more: UncertainScores.of(whole=(given := bases(plan, **more)).pop("score_inputs"), **given)


@pytest.fixture
def drawn(bases):
    """The draws of a plan, and its scores."""

    def made(plan, points=64, seed=1, penalties=None, **more):
        given = bases(plan, **more)
        status, _ = given["bases"][plan.assessment.default_basis.value]
        parts = contributions(given["score_inputs"], plan, given["period"])
        none = pd.Series(dtype="float64") if penalties is None else penalties
        table = scores(parts, status, none, plan, given["period"])
        return rank_draws(**given, contributions=parts, scores=table, points=points, seed=seed), table

    return made


@pytest.fixture
def sample_draws(sample_project):
    """Of a month of the sample its scores, and how ranks are drawn."""
    tables = Store(sample_project.store_url).contents()[0]

    def of(plan, period):
        known = {**tables, "plan": plan, "period": period, "as_of": month_end(period)}
        given = {parameter: value(need, known) for parameter, need in nodes()["rank_draws"].needs.items()}
        return given["scores"], partial(rank_draws, **given)

    return of
