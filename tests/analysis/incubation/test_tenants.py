from datetime import date

import pandas as pd
import pytest

from panjin_kpi import schemas
from panjin_kpi.analysis.incubation.tenants import carrier_of, tenant_flows, tenants

AS_OF = date(2021, 6, 30)


def counted(inside, *rows):
    return tenants(inside(*[("甲", None, *row) for row in rows]), AS_OF).loc["甲"].tolist()


@pytest.mark.parametrize(
    ("row", "counts"),
    [
        (("2020-05-01",), [1, 0, 0]),
        (("2021-01-01",), [1, 1, 0]),
        (("2021-06-30",), [1, 1, 0]),
        (("2021-07-01",), [0, 0, 0]),
        (("2020-05-01", "2021-06-30"), [0, 0, 1]),
        (("2020-05-01", "2021-07-01"), [1, 0, 0]),
        (("2020-05-01", "2020-12-31"), [0, 0, 0]),
        (("2021-02-28", "2021-03-31"), [0, 1, 1]),
    ],
)
def test_who_is_in_who_came_and_who_left_this_year(inside, row, counts):
    assert counted(inside, row) == counts


def test_carriers_are_counted_apart_and_teams_like_enterprises(inside):
    rows = inside(("甲", "A", "2021-01-05"), ("甲", None, "2021-01-05"), ("乙", "B", "2021-01-05"))
    assert tenants(rows, AS_OF)["tenants"].to_dict() == {"甲": 2, "乙": 1}
    assert tenants(inside(), AS_OF).empty


def test_places_that_tenants_come_from_and_graduates_go_to(plan, inside, houses):
    rows = inside(("甲", "A", "2021-01-05", "2021-06-01"), ("甲", "B", "2020-01-05"), ("丁", "C", "2021-02-05"))
    rows = rows.assign(origin=["带土移植", "带土移植", None], went_to=["示例园（东区）", None, None])
    table = tenant_flows(rows, houses(("dawa", "甲", {})), plan, "2021-06", AS_OF)
    assert schemas.faults("tenant_flows", table)[1] == []
    assert [tuple(row) for row in table.drop(columns="as_of").astype("object").fillna(-1).to_numpy()] == [
        ("city", "来源", "带土移植", 1, 1, 1),
        ("city", "来源", "没有填", 1, 1, 0),
        ("city", "去向", "示例园（东区）", -1, -1, 1),
        ("dawa", "来源", "带土移植", 1, 1, 1),
        ("dawa", "去向", "示例园（东区）", -1, -1, 1),
    ]


@pytest.mark.parametrize(
    ("stay", "event", "counts"),
    [
        (("2021-01-05",), ("hnte", "recognised", "2021-03-01"), True),
        (("2021-03-01",), ("hnte", "recognised", "2021-03-01"), True),
        (("2021-03-02",), ("hnte", "recognised", "2021-03-01"), False),
        (("2021-01-05", "2021-03-01"), ("hnte", "recognised", "2021-03-01"), True),
        (("2021-01-05", "2021-02-28"), ("hnte", "recognised", "2021-03-01"), False),
        (("2020-01-05",), ("hnte", "recognised", "2020-12-31"), False),
        (("2020-01-05",), ("hnte", "recognised", "2021-07-01"), False),
        (("2020-01-05",), ("hnte", "renewed", "2021-03-01"), False),
    ],
)
def test_a_recognition_counts_on_the_days_of_the_tenancy(inside, granted, housed, stay, event, counts):
    found = housed("recognised_tenants", None, inside(("甲", "A", *stay)), granted(("A", *event)), as_of=AS_OF)
    assert len(found) == counts


def test_a_recognition_that_was_revoked_does_not_count(inside, granted, housed):
    events = granted(("A", "hnte", "recognised", "2021-03-01"), ("A", "hnte", "revoked", "2021-05-01"))
    rows = inside(("甲", "A", "2021-01-05"))
    assert housed("recognised_tenants", None, rows, events, as_of=AS_OF).empty
    assert len(housed("recognised_tenants", None, rows, events, as_of=date(2021, 4, 30))) == 1


def test_a_recognition_that_has_merely_run_out_counts(inside, granted, housed):
    events = granted(("A", "sci_tech_sme", "recognised", "2021-03-10", "2021-11-30"))
    assert len(housed("recognised_tenants", None, inside(("甲", "A", "2021-01-05")), events, as_of=AS_OF)) == 1


def test_a_recognition_after_the_tenant_left_does_not_make_good_one_that_was_revoked(inside, granted, housed):
    events = granted(("A", "hnte", "recognised", "2021-02-01"), ("A", "hnte", "revoked", "2021-03-01"),
                     ("A", "hnte", "recognised", "2021-04-01"))  # fmt: skip
    left, stays = inside(("甲", "A", "2021-01-05", "2021-03-15")), inside(("甲", "A", "2021-01-05"))
    assert housed("recognised_tenants", None, left, events, as_of=AS_OF).empty
    found = housed("recognised_tenants", None, stays, events, as_of=AS_OF)
    assert found["event_date"].astype("str").tolist() == ["2021-04-01"]


def test_one_enterprise_counts_once_for_a_carrier_and_a_tier(inside, granted, housed):
    rows = inside(("甲", "A", "2021-01-05", "2021-02-01"), ("甲", "A", "2021-02-01"), ("乙", "A", "2021-01-05"))
    events = granted(("A", "hnte", "recognised", "2021-02-01"), ("A", "sci_tech_sme", "recognised", "2021-02-01"))
    found = housed("recognised_tenants", None, rows, events, as_of=AS_OF)
    assert found.groupby(["carrier", "tier"]).size().to_dict() == {
        (carrier, tier): 1 for carrier in "甲乙" for tier in ("hnte", "sci_tech_sme")
    }


def test_a_tier_that_is_held_on_was_not_recognised_whatever_the_word_is_but_a_yearly_one_was(inside, granted, housed):
    rows = inside(("甲", "A", "2021-01-01"), ("甲", "B", "2021-01-01"))
    events = granted(("A", "hnte", "recognised", "2018-06-01"), ("A", "hnte", "recognised", "2021-05-20"),
                     ("B", "sci_tech_sme", "recognised", "2020-06-01"),
                     ("B", "sci_tech_sme", "recognised", "2021-01-01"),
                     ("B", "sci_tech_sme", "recognised", "2021-06-01"))  # fmt: skip
    rows = pd.concat([rows, inside(("乙", "B", "2021-06-01"))], ignore_index=True)
    found = housed("recognised_tenants", None, rows, events, as_of=AS_OF)
    assert found[["carrier", "uscc"]].to_numpy().tolist() == [["甲", "B"]]


def test_a_team_has_no_recognition(inside, granted, housed):
    assert housed("recognised_tenants", None, inside(("甲", None, "2021-01-05")), granted(), as_of=AS_OF).empty


def test_which_carrier_is_meant(houses, inside, happened):
    listed = houses(("dawa", "甲", {}), ("dawa", "乙", {}), ("panshan", "乙", {}))
    rows = happened(
        *[(district, "activities", name, "2021-01-01") for district in ("dawa", "city") for name in "甲乙丙"]
    )
    assert carrier_of(rows, listed).tolist() == [0, 1, -1, 0, -1, -1]
    assert carrier_of(inside(("甲", None, "2021-01-05"), ("乙", None, "2021-01-05")), listed).tolist() == [0, -1]
    assert carrier_of(happened(), listed).tolist() == []
