import dataclasses
from datetime import date

import pandas as pd
import pytest

from panjin_kpi import schemas
from panjin_kpi.analysis.incubation.carriers import carriers, last_grades
from panjin_kpi.analysis.incubation.tenants import open_carriers
from tests.plan import PLAN


@pytest.fixture
def reported(houses, inside, granted, happened, housed, as_of):
    def found(listed, tenants=(), recognised=(), events=(), day=as_of, last=None):
        own = open_carriers(houses(*listed), day), inside(*tenants)
        recognised = housed("recognised_tenants", *own, granted(*recognised), as_of=day)
        table = carriers(
            *own, recognised, happened(*events), PLAN, day, last_grades(PLAN, day) if last is None else last
        )
        assert schemas.faults("carrier_results", table)[1] == []
        return table.set_index(["district", "carrier"])

    return found


def test_one_carrier_by_hand(reported):
    table = reported(
        [
            (
                "dawa",
                "甲",
                {"level": "省级", "area_m2": 1500.0, "service_station": True, "professional_staff": 1, "mentors": 0},
            )
        ],
        [("甲", "A", "2020-05-01"), ("甲", "B", "2021-02-01"), ("甲", None, "2021-03-01", "2021-09-01")],
        [("A", "hnte", "recognised", "2021-10-01"), ("B", "sci_tech_sme", "recognised", "2021-10-01")],
        [("dawa", "activities", "甲", "2021-05-05"), ("dawa", "tech_transfers", "甲", "2021-05-05")],
    )
    row = table.loc[("dawa", "甲")]
    assert row[["tenants", "new_this_year", "graduated_this_year", "activities"]].tolist() == [2, 2, 1, 1]
    assert row["tenants_per_1000_m2"] == pytest.approx(1.333333)
    assert row[["recognised_sci_tech_sme", "recognised_hnte", "recognised_eaglet"]].tolist() == [1, 1, 0]
    # 1.33 per 1,000 m² 40, 2 new 40, 1 graduate 40, 1 small enterprise 40, 1 high-tech 70, 1 activity 40, station 100,
    # 5 of the staff for 10 tenants 100, no mentor 0
    assert row["score_low"] == row["score_high"] == pytest.approx(470 / 9)
    assert (row["assessed"], row["grade"], row["unknown_items"]) == (True, "C", 0)


@pytest.mark.parametrize("area", [None, 0.0])
def test_without_an_area_the_occupancy_is_unknown_and_not_zero(reported, area):
    row = reported([("dawa", "甲", {"level": "省级", "area_m2": area, "service_station": False})]).iloc[0]
    assert pd.isna(row["tenants_per_1000_m2"])
    assert row["unknown_items"] == 3, "nor are there tenants for staff and mentors"
    assert (row["score_low"], row["grade"]) == (0, "D"), "even full points for it would leave the lowest grade"


def test_only_the_levels_that_the_plan_names_are_assessed(reported):
    table = reported([("dawa", str(level), {"level": level}) for level in ("市级", "省级", "国家级", None)])
    assert table["assessed"].tolist() == [level in ("省级", "国家级") for level in table["level"]]
    assert table.loc[~table["assessed"], ["score_low", "score_high", "unknown_items", "grade"]].isna().all(axis=None)


def test_a_carrier_that_opens_later_is_left_out_and_one_without_a_date_is_in(reported):
    days = {"甲": "2022-01-01", "乙": None, "丙": "2021-12-31"}
    listed = [("dawa", name, {"opened_on": pd.Timestamp(day)}) for name, day in days.items()]
    assert sorted(carrier for _, carrier in reported(listed).index) == ["丙", "乙"]


