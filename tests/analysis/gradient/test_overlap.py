from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panjin_kpi import schemas
from panjin_kpi.analysis.gradient.overlap import ladder_total, tier_overlap
from panjin_kpi.analysis.gradient.stock_and_flow import tier_stock
from panjin_kpi.analysis.gradient.tenure import tenures
from panjin_kpi.reference.plan import CITY
from tests.plan import PLAN

LADDER = list(PLAN.tiers.tiers)
JUNE = date(2021, 6, 30)


def recognised(*pairs: tuple[str, str]) -> list[tuple[str, ...]]:
    return [(uscc, tier, "recognised", "2021-05-01") for uscc, tier in pairs]


def test_each_enterprise_is_in_one_combination(held, plan):
    events = recognised(("A", "eaglet"), ("A", "hnte"), ("B", "hnte"), ("C", "unicorn"), ("C", "sci_tech_sme"))
    given = held(*events, districts={"A": "dawa", "B": "dawa", "C": None})
    table = tier_overlap(given, plan, JUNE)
    assert table[table["scope"] == CITY][["combination", "tiers", "enterprises"]].to_numpy().tolist() == [
        ["hnte", 1, 1],
        ["hnte+eaglet", 2, 1],
        ["sci_tech_sme+unicorn", 2, 1],
    ]
    assert table.loc[table["scope"] == "dawa", "enterprises"].tolist() == [1, 1, 0]
    assert len(table) == 3 * 7
    assert schemas.faults("tier_overlap", table)[1] == []
    assert list(table.columns) == list(schemas.schema("tier_overlap").columns)


def test_the_total_counts_an_enterprise_once_and_its_tiers_apart(held, plan):
    events = recognised(("A", "eaglet"), ("A", "hnte"), ("D", "hnte"))
    table = ladder_total(held(*events, districts={"A": "dawa", "B": "dawa"}), plan, JUNE)
    counts = table.set_index("scope")[["enterprises", "holdings", "on_record"]]
    assert counts.loc[CITY].tolist() == [2, 3, 3]  # D has no row in the register, and is on record
    assert counts.loc["dawa"].tolist() == [1, 2, 2]
    assert counts.loc["gaoxin"].tolist() == [0, 0, 0]
    assert schemas.faults("ladder_total", table)[1] == []
    assert list(table.columns) == list(schemas.schema("ladder_total").columns)


def test_no_tier_holders_give_no_combination(held, plan):
    assert len(tier_overlap(held(), plan, JUNE)) == 0
    assert schemas.faults("tier_overlap", tier_overlap(held(), plan, JUNE))[1] == []
    assert ladder_total(held(), plan, JUNE)["enterprises"].tolist() == [0] * 7


@pytest.mark.parametrize(("day", "number"), [(date(2021, 4, 30), 0), (date(2021, 5, 1), 1), (date(2022, 1, 1), 0)])
def test_only_what_is_held_on_the_day_counts(held, plan, day, number):
    table = ladder_total(held(*recognised(("A", "sci_tech_sme"))), plan, day)
    assert table.loc[0, "enterprises"] == number


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from("ABCDE"), st.sampled_from(LADDER)), unique=True))
def test_combinations_add_up_to_the_total_and_their_tiers_to_the_stocks(register, recognitions, pairs):
    enterprises = register(*zip("ABCD", ["dawa", "dawa", "gaoxin", None], strict=True))
    given = tenures(enterprises, recognitions(*recognised(*pairs)), PLAN)
    overlap, total = tier_overlap(given, PLAN, JUNE), ladder_total(given, PLAN, JUNE).set_index("scope")
    june = tier_stock(given, PLAN, date(2021, 6, 30))
    stock = june[june["as_of"] == "2021-06-30"].groupby("scope")["stock"].sum()
    for scope, rows in overlap.groupby("scope"):
        assert rows["enterprises"].sum() == total.at[scope, "enterprises"]
        assert (rows["enterprises"] * rows["tiers"]).sum() == total.at[scope, "holdings"] == stock[scope]
