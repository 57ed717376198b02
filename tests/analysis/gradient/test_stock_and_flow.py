"""Stock and flow by hand, and any history, legal or not, against a slow count of every enterprise on every day."""

import dataclasses
from collections import Counter
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panjin_kpi import schemas
from panjin_kpi.analysis.gradient.stock_and_flow import register_2020, tier_flow, tier_stock
from panjin_kpi.analysis.gradient.tenure import tenures
from panjin_kpi.reference.plan import CITY
from tests.plan import PLAN

LADDER = list(PLAN.tiers.tiers)
FLOWS = ["first_time", "re_entered", "renewed", "revoked", "expired", "net"]


def stock_of(table: pd.DataFrame, scope: str, tier: str) -> list[int]:
    return table.loc[(table["scope"] == scope) & (table["tier"] == tier), "stock"].tolist()


def flow_of(table: pd.DataFrame, scope: str, tier: str, month: str) -> dict[str, int]:
    row = table.set_index(["month", "scope", "tier"]).loc[(month, scope, tier)]
    return {name: int(row[name]) for name in FLOWS if row[name]}


def test_every_month_scope_and_tier_has_a_row_even_when_nobody_holds_anything(held, plan):
    stock, flow = tier_stock(held(), plan, date(2021, 6, 30)), tier_flow(held(), plan, date(2021, 6, 30))
    assert len(stock) == len(flow) == 6 * 7 * 5
    assert not stock["stock"].any()
    assert not flow[FLOWS].any(axis=None)
    assert schemas.faults("tier_stock", stock)[1] == []
    assert schemas.faults("tier_flow", flow)[1] == []
    assert list(stock.columns) == list(schemas.schema("tier_stock").columns)
    assert list(flow.columns) == list(schemas.schema("tier_flow").columns)
    assert stock["as_of"].dt.day.unique().tolist() == [31, 28, 30]
    assert stock["as_of"].dt.month.tolist() == [month for month in range(1, 7) for _ in range(7 * 5)]


def test_a_year_by_hand(held, plan):
    given = held(
        ("A", "sci_tech_sme", "recognised", "2020-06-10"),  # valid to 2020-12-31: expired in January
        ("A", "sci_tech_sme", "recognised", "2021-04-20"),  # re-entered in April
        ("B", "sci_tech_sme", "recognised", "2020-09-01"),
        ("B", "sci_tech_sme", "recognised", "2021-01-01"),  # the day after the last valid day: renewed
        ("B", "sci_tech_sme", "revoked", "2021-03-05"),
        ("C", "sci_tech_sme", "recognised", "2021-03-31"),  # on the month's last day: in its stock
        districts={"A": "dawa", "B": "dawa", "C": "gaoxin"},
    )
    stock, flow = tier_stock(given, plan, date(2021, 4, 30)), tier_flow(given, plan, date(2021, 4, 30))
    assert stock_of(stock, "dawa", "sci_tech_sme") == [1, 1, 0, 1]  # B, B, nobody, A
    assert stock_of(stock, "gaoxin", "sci_tech_sme") == [0, 0, 1, 1]
    assert stock_of(stock, CITY, "sci_tech_sme") == [1, 1, 1, 2]
    assert flow_of(flow, "dawa", "sci_tech_sme", "2021-01") == {"renewed": 1, "expired": 1, "net": -1}
    assert flow_of(flow, "dawa", "sci_tech_sme", "2021-02") == {}
    assert flow_of(flow, "dawa", "sci_tech_sme", "2021-03") == {"revoked": 1, "net": -1}
    assert flow_of(flow, CITY, "sci_tech_sme", "2021-03") == {"first_time": 1, "revoked": 1}
    assert flow_of(flow, "dawa", "sci_tech_sme", "2021-04") == {"re_entered": 1, "net": 1}


