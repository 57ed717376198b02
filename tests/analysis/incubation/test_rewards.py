import pandas as pd
import pytest

from panjin_kpi import schemas


@pytest.fixture
def listed(houses, inside, granted, happened, housed):
    def found(carriers, tenants=(), recognised=(), events=()):
        given = houses(*carriers), inside(*tenants), granted(*recognised), happened(*events)
        table = housed("rewards", *given)
        assert schemas.faults("rewards", table)[1] == []
        return table

    return found


def test_what_the_clause_names_and_nothing_else(listed):
    table = listed(
        [("dawa", "甲", {"level": "省级"})],
        [("甲", "A", "2021-02-01")],
        [("A", tier, "recognised", "2021-10-01") for tier in ("sci_tech_sme", "hnte", "eaglet")],
        [("dawa", name, "甲", "2021-05-05") for name in ("talents", "teams", "activities", "alliances")],
    )
    assert table["basis"].tolist() == ["talents", "teams", "hnte", "sci_tech_sme"]
    assert table["uscc"].isna().tolist() == [True, True, False, False]
    assert table["to_verify"].notna().tolist() == [True, True, False, False], "the level of talents is in no column"
    assert set(table["level"]) == {"省级"}


def test_there_are_no_amounts():
    assert not [name for name in schemas.schema("rewards").columns if "amount" in name or "wan" in name]


def test_an_event_of_the_city_that_names_the_carrier_counts_and_one_of_last_year_does_not(listed):
    events = [("city", "talents", "甲", "2021-05-05"), ("dawa", "talents", "甲", "2020-05-05")]
    events += [("dawa", "talents", None, "2021-05-05"), ("dawa", "talents", "丁", "2021-05-05")]
    table = listed([("dawa", "甲", {})], events=events)
    assert table[["district", "carrier"]].to_numpy().tolist() == [["dawa", "甲"]]


def test_of_two_carriers_with_one_name_only_what_names_the_district_counts(listed):
    table = listed(
        [("dawa", "甲", {}), ("panshan", "甲", {})],
        [("甲", "A", "2021-02-01")],
        [("A", "hnte", "recognised", "2021-10-01")],
        [("panshan", "teams", "甲", "2021-05-05")],
    )
    assert table[["district", "basis"]].to_numpy().tolist() == [["panshan", "teams"]]


def test_districts_stand_in_the_order_of_the_plan(listed):
    houses = [("dawa", "甲", {}), ("gaoxin", "乙", {}), ("panshan", "丙", {})]
    table = listed(houses, events=[(district, "teams", name, "2021-05-05") for district, name, _ in houses])
    assert table["district"].tolist() == ["panshan", "dawa", "gaoxin"]


def test_a_carrier_that_is_not_open_yet_earns_nothing(listed):
    given = [("甲", "A", "2021-02-01")], [("A", "hnte", "recognised", "2021-10-01")]
    opened = {"opened_on": pd.Timestamp("2022-01-01")}
    events = [("dawa", "teams", "甲", "2021-05-05")]
    assert len(listed([("dawa", "甲", {})], *given, events)) == 2
    assert listed([("dawa", "甲", opened)], *given, events).empty


def test_nothing_at_all(listed):
    assert listed([]).columns.tolist() == list(schemas.schema("rewards").columns)
