from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panjin_kpi.intake.reading.formats.meaning import number_cell, shown_number


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (0.85, "0%", "85%"),
        (0.07, "0%", "7%"),
        (0.8567, "0%", "85.67%"),
        (1, "0.00%", "100%"),
        (62.5, '0"%"', "62.5%"),
        (0.004, '0.00"%"', "0.004%"),
        (62.5, "0.00\\%", "62.5%"),
        (-120.5, "[<0]-0.00;0.00", "-120.5"),
        (-120.5, "[<0](0.00);0.00", "-120.5"),
        (7, "000", "007"),
        (8, '"PS-"000', "PS-008"),
        (8, '"2021-"000', "2021-008"),
        (202110, '0000"-"00', "2021-10"),
        (5_000_000, '0!.0,"万"', "500.0万"),
        (12, '0"家"', "12家"),
        (1234.5678, "#,##0.00_);(#,##0.00)", "1234.5678"),
        (-3, "#,##0;(#,##0)", "-3"),
        (0, '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "0"),
        (0.1 + 0.2, "General", "0.3"),
    ],
)
def test_a_cell_is_read_as_it_is_shown_and_in_full(value, code, text):
    assert number_cell(value, code) == (text, None)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (5_000_000, "#,##0,"),
        (5_001_234, '0!.0,"万"'),
        (5, ";;;"),
        (0, "0;-0;;@"),
        (-3, "0;0"),
        (-1, "yyyy-mm-dd"),
        (5000, "0!.00"),
    ],
)
def test_a_cell_that_shows_another_number_is_asked_about(value, code):
    _, wrong = number_cell(value, code)
    assert "存的是" in wrong[0]


@given(st.decimals(0, 10**9, places=4), st.integers(0, 4))
def test_rounding_by_the_format_loses_nothing(value, places):
    assert Decimal(shown_number(float(value), f"{value:.{places}f}")) == value


@given(st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=12))
def test_whatever_is_shown_is_an_answer_or_a_question(value, shown):
    assert shown_number(value, shown) is None or isinstance(shown_number(value, shown), str)
