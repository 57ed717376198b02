import dataclasses
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panjin_kpi.analysis.eligibility import eligibility, eligibility_in_parts
from panjin_kpi.reference.plan import Plan

PLAN = Plan.load()
AS_OF = date(2021, 12, 31)
COLUMNS = ["as_of", "uscc", "tier", "criterion", "outcome", "value", "threshold", "margin"]
STAFF_POINTS = {20: 30, 16: 25, 12: 20, 8: 15, 4: 10, 0: 9}  # 科技人员 of 100
RESEARCH_POINTS = {50: 60.0, 40: 50.0, 30: 40.0, 20: 30.0, 10: 20.0, 0: 10.0}  # 研发费用 of 1,000 万元 of sales
IP_POINTS = {30: (1, 0), 24: (0, 4), 18: (0, 3), 12: (0, 2), 6: (0, 1), 0: (0, 0)}


def with_points(sound, staff, research, ip):
    class1, class2 = IP_POINTS[ip]
    points = {"rd_staff": STAFF_POINTS[staff], "rd_expense_wan": RESEARCH_POINTS[research], "cost_wan": 1e6}
    return {2020: sound | points | {"class1_ip": class1, "class2_ip": class2}}


@pytest.mark.parametrize(
    ("staff", "research", "ip", "score", "passes"),
    [
        (4, 50, 6, 60, True),
        (20, 40, 0, 60, True),
        (20, 30, 6, 56, False),
        (0, 50, 30, 80, False),
        (20, 50, 30, 100, True),
        (4, 50, 0, 54, False),
        (0, 0, 0, 0, False),
        (12, 30, 18, 60, True),
    ],
)
def test_the_score_by_hand(judge_one, sound, staff, research, ip, score, passes):
    found = judge_one(with_points(sound, staff, research, ip))
    assert found.loc["sme_score", "value"] == staff + research + ip == score
    points = found.loc[["sme_staff_points", "sme_rd_points", "sme_ip_points"], "value"].tolist()
    assert points == [staff, research, ip]
    assert found.loc["sme_score", ["threshold", "margin"]].tolist() == [60, score - 60]
    assert found.loc["sme_score", "outcome"] == ("met" if score >= 60 else "unmet")
    assert found.loc["sme_evaluation", "outcome"] == ("met" if passes else "unmet")
    assert found.loc["sci_tech_sme_overall", "outcome"] == ("manual" if passes else "unmet")


def test_80_points_fail_without_research_staff(judge_one, sound):
    found = judge_one(with_points(sound, 0, 50, 30))
    assert found.loc["sme_score", "outcome"] == "met"
    assert found.loc["sme_staff_points", "outcome"] == "unmet"
    assert found.loc["sci_tech_sme_overall", "outcome"] == "unmet"


@pytest.mark.parametrize(
    ("research", "revenue", "cost", "points"),
    [
        (60.0, 1000.0, 1000.0, 50),  # 6 % of sales; 6 % of cost
        (30.0, 1000.0, 100.0, 50),  # 3 % of sales; 30 % of cost
        (25.0, 1000.0, 100.0, 40),
        (24.99, 1000.0, 100.0, 30),
        (30.0, 1000.0, 1000.0, 20),
        (30.0, None, 1000.0, None),  # sales unknown, cost gives none: they could decide
        (30.0, None, 100.0, 50),  # the better one is there already
        (30.0, 0.0, 100.0, 50),  # no sales: no ratio, the other way counts
    ],
)
def test_the_better_way_of_research_counts(judge_one, sound, research, revenue, cost, points):
    year = sound | {"rd_expense_wan": research, "revenue_wan": revenue, "cost_wan": cost}
    found = judge_one({2020: year}).loc["sme_rd_points"]
    assert found["value"] == points if points is not None else np.isnan(found["value"])
    assert found["outcome"] == ("unknown" if points is None else "met")


@pytest.mark.parametrize("revenue", [0.0, -10.0])
def test_without_sales_and_enough_cost_a_person_decides(judge_one, sound, revenue):
    found = judge_one({2020: sound | {"revenue_wan": revenue, "cost_wan": 1e6, "class1_ip": 0}})
    assert found.loc[["sme_rd_by_revenue", "sme_rd_points", "sme_score"], "outcome"].tolist() == ["manual"] * 3
    assert found.loc["sme_revenue", "outcome"] == "met", "no sales are not more than 20,000"
    assert found.loc["sci_tech_sme_overall", "outcome"] == "manual"


