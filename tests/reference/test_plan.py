import dataclasses
import datetime
import re

import pandas as pd
import pytest

from panjin_kpi.project import Project
from panjin_kpi.reference.plan import Plan

DISTRICTS = ["panshan", "shuangtaizi", "xinglongtai", "dawa", "liaodongwan", "gaoxin"]
# indicator: (city, the six districts); None: the plan allocates nothing
TARGETS_2021 = {
    "carriers_built": (10, None, None, None, None, None, None),
    "operators": (2, None, None, 1, None, None, 1),
    "activities": (30, 4, 4, 2, 4, 4, 12),
    "incubatees": (60, 9, 9, 5, 9, 9, 19),
    "new_sci_tech_sme": (30, 5, 5, 3, 5, 4, 10),
    "new_hnte": (10, 2, 2, None, 2, 2, 3),
    "new_eaglet": (30, 5, 3, 3, 5, 3, 11),
    "new_gazelle": (6, None, None, None, None, None, None),
    "rd_centers": (10, 2, 2, 1, 1, 1, 3),
    "alliances": (40, 5, 4, 3, 5, 3, 20),
    "talents": (5, 1, 1, None, None, 1, 2),
    "teams": (5, 1, 1, None, None, 1, 2),
    "tech_transfers": (60, 10, 9, 3, 9, 10, 19),
    "matchmaking_fairs": (1, None, None, None, None, None, None),
    "guarantee_amount": (4.5, None, None, None, None, None, None),
    "ip_pledge_amount": (1.6, None, None, None, None, None, None),
    "mentor_pools": (1, None, None, None, None, None, None),
    "mentor_teams": (1, None, None, None, None, None, None),
    "trainings": (1, None, None, None, None, None, None),
    "park_coverage": (100, None, None, None, None, None, None),
}
CURVES = {
    "linear": "activities incubatees rd_centers alliances talents teams tech_transfers guarantee_amount "
    "ip_pledge_amount",
    "year_end": "carriers_built operators matchmaking_fairs mentor_pools mentor_teams trainings park_coverage",
    "batch": "new_sci_tech_sme new_hnte new_eaglet new_gazelle",
}


def test_the_twenty_indicators_stand_in_the_contracts_order(plan):
    assert list(plan.indicators["indicator"]) == list(TARGETS_2021)


def test_the_six_districts_stand_in_the_contracts_order(plan):
    assert list(plan.districts["district"]) == DISTRICTS
    assert list(plan.districts["name"]) == ["盘山县", "双台子区", "兴隆台区", "大洼区", "辽东湾新区", "盘锦高新区"]
    assert plan.districts.set_index("district").at["gaoxin", "within"] == "xinglongtai"


def test_the_targets_of_2021_are_those_typed_by_hand_from_the_plan(plan):
    typed = {
        (scope, indicator): target
        for indicator, row in TARGETS_2021.items()
        for scope, target in zip(["city", *DISTRICTS], row, strict=True)
        if target is not None
    }
    assert plan.targets_in(2021).set_index(["scope", "indicator"])["target"].to_dict() == typed
    assert len(typed) == len(plan.targets) == 77


def test_city_and_districts_have_as_many_targets_as_the_plan_allocates(plan):
    assert plan.targets["scope"].value_counts().to_dict() == {
        "city": 20,
        "panshan": 10,
        "shuangtaizi": 10,
        "xinglongtai": 8,
        "dawa": 8,
        "liaodongwan": 10,
        "gaoxin": 11,
    }


def test_not_allocated_is_no_row_and_never_a_zero(plan):
    cells = set(zip(plan.targets["scope"], plan.targets["indicator"], strict=True))
    assert not cells & {("xinglongtai", "new_hnte"), ("xinglongtai", "talents"), ("dawa", "talents"), ("dawa", "teams")}
    assert (plan.targets["target"] > 0).all()


def test_only_trainings_have_a_range(plan):
    ranged = plan.targets[plan.targets["upper"].notna()]
    assert ranged[["scope", "indicator", "target", "upper", "bound"]].to_numpy().tolist() == [
        ["city", "trainings", 1, 2, "range"]
    ]


