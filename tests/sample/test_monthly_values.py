import numpy as np
import pandas as pd

from panjin_kpi.sample.monthly_values import CLOSING, monthly_values, numbered, planted, reporters, unrolled


def test_every_target_cell_has_one_reporter(plan):
    cells = [(scope, name) for _, scope, names in reporters(plan, 2021) for name in names]
    targets, split = plan.targets_in(2021), plan.split_indicators(2021)
    own = targets[(targets["scope"] != "city") | ~targets["indicator"].isin(split)]
    assert sorted(cells) == sorted(zip(own["scope"], own["indicator"], strict=True))


def test_courses_rise_and_the_lagging_district_stays_behind(plan):
    course = monthly_values(np.random.default_rng(1), plan, 2021)
    assert (course.diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)
    targets = plan.targets_in(2021).set_index(["scope", "indicator"])["target"]
    reached = (course[12] / targets).groupby("scope").mean()
    assert reached.idxmin() == "dawa"
    assert planted(plan, 3) == ["dawa"]


def test_counts_are_whole_and_no_figure_is_higher_than_rows_can_prove(plan):
    most = pd.Series(1, pd.MultiIndex.from_tuples([("gaoxin", "new_hnte")], names=["scope", "indicator"]))
    free, held_back = (monthly_values(np.random.default_rng(1), plan, 2021, limit) for limit in (None, most))
    assert (free.loc[("gaoxin", "new_hnte"), CLOSING], held_back.loc[("gaoxin", "new_hnte"), CLOSING]) == (3, 1)
    pd.testing.assert_frame_equal(free.drop(("gaoxin", "new_hnte")), held_back.drop(("gaoxin", "new_hnte")))
    counts = plan.indicators.query("measure == 'count'")["indicator"]
    assert (free[free.index.get_level_values("indicator").isin(counts)] % 1 == 0).all(axis=None)


def test_nothing_counted_is_no_row():
    assert [len(column) for column in unrolled(np.zeros((2, 3)))] == [0, 0, 0]
    assert numbered(np.array([], dtype="int64")).tolist() == []
