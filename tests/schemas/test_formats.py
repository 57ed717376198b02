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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (format_number(4.499, 4.5), "4.499"),
        (format_number(4.5001, 4.5), "4.5001"),
        (format_number(0.3 + 0.3 + 0.3, 0.9), "0.9"),
        (format_number(4.496, 5.0, None, float("nan")), "4.5"),
        (format_percent(4.499 / 4.5, 1), "99.98%"),
        (format_percent(7 / 12, 1, 7 / 12), "58.3%"),
        (format_percent(0.5833333333, 1, 7 / 12), "58.3%"),  # as files of results have it
        (format_percent(0.5834, 1, 7 / 12), "58.34%"),
        (format_points(0.002222, 0, 10), "0.002"),
        (format_points(10.04, 0, 10), "10.04"),
        (format_points(9.97, 0, 10), "9.97"),
    ],
)
def test_no_figure_is_rounded_onto_or_over_what_it_was_judged_by(text, expected):
    assert text == expected


@given(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3))
def test_whatever_the_figures_the_shown_one_stays_on_its_side(value, bound):
    shown, near = Decimal(format_rounded(value, 1, bound)), Decimal(repr(value)) - Decimal(repr(bound))
    if abs(near) > Decimal("1e-6"):
        assert (shown > Decimal(repr(bound))) == (near > 0)


@pytest.mark.parametrize("shown", [format_number, format_percent, format_points])
def test_what_is_not_known_is_a_dash(shown):
    assert shown(float("nan")) == "—"
