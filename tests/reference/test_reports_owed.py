from dataclasses import replace

from panjin_kpi.reference.duties import indicators_of, tasks_led_by
from panjin_kpi.reference.reports_owed import lead_units, reports_owed, unit_name


def test_districts_owe_what_is_allocated_to_them_and_what_they_lead(plan):
    owed = reports_owed(plan, "2021-06")
    for district in plan.districts["district"]:
        own = owed[owed["reporter"] == district]
        assert own.loc[own["table"] == "progress", "item"].tolist() == indicators_of(plan, district, 2021)[1]
        assert sorted(map(int, own.loc[own["table"] == "task_progress", "item"])) == tasks_led_by(plan, district)
        assert set(own["place"]) == {district}


def test_other_units_follow_the_districts_and_each_is_there_once(plan):
    reporters = list(dict.fromkeys(reports_owed(plan, "2021-06")["reporter"]))
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
    owed = reports_owed(plan, "2021-06")
    assert owed.loc[owed["item"] == "guarantee_amount", "reporter"].tolist() == ["sci_tech_bureau"]
    assert owed.loc[owed["reporter"] == "guarantee_company", "item"].tolist() == ["7"]


def test_a_district_that_is_no_more_owes_nothing(plan):
    gone = plan.districts.assign(
        valid_to=plan.districts["valid_to"].where(plan.districts["district"] != "gaoxin", "2021-05-31")
    )
    later = replace(plan, districts=gone)
    assert "gaoxin" not in set(reports_owed(later, "2021-06")["reporter"])
    assert "gaoxin" in set(reports_owed(later, "2021-05")["reporter"])
    assert 4 not in set(lead_units(later, "2021-06")["task_no"])  # which it alone leads


def test_a_year_without_targets_still_has_its_tasks(plan):
    assert set(reports_owed(plan, "2022-01")["table"]) == {"task_progress"}


def test_a_unit_that_nothing_is_known_of_keeps_its_identifier(plan):
    assert unit_name(plan, "somebody") == "somebody"
    assert unit_name(plan, "city") == "全市"
