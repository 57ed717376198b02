import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from panjin_kpi.analysis.assessment.weights import weights
from panjin_kpi.reference.settings.assessment import WeightGroup, WeightPreset

NAMES = ["a", "b", "c", "d"]
ALL = [True, True, True, True]


def preset(default, *groups):
    return WeightPreset(
        default=default, groups=[WeightGroup(share=share, indicators=list(own)) for share, own in groups]
    )


@pytest.mark.parametrize(
    ("rules", "scored", "expected"),
    [
        (preset(1), ALL, [25, 25, 25, 25]),
        (preset(7), [True, False, True, False], [50, 0, 50, 0]),
        (preset(1, (0.7, "ab")), ALL, [35, 35, 15, 15]),
        (preset(5, (0.7, "ab")), ALL, [35, 35, 15, 15]),  # default only says that the others share the rest
        (preset(1, (0.7, "ab")), [True, False, True, True], [70, 0, 15, 15]),
        (preset(1, (0.7, "ab")), [False, False, True, True], [0, 0, 50, 50]),  # nobody carries the group's share
        (preset(1, (0.7, "ab")), [True, True, False, False], [50, 50, 0, 0]),  # nor the rest
        (preset(1, (0.6, "a"), (0.2, "b")), [True, True, True, False], [60, 20, 20, 0]),
        (preset(1, (0.6, "a"), (0.2, "b")), [False, True, True, False], [0, 50, 50, 0]),  # 20 to 20
        (preset(1, (0.6, "a"), (0.1, "b")), [False, True, True, False], [0, 25, 75, 0]),  # 10 to 30, in proportion
        (preset(0, (0.5, "ab")), ALL, [50, 50, 0, 0]),
        (preset(1, (1.0, "ab")), ALL, [50, 50, 0, 0]),
        (preset(1, (0.0, "ab")), ALL, [0, 0, 50, 50]),
        (preset(1, (0.5, "x")), ALL, [25, 25, 25, 25]),
    ],
)
def test_weights_by_hand(rules, scored, expected):
    np.testing.assert_allclose(weights(np.array([scored]), NAMES, rules), [expected])


@pytest.mark.parametrize(
    ("rules", "scored"),
    [
        (preset(0), ALL),
        (preset(1), [False] * 4),
        (preset(1, (1.0, "ab")), [False, False, True, True]),
        (preset(0, (1.0, "ab")), [False, False, True, True]),
    ],
)
def test_weights_of_nothing_are_blank_and_others_are_not_touched(rules, scored):
    found = weights(np.array([scored, [True] * 4]), NAMES, rules)
    assert np.isnan(found[0]).all()
    assert np.isnan(found[1]).all() == (rules == preset(0))


@given(
    st.lists(st.lists(st.booleans(), min_size=4, max_size=4), min_size=1, max_size=5), st.floats(0, 1), st.floats(0, 1)
)
def test_weights_sum_to_a_hundred_or_are_blank(scored, one, two):
    found = weights(np.array(scored), NAMES, preset(1, (one / 2, "ab"), (two / 2, "c")))
    total = found.sum(axis=1)
    assert (np.isnan(total) | (np.abs(total - 100) < 1e-9)).all()
    left_out = found[~np.isnan(total)][~np.array(scored)[~np.isnan(total)]]
    assert (left_out == 0).all()
