"""The rows prove the figures, except the planted errors."""

import numpy as np
import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.intake.storage.store import Store
from panjin_kpi.reference.evidence_counts import proving_rows, sums
from panjin_kpi.sample.evidence_rows import events, monthly_steps


def cell(scope, indicator, values):
    index = pd.MultiIndex.from_tuples([(scope, indicator)], names=["scope", "indicator"])
    return pd.DataFrame([values], index=index, columns=range(1, 14))


def test_steps_add_up_to_the_course():
    course = [0.0, 1.5, 1.5, 4.0]
    assert np.cumsum(monthly_steps(pd.DataFrame([course]))).tolist() == course


def test_amounts_in_wan_prove_the_figure_in_yi(plan):
    course = cell("city", "guarantee_amount", [0.1 * month for month in range(1, 13)] + [1.2])
    rows = events(np.random.default_rng(1), plan, 2021, course)
    assert round(rows["amount_wan"].sum(), 6) == 12000
    assert rows["month"].tolist() == list(range(1, 13))


def test_there_is_an_event_for_each_one_counted_in_its_month(plan):
    rows = events(np.random.default_rng(1), plan, 2021, cell("dawa", "tech_transfers", [0] * 5 + [2] * 7 + [3]))
    assert rows["event_id"].tolist() == ["示例-06-001", "示例-06-002", "示例-年终-001"]
    assert rows["occurred_on"].dt.month.tolist() == [6, 6, 12]
    assert rows["occurred_on"].iloc[-1].day > 26, "after December's report"


def test_at_the_end_of_the_year_only_the_planted_figures_differ_from_their_proof(sample_project, plan):
    frames = Store(sample_project.store_url).contents()[0]
    progress = frames["progress"].query("period == '2021-12'")
    proved = sums(proving_rows(plan, frames, "2021-12")).reset_index().rename(columns={"scope": "district"})
    both = progress.merge(proved, "left", ["district", "indicator"]).fillna({"evidenced": 0})
    provable = both["indicator"].isin(plan.indicators.dropna(subset="evidence")["indicator"])
    differ = both[provable & ((both["value"] - both["evidenced"]).abs() > 1e-6)]
    assert set(zip(differ["district"], differ["indicator"], strict=True)) == {
        ("panshan", "activities"),
        ("shuangtaizi", "alliances"),
        *[
            ("panshan", "new_hnte"),
            ("xinglongtai", "new_eaglet"),
            ("gaoxin", "new_eaglet"),
            ("shuangtaizi", "new_eaglet"),
        ],  # of no district, or by a code that names none
    }
    assert all(len(frames[table]) for table in schemas.SUBMITTED)
    assert isinstance(frames["actions"], pd.DataFrame)
