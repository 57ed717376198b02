import numpy as np
import pytest

from panjin_kpi.analysis.assessment.score_inputs import ScoreInputs
from panjin_kpi.analysis.assessment.scoring import marks
from tests.plan import PLAN

N = np.nan
GIVEN = ScoreInputs(
    ["a", "b", "c"],
    ["x", "y"],
    np.array([[3.0, 4.0], [1.0, N], [N, 7.0]]),
    np.array([[2.0, 8.0], [4.0, N], [5.0, 7.0]]),
)


def made(cap=1.0, policy="drop"):
    return marks(GIVEN, PLAN.assessment.changed(cap=cap, not_allocated=policy))


@pytest.mark.parametrize(("cap", "counted"), [(1.0, 1), (1.2, 1.2), (None, 1.5), (0.0, 0), (0.5, 0.5)])
def test_the_cap(cap, counted):
    found = made(cap)
    assert found.counted[0, 0] == counted
    assert found.completion[0, 0] == 1.5, "completion itself is not capped"
    assert found.counted[2, 0] == 0, "never reported"
    assert np.isnan(found.completion[2, 0])


def test_below_zero_counts_zero():
    below = ScoreInputs(["a"], ["x"], np.array([[-2.0]]), np.array([[4.0]]))
    assert marks(below, PLAN.assessment).counted.tolist() == [[0]]


def test_dropped_gives_its_weight_to_the_others():
    assert made().weight.tolist() == [[50, 50], [100, 0], [50, 50]]
    assert made().scored.tolist() == [[True, True], [True, False], [True, True]]


@pytest.mark.parametrize(
    ("policy", "cap", "completion", "counted"),
    [
        ("full_marks", 1.0, 1, 1),
        ("full_marks", 1.2, 1, 1),
        ("full_marks", 0.0, 1, 0),
        ("full_marks", None, 1, 1),
        ("group_mean", 1.0, 0.75, 0.75),  # of 0.5 and 1
        ("group_mean", 0.8, 0.65, 0.65),  # of 0.5 and 0.8
        ("group_mean", 0.0, 0, 0),
    ],
)
def test_what_is_not_allocated(policy, cap, completion, counted):
    found = made(cap, policy)
    assert found.completion[1, 1] == pytest.approx(completion)
    assert found.counted[1, 1] == pytest.approx(counted)
    assert found.weight.tolist() == [[50, 50]] * 3


def test_the_mean_counts_who_never_reported_as_nothing():
    given = ScoreInputs(["a", "b", "c"], ["x"], np.array([[1.0], [N], [N]]), np.array([[1.0], [1.0], [N]]))
    mean = PLAN.assessment.changed(not_allocated="group_mean")
    assert marks(given, mean).counted.tolist() == [[1], [0], [0.5]]
