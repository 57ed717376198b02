"""A figure far from its own history is a warning; a usual, seasonal or explained one is not."""

import dataclasses

import pytest

from panjin_kpi.intake.checks.check import check_file

HEADER = "期间,地区,指标,本年累计,备注"
STEADY = [5, 1, 3, 8, 2, 6, 4, 7]


@pytest.fixture
def warned(send, plan):
    """Cells with a warning, given the monthly increases of 2021 and optionally of 2020."""
    targets = plan.targets.assign(target=100.0)
    both = dataclasses.replace(plan, targets=targets.loc[lambda t: t.index.repeat(2)].assign(
        year=lambda t: [2020, 2021] * (len(t) // 2)))  # fmt: skip

    def warned(increases, note="", before=()):
        lines = []
        for year, values in ((2020, before), (2021, increases)):
            for month, _ in enumerate(values, start=1):
                explained = note if (year, month) == (2021, len(increases)) else ""
                lines.append(f"{year}-{month:02d},盘山县,活动,{sum(values[:month])},{explained}")
        checked = check_file(send(HEADER, *lines), "progress", both)
        return {f.cell: f.reason for f in checked.findings if "以往" in f.reason}

    return warned


def test_an_increase_far_from_the_months_before_is_a_warning_with_both_figures(warned):
    assert warned([*STEADY, 40]) == {"D10": "本月增加40，与以往各月相差很大（中位数4.5）"}


def test_what_is_usual_explained_or_without_enough_history_is_none(warned):
    assert warned([*STEADY, 9]) == {}
    assert warned([*STEADY, 40], note="集中举办") == {}
    assert warned([*STEADY[:5], 40]) == {}
    assert warned([*STEADY[:6], 40]) != {}


def test_a_history_without_spread_says_nothing(warned):
    assert warned([0] * 8 + [9]) == {}


def test_what_is_like_the_same_month_of_last_year_is_none(warned):
    last_year = [*STEADY, 40, 2, 1, 2]
    assert list(warned([*STEADY, 39], before=last_year)) == ["D10"], "last year's itself only"
    assert len(warned([*STEADY, 2, 30], before=last_year)) == 2


def test_a_month_that_was_not_reported_is_no_increase_of_two(send, plan):
    months = [f"2021-{month:02d},盘山县,活动,{2 * month + month % 2}," for month in (1, 2, 3, 4, 5, 6, 7, 9)]
    assert not [f for f in check_file(send(HEADER, *months), "progress", plan).findings if "以往" in f.reason]
