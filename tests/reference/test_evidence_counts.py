"""Which rows prove a figure, counted by hand."""

import dataclasses

import pandas as pd
import pytest

from panjin_kpi import schemas
from panjin_kpi.reference.evidence_counts import proving_rows, sums


@pytest.fixture
def proved(plan):
    def proved(period="2021-06", plan=plan, **tables):
        filled = {
            name: schemas.empty(name) for name in ("events", "recognitions", "enterprises", "incubatees", "carriers")
        }
        for name, rows in tables.items():
            frame = pd.DataFrame(rows, dtype="object")
            filled[name] = schemas.faults(name, frame.reindex(columns=schemas.empty(name).columns))[0]
        return sums(proving_rows(plan, filled, period)).to_dict()

    return proved


def event(number, district, indicator, day, amount=None):
    return dict(
        event_id=str(number), district=district, indicator=indicator, occurred_on=day, title="x", amount_wan=amount
    )


def test_events_of_the_year_so_far_are_counted_for_their_district_and_the_city(proved):
    days = ["2020-12-31", "2021-01-01", "2021-06-30", "2021-07-01"]
    rows = [event(n, "dawa", "activities", day) for n, day in enumerate(days)] + [
        event(9, "gaoxin", "activities", "2021-03-01")
    ]
    assert proved(events=rows) == {("dawa", "activities"): 2, ("gaoxin", "activities"): 1, ("city", "activities"): 3}


def test_amounts_in_wan_add_up_in_yi_and_what_is_not_broken_down_is_the_city_s(proved):
    rows = [
        event(1, "city", "guarantee_amount", "2021-03-01", 5000),
        event(2, "dawa", "guarantee_amount", "2021-04-01", 2500),
    ]
    assert proved(events=rows) == {("city", "guarantee_amount"): pytest.approx(0.75)}


def test_a_row_of_the_whole_city_is_counted_once(proved):
    assert proved(events=[event(1, "city", "activities", "2021-03-01")]) == {("city", "activities"): 1}


def test_only_the_first_recognition_of_a_tier_is_new(proved):
    def recognised(code, day, kind="recognised"):
        return dict(uscc=code, tier="hnte", event=kind, event_date=day)

    register = [
        dict(uscc=code, district="dawa", name="x", district_basis="登记簿", registered_on="2010-01-01") for code in "AB"
    ]
    rows = [recognised("A", "2018-05-01"), recognised("A", "2021-05-01"), recognised("B", "2021-05-02"),
            recognised("C", "2021-05-02"), recognised("B", "2021-06-02", "renewed")]  # fmt: skip
    # A is not new, B is; C is in nobody's register and proves no district's figure
    assert proved(recognitions=rows, enterprises=register) == {("dawa", "new_hnte"): 1, ("city", "new_hnte"): 2}


def test_a_tier_proves_the_indicator_that_its_rules_name(proved, plan):
    hnte = plan.tiers.tiers["hnte"].model_copy(update={"indicator": "hightech_added"})
    other = dataclasses.replace(
        plan,
        tiers=plan.tiers.model_copy(update={"tiers": plan.tiers.tiers | {"hnte": hnte}}),
        **{name: getattr(plan, name).replace({"new_hnte": "hightech_added"}) for name in ("indicators", "targets")},
    )
    register = [dict(uscc="A", district="dawa", name="x", district_basis="登记簿", registered_on="2010-01-01")]
    rows = [dict(uscc="A", tier="hnte", event="recognised", event_date="2021-05-01")]
    found = proved(recognitions=rows, enterprises=register, plan=other)
    assert found == {("dawa", "hightech_added"): 1, ("city", "hightech_added"): 1}


def test_new_are_those_whom_the_flow_of_the_tiers_counts_too(proved):
    register = [
        dict(uscc=code, district="dawa", name="x", district_basis="登记簿", registered_on="2010-01-01")
        for code in "ABCDE"
    ]

    def event(code, kind, day, until=None):
        return dict(uscc=code, tier="hnte", event=kind, event_date=day, valid_until=until)

    rows = [
        event("A", "renewed", "2018-11-01"), event("A", "recognised", "2021-05-01"),  # held before
        event("B", "recognised", "2021-05-01"), event("B", "revoked", "2021-05-01"),  # never held
        event("C", "renewed", "2021-05-01"),  # no recognition on record
        event("D", "recognised", "2021-05-01", "2021-04-30"),  # valid for no day
        event("E", "recognised", "2021-05-01"), event("E", "revoked", "2021-05-02"),
    ]  # fmt: skip
    assert proved(recognitions=rows, enterprises=register)["dawa", "new_hnte"] == 1


