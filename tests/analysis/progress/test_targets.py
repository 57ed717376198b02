import dataclasses

import pandas as pd

from panjin_kpi.analysis.progress.status import status
from panjin_kpi.analysis.progress.targets import effective_targets
from panjin_kpi.analysis.progress.year_grid import year_grid


def higher(plan):
    return dataclasses.replace(plan, assessment=plan.assessment.changed(higher_target_counts=True))


def test_by_default_every_target_stands(plan):
    pd.testing.assert_frame_equal(effective_targets(plan, 2021), plan.targets_in(2021))


def test_the_city_counts_the_higher_of_its_own_and_the_sum_and_nothing_else_changes(plan):
    before, after = plan.targets_in(2021), effective_targets(higher(plan), 2021)
    changed = before[before["target"] != after["target"]]
    assert changed[["scope", "indicator", "target"]].to_numpy().tolist() == [
        ["city", "new_sci_tech_sme", 30],
        ["city", "new_hnte", 10],
    ]
    assert after.loc[changed.index, "target"].tolist() == [32, 11]


def test_a_city_target_above_the_sum_stands_and_no_district_is_given_more(plan):
    targets = plan.targets.assign(target=plan.targets["target"].mask(plan.targets["scope"] == "city", 1000.0))
    plan = dataclasses.replace(plan, targets=targets)
    pd.testing.assert_frame_equal(effective_targets(higher(plan), 2021), plan.targets_in(2021))


def test_the_status_is_measured_on_it(progress, plan):
    table = status(year_grid(progress(("2021-12", "gaoxin", "new_hnte", 10)), higher(plan), "2021-12"), higher(plan))
    row = table.set_index(["scope", "indicator"]).loc[("city", "new_hnte")]
    assert (row["target"], row["light"]) == (11, "slightly_behind")