@pytest.mark.parametrize(
    ("column", "limit", "criterion"),
    [("staff", 500, "sme_staff"), ("revenue_wan", 20_000, "sme_revenue"), ("total_assets_wan", 20_000, "sme_assets")],
)
def test_the_limits_of_the_gate_are_inclusive(judge_one, sound, column, limit, criterion):
    outcomes = [
        judge_one({2020: sound | {column: value}}).loc[criterion, "outcome"]
        for value in (limit - 1, limit, limit + 1, None)
    ]
    assert outcomes == ["met", "met", "unmet", "unknown"]


@pytest.mark.parametrize(
    ("last", "this", "outcome"),
    [
        (False, None, "manual"),
        (False, False, "manual"),  # the register of abnormal operation is still for a person
        (True, False, "unmet"),
        (False, True, "unmet"),
        (None, False, "unknown"),
        (None, True, "unmet"),
    ],
)
def test_incidents_of_the_last_and_the_running_year(judge_one, sound, last, this, outcome):
    years = {2020: sound | {"serious_incident": last}}
    if this is not None:
        years[2021] = {"serious_incident": this}
    found = judge_one(years)
    assert found.loc["sci_tech_sme_overall", "outcome"] == outcome
    assert found.loc["sme_incident_this_year", "outcome"] == {None: "manual", False: "met", True: "unmet"}[this]


def test_a_valid_certificate_confirms_directly_but_not_past_the_gate(judge_one, sound):
    poor = sound | {"rd_staff": 0, "rd_expense_wan": 0.0, "class1_ip": 0}
    held = [("A", "hnte", "recognised", "2019-06-01")]
    assert judge_one({2020: poor}).loc["sme_evaluation", "outcome"] == "unmet"
    assert judge_one({2020: poor}, recognised=held).loc["sme_evaluation", "outcome"] == "met"
    assert judge_one({2020: poor}, recognised=held).loc["sci_tech_sme_overall", "outcome"] == "manual"
    assert judge_one({2020: poor | {"staff": 501}}, recognised=held).loc["sci_tech_sme_overall", "outcome"] == "unmet"
    assert judge_one({}, recognised=held).loc["sme_evaluation", "outcome"] == "met", "no figure is needed for it"
    old = [("A", "hnte", "recognised", "2018-06-01")]
    assert judge_one({2020: poor}, recognised=old).loc["sme_evaluation", "outcome"] == "unmet"


@pytest.mark.parametrize(
    ("registered", "outcome", "margin"),
    [("2020-12-31", "met", 0), ("2021-01-01", "unmet", -1), ("2020-12-30", "met", 1)],
)
def test_registered_for_365_days(judge_one, registered, outcome, margin):
    row = judge_one({}, registered=registered).loc["hnte_registered"]
    assert (row["outcome"], row["margin"]) == (outcome, margin)


def test_registered_on_29_february(judge_one):
    assert judge_one({}, registered="2020-02-29", as_of=date(2021, 2, 28)).loc["hnte_registered", "outcome"] == "met"
    assert judge_one({}, registered="2020-02-29", as_of=date(2021, 2, 27)).loc["hnte_registered", "outcome"] == "unmet"
    assert judge_one({}, registered="2012-02-29", as_of=date(2022, 2, 28)).loc["eaglet_age", "outcome"] == "met"
    assert judge_one({}, registered="2012-02-29", as_of=date(2022, 3, 1)).loc["eaglet_age", "outcome"] == "unmet"


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


def test_a_sound_enterprise_meets_all_that_can_be_computed(judge_one, sound):
    found = judge_one(dict.fromkeys(range(2017, 2021), sound))
    assert found.loc[["sci_tech_sme_overall", "hnte_overall"], "outcome"].tolist() == ["manual", "manual"]
    manual = found.query("tier == 'hnte' and outcome == 'manual'").index
    assert {"hnte_core_ip", "hnte_field", "hnte_innovation", "hnte_incident"} <= set(manual)


def test_an_enterprise_without_any_figures_is_unknown_not_unmet(judge_one):
    found = judge_one({})
    assert found.loc[["sci_tech_sme_overall", "hnte_overall"], "outcome"].tolist() == ["unknown", "unknown"]
    assert found.loc["sme_score", "outcome"] == "unknown"


