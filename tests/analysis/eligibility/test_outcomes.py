from itertools import product

import numpy as np
import pytest

from panjin_kpi.analysis.eligibility.outcomes import MANUAL, MET, OUTCOMES, UNKNOWN, UNMET, all_of, any_of, passes

EVERY = (MET, MANUAL, UNKNOWN, UNMET)


def one(*outcomes):
    return [np.array([outcome], dtype="int8") for outcome in outcomes]


def test_the_words_of_the_contract():
    assert set(OUTCOMES) == {"met", "unmet", "unknown", "manual"}
    assert [OUTCOMES[code] for code in (MET, UNMET, UNKNOWN, MANUAL)] == ["met", "unmet", "unknown", "manual"]


@pytest.mark.parametrize(("a", "b"), list(product(EVERY, EVERY)))
def test_all_and_any_of_two(a, b):
    both, either = all_of(one(a, b))[0], any_of(one(a, b))[0]
    assert (both == MET) == (a == b == MET)
    assert (both == UNMET) == (UNMET in (a, b))
    assert (either == MET) == (MET in (a, b))
    assert (either == UNMET) == (a == b == UNMET)
    if UNMET not in (a, b) and UNKNOWN in (a, b):
        assert both == UNKNOWN, "a figure is asked for before a person is"


@pytest.mark.parametrize(
    ("test", "passing"),
    [("at_least", [False, True, True]), ("above", [False, False, True]), ("at_most", [True, True, False])],
)
def test_at_the_threshold_and_on_either_side(test, passing):
    assert passes(np.array([69.999, 70.0, 70.001]), test, 70).tolist() == passing


@pytest.mark.parametrize("test", ["at_least", "above", "at_most"])
def test_what_is_not_a_number_never_passes(test):
    assert passes(np.array([np.nan]), test, 0).tolist() == [False]
