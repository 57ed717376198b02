from datetime import date

import pytest

from panjin_kpi import schemas
from panjin_kpi.analysis.incubation.tenants import tenant_flows


@pytest.fixture
def summed(houses, inside, granted, happened, housed):
    def found(listed, tenants=(), recognised=(), events=()):
        given = houses(*listed), inside(*tenants), granted(*recognised), happened(*events)
        table = housed("carrier_summary", *given)
        assert schemas.faults("carrier_summary", table)[1] == []
        return table.set_index("scope")

    return found


def test_sums_by_hand(summed):
    table = summed(
        [
            ("dawa", "甲", {"level": "省级", "area_m2": 2000.0, "service_station": True}),
            ("dawa", "乙", {}),
            ("gaoxin", "丙", {"level": "国家级", "area_m2": 1000.0}),
        ],
        [("甲", "A", "2021-02-01"), ("甲", "B", "2020-02-01"), ("乙", "C", "2020-02-01"), ("丙", "D", "2021-03-01")],
        [("A", "hnte", "recognised", "2021-10-01"), ("A", "eaglet", "recognised", "2021-12-20")],
        [("dawa", "activities", "甲", "2021-05-05"), ("dawa", "talents", "甲", "2021-05-05")],
    )
    assert table.loc["dawa", ["carriers", "tenants", "new_this_year", "recognised"]].tolist() == [2, 3, 1, 2]
    assert table.loc["dawa", "tenants_per_1000_m2"] == 1.0, "two tenants on 2,000 m²; the third's area is unknown"
    assert table.loc["city", "tenants_per_1000_m2"] == 1.0
    assert table.loc["city", ["carriers", "assessed", "service_stations", "activities"]].tolist() == [3, 2, 1, 1]
    assert table.loc["city", "reward_grounds"] == 2
    assert table.loc["panshan", "carriers"] == 0
    assert table["tenants_per_1000_m2"].isna().sum() == 4


def test_a_recognition_counts_once_for_all_the_carriers_that_its_enterprise_was_in(summed):
    table = summed(
        [("dawa", "甲", {}), ("dawa", "乙", {}), ("gaoxin", "丙", {})],
        [("甲", "A", "2021-01-01", "2021-06-01"), ("乙", "A", "2021-06-01"), ("丙", "A", "2021-05-01")],
        [("A", "hnte", "recognised", "2021-06-01")],
    )
    assert table.loc[["city", "dawa", "gaoxin", "panshan"], "recognised"].tolist() == [1, 1, 1, 0]
    assert table.at["city", "reward_grounds"] == 3, "each carrier may ask for a reward"


def test_the_sum_of_carriers_of_the_same_name_is_unknown_in_their_districts(summed):
    table = summed([("dawa", "甲", {}), ("gaoxin", "甲", {}), ("panshan", "乙", {})], [("甲", "A", "2021-02-01")])
    assert table["tenants"].isna().to_dict() == {scope: scope in ("dawa", "gaoxin") for scope in table.index}
    assert table.at["city", "tenants"] == 1


def test_the_city_has_the_tenants_of_carriers_that_are_not_listed_as_its_evidence_has(summed, inside, houses, plan):
    listed, withdrawn = [("dawa", "甲", {})], ("乙", "B", "2021-02-01")
    rows = [("甲", "A", "2021-02-01"), withdrawn]
    table = summed(listed, rows, [("B", "hnte", "recognised", "2021-10-01")])
    assert table.loc[["city", "dawa", "panshan"], ["tenants", "recognised"]].to_numpy().tolist() == [
        [2, 1],
        [1, 0],
        [0, 0],
    ]
    flows = tenant_flows(inside(*rows), houses(*listed), plan, "2021-12", date(2021, 12, 31))
    assert flows.loc[flows["scope"] == "city", "tenants"].sum() == table.at["city", "tenants"]
