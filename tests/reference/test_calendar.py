from dataclasses import replace
from datetime import UTC, date, datetime

import pandas as pd
import pytest

from panjin_kpi.reference import calendar
from panjin_kpi.reference.calendar import (
    due_on,
    existing_unit,
    is_owed,
    known_period,
    month_after,
    month_before,
    month_end,
    months_so_far,
    on_record,
    overdue_days,
    punctuality,
    received_too_early,
    written_period,
)


def test_a_year_is_walked_through_both_ways():
    months = months_so_far("2021-12")
    assert len(months) == 12
    assert [month_after(month) for month in months] == [*months[1:], "2022-01"]
    assert [month_before(month) for month in months] == ["2020-12", *months[:-1]]
    assert months_so_far("2021-01") == ["2021-01"]


@pytest.mark.parametrize(
    ("period", "day"),
    [
        ("2021-05", date(2021, 5, 26)), ("2021-06", date(2021, 6, 28)), ("2021-09", date(2021, 9, 26)),
        ("2021-12", date(2021, 12, 27)), ("2022-11", date(2022, 11, 28)), ("2022-12", date(2022, 12, 26)),
    ],
)  # fmt: skip
def test_reports_are_due_on_the_26th_or_the_working_day_after(plan, period, day):
    assert due_on(plan, period) == day


def test_no_report_of_a_month_before_the_plan_is_late_or_in_time(plan):
    words = {day: punctuality(plan, "2021-04", day) for day in (date(2021, 4, 26), date(2021, 6, 30))}
    assert set(words.values()) == {"早于计划印发，不判断是否按时"}
    assert punctuality(plan, "2021-05", date(2021, 5, 27)) == "迟报1天（应于2021-05-26前报送）"


def test_months_end_on_their_last_day():
    assert [month_end(m).day for m in ("2023-02", "2024-02", "2021-04", "2021-12")] == [28, 29, 30, 31]


@pytest.mark.parametrize(("typed", "period"), [("2021-06", "2021-06"), (" ２０２１－０６　", "2021-06")])
def test_a_month_is_understood_in_any_width(typed, period):
    assert written_period(typed) == period


@pytest.mark.parametrize("typed", ["2021-6", "2021-00", "2021-13", "21-06", "2021-06-01", "٢٠٢١-06", "../x", ""])
def test_what_is_no_month_is_refused_in_chinese(typed):
    with pytest.raises(ValueError, match="写法不对，请写成 2021-12 这样的年月"):
        written_period(typed)


def test_a_known_period_is_in_half_width(plan):
    with pytest.raises(ValueError, match="请用半角写成 2021-06"):
        known_period(plan, "２０２１-06")


def test_a_unit_exists_in_every_month_and_a_district_from_its_first_to_its_last(plan):
    ended = plan.districts["valid_to"].mask(plan.districts["district"] == "dawa", "2021-06-30")
    plan = replace(plan, districts=plan.districts.assign(valid_to=ended))
    assert [existing_unit(plan, unit, "2021-07") for unit in ("ip_bureau", "city", "gaoxin")]
    assert existing_unit(plan, "dawa", "2021-06") == "dawa"
    with pytest.raises(ValueError, match="大洼区在2021-07还没有设立或已经撤销"):
        existing_unit(plan, "dawa", "2021-07")


@pytest.mark.parametrize(
    ("known_on", "overdue"),
    [
        (None, [2, 1, 0]),
        (date(2021, 12, 31), [2, 1, 0]),
        (date(2022, 1, 5), [2, 1, 0]),
        (date(2021, 12, 30), [0, 0, 0]),
    ],
)
def test_what_is_due_on_a_months_last_day_is_overdue_unless_only_an_earlier_day_is_known(known_on, overdue):
    due = pd.Series(pd.to_datetime(["2021-12-30", "2021-12-31", "2022-01-01"]))
    assert overdue_days(due, date(2021, 12, 31), known_on).tolist() == overdue


def test_a_day_is_beijing_s(monkeypatch):
    """At 17:00 UTC it is already the next day in Beijing."""

    class Clock(datetime):
        @classmethod
        def now(cls, zone=None):
            return datetime(2021, 6, 30, 17, tzinfo=UTC).astimezone(zone)

    monkeypatch.setattr(calendar, "datetime", Clock)
    assert calendar.today() == date(2021, 7, 1)


@pytest.mark.parametrize(("day", "early"), [("2021-05-31", True), ("2021-06-01", False), ("2021-06-26", False)])
def test_a_report_is_not_received_before_its_month(day, early):
    assert bool(received_too_early("2021-06", date.fromisoformat(day))) == early


@pytest.mark.parametrize(
    ("period", "known_on", "closed_on", "awaited", "owed"),
    [
        ("2021-12", None, None, "", True),
        ("2021-12", date(2021, 12, 27), None, "2021-12", False),  # its last day
        ("2021-12", date(2021, 12, 28), None, "", True),
        ("2021-12", date(2021, 12, 20), date(2021, 12, 20), "", False),
        ("2021-12", None, date(2022, 1, 20), "", False),
        ("2021-03", date(2021, 3, 20), None, "", False),  # nothing was due
    ],
)
def test_a_month_is_awaited_until_its_last_day_is_over_and_owed_until_it_is_closed(
    plan, period, known_on, closed_on, awaited, owed
):
    recorded = on_record(plan, period, known_on, closed_on)
    assert (recorded.awaited, is_owed(recorded, period)) == (awaited, owed)
    assert recorded.is_over(period) == (period == "2021-12" and not awaited)
    assert recorded.targets is plan.targets