@pytest.mark.parametrize("indicator", ["new_hnte", "incubatees"])
def test_an_event_proves_no_figure_that_another_table_proves(proved, indicator):
    assert proved(events=[event(1, "dawa", indicator, "2021-03-01")]) == {}


def test_tenants_of_a_carrier_whose_name_two_districts_have_prove_the_citys_figure_alone(proved):
    carriers = [dict(carrier="众创空间", district=district, kind="众创空间") for district in ("panshan", "dawa")]
    tenants = [
        dict(carrier="众创空间", incubatee_id=str(n), name="x", kind="团队", entered_on="2021-03-01") for n in range(3)
    ]
    assert proved(carriers=carriers, incubatees=tenants) == {("city", "incubatees"): 3}


def test_tenants_of_a_carrier_that_nobody_listed_prove_the_citys_figure_alone(proved):
    tenant = dict(carrier="无名空间", incubatee_id="1", name="x", kind="团队", entered_on="2021-03-01")
    assert proved(incubatees=[tenant]) == {("city", "incubatees"): 1}


def test_an_enterprise_of_no_district_proves_the_city_and_no_district(proved):
    register = [
        dict(uscc=code, district="dawa", name="x", district_basis=basis, registered_on="2010-01-01")
        for code, basis in (("A", "登记簿"), ("91211122B", "未定"), ("91211100C", "代码前缀"))
    ]
    rows = [dict(uscc=row["uscc"], tier="hnte", event="recognised", event_date="2021-05-01") for row in register]
    assert proved(recognitions=rows, enterprises=register) == {("dawa", "new_hnte"): 1, ("city", "new_hnte"): 3}


def test_tenants_count_by_the_day_they_entered_where_their_carrier_is(proved):
    carriers = [dict(district="dawa", carrier="甲空间", kind="众创空间")]
    tenants = [dict(carrier="甲空间", incubatee_id=n, name="x", kind="团队", entered_on=day)
               for n, day in enumerate(["2020-05-01", "2021-05-01", "2021-08-01"])]  # fmt: skip
    assert proved(carriers=carriers, incubatees=tenants)["dawa", "incubatees"] == 1


def test_a_carrier_counts_once_a_year_however_many_projects_built_it(proved):
    """Its stages, and the row of another unit, are of one carrier; work of the year before is that year's."""

    def done(number, name, day, carrier=None, owner="dawa"):
        return dict(owner=owner, project_id=str(number), kind="载体建设", task_no=1, name=name, action="完善",
                    status="已完成", finished_on=day, carrier=carrier)  # fmt: skip

    listed = [dict(district=at, carrier=name, kind="众创空间")
              for at, name in (("dawa", "鼎信众创空间"), ("dawa", "乙厦"), ("panshan", "乙厦"))]  # fmt: skip
    stages = [
        done(1, "一期装修", "2020-12-15", "鼎信众创空间"),
        done(2, "二期装修", "2021-05-15", "鼎信众创空间"),
        done(3, "鼎信众创空间", "2021-04-15"),
        done(4, "设备", "2021-06-15", "鼎信众创空间", "sci_tech_bureau"),
    ]
    count = ("city", "carriers_built")
    assert proved(carriers=listed, projects=stages)[count] == 1
    assert proved(carriers=listed, projects=stages, period="2020-12")[count] == 1
    host = done(5, "乙厦", "2021-05-15", "鼎信众创空间")  # a listed carrier within another
    others = done(6, "乙厦", "2021-05-15", owner="panshan")  # of the same name
    assert proved(carriers=listed, projects=[*stages, host])[count] == 2
    assert proved(carriers=listed, projects=[*stages, host, others])[count] == 3
