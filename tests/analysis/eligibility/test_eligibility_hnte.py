"""A high-tech enterprise: its year of registration, its ratios and the growth points of its score."""

import numpy as np
import pytest


@pytest.mark.parametrize(
    ("registered", "outcome", "margin"),
    [("2020-12-31", "met", 0), ("2021-01-01", "unmet", -1), ("2020-12-30", "met", 1)],
)
def test_registered_for_365_days(judge_one, registered, outcome, margin):
    row = judge_one({}, registered=registered).loc["hnte_registered"]
    assert (row["outcome"], row["margin"]) == (outcome, margin)


@pytest.mark.parametrize(
    ("revenue", "threshold"),
    [
        (4_999.99, 0.05),
        (5_000.0, 0.05),
        (5_000.01, 0.04),
        (20_000.0, 0.04),
        (20_000.01, 0.03),
        (90_000.0, 0.03),
        (0.0, 0.05),
    ],
)
def test_the_research_ratio_by_size_of_the_latest_sales(judge_one, sound, revenue, threshold):
    years = {year: sound | {"revenue_wan": 100_000.0} for year in (2018, 2019)}
    total = 200_000.0 + revenue
    for share, outcome in ((threshold, "met"), (threshold - 1e-6, "unmet")):
        years[2020] = sound | {"revenue_wan": revenue, "rd_expense_wan": share * total - 120.0}
        row = judge_one(years).loc["hnte_rd_ratio"]
        assert (row["outcome"], row["threshold"]) == (outcome, threshold)
        assert row["value"] == pytest.approx(share)


def test_the_research_ratio_is_of_three_years_together(judge_one, sound):
    # (10 + 20 + 120) / (1000 + 1000 + 1000) = 5 %: met, though two years alone are not
    years = {2018 + n: sound | {"rd_expense_wan": spent} for n, spent in enumerate((10.0, 20.0, 120.0))}
    row = judge_one(years).loc["hnte_rd_ratio"]
    assert (row["outcome"], row["value"], row["margin"]) == ("met", 0.05, 0.0)


def test_a_shorter_operating_period_uses_what_exists_and_a_missing_year_is_unknown(judge_one, sound):
    one = {2020: sound}
    assert judge_one(one, registered="2020-03-01").loc["hnte_rd_ratio", "value"] == 0.06
    assert judge_one(one, registered="2019-03-01").loc["hnte_rd_ratio", "outcome"] == "unknown"
    assert judge_one(one, registered="2010-03-01").loc["hnte_rd_ratio", "outcome"] == "unknown"
    two = {2019: sound, 2020: sound}
    assert judge_one(two, registered="2019-03-01").loc["hnte_rd_ratio", "outcome"] == "met"
    assert judge_one(two, registered="2018-12-31").loc["hnte_rd_ratio", "outcome"] == "unknown"


def test_no_sales_in_three_years_is_for_a_person(judge_one, sound):
    years = {year: sound | {"revenue_wan": 0.0} for year in (2018, 2019, 2020)}
    assert judge_one(years).loc["hnte_rd_ratio", "outcome"] == "manual"
    years[2019] = sound | {"revenue_wan": -50.0}
    assert judge_one(years).loc["hnte_rd_ratio", "outcome"] == "manual"


@pytest.mark.parametrize(
    ("changes", "criterion", "outcome"),
    [
        ({"rd_staff": 10}, "hnte_staff_ratio", "met"),
        ({"rd_staff": 9}, "hnte_staff_ratio", "unmet"),
        ({"staff": 0, "rd_staff": 0}, "hnte_staff_ratio", "manual"),
        ({"domestic_rd_expense_wan": 36.0}, "hnte_domestic_rd", "met"),
        ({"domestic_rd_expense_wan": 35.9}, "hnte_domestic_rd", "unmet"),
        ({"domestic_rd_expense_wan": None}, "hnte_domestic_rd", "unknown"),
        ({"hitech_revenue_wan": 600.0}, "hnte_hitech_ratio", "met"),
        ({"hitech_revenue_wan": 599.9}, "hnte_hitech_ratio", "unmet"),
        ({"total_revenue_wan": 0.0}, "hnte_hitech_ratio", "manual"),
    ],
)
def test_the_other_ratios_of_a_high_tech_enterprise(judge_one, sound, changes, criterion, outcome):
    assert judge_one(dict.fromkeys((2018, 2019, 2020), sound | changes)).loc[criterion, "outcome"] == outcome


@pytest.mark.parametrize(
    ("assets", "sales", "low", "high"),
    [
        ((100, 135, 182.25), (100, 125, 156.25), 9 + 7, 10 + 8),  # 35 % and 25 %, each at its bound
        ((100, 115, 132.25), (100, 105, 110.25), 5 + 3, 6 + 4),  # 15 % and 5 %
        ((100, 101, 102.01), (100, 100, 100), 1, 2),  # 1 % and none
        ((100, 90, 81), (0, 100, 135), 9, 10),  # shrinking gives none; from zero the later two years: 35 %
        ((100, 0, 500), (100, 0, 500), 0, 0),  # zero in the second year
    ],
)
def test_the_growth_points_of_the_innovation_score(judge_one, sound, assets, sales, low, high):
    years = {2018 + n: sound | {"net_assets_wan": float(assets[n]), "revenue_wan": float(sales[n])} for n in range(3)}
    found = judge_one(years)
    assert found.loc[["hnte_growth_low", "hnte_growth_high"], "value"].tolist() == [low, high]
    assert found.loc["hnte_innovation", "outcome"] == "manual", "only a part of it can be computed"
    assert np.isnan(found.loc["hnte_innovation", "value"])


def test_growth_points_with_a_missing_year_are_unknown_and_the_score_is_for_a_person(judge_one, sound):
    found = judge_one({2020: sound})
    assert found.loc[["hnte_growth_low", "hnte_growth_high"], "outcome"].tolist() == ["unknown"] * 2
    assert found.loc["hnte_innovation", "outcome"] == "manual"


def test_an_incident_of_last_year_is_for_a_person_and_one_of_this_year_is_not(judge_one, sound):
    years = dict.fromkeys((2018, 2019, 2020), sound)
    bad = sound | {"serious_incident": True}
    assert judge_one(years | {2020: bad}).loc["hnte_incident_last_year", "outcome"] == "manual"
    assert judge_one(years | {2021: bad}).loc["hnte_overall", "outcome"] == "unmet"
