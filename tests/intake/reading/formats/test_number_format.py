"""Numbers as a spreadsheet program displays them; format codes as Excel, WPS and LibreOffice write them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panjin_kpi.intake.reading.formats.number_format import (
    BUILT_IN,
    EPOCH_1900,
    EPOCH_1904,
    display,
    is_moment,
    is_plain,
    number_text,
)

JUNE_5 = 44352


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (0.85, "0%", "85%"),
        (0.856, "0.0%", "85.6%"),
        (1, "0%", "100%"),
        (7, "000", "007"),
        (8, '"PS-"000', "PS-008"),
        (202110, '0000"-"00', "2021-10"),
        (5_000_000, '0!.0,"万"', "500.0万"),
        (5_000_000, '0\\.0,"万"', "500.0万"),
        (5_000_000, '0!.0000"万"', "500.0000万"),
        (120_000_000, '0.00,,"百万"', "120.00百万"),
        (5_000_000, "#,##0,", "5000"),
        (5_000_000, '[>=100000000]0!.00,,"亿";[>=10000]0!.0,"万";0', "500.0万"),
        (5000, '[>=100000000]0!.00,,"亿";[>=10000]0!.0,"万";0', "5000"),
        (3, '0"家"', "3家"),
        (3, "[DBNum2][$-804]General", "3"),
        (500, "[$¥-804]#,##0.00", "¥500.00"),
        (-3, "#,##0;(#,##0)", "(3)"),
        (-3, "0;0", "3"),
        (-3, "0.0", "-3.0"),
        (-3, "[<0]-0.0;0.0", "-3.0"),
        (-3, "[<=-2]¥-0.0;0.0", "¥-3.0"),
        (0, '0;-0;;@', ""),
        (5, ";;;", ""),
        (3, "0_ ;[Red]-0 ", "3"),
        (1e20, "0%", "1e+20"),
        (12.5, "0." + "0" * 200, "12.5" + "0" * 29),
    ],
)  # fmt: skip
def test_numbers_are_shown_as_their_format_says(value, code, shown):
    assert display(value, code).strip() == shown


@pytest.mark.parametrize(
    "code",
    ["yyyy-mm-dd", "yyyy/m/d", 'yyyy"年"m"月"d"日"', "yyyy年m月d日", '[$-804]yyyy"年"m"月"d"日";@', "m/d/yy",
     'm"月"d"日"',
     '[DBNum1][$-804]yyyy"年"m"月"d"日"', "d-mmm-yy", "aaaa", "dddd", "yyyy-mm-dd hh:mm", "yyyy/m/d h:mm;@",
     *(BUILT_IN[number] for number in (14, 15, 16, 22, 28, 29, 30, 31, 51, 53, 54, 58))],
)  # fmt: skip
def test_a_day_is_a_day_in_every_format_that_shows_one(code):
    assert is_moment(JUNE_5, code)
    assert display(JUNE_5, code) == "2021-06-05"


@pytest.mark.parametrize(
    "code", ["yyyy-mm", 'yyyy"年"m"月"', "mmm-yy", "yyyy年m月", *(BUILT_IN[n] for n in (17, 27, 36, 50, 57))]
)
def test_of_a_day_whose_month_is_shown_the_month_counts(code):
    assert display(JUNE_5, code) == "2021-06"


def test_time_of_day_is_kept_where_it_is_shown():
    noon = JUNE_5 + 0.5
    assert display(noon, "yyyy-mm-dd") == "2021-06-05"
    assert display(noon, "yyyy-mm-dd hh:mm") == "2021-06-05 12:00:00"
    assert display(noon, "h:mm") == "12:00:00"
    assert display(0, 'h"时"mm"分"') == "00:00:00"
    assert display(1.5, "[h]:mm") == "36:00:00"
    assert display(JUNE_5, "yyyy") == "2021"


def test_a_day_outside_the_calendar_is_not_shown():
    assert [display(value, "yyyy-mm-dd") for value in (-1, 3e6, 1e300)] == ["", "", ""]


@given(st.dates(date(1904, 1, 2), date(2100, 1, 1)))
def test_both_calendars_show_the_same_day(day):
    since_1900, since_1904 = (float((day - epoch.date()) / timedelta(days=1)) for epoch in (EPOCH_1900, EPOCH_1904))
    assert display(since_1900, "yyyy-m-d") == display(since_1904, "yyyy-m-d", EPOCH_1904) == day.isoformat()


@given(
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.sampled_from('0#?.,%;"万[]>=1!\\_*eE+-yYmMdDhHsS@/¥'), max_size=20),
)
def test_any_code_shows_something_or_nothing(value, code):
    assert isinstance(display(value, code), str)
    assert is_plain(code) in (True, False)


@given(st.integers(-(10**14), 10**14), st.sampled_from(["General", "0", "#,##0", "G/通用格式", "@"]))
def test_a_plain_format_shows_a_whole_number_as_it_is(value, code):
    assert is_plain(code)
    assert display(value, code) == number_text(value) == str(value)
