"""A gazelle by each of its alternative criteria, and the tiers above it, which figures alone do not decide."""

import numpy as np
import pytest

GAZELLE = {"revenue_wan": 100.0, "rd_expense_wan": 10.0, "staff": 50, "venture_investment_wan": 0.0}


def gazelle_years(**latest):
    years = {year: dict(GAZELLE) for year in (2017, 2018, 2019, 2020)}
    for column, values in latest.items():
        for year, value in zip((2017, 2018, 2019, 2020), values, strict=True):
            years[year][column] = value
    return years


@pytest.mark.parametrize(
    ("registered", "years", "outcome"),
    [
        ("2016-12-31", gazelle_years(revenue_wan=(1, 1, 1, 50_000.0)), "met"),  # 5 years, 5亿元
        ("2016-12-31", gazelle_years(revenue_wan=(1, 1, 1, 49_999.0)), "unmet"),
        ("2016-12-30", gazelle_years(revenue_wan=(1, 1, 1, 50_000.0)), "unmet"),  # a day too old
        ("2011-12-31", gazelle_years(revenue_wan=(1, 1, 1, 100_000.0)), "met"),  # 10 years, 10亿元
        ("2011-12-30", gazelle_years(revenue_wan=(1, 1, 1, 100_000.0)), "unmet"),
        ("2001-12-31", gazelle_years(revenue_wan=(2_000.0, 2_000.0, 2_400.0, 3_456.0)), "met"),  # 20 % a year
        ("2001-12-30", gazelle_years(revenue_wan=(2_000.0, 2_000.0, 2_400.0, 3_456.0)), "unmet"),
        ("2001-12-31", gazelle_years(revenue_wan=(2_000.0, 2_000.0, 2_400.0, 3_455.0)), "unmet"),
        (
            "2001-12-31",
            gazelle_years(revenue_wan=(1_000.0, 1_100.0, 1_300.0, 1_728.0)),
            "unmet",
        ),  # base not above 1,000
        ("2001-12-31", gazelle_years(revenue_wan=(2_000.0, 2_000.0, 3_456.0, 3_456.0)), "unmet"),  # no growth last year
        ("2001-12-31", gazelle_years(staff=(1000, 1300, 1690, 2197)), "met"),  # 30 % a year
        ("2001-12-31", gazelle_years(staff=(100, 130, 169, 220)), "unmet"),  # base not above 100
        ("2001-12-31", gazelle_years(venture_investment_wan=(0, 0, 0, 1_000.0)), "met"),
        ("2001-12-31", gazelle_years(venture_investment_wan=(0, 0, 0, 999.0)), "unmet"),
        ("2001-12-31", gazelle_years(venture_investment_wan=(0, 0, 0, None)), "unknown"),
    ],
)
def test_the_ways_to_a_gazelle(judge_one, registered, years, outcome):
    assert judge_one(years, registered=registered).loc["gazelle_growth", "outcome"] == outcome


def test_research_below_the_gazelles_share_is_for_a_person(judge_one):
    years = gazelle_years(venture_investment_wan=(0, 0, 0, 1_000.0))
    assert judge_one(years).loc["gazelle_overall", "outcome"] == "met"
    poor = {year: figures | {"rd_expense_wan": 2.4} for year, figures in years.items()}
    assert judge_one(poor).loc["gazelle_rd_ratio", "outcome"] == "manual"
    assert judge_one(poor | {2020: poor[2020] | {"rd_expense_wan": 2.8}}).loc["gazelle_rd_ratio", "outcome"] == "met"


def test_nobody_is_an_eaglet_or_a_unicorn_by_figures_alone(judge_one, sound):
    young = judge_one({2020: sound}, registered="2012-01-01")
    assert young.loc[["eaglet_overall", "unicorn_overall"], "outcome"].tolist() == ["manual", "manual"]
    assert np.isnan(young.loc[["eaglet_innovation", "eaglet_market"], "threshold"]).all()
    assert young.loc["unicorn_valuation", "threshold"] == 10
    old = judge_one({2020: sound}, registered="2011-12-01")
    assert old.loc[["eaglet_overall", "unicorn_overall"], "outcome"].tolist() == ["unmet", "unmet"]
