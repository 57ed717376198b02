from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panjin_kpi import schemas
from panjin_kpi.analysis.gradient.overlap import ladder_total
from panjin_kpi.analysis.gradient.tenure import tenures
from panjin_kpi.analysis.gradient.transitions import NONE, transitions
from panjin_kpi.analysis.registry import value
from panjin_kpi.reference.plan import CITY
from panjin_kpi.report.gradient.movement import movements
from tests.plan import PLAN

LADDER = list(PLAN.tiers.tiers)
BEFORE, AFTER = date(2020, 12, 31), date(2021, 12, 31)


def moves(table: pd.DataFrame, scope: str = CITY) -> dict[tuple[str, str], int]:
    rows = table[(table["scope"] == scope) & (table["enterprises"] > 0)]
    return {(row.from_tier, row.to_tier): row.enterprises for row in rows.itertuples()}


def test_each_kind_of_movement_by_hand(held, plan):
    given = held(
        ("new", "sci_tech_sme", "recognised", "2021-05-01"),
        ("promoted", "sci_tech_sme", "recognised", "2020-05-01"),
        ("promoted", "sci_tech_sme", "recognised", "2021-05-01"),
        ("promoted", "hnte", "recognised", "2021-09-01"),
        ("kept", "hnte", "recognised", "2018-11-13"),  # expired 2021-11-12, in again in December: still there
        ("kept", "hnte", "renewed", "2021-12-01"),
        ("fell", "hnte", "recognised", "2018-06-01"),
        ("fell", "sci_tech_sme", "recognised", "2021-07-01"),
        ("left", "sci_tech_sme", "recognised", "2020-07-01"),
        districts=dict.fromkeys(["new", "promoted", "kept", "fell", "left", "outside"], "dawa"),
    )
    table = transitions(given, plan, BEFORE, AFTER)
    assert (
        moves(table)
        == moves(table, "dawa")
        == {
            (NONE, "sci_tech_sme"): 1,
            ("sci_tech_sme", "hnte"): 1,
            ("hnte", "hnte"): 1,
            ("hnte", "sci_tech_sme"): 1,
            ("sci_tech_sme", NONE): 1,
            (NONE, NONE): 1,
        }
    )
    city = table[(table["scope"] == CITY) & (table["enterprises"] > 0)]
    assert sorted(movements(city, LADDER)["movement"]) == ["fell", "kept", "left", "new", "outside", "promoted"]
    assert schemas.faults("transitions", table)[1] == []
    assert list(table.columns) == list(schemas.schema("transitions").columns)


def test_who_entered_a_yearly_tier_again_is_counted_whether_it_still_holds_it_or_not(held, plan):
    given = held(
        *[(code, "sci_tech_sme", "recognised", "2020-06-01") for code in ("revoked", "stays", "waits")],
        *[(code, "sci_tech_sme", "recognised", "2021-03-01") for code in ("revoked", "stays")],
        ("revoked", "sci_tech_sme", "revoked", "2021-05-10"),
        ("other", "hnte", "recognised", "2018-01-01"),
        ("other", "hnte", "recognised", "2021-02-01"),  # not a yearly tier
    )
    table = transitions(given, plan, BEFORE, date(2021, 6, 30)).query("scope == 'city' and enterprises > 0")
    found = {(row.from_tier, row.to_tier): (row.enterprises, row.not_waiting) for row in table.itertuples()}
    sme = "sci_tech_sme"
    found.pop((NONE, NONE), None)
    assert found == {(sme, NONE): (2, 1), (sme, sme): (1, 1), ("hnte", "hnte"): (1, 0)}


@pytest.mark.parametrize(
    "events",
    [[("revoked", "2021-02-10")], [("recognised", "2021-03-01"), ("revoked", "2021-03-01")], []],
)
def test_who_was_revoked_this_year_does_not_wait_whether_it_held_the_tier_then_or_not(firms, granted, plan, events):
    rows = [("A", "sci_tech_sme", event, day) for event, day in [("recognised", "2020-06-01"), *events]]
    given = {"enterprises": firms(("A", "2013-01-01")), "recognitions": granted(*rows), "plan": plan}
    table = value("transitions", given | {"period": "2021-06", "as_of": date(2021, 6, 30)})
    gone = table.query("scope == 'city' and from_tier == 'sci_tech_sme' and to_tier == 'none'")
    assert gone[["enterprises", "not_waiting"]].to_numpy().tolist() == [[1, bool(events)]]


def test_the_highest_tier_counts_not_the_latest(held, plan):
    given = held(("A", "gazelle", "recognised", "2020-05-01"), ("A", "hnte", "recognised", "2021-05-01"))
    assert moves(transitions(given, plan, BEFORE, AFTER)) == {("gazelle", "gazelle"): 1}


def test_an_enterprise_on_record_counts_even_if_it_never_held_anything(held, plan):
    table = transitions(held(districts={"A": "dawa", "B": None}), plan, BEFORE, AFTER)
    assert moves(table) == {(NONE, NONE): 2}
    assert moves(table, "dawa") == {(NONE, NONE): 1}
    assert moves(table, "gaoxin") == {}
    assert len(table) == 7 * 6 * 6


def test_from_a_day_to_itself_everybody_stays(held, plan):
    given = held(("A", "hnte", "recognised", "2020-05-01"))
    assert moves(transitions(given, plan, AFTER, AFTER)) == {("hnte", "hnte"): 1}


def test_dates_the_wrong_way_round_are_refused(held, plan):
    with pytest.raises(ValueError, match="晚于"):
        transitions(held(), plan, AFTER, BEFORE)


events = st.lists(
    st.tuples(
        st.sampled_from("ABCDE"),
        st.sampled_from(LADDER),
        st.sampled_from(["recognised", "renewed", "revoked"]),
        st.dates(date(2017, 1, 1), date(2022, 3, 1)),
    ),
    max_size=30,
)


@settings(max_examples=60)
@given(events, st.dates(date(2018, 1, 1), BEFORE), st.randoms(use_true_random=False))
def test_the_matrix_sums_to_the_enterprises_and_its_edges_to_those_on_the_ladder(
    register, recognitions, rows, day, random
):
    enterprises = register(*zip("ABCD", ["dawa", "dawa", "gaoxin", None], strict=True))
    given = tenures(enterprises, recognitions(*rows), PLAN)
    table = transitions(given, PLAN, day, AFTER)
    known = {"A", "B", "C", "D"} | {row[0] for row in rows}
    sums = table.groupby("scope")["enterprises"].sum()
    assert (sums[CITY], sums["dawa"], sums["gaoxin"], sums["panshan"]) == (len(known), 2, 1, 0)
    for when, tier in ((day, "from_tier"), (AFTER, "to_tier")):
        on_ladder = table[table[tier] != NONE].groupby("scope")["enterprises"].sum()
        assert on_ladder.to_dict() == ladder_total(given, PLAN, when).set_index("scope")["enterprises"].to_dict()
    mixed = tenures(enterprises.sample(frac=1, random_state=1), recognitions(*random.sample(rows, len(rows))), PLAN)
    pd.testing.assert_frame_equal(table, transitions(mixed, PLAN, day, AFTER))
