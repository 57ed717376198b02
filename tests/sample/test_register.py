"""Fictitious enterprises: nobody's codes, histories that keep to the rules."""

import numpy as np
import pytest
from stdnum.cn import uscc

from panjin_kpi.sample.register import credit_codes, enterprises, financials, recognitions


@pytest.fixture(scope="module")
def made():
    from panjin_kpi.reference.plan import Plan

    random = np.random.default_rng(3)
    register = enterprises(random, Plan.load(), 2021, 600)
    return register, recognitions(random, register, 2021), financials(random, register, 2021)


def test_codes_are_good_distinct_and_carry_what_no_register_issues(made):
    codes = made[0]["uscc"]
    assert codes.map(uscc.is_valid).all()
    assert codes.is_unique
    assert (codes.str[8:10] == "YY").all()
    assert (codes.str[2:8] == "211100").mean() > 0.6, "most carry the city's area code and name no district"


def test_check_characters_agree_with_the_standard_library_of_codes():
    codes = credit_codes(np.arange(2000), np.full(2000, "211103"))
    assert all(map(uscc.is_valid, codes))


def test_nobody_is_recognised_before_being_registered(made):
    register, history, _ = made
    registered = history["uscc"].map(register.set_index("uscc")["registered_on"])
    assert (history["event_date"] > registered).all()
    assert not history.duplicated(["uscc", "tier", "event", "event_date"]).any()


def test_first_recognitions_lie_before_the_year(made):
    history = made[1]
    first = history[history["event"] == "recognised"]
    assert (first["event_date"].dt.year < 2021).all()
    assert set(history["event"]) == {"recognised", "renewed", "revoked"}


def test_some_figures_are_unknown_and_none_is_from_before_the_enterprise_was(made):
    register, _, figures = made
    assert 0.02 < figures["revenue_wan"].isna().mean() < 0.06
    assert (figures["year"] >= figures["uscc"].map(register.set_index("uscc")["registered_on"]).dt.year).all()
