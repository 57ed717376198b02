"""A technology SME: its score, its gate, and what confirms it directly."""

import numpy as np
import pytest

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
