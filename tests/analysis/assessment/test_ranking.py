from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from panjin_kpi.analysis.assessment.ranking import hundredths, order, ranks


def slow(scores, breaking=None):
    cents = [Decimal(repr(score)).quantize(Decimal("0.01"), ROUND_HALF_UP) for score in scores]
    keys = list(zip([-cent for cent in cents], breaking if breaking is not None else [0] * len(cents), strict=True))
    return [1 + sum(other < key for other in keys) for key in keys]


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        (0.005, 1),
        (0.0049, 0),
        (1.005, 101),  # below 1.005 in binary
        (2.675, 268),
        (66.665, 6667),
        (66.66499999999999, 6667),  # 66.665 but for the noise of a sum
        (66.664999999, 6666),
        (99.995, 10000),
        (100.0, 10000),
        (123456.785, 12345679),
    ],
)
def test_halves_go_up_as_they_are_written(score, expected):
    assert hundredths(np.array([score]))[0] == expected


def test_a_slip_in_the_unit_still_has_a_rank():
    assert ranks(np.array([[1e30, 50.0, 50.004]])).tolist() == [[1, 2, 2]]
    assert ranks(np.array([[1e30, 50.0, 50.004]]), np.array([0, 1, 0])).tolist() == [[1, 3, 2]]


def test_ties_share_the_better_rank_and_the_next_is_skipped():
    assert ranks(np.array([[90.0, 90.0, 80.0, 80.001, 70.0]])).tolist() == [[1, 1, 3, 3, 5]]


def test_one_district_and_none():
    assert ranks(np.array([[0.0], [3.0]])).tolist() == [[1], [1]]
    assert ranks(np.empty((3, 0))).shape == (3, 0)
    assert order([], 0).tolist() == []


def test_ties_are_broken_by_each_key_in_turn_with_blanks_last():
    keys = [np.array([np.nan, 1.0, 1.0, 2.0]), np.array([9.0, 1.0, 1.0, 0.0])]
    assert order(keys, 4).tolist() == [2, 1, 1, 0]
    assert ranks(np.array([[50.0, 50.0, 50.0, 50.0]]), order(keys, 4)).tolist() == [[4, 2, 2, 1]]
    assert order([], 3).tolist() == [0, 0, 0]


numbers = st.integers(0, 10_100_000).map(lambda n: n / 1e5)


@given(
    st.integers(1, 12).flatmap(lambda n: st.lists(st.lists(numbers, min_size=n, max_size=n), min_size=1, max_size=4))
)
def test_ranks_are_those_of_decimal_arithmetic(rows):
    assert ranks(np.array(rows)).tolist() == [slow(row) for row in rows]
    breaking = np.arange(len(rows[0]))[::-1] % 3
    assert ranks(np.array(rows), breaking).tolist() == [slow(row, breaking) for row in rows]