def test_the_eight_five_year_targets(plan):
    assert plan.five_year[["indicator", "target_2025", "kind"]].to_numpy().tolist() == [
        ["carriers_total", 20, "stock"],
        ["carriers_provincial", 15, "stock"],
        ["carriers_national", 5, "stock"],
        ["sci_tech_sme", 300, "stock"],
        ["hnte", 210, "stock"],
        ["eaglet", 150, "stock"],
        ["gazelle", 20, "stock"],
        ["unicorn", 1, "flow"],
    ]


def test_the_eighteen_tasks_each_have_a_lead_and_a_responsible_unit(plan):
    assert list(plan.tasks["task_no"]) == list(range(1, 19))
    assert plan.task_units.groupby("task_no")["role"].nunique().to_dict() == dict.fromkeys(range(1, 19), 2)
    assert set(plan.tasks.loc[plan.tasks["due_on"].isna(), "task_no"]) == {3, 4, 6, 9}


def test_origin_of_every_indicator(plan):
    origin = plan.indicators.groupby("origin")["indicator"].agg(set)
    assert origin["body"] == {"carriers_built", "new_gazelle", "park_coverage"}
    assert origin["annex"] == {
        "rd_centers",
        "alliances",
        "matchmaking_fairs",
        "guarantee_amount",
        "ip_pledge_amount",
        "mentor_teams",
    }
    assert len(origin["both"]) == 11


def test_measures_and_units_fit_each_other(plan):
    by_measure = plan.indicators.groupby("measure")["unit"].agg(set).to_dict()
    assert by_measure["amount"] == {"亿元"}
    assert by_measure["share"] == {"%"}
    assert not by_measure["count"] & {"亿元", "%"}
    assert list(plan.indicators.query("measure == 'milestone'")["indicator"]) == ["mentor_pools"]


@pytest.mark.parametrize("indicator", CURVES["linear"].split())
def test_a_linear_indicator_is_planned_by_twelfths(plan, indicator):
    assert list(plan.planned_shares.loc[indicator]) == [month / 12 for month in range(1, 13)]


@pytest.mark.parametrize("indicator", CURVES["year_end"].split())
def test_a_year_end_indicator_is_planned_for_december_alone(plan, indicator):
    assert list(plan.planned_shares.loc[indicator]) == [0] * 11 + [1]


@pytest.mark.parametrize("indicator", CURVES["batch"].split())
def test_a_tier_has_a_batch_curve_of_its_own(plan, indicator):
    curve = plan.by_indicator.at[indicator, "curve"]
    assert curve == indicator.replace("new_", "batch_")
    assert plan.planned_shares.at[indicator, 6] < 0.5


def test_every_planned_share_only_grows_and_ends_at_one(plan):
    shares = plan.planned_shares
    assert list(shares.index) == list(TARGETS_2021)
    assert list(shares.columns) == list(range(1, 13))
    assert (shares.diff(axis=1).loc[:, 2:] >= 0).all(axis=None)
    assert (shares[12] == 1).all()


def test_the_lists_of_20_december_are_planned_for_december(plan):
    assert plan.planned_shares.loc[["new_eaglet", "new_gazelle"], 11].tolist() == [0, 0]


def test_split_indicators_are_those_with_a_district_target(plan):
    split = {indicator for indicator, row in TARGETS_2021.items() if any(row[1:])}
    assert plan.split_indicators(2021) == split
    assert len(split) == 11
    assert plan.split_indicators(2022) == frozenset()


@pytest.mark.parametrize(
    ("period", "exists"), [("2021-02", False), ("2021-03", True), ("2021-09", True), ("2021-10", False)]
)
def test_a_district_exists_in_every_month_it_is_valid_on_some_day_of(edit, period, exists):
    plan = Plan.load(edit("districts.csv", "economic_zone,,,,", "economic_zone,,,2021-03-31,2021-09-01"))
    assert plan.districts_in(period) == [d for d in DISTRICTS if exists or d != "liaodongwan"]


