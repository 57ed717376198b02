"""Enterprises of no district, from a register and its recognitions to the scores."""

import pandas as pd
import pytest

from panjin_kpi import schemas
from panjin_kpi.analysis.progress.undecided import status_without_undecided
from panjin_kpi.analysis.results import results
from panjin_kpi.report.assessment import evidence_narrative


@pytest.fixture
def found(firms, granted, progress, plan):
    """大洼区 reports both of its 高企 as recognised in June; one of the two enterprises belongs to no district."""
    return found_in("2021-06", firms, granted, progress, plan)


@pytest.mark.slow
def test_what_no_register_has_proves_the_city_alone_as_the_flow_of_its_tier_counts_it(firms, granted, progress, plan):
    register = firms(("A", "2015-01-01"))
    both = granted(("A", "hnte", "recognised", "2021-05-01"), ("Z", "hnte", "recognised", "2021-06-01"))
    tables = {name: schemas.empty(name) for name in schemas.SUBMITTED} | {"progress": progress()}
    found = results(tables | {"enterprises": register, "recognitions": both}, plan, "2021-06")
    proved = found["evidence"].query("indicator == 'new_hnte'").set_index("scope")["evidenced"]
    flow = found["tier_flow"].query("tier == 'hnte'").groupby("scope")["first_time"].sum()
    assert (proved["city"], proved["dawa"]) == (flow["city"], flow["dawa"]) == (2, 1)
    (open_,) = found["undecided"].itertuples()
    assert (open_.scope, open_.uscc) == ("city", "Z")
    (sentence,) = evidence_narrative.undecided(found["undecided"], plan)
    assert sentence.endswith("：企业名录里没有的Z（新增高新技术企业）。")


def found_in(period, firms, granted, progress, plan):
    register = firms(("A", "2015-01-01"), ("B", "2015-01-01"), ("C", "2015-01-01"))
    register["district_basis"] = ["登记簿", "未定", "未定"]
    recognitions = granted(
        ("A", "hnte", "recognised", "2021-05-01"),
        ("B", "hnte", "recognised", "2021-05-01"),
        ("B", "unicorn", "recognised", "2021-06-01"),  # no indicator of the year counts it
        ("C", "hnte", "recognised", "2020-05-01"),
        ("C", "hnte", "renewed", "2021-05-01"),
    )
    tables = {name: schemas.empty(name) for name in schemas.SUBMITTED}
    given = {"enterprises": register, "recognitions": recognitions}
    return results(tables | given | {"progress": progress(("2021-06", "dawa", "new_hnte", 2.0))}, plan, period)


@pytest.mark.slow
def test_what_is_carried_forward_is_without_the_undecided_too(firms, granted, progress, plan):
    later = found_in("2021-07", firms, granted, progress, plan)
    scores = later["scores_by_basis"].query("district == 'dawa'").set_index("basis")["score"]
    assert (scores["reported"], scores["attributed"]) == (12.5, 6.25)


@pytest.mark.slow
def test_the_undecided_prove_no_district_are_named_and_leave_the_score_that_is_shown_without_them(found):
    assert found["undecided"][["scope", "indicator", "uscc"]].to_numpy().tolist() == [["dawa", "new_hnte", "B"]]
    cells = found["evidence"].set_index(["scope", "indicator"])
    shown = ["evidenced", "verdict", "undecided"]
    assert cells.loc[("dawa", "new_hnte"), shown].tolist() == [1.0, "多报", 1]
    assert cells.loc[("city", "new_hnte"), shown].tolist() == [2.0, "一致", 0], "the city's figure they prove already"
    scores = found["scores_by_basis"].query("district == 'dawa'").set_index("basis")["score"]
    assert scores["reported"] == 12.5, "one of eight indicators, whole"
    assert scores["attributed"] == scores["evidenced"] == 6.25


@pytest.mark.parametrize(
    ("reported", "own", "open_", "left"),
    [(3, 2, 1, 2), (2, 2, 1, 2), (5, 2, 1, 4), (0, 0, 2, 0), (None, 0, 2, None), (1, 2, 1, 1)],
)
def test_only_what_was_reported_beyond_the_own_rows_depends_on_the_undecided(reported, own, open_, left):
    cell = {"scope": ["dawa"], "indicator": ["new_hnte"]}
    status = pd.DataFrame({**cell, "actual": [reported]}).astype({"actual": "float64"})
    rows = pd.DataFrame({"scope": ["dawa"] * open_, "indicator": ["new_hnte"] * open_})
    after = status_without_undecided(status, pd.DataFrame({**cell, "evidenced": [float(own)]}), rows)["actual"]
    pd.testing.assert_series_equal(after, pd.Series([left], dtype="float64"), check_names=False)