def test_who_was_on_last_years_list_is_registered_again_and_others_come_back_after_a_gap(held, plan):
    given = held(
        ("A", "sci_tech_sme", "recognised", "2020-06-10"),
        ("A", "sci_tech_sme", "recognised", "2021-04-20"),
        ("A", "sci_tech_sme", "revoked", "2021-05-01"),
        ("A", "sci_tech_sme", "recognised", "2021-06-01"),  # within the year: no registration again
        ("B", "sci_tech_sme", "recognised", "2019-06-10"),
        ("B", "sci_tech_sme", "recognised", "2021-04-10"),  # not on the list of 2020
        ("C", "sci_tech_sme", "recognised", "2020-06-10"),  # does not come back
        ("E", "sci_tech_sme", "recognised", "2020-06-10"),
        ("E", "sci_tech_sme", "recognised", "2021-01-01"),  # without a gap
        ("E", "sci_tech_sme", "renewed", "2021-02-01"),
        ("F", "sci_tech_sme", "recognised", "2020-06-10", "2021-05-31"),
        ("F", "sci_tech_sme", "recognised", "2021-04-01"),
        ("D", "hnte", "recognised", "2017-12-31"),  # valid to 2020-12-30
        ("D", "hnte", "recognised", "2021-02-01"),
    )
    flow = tier_flow(given, plan, date(2021, 6, 30))
    city = (
        flow[flow["scope"] == CITY]
        .groupby("tier", observed=True)[
            ["expired", "re_entered", "re_registered", "renewed", "re_registered_without_gap"]
        ]
        .sum()
    )
    assert city.loc["sci_tech_sme"].tolist() == [2, 3, 1, 3, 2]
    assert city[["re_registered", "re_registered_without_gap"]].sum().tolist() == [1, 2]


def test_the_last_valid_day_still_counts_and_expiry_is_of_the_day_after(held, plan):
    given = held(("A", "hnte", "recognised", "2018-05-01"))  # last valid day 2021-04-30
    assert stock_of(tier_stock(given, plan, date(2021, 5, 31)), "dawa", "hnte") == [1, 1, 1, 1, 0]
    flow = tier_flow(given, plan, date(2021, 5, 31))
    assert flow_of(flow, "dawa", "hnte", "2021-04") == {}
    assert flow_of(flow, "dawa", "hnte", "2021-05") == {"expired": 1, "net": -1}


def test_in_and_out_within_a_month_shows_in_the_flow_only(held, plan):
    given = held(("A", "hnte", "recognised", "2021-02-02"), ("A", "hnte", "revoked", "2021-02-20"))
    assert stock_of(tier_stock(given, plan, date(2021, 2, 28)), "dawa", "hnte") == [0, 0]
    flow = tier_flow(given, plan, date(2021, 2, 28))
    assert flow_of(flow, "dawa", "hnte", "2021-02") == {"first_time": 1, "revoked": 1}


def test_what_is_later_than_the_period_does_not_show(held, plan):
    given = held(("A", "hnte", "recognised", "2021-02-02"), ("A", "hnte", "revoked", "2021-03-01"))
    assert stock_of(tier_stock(given, plan, date(2021, 2, 28)), "dawa", "hnte") == [0, 1]
    assert flow_of(tier_flow(given, plan, date(2021, 2, 28)), "dawa", "hnte", "2021-02") == {"first_time": 1, "net": 1}


def test_december_ends_with_the_year_and_january_begins_with_the_expiries(held, plan):
    given = held(("A", "sci_tech_sme", "recognised", "2021-06-10"))
    assert stock_of(tier_stock(given, plan, date(2021, 12, 31)), "dawa", "sci_tech_sme") == [0] * 5 + [1] * 7
    assert tier_flow(given, plan, date(2021, 12, 31))["expired"].sum() == 0
    january = tier_flow(given, plan, date(2022, 1, 31))
    assert flow_of(january, "dawa", "sci_tech_sme", "2022-01") == {"expired": 1, "net": -1}


