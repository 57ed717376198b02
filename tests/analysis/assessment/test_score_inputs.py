import numpy as np
import pandas as pd
import pytest

from panjin_kpi.analysis.assessment.score_inputs import allocated, measures, merged

TARGETS = {"a": {"activities": 4, "talents": 2}, "b": {"activities": 10}, "c": {"activities": 0, "alliances": 5}}


def test_the_last_value_of_the_year_is_carried_and_a_fresh_one_counts_even_if_lower(small, reported):
    rows = [(1, "a", "activities", 1), (4, "a", "activities", 3), (6, "b", "activities", 2), (5, "b", "activities", 7)]
    found = measures(*reported(small(TARGETS), *rows, (7, "a", "activities", 4)))
    assert (found.districts, found.indicators) == (["a", "b", "c"], ["activities", "alliances", "talents"])
    np.testing.assert_array_equal(found.actual[:, 0], [3, 2, np.nan])
    np.testing.assert_array_equal(found.completion[:, 0], [0.75, 0.2, 1])
    assert np.isnan(found.completion[:, 1:]).all()


def test_rows_in_any_order_and_rows_of_other_years_and_scopes(small, reported):
    status, path, plan, period = reported(small(TARGETS), (2, "a", "talents", 1), (3, "a", "talents", 2))
    old = path.assign(period="2020-12", actual=99.0)
    mixed = pd.concat([path.sample(frac=1, random_state=3), old])
    one, two = measures(status, path, plan, period), measures(status.iloc[::-1], mixed, plan, period)
    np.testing.assert_array_equal(one.actual, two.actual)


def test_a_district_within_another_is_added_to_it(small, reported):
    rows = [(6, "a", "activities", 1), (6, "b", "activities", 2), (6, "b", "talents", 1), (6, "a", "alliances", 2)]
    found = merged(measures(*reported(small(TARGETS, within={"b": "a"}), *rows)), small(TARGETS, within={"b": "a"}))
    assert found.districts == ["a", "c"]
    np.testing.assert_array_equal(found.target, [[14, np.nan, 2], [0, 5, np.nan]])
    np.testing.assert_array_equal(found.actual, [[3, 2, 1], [np.nan, np.nan, np.nan]])


@pytest.mark.parametrize(
    ("within", "kept"),
    [
        ({}, ["a", "b", "c"]),
        ({"a": "b", "b": "c"}, ["c"]),  # one within one within one
        ({"a": "gone"}, ["a", "b", "c"]),
        ({"c": "a", "b": "a"}, ["a"]),
    ],
)
def test_districts_whose_figures_include_another(small, reported, within, kept):
    plan = small(TARGETS, within=within)
    assert merged(measures(*reported(plan)), plan).districts == kept


def test_districts_that_have_ended_have_no_cells(small, reported):
    plan = small(TARGETS, ended=["b"])
    assert measures(*reported(plan)).districts == ["a", "c"]
    assert set(allocated(plan, "2021-06")["scope"]) == {"a", "c"}
