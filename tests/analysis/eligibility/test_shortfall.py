import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panjin_kpi.analysis.eligibility.criteria import evaluate
from panjin_kpi.analysis.eligibility.outcomes import MET, UNKNOWN, UNMET
from panjin_kpi.analysis.eligibility.shortfall import shortfalls
from panjin_kpi.schemas.formats import format_number
from tests.plan import PLAN


@pytest.fixture(scope="module")
def missing(figures_of):
    """The shortfall of a criterion: amount and unit by (criterion, figure)."""

    def found(tier_name, criterion, years, registered="2010-01-01"):
        tier, figures = PLAN.tiers.tiers[tier_name], figures_of(years, registered=registered)
        outcomes = evaluate(tier, figures)
        made = shortfalls(tier.by_id[criterion], tier, outcomes, figures, PLAN.tiers.figures)
        return {
            (short.criterion, short.figure): (short.missing[0], short.unit)
            for short in made
            if not np.isnan(short.missing[0])
        }

    return found


def test_38_wan_of_research(missing, sound):
    # 5 % of 3 × 1,000 is 150; 112 were spent: 38 万元 are missing
    years = {2018 + n: sound | {"rd_expense_wan": spent} for n, spent in enumerate((40.0, 40.0, 32.0))}
    assert missing("hnte", "hnte_rd_ratio", years) == {("hnte_rd_ratio", "rd_expense_wan"): (38.0, "万元")}


@pytest.mark.parametrize(
    ("last", "amount"), [((10.02, 6.01), 0.01), ((10.2, 5.9966), 0.13), ((10.2, 6.0), 0.12), ((10.0, 5.999999), 0.01)]
)
def test_the_amount_as_pages_show_it_is_enough(missing, sound, last, amount):
    research = [(10.0, 6.0), (10.0, 6.0), last]  # 60 % of 30.02, 30.2 or 30 is domestic: 18.012, 18.12 or 18
    years = {
        2018 + n: sound | {"rd_expense_wan": spent, "domestic_rd_expense_wan": within}
        for n, (spent, within) in enumerate(research)
    }
    ((shown, unit),) = missing("hnte", "hnte_domestic_rd", years).values()
    assert (format_number(shown), unit) == (format_number(amount), "万元")


def test_the_population_has_every_table(missing, sound):
    years = {2020: sound | {"staff": 105, "rd_staff": 9}}  # 10 % of 105 is 10.5
    assert missing("hnte", "hnte_staff_ratio", years) == {("hnte_staff_ratio", "rd_staff"): (2.0, "人")}


def test_days_until_registered_for_a_year(missing):
    assert missing("hnte", "hnte_registered", {}, "2021-03-01") == {("hnte_registered", "registered_on"): (60.0, "天")}


def test_figures_that_make_up_four_missing_points(missing, sound):
    # 20 + 30 + 6 = 56: research to 5 % of sales (40 points; 25 % of cost is more), a class 2 right (12) or class 1
    year = sound | {"rd_expense_wan": 45.0, "cost_wan": 400.0, "class1_ip": 0, "class2_ip": 1}
    assert missing("sci_tech_sme", "sme_evaluation", {2020: year}) == {
        ("sme_rd_by_revenue", "rd_expense_wan"): (5.0, "万元"),
        ("sme_class1_ip", "class1_ip"): (1.0, "件"),
        ("sme_class2_ip", "class2_ip"): (1.0, "件"),
    }


def test_80_points_without_research_staff_lack_one_of_them(missing, sound):
    year = sound | {"rd_staff": 9, "rd_expense_wan": 60.0, "class1_ip": 1}
    assert missing("sci_tech_sme", "sme_evaluation", {2020: year}) == {("sme_staff_ratio", "rd_staff"): (1.0, "人")}


def test_research_staff_can_make_good_the_score_and_its_own_zero_together(missing, sound):
    # 0 + 50 + 6 = 56: more research people give the missing points and are no longer none; nothing else does both
    year = sound | {"rd_staff": 9, "class1_ip": 0, "class2_ip": 1}
    assert missing("sci_tech_sme", "sme_evaluation", {2020: year}) == {("sme_staff_ratio", "rd_staff"): (1.0, "人")}


def test_points_that_are_certain_without_a_missing_figure_are_enough(missing, sound):
    # 50 points of research, 24 of rights at least: 16 more pass, whatever the class 1 rights are
    year = sound | {"staff": 8, "rd_staff": 0, "rd_expense_wan": 90.0, "revenue_wan": 2000.0, "cost_wan": 1800.0}
    year |= {"class1_ip": None, "class2_ip": 4}
    lacks_two = {("sme_staff_ratio", "rd_staff"): (2.0, "人")}
    assert missing("sci_tech_sme", "sme_evaluation", {2020: year}) == lacks_two
    assert missing("sci_tech_sme", "sme_evaluation", {2020: year | {"class1_ip": 0}}) == lacks_two
    assert missing("sci_tech_sme", "sme_evaluation", {2020: year | {"class2_ip": None}}) == {}


