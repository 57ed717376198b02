"""The year as whole tables: the rows prove the figures, in the plan's districts and in a made-up province."""

import pandas as pd
import pytest

from panjin_kpi import schemas
from panjin_kpi.project import Project
from panjin_kpi.reference.evidence_counts import proving_rows, sums
from panjin_kpi.reference.plan import Plan
from panjin_kpi.sample.files.bulk_tables import received_on, sample_tables
from panjin_kpi.sample.province import write_province
from tests.plan import PLAN


@pytest.fixture(scope="module")
def province(tmp_path_factory):
    folder = tmp_path_factory.mktemp("province") / "reference"
    write_province(folder, Project().reference, 45, 2021)
    return Plan.load(folder)


@pytest.fixture(scope="module")
def tables():
    return sample_tables(PLAN, enterprises=1500)


def unproved(plan, tables):
    """Figures that no rows would prove even if the district of every enterprise were decided."""
    progress = tables["progress"].query("period == '2021-12'")
    decided = tables["enterprises"].assign(district_basis="登记簿")
    proved = sums(proving_rows(plan, tables | {"enterprises": decided}, "2021-12"))
    proved = proved.reset_index().rename(columns={"scope": "district"})
    both = progress.merge(proved, "left", ["district", "indicator"]).fillna({"evidenced": 0})
    provable = both["indicator"].isin(plan.indicators.dropna(subset="evidence")["indicator"])
    differ = both[provable & ((both["value"] - both["evidenced"]).abs() > 1e-6)]
    return set(zip(differ["district"], differ["indicator"], strict=True))


def test_only_the_planted_figures_differ_from_their_proof(plan, tables):
    assert unproved(plan, tables) == {("panshan", "activities"), ("shuangtaizi", "alliances")}
    new = tables["progress"].query("period == '2021-12' and indicator in ['new_hnte', 'new_gazelle']")
    assert new["value"].sum() >= 10, "there is something to prove"


def test_in_a_province_every_twentieth_district_has_its_fault(province):
    tables = sample_tables(province)
    faults = [("district_001", "activities"), ("district_021", "activities"), ("district_041", "activities")]
    faults += [("district_002", "alliances"), ("district_022", "alliances"), ("district_042", "alliances")]
    allocated = set(zip(province.targets["scope"], province.targets["indicator"], strict=True))
    assert unproved(province, tables) == set(faults) & allocated
    assert set(tables["enterprises"]["district"].value_counts()) == {40}


def test_with_hardly_any_enterprise_no_more_is_claimed_than_there_are(plan):
    tables = sample_tables(plan, enterprises=5)
    assert unproved(plan, tables) == {("panshan", "activities"), ("shuangtaizi", "alliances")}
    assert len(tables["enterprises"]) == 5


def test_every_table_has_rows_with_a_key_of_their_own_none_later_than_the_day_of_receipt(plan, tables):
    assert list(tables) == list(schemas.SUBMITTED)
    assert received_on(plan).isoformat() == "2021-12-27"
    for name, table in tables.items():
        assert not table.duplicated(schemas.key(name)).any(), name
    for table, day in (("events", "occurred_on"), ("recognitions", "event_date"), ("incubatees", "entered_on")):
        assert tables[table][day].max() <= pd.Timestamp(received_on(plan)), table


def test_a_report_is_missing_and_figures_never_fall(tables):
    progress = tables["progress"]
    months = progress.groupby("district")["period"].agg(set)
    assert [d for d, there in months.items() if "2021-08" not in there] == ["shuangtaizi"]
    values = progress.pivot(index=["district", "indicator"], columns="period", values="value")
    assert not (values.ffill(axis=1).diff(axis=1) < 0).any(axis=None)


def test_the_same_seed_gives_the_same_rows_and_another_gives_others(plan, tables):
    again, other = (sample_tables(plan, seed, 1500) for seed in (2021, 2022))
    for name, table in tables.items():
        pd.testing.assert_frame_equal(table, again[name])
    for name in ("progress", "events", "enterprises", "recognitions", "financials"):
        assert not other[name].equals(tables[name]), name
