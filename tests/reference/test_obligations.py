from dataclasses import replace

from panjin_kpi.reference.obligations import (
    city_indicators,
    indicators_of,
    lead_units,
    organisation_name,
    reporters_of,
    reporting_obligations,
    tasks_led_by,
)


def test_districts_owe_what_is_allocated_to_them_and_what_they_lead(plan):
    owed = reporting_obligations(plan, "2021-06")
    for district in plan.districts["district"]:
        own = owed[owed["reporter"] == district]
        assert own.loc[own["table"] == "progress", "item"].tolist() == indicators_of(plan, district, 2021)[1]
        assert sorted(map(int, own.loc[own["table"] == "task_progress", "item"])) == tasks_led_by(plan, district)
        assert set(own["scope"]) == {district}


def test_other_units_follow_the_districts_and_each_is_there_once(plan):
    reporters = list(dict.fromkeys(reporting_obligations(plan, "2021-06")["reporter"]))
    assert reporters[:6] == plan.districts["district"].tolist()
    assert reporters[6:] == [
        "sci_tech_bureau",
        "finance_bureau",
        "hr_bureau",
        "ip_bureau",
        "financial_development_bureau",
        "innovation_center",
        "guarantee_company",
    ]


def test_a_figure_that_two_units_report_belongs_to_the_first(plan):
    owed = reporting_obligations(plan, "2021-06")
    assert owed.loc[owed["item"] == "guarantee_amount", "reporter"].tolist() == ["sci_tech_bureau"]
    assert owed.loc[owed["reporter"] == "guarantee_company", "item"].tolist() == ["7"]


def test_a_duty_is_the_plans_where_the_unit_leads_the_task_and_assumed_elsewhere(plan):
    owed = reporting_obligations(plan, "2021-06").set_index(["reporter", "item"])["source"]
    assert owed["dawa", "activities"] == owed["ip_bureau", "ip_pledge_amount"] == "plan"  # rows 5 and 8
    assert owed["dawa", "rd_centers"] == owed["sci_tech_bureau", "carriers_built"] == "assumption"  # rows 14 and 1
    assert set(owed[owed.index.get_level_values("item").str.isdigit()]) == {"plan"}


def test_a_district_that_is_no_more_owes_nothing(plan):
    gone = plan.districts.assign(
        valid_to=plan.districts["valid_to"].where(plan.districts["district"] != "gaoxin", "2021-05-31")
    )
    later = replace(plan, districts=gone)
    assert "gaoxin" not in set(reporting_obligations(later, "2021-06")["reporter"])
    assert "gaoxin" in set(reporting_obligations(later, "2021-05")["reporter"])
    assert 4 not in set(lead_units(later, "2021-06")["task_no"])  # which it alone leads


def test_a_year_without_targets_still_has_its_tasks(plan):
    assert set(reporting_obligations(plan, "2022-01")["table"]) == {"task_progress"}


def test_a_unit_that_nothing_is_known_of_keeps_its_identifier(plan):
    assert organisation_name(plan, "somebody") == "somebody"
    assert organisation_name(plan, "city") == "全市"


def test_each_district_reports_what_is_allocated_to_it(plan):
    counts = {district: len(indicators_of(plan, district, 2021)[1]) for district in plan.districts["district"]}
    allocated = plan.targets_in(2021)["scope"].value_counts()
    assert counts == {district: allocated[district] for district in counts}
    assert "new_hnte" not in indicators_of(plan, "xinglongtai", 2021)[1]


def test_every_indicator_of_the_city_has_somebody_who_reports_it(plan):
    assert all(reporters_of(plan, indicator) for indicator in city_indicators(plan, 2021))
    assert indicators_of(plan, "guarantee_company", 2021) == ("city", ["guarantee_amount"])
    assert indicators_of(plan, "finance_bureau", 2021) == ("city", [])


def test_tasks_are_those_led_in_annex_2(plan):
    assert tasks_led_by(plan, "dawa") == [1, 2, 3, 5, 12]
    assert tasks_led_by(plan, "ip_bureau") == [8]
    assert tasks_led_by(plan, "innovation_center") == [9, 13, 14, 16, 17]
    assert tasks_led_by(plan, "commerce_bureau") == []


def test_every_project_that_the_plan_names_is_some_unit_s(plan):
    assert set(plan.named_objects["owner"]) <= set(plan.unit_names.known)
