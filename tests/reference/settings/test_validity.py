from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from panjin_kpi.reference.settings.validity import Validity
from tests.plan import PLAN

TIERS = PLAN.tiers.tiers


def rule(name: str | None, years: int | None) -> Validity:
    return Validity(rule=name, years=years, document="虚构办法", clause="第一条", valid_from="2021-01-01")


def last(tier: str, day: str) -> str:
    return str(TIERS[tier].validity.last_valid_day(np.array([day], dtype="datetime64[D]"))[0])


@pytest.mark.parametrize(
    ("day", "end"),
    [
        ("2021-01-01", "2021-12-31"),
        ("2021-12-31", "2021-12-31"),  # valid on the one day only
        ("2020-02-29", "2020-12-31"),
    ],
)
def test_a_register_number_is_valid_to_the_end_of_its_year(day, end):
    assert last("sci_tech_sme", day) == end


@pytest.mark.parametrize(
    ("day", "end"),
    [
        ("2018-11-13", "2021-11-12"),
        ("2018-01-01", "2020-12-31"),
        ("2020-02-29", "2023-02-28"),  # 2023 has no 29 February: the month's last day
        ("2020-02-28", "2023-02-27"),
        ("2020-03-01", "2023-02-28"),
        ("2021-03-01", "2024-02-29"),  # 2024 has one: it is the eve of 1 March
    ],
)
def test_a_certificate_is_valid_for_three_years_with_its_own_day_as_the_first(day, end):
    assert last("hnte", day) == end


def test_four_years_from_a_29_february_meet_the_next_one():
    days = np.array(["2020-02-29"], dtype="datetime64[D]")
    assert str(rule("years", 4).last_valid_day(days)[0]) == "2024-02-28"


@pytest.mark.parametrize("tier", ["eaglet", "gazelle", "unicorn"])
def test_the_other_tiers_have_no_end(tier):
    assert last(tier, "2021-12-20") == "NaT"


@given(st.dates(date(1950, 1, 1), date(2150, 12, 31)), st.integers(1, 30))
def test_a_term_is_as_long_as_its_years(day, years):
    end = rule("years", years).last_valid_day(np.array([day], dtype="datetime64[s]"))[0].item()
    following = date.fromordinal(end.toordinal() + 1)
    feb29 = (day.month, day.day) == (2, 29) and (following.month, following.day) == (3, 1)
    assert following.year == day.year + years
    assert feb29 or (following.month, following.day) == (day.month, day.day)


def test_every_tier_of_the_records_has_a_rule_and_a_position_on_the_ladder(plan):
    assert list(TIERS) == list(plan.words_of["tier"].known)


@pytest.mark.parametrize(("name", "years"), [("years", None), ("years", 0), (None, 3), ("calendar_year", 1)])
def test_a_rule_and_its_years_fit_together(name, years):
    with pytest.raises(ValidationError, match="years"):
        rule(name, years)


def test_an_unknown_rule_is_refused():
    with pytest.raises(ValidationError, match="calendar_year"):
        rule("months", 3)