def test_a_tier_whose_rule_is_not_in_force_has_no_row(judge_one, sound):
    assert set(judge_one({2016: sound}, as_of=date(2017, 5, 2))["tier"]) == {"hnte"}


def test_the_table_is_the_one_of_the_contract(firms, yearly, granted, sound):
    rows = [("B", 2020, sound), ("A", 2020, sound)]
    table = eligibility(firms(("B", "2010-01-01"), ("A", "2015-01-01")), yearly(*rows), granted(), PLAN, AS_OF)
    assert table.columns.tolist() == COLUMNS
    assert not table.duplicated(["uscc", "tier", "criterion"]).any()
    assert table["uscc"].drop_duplicates().tolist() == ["A", "B"]
    assert len(table) == 2 * (len(list(PLAN.tiers.criteria())) + 5)
    assert set(table["as_of"]) == {pd.Timestamp(AS_OF)}
    nobody = eligibility(firms(), yearly(), granted(), PLAN, AS_OF)
    assert (nobody.columns.tolist(), len(nobody)) == (COLUMNS, 0)


def test_several_blocks_say_the_same_as_one(firms, yearly, granted, sound, monkeypatch):
    codes = [f"{n:03d}" for n in range(50)]
    given = (
        firms(*[(code, "2012-01-01") for code in codes]),
        yearly(*[(code, 2020, sound | {"rd_staff": n, "staff": 60}) for n, code in enumerate(codes)]),
        granted(*[(code, "hnte", "recognised", "2020-01-01") for code in codes[::7]]),
    )
    whole = eligibility(*given, PLAN, AS_OF)
    monkeypatch.setattr("panjin_kpi.analysis.eligibility.BLOCK", 7)
    pd.testing.assert_frame_equal(eligibility(*given, PLAN, AS_OF), whole)
    texts = dict.fromkeys(["uscc", "tier", "criterion", "outcome"], "str")
    parts = [part.astype(texts) for part in eligibility_in_parts(*given, PLAN, AS_OF, size=20)]
    assert [part["uscc"].nunique() for part in parts] == [20, 20, 10]
    pd.testing.assert_frame_equal(pd.concat(parts, ignore_index=True), whole.astype(texts))


counts, amounts = st.integers(0, 60), st.integers(-20, 400).map(lambda n: n / 4)
years = st.fixed_dictionaries(
    {
        "staff": st.none() | counts,
        "rd_staff": st.none() | st.integers(0, 20),
        "revenue_wan": st.none() | amounts,
        "rd_expense_wan": st.none() | st.integers(0, 40).map(lambda n: n / 4),
        "cost_wan": st.none() | amounts,
        "class1_ip": st.none() | st.integers(0, 2),
        "class2_ip": st.none() | st.integers(0, 6),
        "total_assets_wan": st.none() | amounts,
        "net_assets_wan": st.none() | amounts,
        "serious_incident": st.none() | st.booleans(),
    }
)
histories = st.dictionaries(st.sampled_from([2017, 2018, 2019, 2020, 2021]), years, max_size=5)


def scalar_points(share_of, to, table):
    """(fewest, most) points of one ratio, written for one enterprise, exactly, in whole hundredths."""
    if share_of is None or to is None or to <= 0:
        return 0, table[0][1]
    for bound, points in table:
        if 10_000 * share_of >= bound * 100 * to:
            return points, points
    return 0, 0


def scalar_score(year):
    """国科发政〔2017〕115号 第七条 for one enterprise: (fewest, most) points of staff, research, results."""
    staff = scalar_points(year["rd_staff"], year["staff"], [(30, 20), (25, 16), (20, 12), (15, 8), (10, 4)])
    research = year["rd_expense_wan"]
    ways = [
        scalar_points(research, year["revenue_wan"], [(6, 50), (5, 40), (4, 30), (3, 20), (2, 10)]),
        scalar_points(research, year["cost_wan"], [(30, 50), (25, 40), (20, 30), (15, 20), (10, 10)]),
    ]
    best = max(low for low, _ in ways), max(high for _, high in ways)
    first = (0, 30) if year["class1_ip"] is None else (30, 30) if year["class1_ip"] else (0, 0)
    second = (0, 24) if year["class2_ip"] is None else (min(6 * year["class2_ip"], 24),) * 2
    return staff, best, (max(first[0], second[0]), max(first[1], second[1]))


