from datetime import date

import pytest

from panjin_kpi.reference.calendar import due_on, month_after, month_before, month_end, months_so_far


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


def test_months_end_on_their_last_day():
    assert [month_end(m).day for m in ("2023-02", "2024-02", "2021-04", "2021-12")] == [28, 29, 30, 31]
