from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panjin_kpi.schemas.formats import format_number, format_percent, format_points, format_rounded


@pytest.mark.parametrize(
    ("value", "digits", "text"), [(0.125, 2, "0.13"), (2.5, 0, "3"), (-0.4, 0, "0"), (-2.5, 0, "-3")]
)
def test_half_goes_up_as_people_expect(value, digits, text):
    assert format_rounded(value, digits) == text


@pytest.mark.parametrize(
    ("share", "text"), [(0.2855, "28.6%"), (0.28549, "28.5%"), (1, "100.0%"), (0, "0.0%"), (1 / 3, "33.3%")]
)
def test_per_cent_has_one_decimal(share, text):
    assert format_percent(share) == text


@given(st.floats(-1e9, 1e9), st.integers(0, 4))
def test_rounding_moves_a_number_by_at_most_half_a_step(value, digits):
    assert abs(Decimal(format_rounded(value, digits)) - Decimal(repr(value))) <= Decimal(5).scaleb(-digits - 1)


@pytest.mark.parametrize("shown", [format_number, format_percent, format_points])
def test_what_is_not_known_is_a_dash(shown):
    assert shown(float("nan")) == "—"
