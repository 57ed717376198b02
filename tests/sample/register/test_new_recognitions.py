"""New recognitions: as many as the figures say, each for the first time, in the district of the figure."""

import numpy as np
import pandas as pd
import pytest

from panjin_kpi.sample.monthly_values import CLOSING, monthly_values
from panjin_kpi.sample.register.new_recognitions import days_in, free, most, newcomers
from panjin_kpi.sample.register.population import population


@pytest.fixture(scope="module")
def people(small):
    return population(small, 2023, 80)


@pytest.fixture(scope="module")
def freed(small, people):
    return free(small, people, 2023)


def made(small, people, freed):
    course = monthly_values(np.random.default_rng(1), small, 2023, most(freed))
    codes = people.enterprises["uscc"]
    return course, newcomers(np.random.default_rng(2), 2023, course, freed, codes, small.tiers)


def test_there_are_as_many_as_each_figure_says(small, people, freed):
    course, rows = made(small, people, freed)
    counted = rows.groupby(["scope", "new_" + rows["tier"]]).size()
    figures = course[course.index.get_level_values("indicator").isin(freed)][CLOSING]
    assert {cell: value for cell, value in figures.items() if value} == counted.to_dict()
    assert set(rows["scope"]) == {"panshan", "shuangtaizi", "city"}


def test_nobody_held_the_tier_before_and_each_counts_in_its_own_district(small, people, freed):
    _, rows = made(small, people, freed)
    before = pd.MultiIndex.from_frame(people.recognitions[["uscc", "tier"]])
    assert not pd.MultiIndex.from_frame(rows[["uscc", "tier"]]).isin(before).any()
    assert not rows.duplicated(["uscc", "tier"]).any()
    home = rows["uscc"].map(people.enterprises.set_index("uscc")["district"])
    assert ((home == rows["scope"]) | (rows["scope"] == "city")).all()


def test_who_holds_the_tier_below_comes_first(small, people, freed):
    _, rows = made(small, people, freed)
    new = rows[rows["tier"] == "hnte"]
    smes = people.recognitions.query("tier == 'sci_tech_sme'")["uscc"]
    assert len(new)
    assert new["uscc"].isin(smes).all()


def test_a_day_is_before_its_month_s_report_and_the_thirteenth_month_after_december_s():
    days = pd.DatetimeIndex(days_in(np.random.default_rng(1), 2021, np.array([2] * 50 + [13])))
    assert set(days[:-1].month) == {2}
    assert days[:-1].day.max() < 23
    assert days[-1] == pd.Timestamp("2021-12-28")
