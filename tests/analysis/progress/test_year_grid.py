import dataclasses

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from panjin_kpi.analysis.progress.year_grid import year_grid
from panjin_kpi.reference.calendar import months_so_far
from tests.plan import PLAN

KEYS = st.tuples(
    st.sampled_from(months_so_far("2021-04")),
    st.sampled_from(["city", "panshan", "dawa"]),
    st.sampled_from(["activities", "new_hnte", "guarantee_amount"]),
)
HISTORIES = st.dictionaries(KEYS, st.integers(0, 9).map(float), max_size=20)


def rows(history):
    table = pd.DataFrame(
        [(*key, value) for key, value in history.items()], columns=["period", "district", "indicator", "value"]
    )
    return table.astype({"period": "str", "district": "str", "indicator": "str", "value": "float64"})


@given(HISTORIES, st.integers(1, 4))
def test_a_year_up_to_a_month_is_the_year_of_that_month(history, month):
    part = year_grid(rows(history), PLAN, "2021-04").until(f"2021-{month:02d}")
    own = year_grid(rows(history), PLAN, f"2021-{month:02d}")
    for name in ("months", "scopes", "indicators", "actual", "planned", "target", "reported", "expected"):
        np.testing.assert_array_equal(getattr(part, name), getattr(own, name), name)


def test_the_city_sums_the_districts_last_values_and_counts_their_reports():
    progress = rows({("2021-03", "panshan", "activities"): 1.0, ("2021-04", "dawa", "activities"): 2.0})
    grid = year_grid(progress, PLAN, "2021-04")
    activities = grid.indicators.index("activities")
    assert grid.actual[:, 0, activities].tolist()[2:] == [1.0, 3.0]
    assert (grid.reported[-1, 0, activities], grid.expected[0, activities]) == (1, 6)


def test_what_a_district_reported_before_it_ended_stays_in_the_citys_sum():
    ended = PLAN.districts["valid_to"].mask(PLAN.districts["district"] == "dawa", "2021-06-30")
    plan = dataclasses.replace(PLAN, districts=PLAN.districts.assign(valid_to=ended))
    progress = rows({("2021-06", name, "activities"): 3.0 for name in ("dawa", "panshan")})
    grid = year_grid(progress, plan, "2021-07")
    assert "dawa" not in grid.scopes
    assert grid.actual[-2:, 0, grid.indicators.index("activities")].tolist() == [6.0, 6.0]


def test_what_is_reported_for_months_after_a_district_ended_counts_nowhere():
    ended = PLAN.districts["valid_to"].mask(PLAN.districts["district"] == "dawa", "2021-06-30")
    plan = dataclasses.replace(PLAN, districts=PLAN.districts.assign(valid_to=ended))
    reported = {("2021-06", "dawa", "activities"): 1.0, ("2021-12", "panshan", "activities"): 2.0}
    progress = rows(reported | {("2021-12", "dawa", "activities"): 30.0})
    grid = year_grid(progress, plan, "2021-12")
    assert grid.actual[-2:, 0, grid.indicators.index("activities")].tolist() == [1.0, 3.0]
    may = year_grid(progress, plan, "2021-06")
    assert may.actual[-1, [0, may.scopes.index("dawa")], may.indicators.index("activities")].tolist() == [1.0, 1.0]


def test_what_is_reported_for_months_before_a_district_was_established_counts_nowhere():
    begun = PLAN.districts["valid_from"].mask(PLAN.districts["district"] == "gaoxin", "2021-03-01")
    plan = dataclasses.replace(PLAN, districts=PLAN.districts.assign(valid_from=begun))
    progress = rows({("2021-02", "gaoxin", "activities"): 6.0, ("2021-02", "dawa", "activities"): 2.0})
    grid = year_grid(progress, plan, "2021-04")
    at = grid.indicators.index("activities")
    assert np.isnan(grid.actual[:, grid.scopes.index("gaoxin"), at]).all()
    assert grid.existing[:, grid.scopes.index("gaoxin")].tolist() == [False, False, True, True]
    assert grid.until("2021-02").existing.sum() == 2 * (len(grid.scopes) - 1)
    assert grid.actual[1:, 0, at].tolist() == [2.0, 2.0, 2.0]
    assert year_grid(progress, plan, "2021-02").actual[-1, 0, at] == 2.0