@settings(deadline=None, max_examples=40)
@given(st.lists(years, min_size=1, max_size=25))
def test_the_score_is_what_a_person_would_add_up(firms, yearly, granted, written):
    codes = [f"{n:02d}" for n in range(len(written))]
    table = eligibility(
        firms(*[(code, "2010-01-01") for code in codes]),
        yearly(*[(code, 2020, year) for code, year in zip(codes, written, strict=True)]),
        granted(),
        PLAN,
        AS_OF,
    ).set_index(["uscc", "criterion"])
    for code, year in zip(codes, written, strict=True):
        parts = scalar_score(year)
        low, high = sum(part[0] for part in parts), sum(part[1] for part in parts)
        row = table.loc[(code, "sme_score")]
        outcome, value = row["outcome"], row["value"]
        if low >= 60:
            assert (outcome, value) == ("met", low)
        elif high < 60:
            assert (outcome, value) == ("unmet", high)
        else:
            assert outcome in ("unknown", "manual")
        for name, (fewest, most) in zip(("staff", "rd", "ip"), parts, strict=True):
            if fewest == most:
                assert table.loc[(code, f"sme_{name}_points"), "value"] == fewest


@settings(deadline=None, max_examples=40)
@given(histories, st.integers(1, 40), st.sampled_from(["2009-05-05", "2018-06-30", "2020-02-02"]))
def test_more_research_never_lowers_the_score(judge_one, history, more, registered):
    def score(extra):
        year = history.get(2020, {})
        spent = year.get("rd_expense_wan")
        changed = history | {2020: year | {"rd_expense_wan": None if spent is None else spent + extra}}
        found = judge_one(changed, registered=registered).loc["sme_score"]
        return ["unmet", "unknown", "manual", "met"].index(found["outcome"]), found["value"]

    before, after = score(0), score(more / 4)
    assert after[0] >= before[0]
    assert not (before[0] == after[0] == 0) or after[1] >= before[1]


@settings(deadline=None, max_examples=40)
@given(histories, st.data(), st.sampled_from(["2009-05-05", "2018-06-30", "2020-02-02", "2021-03-03"]))
def test_a_blank_never_turns_an_outcome_into_met_or_unmet(judge_one, history, data, registered):
    before = judge_one(history, registered=registered)["outcome"]
    cells = [
        (year, column) for year, figures in history.items() for column, value in figures.items() if value is not None
    ]
    if not cells:
        return
    year, column = data.draw(st.sampled_from(sorted(cells)))
    after = judge_one(history | {year: history[year] | {column: None}}, registered=registered)["outcome"]
    changed = after[after.astype("str") != before.astype("str")]
    if int(registered[:4]) <= year:  # in a year before registration a blank is a zero: it did not exist yet
        assert set(changed) <= {"unknown", "manual"}, "a missing figure can only leave things open"


@settings(deadline=None, max_examples=25)
@given(st.dictionaries(st.sampled_from("ABCDEFG"), histories, max_size=7), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_never_matters(firms, yearly, granted, written, random):
    seed = random.randrange(2**32)
    enterprises = firms(*[(code, f"20{10 + n}-01-01") for n, code in enumerate(written)])
    financials = yearly(*[(code, year, figures) for code, years in written.items() for year, figures in years.items()])
    recognitions = granted(*[(code, "hnte", "recognised", f"20{15 + n}-06-01") for n, code in enumerate(written)])
    given = (enterprises, financials, recognitions)
    shuffled = [frame.sample(frac=1, random_state=seed) for frame in given]
    pd.testing.assert_frame_equal(eligibility(*given, PLAN, AS_OF), eligibility(*shuffled, PLAN, AS_OF))


def test_another_rule_is_another_result(firms, yearly, granted, sound):
    sme = PLAN.tiers.tiers["sci_tech_sme"]
    criteria = [c.model_copy(update={"threshold": 99.0}) if c.id == "sme_staff" else c for c in sme.criteria]
    stricter = PLAN.tiers.tiers | {"sci_tech_sme": sme.model_copy(update={"criteria": criteria})}
    tiers = PLAN.tiers.model_copy(update={"tiers": stricter})
    plan = dataclasses.replace(PLAN, tiers=tiers)
    table = eligibility(firms(("A", "2010-01-01")), yearly(("A", 2020, sound)), granted(), plan, AS_OF)
    assert table.set_index("criterion").loc["sme_staff", "outcome"] == "unmet"