def test_too_many_points_are_missing_for_any_one_figure(missing, sound):
    year = sound | {"rd_staff": 10, "rd_expense_wan": 0.0, "class1_ip": 0}  # 4 + 0 + 0
    assert missing("sci_tech_sme", "sme_evaluation", {2020: year}) == {}


def test_an_enterprise_that_has_outgrown_a_gate_cannot_make_it_good(missing, sound):
    assert missing("sci_tech_sme", "sme_staff", {2020: sound | {"staff": 501}}) == {}
    assert missing("eaglet", "eaglet_age", {}, "2001-01-01") == {}
    assert missing("sci_tech_sme", "sme_incident_last_year", {2020: sound | {"serious_incident": True}}) == {}


def test_the_cheapest_way_to_a_gazelle(missing, sound):
    years = {year: sound | {"revenue_wan": 2000.0} for year in (2017, 2018, 2019)} | {
        2020: sound | {"revenue_wan": 3000.0}
    }
    found = missing("gazelle", "gazelle_growth", years, "2005-01-01")
    assert found[("gazelle_revenue_growth", "revenue_wan")] == (pytest.approx(456.0), "万元")  # 2,000 × 1.2³ = 3,456
    assert found[("gazelle_venture", "venture_investment_wan")] == (1000.0, "万元")
    assert ("gazelle_staff_growth", "staff") not in found, "its base year is too small"
    assert ("gazelle_revenue_500m", "revenue_wan") not in found, "it is older than five years"


def test_one_figure_that_two_criteria_of_a_way_measure_makes_good_both(missing, sound):
    revenue = {2017: 1500.0, 2018: 2000.0, 2019: 3000.0, 2020: 2500.0}  # grows by too little, and not in each year
    years = {year: sound | {"revenue_wan": amount} for year, amount in revenue.items()}
    found = {figure: amount for (_, figure), (amount, _) in missing("gazelle", "gazelle_growth", years).items()}
    assert found == {"revenue_wan": 500.01, "venture_investment_wan": 1000.0}


def test_who_is_not_yet_founded_lacks_no_days(missing, sound):
    assert missing("sci_tech_sme", "sme_registered", {2020: sound}, "2022-01-05") == {}


@settings(max_examples=60)
@given(st.lists(st.integers(900, 4000), min_size=4, max_size=4), st.sampled_from(["2005-01-01", "2013-01-01"]))
def test_what_is_missing_of_a_gazelles_growth_is_enough_and_a_little_less_is_not(
    missing, figures_of, sound, revenue, registered
):
    tier = PLAN.tiers.tiers["gazelle"]
    years = {2017 + n: sound | {"revenue_wan": float(amount)} for n, amount in enumerate(revenue)}
    found = missing("gazelle", "gazelle_growth", years, registered)
    amount = min([amount for (_, figure), (amount, _) in found.items() if figure == "revenue_wan"], default=None)
    before = evaluate(tier, figures_of(years, registered=registered))["gazelle_growth"].outcome.tolist()
    for more, outcome in ((0.0, MET), (-0.01, UNMET)) if amount and before == [UNMET] else ():
        changed = years | {2020: sound | {"revenue_wan": revenue[-1] + amount + more}}
        assert evaluate(tier, figures_of(changed, registered=registered))["gazelle_growth"].outcome.tolist() == [
            outcome
        ]


@settings(max_examples=60)
@given(
    st.fixed_dictionaries(
        {
            "staff": st.integers(1, 400),
            "rd_staff": st.integers(0, 40),
            "revenue_wan": st.integers(1, 200_000).map(lambda n: n / 100),
            "rd_expense_wan": st.integers(0, 10_000).map(lambda n: n / 100),
            "cost_wan": st.integers(1, 200_000).map(lambda n: n / 100),
            "class1_ip": st.none() | st.integers(0, 1),
            "class2_ip": st.integers(0, 5),
        }
    )
)
def test_the_shortfall_is_the_smallest_sufficient_amount(missing, figures_of, sound, figures_given):
    tier, year = PLAN.tiers.tiers["sci_tech_sme"], sound | figures_given
    outcome = evaluate(tier, figures_of({2020: year}))["sme_evaluation"].outcome[0]
    for (_, figure), (amount, unit) in missing("sci_tech_sme", "sme_evaluation", {2020: year}).items():
        if outcome != UNMET:
            continue
        enough = evaluate(tier, figures_of({2020: year | {figure: year[figure] + amount}}))["sme_evaluation"]
        assert enough.outcome.tolist() == [MET]
        less = amount - (1 if unit in ("人", "件") else 0.01)
        short = evaluate(tier, figures_of({2020: year | {figure: year[figure] + less}}))
        assert less < 0 or short["sme_evaluation"].outcome[0] in (UNKNOWN, UNMET) or figure == "rd_expense_wan"