def test_an_enterprise_that_moved_counts_where_it_is_registered_now_with_its_past(held, plan):
    event = ("A", "hnte", "recognised", "2021-01-05")
    for district in ("dawa", "gaoxin"):
        given = held(event, districts={"A": district})
        assert stock_of(tier_stock(given, plan, date(2021, 2, 28)), district, "hnte") == [1, 1]
        assert tier_flow(given, plan, date(2021, 2, 28))["first_time"].sum() == 2  # its district and the city


@pytest.mark.parametrize("district", [None, "辽河口", CITY])
def test_an_enterprise_of_no_district_counts_in_the_city_alone(held, plan, district):
    given = held(("A", "hnte", "recognised", "2021-01-05"), districts={"A": district})
    stock = tier_stock(given, plan, date(2021, 1, 31))
    assert stock.loc[stock["stock"] > 0, ["scope", "stock"]].to_numpy().tolist() == [[CITY, 1]]


def test_an_enterprise_without_a_register_row_counts_in_the_city_alone(held, plan):
    flow = tier_flow(held(("B", "hnte", "recognised", "2021-01-05")), plan, date(2021, 1, 31))
    assert flow.loc[flow["net"] > 0, ["scope", "net"]].to_numpy().tolist() == [[CITY, 1]]


def test_a_district_that_has_ended_has_no_row_and_its_enterprises_stay_in_the_city(held, plan):
    ended = plan.districts.assign(valid_to=[None, None, None, "2021-06-30", None, None])
    plan = dataclasses.replace(plan, districts=ended)
    stock = tier_stock(held(("A", "gazelle", "recognised", "2021-01-05")), plan, date(2021, 7, 31))
    assert "dawa" not in set(stock["scope"])
    assert stock_of(stock, CITY, "gazelle") == [1] * 7


# --- any history --------------------------------------------------------------------------------------------------

START, END = date(2020, 12, 20), date(2021, 3, 31)
DISTRICT = {"A": "dawa", "B": "gaoxin", "C": None}  # D has no row in the register
days = st.integers(0, (END - START).days + 10).map(lambda n: START + timedelta(n))


def test_on_a_day_within_a_month_what_comes_later_is_not_looked_at(held, plan):
    given = held(("A", "hnte", "recognised", "2021-02-10"), ("A", "hnte", "revoked", "2021-02-20"))
    for day, stock, net in ((9, 0, 0), (10, 1, 1), (19, 1, 1), (20, 0, 0)):
        as_of = date(2021, 2, day)
        assert stock_of(tier_stock(given, plan, as_of), "dawa", "hnte") == [0, stock]
        flow = tier_flow(given, plan, as_of)
        assert flow.query("scope == 'dawa' and tier == 'hnte'")["net"].tolist() == [0, net]


histories = st.lists(
    st.tuples(
        st.sampled_from("ABCD"),
        st.sampled_from(["sci_tech_sme", "hnte", "gazelle"]),
        st.sampled_from(["recognised", "renewed", "revoked"]),
        days,
        st.none() | days,
    ),
    max_size=25,
)


def rule(tier: str, day: date) -> date:
    if tier == "sci_tech_sme":
        return date(day.year, 12, 31)
    return day + timedelta(3 * 365) if tier == "hnte" else date.max  # three years end far beyond the window


def slow(rows: list[tuple]) -> tuple[Counter, Counter]:
    """Stock and flow by looking at every enterprise on every day."""
    stock, flow = Counter(), Counter()
    for uscc, tier in {row[:2] for row in rows}:
        order = {"recognised": 0, "renewed": 1, "revoked": 2}
        own = sorted(
            (day, order[event], until or rule(tier, day)) for u, t, event, day, until in rows if (u, t) == (uscc, tier)
        )
        scopes = [CITY] + [district for district in [DISTRICT.get(uscc)] if district]
        holds = ever = False
        ends = date.min
        for offset in range((END - START).days + 1):
            day = START + timedelta(offset)
            past = [event for event in own if event[0] <= day]
            new = bool(past) and past[-1][0] == day
            now = bool(past) and past[-1][1] != 2 and past[-1][2] >= day
            kind = None
            if now and not holds:
                on_record = any(event[1] == 0 for event in past)
                kind = "first_time" if not ever and on_record else "re_entered"
            elif now and new:
                kind = "renewed"
            elif holds and not now:
                kind = "revoked" if new and past[-1][1] == 2 and ends >= day else "expired"
            if now:
                ever, ends = True, past[-1][2]
            holds = now
            for scope in scopes:
                if kind:
                    flow[(f"{day:%Y-%m}", scope, tier, kind)] += 1
                if now and (day + timedelta(1)).day == 1:
                    stock[(pd.Timestamp(day), scope, tier)] += 1
    return stock, flow


