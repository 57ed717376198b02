import re
from datetime import date as date_of
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panjin_kpi.intake.reading.parsing import MONEY, clean, day, number, period, quantity
from panjin_kpi.reference.names import UnknownName
from panjin_kpi.schemas.coercion import NUMBER

UNITS = ["元", "万元", "亿元"]


@given(
    st.decimals(0, 10**6, places=4), st.sampled_from(sorted(MONEY)), st.sampled_from(UNITS), st.sampled_from(["", " "])
)
def test_an_amount_keeps_its_worth_in_every_unit(amount, written, unit, space):
    measured = quantity(f"{amount}{space}{written}", unit)
    assert Decimal(measured) * MONEY[unit] == amount * MONEY[written]


@given(st.text("①②③⑴⒈²³¹₂½㈢㊂0123456789.", min_size=1, max_size=6))
def test_circled_raised_and_other_digits_of_another_look_are_no_digits(text):
    assert clean(text) == text


@given(st.text(max_size=20))
def test_cleaning_twice_changes_nothing_more(text):
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize("text", ["2021.1", "2022.1"])
def test_a_first_month_after_a_point_may_be_the_tenth(text):
    with pytest.raises(UnknownName, match=f"{text[:4]}-01”或“{text[:4]}-10"):
        period(text)


@given(st.text(max_size=12), st.sampled_from([*UNITS, "家", "%", ""]))
def test_a_quantity_is_a_number_or_what_was_typed(text, unit):
    measured = quantity(clean(text), unit)
    assert measured == clean(text) or re.fullmatch(NUMBER, measured)


@given(st.dates(min_value=date_of(1990, 1, 1), max_value=date_of(2090, 1, 1)))
def test_the_usual_writings_of_a_day_are_the_same_day(date):
    y, m, d = date.year, date.month, date.day
    serial = (date - date_of(1899, 12, 30)).days
    writings = [
        f"{y}年{m}月{d}日",
        f"{y}.{m}.{d}",
        f"{y}/{m:02d}/{d:02d}",
        f"{date:%Y%m%d}",
        f"{date} 00:00:00",
        str(serial),
    ]
    assert {day(text) for text in writings} == {date.isoformat()}


@pytest.mark.parametrize("text", ["2021-06-26", "6月", "20211", "2021-13", "第二季度"])
def test_what_is_no_month_is_left_as_it_is(text):
    assert period(text) == text


@pytest.mark.parametrize("text", ["0,004", "0，500", "-0,125.5", "00,123", "1,234 567", "1 234,567", "(0,300)"])
def test_what_does_not_separate_thousands_is_left_as_it_is(text):
    """A comma typed for the point: 0,004 is no 4."""
    half = clean(text)
    assert number(half).strip("-()") == half.strip("-()")
    assert quantity(f"{half}亿元", "亿元") == f"{half}亿元"