def test_tenants_of_carriers_with_the_same_name_are_unassignable(reported):
    listed = [("dawa", "甲", {"area_m2": 1000.0}), ("panshan", "甲", {"area_m2": 1000.0})]
    table = reported(listed, [("甲", "A", "2021-02-01")], events=[("dawa", "activities", "甲", "2021-05-05")])
    assert table[["tenants", "new_this_year", "tenants_per_1000_m2", "recognised_hnte"]].isna().all(axis=None)
    assert table["activities"].to_dict() == {("dawa", "甲"): 1, ("panshan", "甲"): 0}, "an event names its district"


def test_last_years_grade_is_given_and_not_computed(reported):
    listed = [("dawa", name, {"level": "省级", "area_m2": 100.0, "service_station": False}) for name in "甲乙丙"]
    last = pd.DataFrame({"district": "dawa", "carrier": ["甲", "乙"], "last_grade": ["D", "C"]})
    table = reported(listed, last=last).reset_index().set_index("carrier")
    assert table["grade"].tolist() == ["D", "D", "D"]
    assert table.loc["甲", "withdrawal"]
    assert not table.loc["乙", "withdrawal"]
    assert pd.isna(table.loc["丙", "withdrawal"])
    assert reported(listed)["withdrawal"].isna().all()
    halfway = reported(listed, last=last, day=date(2021, 11, 30))
    assert halfway["grade"].tolist() == ["D", "D", "D"]
    assert halfway["withdrawal"].isna().all(), "an interim grade is not a year's"


def test_the_grades_published_for_the_year_before_are_read_by_name_or_alias(reported):
    rows = [
        (2020, "dawa", "辽东湾新材料科创中心", "D", "通报"),  # an alias
        (2020, "dawa", "甲(东区)", "C", "通报"),
        (2019, "dawa", "乙", "D", "通报"),
    ]
    published = pd.DataFrame(rows, columns=["year", "district", "carrier", "grade", "source"])
    given = last_grades(dataclasses.replace(PLAN, carrier_grades=published), date(2021, 12, 31))
    assert given["carrier"].tolist() == ["辽东湾新材料产业科创中心", "甲（东区）"]
    listed = [(f"{name}", {"level": "省级", "area_m2": 100.0, "service_station": False}) for name in given["carrier"]]
    table = reported([("dawa", *row) for row in listed], last=given)
    assert table["withdrawal"].tolist() == (table["last_grade"] == "D").tolist() == [False, True]
    assert last_grades(PLAN, date(2021, 12, 31)).empty


def test_nothing_at_all(reported):
    assert reported([]).empty


def test_a_year_begins_anew(reported):
    listed, tenants = [("dawa", "甲", {})], [("甲", None, "2021-02-01")]
    assert reported(listed, tenants, day=date(2022, 1, 31))["new_this_year"].tolist() == [0]
    assert reported(listed, tenants, day=date(2022, 1, 31))["tenants"].tolist() == [1]


def test_districts_stand_in_the_order_of_the_plan(reported):
    districts = ["dawa", "gaoxin", "liaodongwan", "panshan", "shuangtaizi", "xinglongtai"]
    table = reported([(district, name, {}) for district in districts for name in "乙甲"])
    wanted = [(district, name) for district in PLAN.order_of("district") for name in sorted("乙甲")]
    assert table.index.tolist() == wanted


def test_the_order_of_rows_never_matters(houses, inside, granted, happened, housed):
    given = (
        houses(
            *[
                (district, name, {"area_m2": 500.0})
                for district in ("dawa", "panshan")
                for name in "甲乙丙"[: 2 + (district == "dawa")]
            ]
        ),
        inside(*[(name, name, f"2021-0{n}-01") for n, name in enumerate("甲乙丙丙", start=1)]),
        granted(*[(name, "hnte", "recognised", "2021-09-01") for name in "甲乙丙"]),
        happened(*[("dawa", "activities", name, "2021-05-05") for name in "甲丙丙"]),
    )
    shuffled = [frame.sample(frac=1, random_state=7) for frame in given]
    pd.testing.assert_frame_equal(housed("carrier_results", *given), housed("carrier_results", *shuffled))
