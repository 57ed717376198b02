from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from panjin_kpi import schemas
from panjin_kpi.analysis.eligibility.target_gap import places
from panjin_kpi.analysis.progress.status import status
from panjin_kpi.analysis.progress.year_grid import year_grid
from panjin_kpi.reference.plan import CITY
from tests.plan import PLAN


@pytest.fixture
def placed(progress):
    def found(reported, listed):
        rows = pd.DataFrame(listed, columns=["uscc", "district", "tier", "standing", "first_time"])
        table = places(rows, status(year_grid(progress(*reported), PLAN, "2021-11"), PLAN), PLAN, date(2021, 11, 30))
        assert schemas.faults("places", table)[1] == []
        return table.set_index(["scope", "tier"])

    return found


def test_targets_still_needed_against_the_candidates(placed):
    listed = [
        ("A", "dawa", "hnte", "ready", True),
        ("B", "dawa", "hnte", "ready", False),
        ("C", "dawa", "hnte", "near", True),
        ("C", "dawa", "hnte", "near", True),  # two ways to make it good: one enterprise
        ("D", "dawa", "hnte", "unknown", True),
        ("E", "gaoxin", "eaglet", "review", True),
    ]
    table = placed([("2021-11", "dawa", "new_hnte", 0), ("2021-11", "gaoxin", "new_hnte", 4)], listed)
    row = table.loc[("dawa", "hnte")]
    assert row[["target", "actual", "needed", "uncovered"]].tolist() == [2, 0, 2, 1]
    assert row[["ready", "ready_first_time", "near", "unknown"]].tolist() == [2, 1, 1, 1]
    assert table.loc[("gaoxin", "hnte"), ["needed", "uncovered"]].tolist() == [0, 0], (
        "more than the target needs nothing"
    )
    assert table.loc[(CITY, "hnte"), ["actual", "needed", "ready", "near"]].tolist() == [4, 6, 2, 1]
    assert table.loc[(CITY, "eaglet"), "review"] == 1


def test_not_allocated_and_not_reported_are_blank_and_not_zero(placed):
    table = placed([("2021-11", "xinglongtai", "new_hnte", 1)], [])
    assert pd.isna(table.loc[("xinglongtai", "hnte"), "target"])
    assert pd.isna(table.loc[("xinglongtai", "hnte"), "needed"])
    assert pd.isna(table.loc[("dawa", "hnte"), "needed"]), "a target and no report"
    assert table.loc[("dawa", "hnte"), "target"] == 2


def test_only_tiers_that_the_plan_counts(placed):
    table = placed([], [])
    assert set(table.index.get_level_values("tier")) == {"sci_tech_sme", "hnte", "eaglet", "gazelle"}
    assert set(table["as_of"]) == {pd.Timestamp("2021-11-30")}


def test_a_tier_whose_rules_name_no_indicator_is_counted_by_the_one_called_after_it(progress):
    """An office adds new_unicorn to its indicators, as the national rules cannot name it."""
    more = PLAN.indicators[PLAN.indicators["indicator"] == "new_gazelle"].assign(
        indicator="new_unicorn", name="新增独角兽"
    )
    goal = PLAN.targets[PLAN.targets["indicator"] == "new_gazelle"].assign(indicator="new_unicorn", target=1.0)
    plan = replace(
        PLAN, indicators=pd.concat([PLAN.indicators, more]), targets=pd.concat([PLAN.targets, goal], ignore_index=True)
    )
    rows = pd.DataFrame([], columns=["uscc", "district", "tier", "standing", "first_time"])
    reported = progress(("2021-11", "city", "new_unicorn", 0))
    table = places(rows, status(year_grid(reported, plan, "2021-11"), plan), plan, date(2021, 11, 30))
    row = table.set_index(["scope", "tier"]).loc[(CITY, "unicorn")]
    assert row[["target", "actual", "needed"]].tolist() == [1, 0, 1]
