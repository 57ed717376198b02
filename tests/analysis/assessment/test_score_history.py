import dataclasses

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.analysis.registry import value


def known(plan, rows, period):
    tables = {name: schemas.empty(name) for name in schemas.SUBMITTED} | {"progress": rows}
    return tables | {"plan": plan, "period": period, "as_of": pd.Timestamp(f"{period}-28")}


def test_each_month_has_the_scores_that_its_own_run_has(plan, progress):
    rows = progress(
        ("2021-05", "dawa", "activities", 1), ("2021-07", "dawa", "activities", 2),
        ("2021-05", "gaoxin", "activities", 3), ("2021-07", "gaoxin", "alliances", 1),
    )  # fmt: skip
    found = value("score_history", known(plan, rows, "2021-07"))
    assert list(found["period"].unique()) == [f"2021-{month:02d}" for month in range(1, 8)]
    nobody = found["period"] < "2021-05"  # had reported anything: all were first of nothing
    assert found.loc[nobody, ["score", "rank"]].isna().all(axis=None)
    for month, own in found[~nobody].groupby("period"):
        then = value("scores", known(plan, rows, month))[list(found.columns)]
        pd.testing.assert_frame_equal(own.reset_index(drop=True), then)


def test_months_that_would_be_on_another_basis_than_the_last_are_left_out(plan, progress):
    proven = dataclasses.replace(plan, assessment=plan.assessment.changed(default_basis="evidenced"))
    found = value("score_history", known(proven, progress(("2021-06", "dawa", "activities", 2)), "2021-06"))
    assert set(found["period"]) == {"2021-06"}
    assert found["score"].eq(0).all()


def test_a_district_that_has_ended_keeps_the_scores_of_the_months_in_which_it_was(plan, progress):
    districts = plan.districts.copy()
    districts.loc[districts["district"] == "dawa", "valid_to"] = "2021-06-30"
    ended = dataclasses.replace(plan, districts=districts)
    rows = progress(
        ("2021-04", "dawa", "activities", 4),
        ("2021-05", "dawa", "alliances", 5),
        ("2021-07", "gaoxin", "activities", 4),
    )
    may = value("scores", known(ended, rows, "2021-05")).set_index("district")["score"]
    later = value("score_history", known(ended, rows, "2021-07")).query("period == '2021-05'")
    assert later.set_index("district")["score"].to_dict() == may.to_dict()


def test_a_district_that_begins_in_the_year_has_one_score_whatever_was_reported_for_months_before(plan, progress):
    begun = plan.districts["valid_from"].mask(plan.districts["district"] == "gaoxin", "2021-03-01")
    begun = dataclasses.replace(plan, districts=plan.districts.assign(valid_from=begun))
    rows = progress(("2021-02", "gaoxin", "activities", 6), ("2021-04", "dawa", "activities", 2))
    now = value("scores", known(begun, rows, "2021-04")).set_index("district")["score"]
    last = value("score_history", known(begun, rows, "2021-04")).query("period == '2021-04'")
    assert last.set_index("district")["score"].to_dict() == now.to_dict()
    assert now["gaoxin"] == 0
