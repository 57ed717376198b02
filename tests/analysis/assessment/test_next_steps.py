import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panjin_kpi import schemas
from panjin_kpi.analysis.assessment.next_steps import next_steps
from panjin_kpi.analysis.progress.status import status
from panjin_kpi.analysis.progress.year_grid import year_grid
from tests.plan import PLAN


def parts(*rows, cap=1.0):
    """Status and contributions of made-up cells (district, indicator, actual, target, full points)."""
    frame = pd.DataFrame(list(rows), columns=["scope", "indicator", "actual", "target", "weight"])
    frame = frame.astype({"actual": "float64", "target": "float64", "weight": "float64"}).assign(period="2021-06")
    frame["unit"] = frame["indicator"].map(PLAN.by_indicator["unit"])
    completion = (frame["actual"] / frame["target"]).mask(frame["target"] == 0, 1.0)
    scored = frame.rename(columns={"scope": "district"}).assign(completion=completion)
    scored["points"] = scored["weight"] * completion.fillna(0).clip(lower=0, upper=cap)
    scored["points_lost"] = scored["weight"] - scored["points"]
    names = ["period", "district", "indicator", "weight", "completion", "points", "points_lost"]
    return scored[names], frame.drop(columns="weight")


def steps(*rows, plan=PLAN, cap=1.0):
    table = next_steps(*parts(*rows, cap=cap), plan)
    assert schemas.faults("next_steps", table)[1] == []
    assert list(table.columns) == list(schemas.schema("next_steps").columns)
    return table


def test_what_costs_most_comes_first_and_what_one_more_is_worth_by_hand():
    # weights 40 each: 3 of 12 keeps 10, loses 30, one more wins 40 / 12; 1 of 2 loses 20, one more wins all of it
    table = steps(("dawa", "alliances", 1, 2, 40), ("dawa", "activities", 3, 12, 40), ("dawa", "talents", 5, 5, 20))
    assert table["indicator"].tolist() == ["activities", "alliances"], "what costs nothing is no step"
    assert table["order"].tolist() == [1, 2]
    assert table["points_lost"].tolist() == [30, 20]
    assert table["still_needed"].tolist() == [9, 1]
    assert table["points_per_unit"].tolist() == [pytest.approx(40 / 12), 20]
    assert table["unit"].tolist() == ["场", "个"]


def test_of_equal_losses_the_smaller_step_comes_first_and_the_unreported_last():
    rows = [("dawa", "alliances", 0, 5, 20), ("dawa", "teams", None, 1, 20), ("dawa", "talents", 0, 2, 20)]
    table = steps(*rows)
    assert table["indicator"].tolist() == ["talents", "alliances", "teams"]
    assert table["still_needed"].fillna(-1).tolist() == [2, 5, -1]
    assert table["points_per_unit"].tolist() == [10, 4, 20]


def test_losses_that_are_equal_but_for_binary_rounding_are_equal():
    # 0.1 + 0.2 and 0.3: without rounding the first would cost more
    scored, measured = parts(("dawa", "alliances", 0, 5, 0.3), ("dawa", "talents", 0, 9, 0.3))
    scored["points_lost"] = [0.3, 0.1 + 0.2]
    assert next_steps(scored, measured, PLAN)["indicator"].tolist() == ["alliances", "talents"]


def test_districts_come_in_the_plans_order_and_each_counts_from_one():
    table = steps(("gaoxin", "activities", 0, 2, 9), ("panshan", "activities", 0, 2, 9), ("panshan", "teams", 0, 1, 8))
    assert table[["district", "order"]].to_numpy().tolist() == [["panshan", 1], ["panshan", 2], ["gaoxin", 1]]


def test_one_more_unit_wins_no_more_than_the_cap_leaves():
    assert steps(("dawa", "activities", 2.5, 3, 60))["points_per_unit"].tolist() == [pytest.approx(10)]
    assert len(steps(("dawa", "activities", 4, 3, 60))) == 0


def test_with_a_higher_cap_or_none_what_is_overfulfilled_is_no_loss():
    for value in (1.2, None):
        plan = dataclasses.replace(PLAN, assessment=PLAN.assessment.changed(cap=value))
        table = steps(("dawa", "activities", 4, 3, 60), ("dawa", "teams", 1, 2, 40), plan=plan, cap=value)
        assert table["indicator"].tolist() == ["teams"]
        assert table["points_per_unit"].tolist() == [pytest.approx(20)]


def test_an_amount_and_a_share_have_no_units_to_count():
    table = steps(("dawa", "ip_pledge_amount", 0.3, 0.9, 50))
    assert table["still_needed"].tolist() == [0.6]
    assert table["points_per_unit"].isna().all()


def test_what_is_carried_forward_counts_from_the_last_known_completion():
    scored, measured = parts(("dawa", "activities", 3, 12, 40))
    table = next_steps(scored, measured.assign(actual=np.nan), PLAN)
    assert table["still_needed"].isna().all()
    assert table["points_per_unit"].tolist() == [pytest.approx(40 / 12)]


def test_without_a_target_or_points_or_rows_there_is_no_step():
    assert len(steps(("dawa", "activities", 3, None, 40), ("dawa", "teams", 0, 1, None))) == 0
    assert len(steps(("dawa", "activities", 0, 0, 40))) == 0
    assert len(steps()) == 0


def test_with_the_months_own_status(progress, plan):
    measured = status(year_grid(progress(("2021-06", "panshan", "activities", 1)), plan, "2021-06"), plan)
    due = measured[(measured["scope"] != "city") & measured["target"].notna()]
    scored = due.rename(columns={"scope": "district"}).assign(weight=10.0)
    scored["points"] = 10 * scored["completion"].fillna(0)
    table = next_steps(scored.assign(points_lost=10 - scored["points"]), measured, plan)
    assert schemas.faults("next_steps", table)[1] == []
    assert len(table) == len(due)
    row = table.set_index(["district", "indicator"]).loc[("panshan", "activities")]
    assert (row["points_lost"], row["still_needed"], row["points_per_unit"]) == (7.5, 3, 2.5)
    assert row["order"] == 10, "one of ten is done in part: the last to do"


cells = st.tuples(
    st.sampled_from(PLAN.districts["district"].tolist()),
    st.sampled_from(PLAN.indicators["indicator"].tolist()),
    st.none() | st.integers(0, 20),
    st.none() | st.integers(0, 20),
    st.integers(0, 30),
)


@settings(max_examples=12)
@given(st.lists(cells, unique_by=lambda cell: cell[:2], max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_is_irrelevant(rows, random):
    scored, measured = parts(*rows)
    table = next_steps(scored, measured, PLAN)
    mixed = [frame.sample(frac=1, random_state=random.randrange(2**32)) for frame in (scored, measured)]
    pd.testing.assert_frame_equal(table, next_steps(*mixed, PLAN))
    assert schemas.faults("next_steps", table)[1] == []
    for _, own in table.groupby("district"):
        assert own["order"].tolist() == list(range(1, len(own) + 1))
        assert own["points_lost"].is_monotonic_decreasing
    assert (table["points_per_unit"].fillna(0) <= table["points_lost"] + 1e-9).all()
    assert not np.isinf(table[["points_lost", "still_needed", "points_per_unit"]]).any().any()