@pytest.mark.slow
@settings(max_examples=200)
@given(histories, st.randoms(use_true_random=False))
def test_any_history_in_any_order_against_a_slow_count(register, recognitions, rows, random):
    shuffled = random.sample(rows, len(rows))
    given = tenures(register(*DISTRICT.items()), recognitions(*shuffled), PLAN)
    stock, flow = tier_stock(given, PLAN, date(2021, 3, 31)), tier_flow(given, PLAN, date(2021, 3, 31))
    expected_stock, expected_flow = slow(rows)
    for as_of, scope, tier, number in stock.itertuples(index=False):
        assert number == expected_stock[(as_of, scope, tier)], (as_of, scope, tier)
    for row in flow.itertuples(index=False):
        for kind in FLOWS[:-1]:
            assert getattr(row, kind) == expected_flow[(row.month, row.scope, row.tier, kind)], (row, kind)


@settings(max_examples=60)
@given(histories)
def test_the_stock_is_the_previous_stock_plus_net_for_any_history(register, recognitions, rows):
    given = tenures(register(*DISTRICT.items()), recognitions(*rows), PLAN)
    stock, flow = tier_stock(given, PLAN, date(2021, 12, 31)), tier_flow(given, PLAN, date(2021, 12, 31))
    december = tier_stock(given, PLAN, date(2020, 12, 31))
    before = december.loc[december["as_of"] == "2020-12-31", "stock"].to_numpy()
    by_month = stock["stock"].to_numpy().reshape(12, -1)
    net = flow["net"].to_numpy().reshape(12, -1)
    assert (by_month[0] - before == net[0]).all()
    assert (by_month[1:] - by_month[:-1] == net[1:]).all()
    assert (stock["stock"] >= 0).all()
    assert set(stock["tier"]) == set(LADDER)


@settings(max_examples=50)
@given(histories)
def test_tenures_never_overlap_and_lie_within_their_validity(register, recognitions, rows):
    spans = tenures(register(*DISTRICT.items()), recognitions(*rows), PLAN).spans
    never = pd.Timestamp("2262-01-01").as_unit("s")
    end = spans["held_until"].fillna(never)
    assert (spans["held_from"] <= end).all()
    assert (end <= spans["valid_until"].fillna(never)).all()
    same = spans.duplicated(["tier", "enterprise"])
    assert (spans["held_from"] > end.shift())[same].all()


def test_what_was_held_when_2020_ended_is_januarys_stock_less_its_net_gain(held):
    tenures_ = held(
        ("A", "sci_tech_sme", "recognised", "2020-05-01"),  # expires with the year
        ("A", "hnte", "recognised", "2019-12-01"),
        ("B", "hnte", "recognised", "2020-12-31"),
        ("B", "hnte", "revoked", "2021-01-10"),
        ("B", "eaglet", "recognised", "2021-01-20"),
        districts={"A": "dawa", "B": None},
    )
    stock, flow = (made(tenures_, PLAN, date(2021, 3, 31)).query("scope == 'city'") for made in (tier_stock, tier_flow))
    january = stock[stock["as_of"] == "2021-01-31"].set_index("tier")["stock"]
    net = flow[flow["month"] == "2021-01"].set_index("tier")["net"]
    assert register_2020(tenures_) == (january - net).to_dict()
    assert register_2020(tenures_)["hnte"] == 2
    assert register_2020(held(("A", "hnte", "recognised", "2021-05-01"))) == {}, "no record is so old"