def test_a_further_year_or_district_is_only_rows(edit):
    edit("districts.csv", "gaoxin,", "liaohekou,辽河口生态经济区,economic_zone,,,2022-01-01,\ngaoxin,")
    rows = "2022,liaohekou,activities,3,,eq,举办3场,附件2第5行\n2022,city,activities,3,,ge,举办3场,二、2\n"
    plan = Plan.load(edit("targets.csv", "2021,city,carriers_built", rows + "2021,city,carriers_built"))
    assert plan.split_indicators(2022) == {"activities"}
    assert "liaohekou" not in plan.districts_in("2021-12")
    assert "liaohekou" in plan.districts_in("2022-01")
    assert plan.district_names.resolve("辽河口生态经济区") == "liaohekou"


def test_shows_itself_as_the_matrix_of_annex_2(plan):
    shown = plan._repr_html_()
    hnte = next(row for row in re.findall(r"<tr>.*?</tr>", shown, re.DOTALL) if "新增高新技术企业（家）" in row)
    assert re.findall(r"<td>(.*?)</td>", hnte) == ["10", "2", "2", "未分解", "2", "2", "3"]
    assert shown.count("未分解") == 7 * 20 - 77
    assert "nan" not in shown.lower()


# calendar.csv


def test_the_calendar_has_every_month_of_2021(plan):
    assert list(plan.calendar["period"]) == [f"2021-{month:02}" for month in range(1, 13)]


def test_reports_are_due_on_the_26th_or_the_next_working_day(plan):
    moved = {"2021-06": "2021-06-28", "2021-12": "2021-12-27"}
    due = plan.calendar.set_index("period")["due_on"].to_dict()
    assert due == {period: moved.get(period, f"{period}-26") for period in due}


def test_no_report_is_due_on_a_day_off(plan):
    weekend = {day for day in plan.calendar["due_on"] if datetime.date.fromisoformat(day).weekday() >= 5}
    assert weekend == {"2021-09-26"}, "the one Sunday that 国办发明电〔2020〕27号 made a working day"


def test_a_moved_day_is_an_assumption_and_the_26th_is_the_plans(plan):
    # the plan was printed on 21 May 2021 and says 每月26日前, nothing of weekends, of the 28th or of closing the year
    plans_own = plan.calendar["due_on"].str.endswith("-26") & (plan.calendar["period"] >= "2021-05")
    assert list(plan.calendar["due_source"]) == list(plans_own.map({True: "plan", False: "assumption"}))
    assert set(plan.calendar["second_due_source"]) == {"assumption"}
    assert list(plan.calendar["closing_source"].dropna()) == ["assumption"]


def test_the_second_report_is_due_on_the_28th_and_only_december_is_closed(plan):
    assert (plan.calendar["second_due_on"] == plan.calendar["period"] + "-28").all()
    closing = plan.calendar.set_index("period")["closing_on"].dropna()
    assert list(closing.index) == ["2021-12"]
    assert closing.item() > "2021-12-31"


# a reference folder of one's own


def test_a_plan_without_districts_targets_shows_the_citys_alone(plan):
    alone = dataclasses.replace(plan, targets=plan.targets[plan.targets["scope"] == "city"])
    assert alone.split_indicators(2021) == frozenset()
    assert "未分解" not in alone._repr_html_()


def test_a_folder_without_the_tiers_rules_uses_the_projects_own_as_far_as_its_indicators_go(plan, tmp_path):
    for path in Project().reference.glob("*.*"):
        if path.name not in ("tiers.yaml", "carrier_assessment.yaml"):
            (tmp_path / path.name).write_bytes(path.read_bytes())
    assert Plan.load(tmp_path).tiers == plan.tiers
    for name, column in (("indicators", "indicator"), ("targets", "indicator")):
        table = pd.read_csv(tmp_path / f"{name}.csv", dtype=str)
        table[~table[column].isin(["talents", "new_eaglet"])].to_csv(tmp_path / f"{name}.csv", index=False)
    fewer = Plan.load(tmp_path)
    assert fewer.tiers.tiers["eaglet"].indicator is None
    assert fewer.carrier_assessment.reward_indicators.value == ["teams"]
