from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panjin_kpi import schemas
from panjin_kpi.analysis.gradient.expiry import WINDOWS, expiring, expiring_summary
from panjin_kpi.analysis.gradient.stock_and_flow import tier_stock
from panjin_kpi.analysis.gradient.tenure import tenures
from panjin_kpi.reference.plan import CITY
from tests.plan import PLAN

LADDER = list(PLAN.tiers.tiers)
AS_OF = date(2021, 6, 30)


def until(uscc: str, days: int, tier: str = "hnte") -> tuple[object, ...]:
    return (uscc, tier, "recognised", date(2020, 1, 1), AS_OF + timedelta(days))


@pytest.mark.parametrize(
    ("days", "window"), [(0, 30), (1, 30), (30, 30), (31, 90), (90, 90), (91, 180), (180, 180), (181, None), (-1, None)]
)
def test_the_ends_of_the_windows_belong_to_them(held, plan, days, window):
    table = expiring(held(until("A", days)), plan, AS_OF)
    assert table[["days_left", "window"]].to_numpy().tolist() == ([] if window is None else [[days, window]])


def test_the_most_urgent_come_first_with_name_and_district(held, plan):
    events = [until("C", 40), until("B", 5), until("A", 5, "gazelle"), until("A", 5)]
    table = expiring(held(*events, districts={"A": "dawa", "B": None}), plan, AS_OF)
    assert table[["scope", "uscc", "tier", "days_left"]].to_numpy().tolist() == [
        ["dawa", "A", "gazelle", 5],
        ["dawa", "A", "hnte", 5],
        [CITY, "B", "hnte", 5],
        [CITY, "C", "hnte", 40],
    ]
    assert table["name"].fillna("").tolist() == ["虚构A", "虚构A", "虚构B", ""]
    assert table["valid_until"].dt.strftime("%Y-%m-%d").tolist()[0] == "2021-07-05"
    assert schemas.faults("expiring", table)[1] == []
    assert list(table.columns) == list(schemas.schema("expiring").columns)


def test_a_later_renewal_is_not_yet_known(held, plan):
    renewed = ("A", "hnte", "renewed", date(2021, 7, 5))
    assert expiring(held(until("A", 10), renewed), plan, AS_OF)["days_left"].tolist() == [10]
    assert len(expiring(held(until("A", 10), renewed), plan, date(2021, 7, 5))) == 0


def test_a_tier_without_an_end_or_not_held_never_expires(held, plan):
    given = held(("A", "gazelle", "recognised", "2020-01-01"), until("A", 10), ("A", "hnte", "revoked", "2021-06-30"))
    table = expiring(given, plan, AS_OF)
    assert len(table) == 0
    assert schemas.faults("expiring", table)[1] == []


def test_register_numbers_all_end_with_the_year(held, plan):
    given = held(("A", "sci_tech_sme", "recognised", "2021-05-01"))
    assert expiring(given, plan, date(2021, 12, 31))["days_left"].tolist() == [0]
    assert expiring(given, plan, date(2021, 7, 4))["days_left"].tolist() == [180]  # 27+31+30+31+30+31
    assert len(expiring(given, plan, date(2021, 7, 3))) == 0


def test_the_summary_by_hand(held, plan):
    events = [until("A", 20), until("B", 60), until("C", 400), until("D", 60)]
    table = expiring_summary(held(*events, districts=dict.fromkeys("ABC", "dawa")), plan, AS_OF)
    rows = table[table["tier"] == "hnte"].set_index(["scope", "window"])[["stock", "expiring", "net", "stock_after"]]
    assert rows.loc["dawa"].to_numpy().tolist() == [[3, 1, -1, 2], [3, 2, -2, 1], [3, 2, -2, 1]]
    assert rows.loc[CITY].to_numpy().tolist() == [[4, 1, -1, 3], [4, 3, -3, 1], [4, 3, -3, 1]]
    assert len(table) == 7 * 5 * 3
    assert schemas.faults("expiring_summary", table)[1] == []
    assert list(table.columns) == list(schemas.schema("expiring_summary").columns)


ends = st.lists(
    st.tuples(st.sampled_from("ABCDEFG"), st.integers(-5, 200), st.sampled_from(LADDER)),
    unique_by=lambda r: (r[0], r[2]),
)


@pytest.mark.slow
@settings(max_examples=25)
@given(ends)
def test_the_list_and_the_summary_and_the_stock_agree(register, recognitions, rows):
    enterprises = register(*zip("ABCDEF", ["dawa", "dawa", "gaoxin", None, "dawa", "panshan"], strict=True))
    given = tenures(enterprises, recognitions(*[until(*row) for row in rows]), PLAN)
    listed, summary = expiring(given, PLAN, AS_OF), expiring_summary(given, PLAN, AS_OF)
    for row in summary.itertuples():
        inside = listed[(listed["tier"] == row.tier) & (listed["days_left"] <= row.window)]
        own = inside if row.scope == CITY else inside[inside["scope"] == row.scope]
        assert row.expiring == len(own) == -row.net
    for window in WINDOWS:
        day_after = AS_OF + timedelta(window + 1)
        left = summary[(summary["window"] == window) & (summary["scope"] == CITY)].set_index("tier")["stock_after"]
        still = given.on(day_after).groupby("tier", observed=False).size()
        assert left.to_dict() == still.to_dict()
    june = tier_stock(given, PLAN, date(2021, 6, 30))
    june = june[june["as_of"] == "2021-06-30"].set_index(["scope", "tier"])["stock"]
    by_cell = summary.set_index(["scope", "tier"])["stock"]
    assert all(by_cell.loc[cell].eq(june[cell]).all() for cell in june.index)
