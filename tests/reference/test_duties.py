"""Who reports what by when, from annex 2 and 四（三）."""

from datetime import date

import pytest

from panjin_kpi.reference.duties import city_indicators, due_on, indicators_of, month_end, reporters_of, tasks_led_by


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


@pytest.mark.parametrize(
    ("period", "day"),
    [
        ("2021-05", date(2021, 5, 26)), ("2021-06", date(2021, 6, 28)), ("2021-09", date(2021, 9, 26)),
        ("2021-12", date(2021, 12, 27)), ("2022-11", date(2022, 11, 28)), ("2022-12", date(2022, 12, 26)),
    ],
)  # fmt: skip
def test_reports_are_due_on_the_26th_or_the_working_day_after(plan, period, day):
    assert due_on(plan, period) == day


def test_months_end_on_their_last_day():
    assert [month_end(m).day for m in ("2023-02", "2024-02", "2021-04", "2021-12")] == [28, 29, 30, 31]
