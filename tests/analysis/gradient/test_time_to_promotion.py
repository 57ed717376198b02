from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panjin_kpi import schemas
from panjin_kpi.analysis.gradient.tenure import tenures
from panjin_kpi.analysis.gradient.time_to_promotion import MINIMUM_CLIMBS
from panjin_kpi.analysis.registry import value
from panjin_kpi.reference.plan import CITY
from tests.plan import PLAN

AS_OF = date(2021, 12, 31)
FIRST = date(2019, 1, 1)


def journey(uscc: str, after: int | None, start: date = FIRST) -> list[tuple[object, ...]]:
    """First 科技型中小企业, then 高新技术企业 after so many days, or not."""
    rows: list[tuple[object, ...]] = [(uscc, "sci_tech_sme", "recognised", start)]
    return rows + ([] if after is None else [(uscc, "hnte", "recognised", start + timedelta(after))])


def group(climbs: list[int], waiting: int, prefix: str = "E") -> list[tuple[object, ...]]:
    journeys = [*climbs, *[None] * waiting]
    return [row for number, after in enumerate(journeys) for row in journey(f"{prefix}{number}", after)]


def curves(given, plan) -> pd.DataFrame:
    return value("climb", {"tenures": given, "plan": plan, "as_of": AS_OF})


def summary_of(given, plan) -> pd.DataFrame:
    return value("climb_summary", {"tenures": given, "plan": plan, "as_of": AS_OF})


def outcome(given, plan, scope: str = CITY) -> dict[str, int]:
    row = summary_of(given, plan).set_index("scope").loc[scope]
    return {name: row[name] for name in ("entered", "climbed", "waiting", "hnte_first", "start_unknown") if row[name]}


def test_the_curve_by_hand(held, plan):
    # 20 at risk; 5 climb after 100 days: share 5/20; of the 15 left 5 climb after 200: 1 − 15/20 · 10/15 = 0.5
    given = held(*group([100] * 5 + [200] * 5, 10), districts={f"E{n}": "dawa" for n in range(20)})
    table = curves(given, plan)
    curve = table[table["scope"] == CITY].set_index("days")
    assert curve.index.tolist() == [0, 100, 200, 1095]  # 1095 days from 2019-01-01 to 2021-12-31
    assert curve["at_risk"].tolist() == [20, 20, 15, 10]
    assert curve["climbed"].tolist() == [0, 5, 5, 0]
    assert curve["share"].tolist() == pytest.approx([0, 0.25, 0.5, 0.5])
    # Greenwood at 100 days: Σ d/(n(n−d)) = 5/(20·15) = 1/60; log-log: θ = 1.959964·√(1/60)/ln 0.75 = −0.879548;
    # S = 0.75^exp(±θ): 0.75^exp(−0.879548) = 0.887471, 0.75^exp(0.879548) = 0.499944
    assert curve.at[100, "low"] == pytest.approx(1 - 0.887471, abs=1e-6)
    assert curve.at[100, "high"] == pytest.approx(1 - 0.499944, abs=1e-6)
    pd.testing.assert_frame_equal(
        table[table["scope"] == "dawa"].drop(columns="scope").reset_index(drop=True),
        table[table["scope"] == CITY].drop(columns="scope").reset_index(drop=True),
    )
    assert schemas.faults("climb", table)[1] == []
    assert list(table.columns) == list(schemas.schema("climb").columns)


@pytest.mark.parametrize("enterprises", [30, 400])
def test_the_curve_and_its_band_are_those_that_lifelines_gives(held, plan, enterprises):
    """``files/kaplan_meier.csv`` is what KaplanMeierFitter of lifelines 0.30.0 gave for the same journeys."""
    rows = []
    for number in range(enterprises):
        days = 37 * number % 211
        if number % 3:
            rows += journey(f"E{number}", max(days, 1))
        else:
            rows += journey(f"E{number}", None, AS_OF - timedelta(days))
    table = curves(held(*rows), plan)
    curve = table[table["scope"] == CITY].reset_index(drop=True)
    theirs = pd.read_csv(Path(__file__).parent / "files/kaplan_meier.csv").query("enterprises == @enterprises").copy()
    assert len(theirs) > 20
    # where it is undefined theirs is 1, ours the last limit
    theirs["low"] = theirs["low"].where(theirs["share"] < 1).ffill()
    columns = ["days", "at_risk", "climbed", "share", "low", "high"]
    pd.testing.assert_frame_equal(
        curve[columns], theirs[columns].reset_index(drop=True), check_dtype=False, rtol=0, atol=1e-12
    )


def test_where_the_last_of_all_is_promoted_the_band_does_not_close(held, plan):
    """It cannot be computed there: 100.0%–100.0% would call certain what rests on one enterprise."""
    curve = curves(held(*group([*range(100, 210, 10)], 0)), plan).query("scope == 'city'").set_index("days")
    assert curve.at[200, "share"] == 1
    assert curve.at[200, "low"] == curve.at[190, "low"] < 0.95
    assert curve.at[200, "high"] == 1


def test_those_who_entered_late_are_censored_early(held, plan):
    # 10 climb on day 50; 10 entered 20 days ago: censored on day 20, so 10 of 10 at risk climb on day 50
    late = [row for n in range(10) for row in journey(f"L{n}", None, AS_OF - timedelta(20))]
    curve = curves(held(*group([50] * 10, 0), *late), plan).set_index("days")
    assert curve.at[50, "at_risk"] == 10
    assert curve.at[50, "share"] == 1


def test_a_scope_with_few_promotions_has_no_curve_and_still_its_numbers(held, plan):
    districts = {f"E{n}": "dawa" for n in range(9)} | {"F0": "gaoxin"}
    given = held(*group([100] * 9, 0), *group([100], 0, "F"), districts=districts)
    assert MINIMUM_CLIMBS == 10
    assert set(curves(given, plan)["scope"]) == {CITY}
    summary = summary_of(given, plan).set_index("scope")
    assert summary.loc[[CITY, "dawa", "gaoxin"], "climbed"].tolist() == [10, 9, 1]
    assert summary.loc[[CITY, "dawa"], "median_days"].tolist() == [100, pd.NA]
    assert schemas.faults("climb_summary", summary.reset_index())[1] == []
    assert list(summary_of(given, plan).columns) == list(schemas.schema("climb_summary").columns)


def test_a_median_that_is_reached_but_for_binary_rounding_is_reached(held, plan):
    # 10 of 20 climb one by one: the product of 19/20 · 18/19 · … · 10/11 is a half
    given = held(*group(list(range(1, 11)), 10))
    assert summary_of(given, plan).loc[0, "median_days"] == 10
    assert (curves(given, plan).query("days == 10")["share"] == 0.5).all(), "whoever reads the curve finds the same day"


def test_a_curve_that_stays_below_a_half_has_no_median(held, plan):
    assert summary_of(held(*group([100] * 10, 11)), plan)["median_days"].isna().all()


def test_who_lapsed_or_was_revoked_is_still_at_risk(held, plan):
    revoked = ("A", "sci_tech_sme", "revoked", "2019-02-01")
    assert outcome(held(*journey("A", 700), revoked), plan) == {"entered": 1, "climbed": 1}
    assert outcome(held(*journey("A", None), revoked), plan) == {"entered": 1, "waiting": 1}


@pytest.mark.parametrize(("after", "expected"), [(-1, "hnte_first"), (0, "hnte_first")])
def test_who_was_hnte_before_or_on_the_same_day_is_not_at_risk(held, plan, after, expected):
    assert outcome(held(*journey("A", after)), plan) == {expected: 1}


def test_the_next_day_is_a_climb_of_one_day(held, plan):
    assert outcome(held(*journey("A", 1)), plan) == {"entered": 1, "climbed": 1}


def test_an_hnte_that_had_expired_before_is_hnte_first_all_the_same(held, plan):
    given = held(("A", "hnte", "recognised", "2012-01-01"), *journey("A", 500))
    assert outcome(given, plan) == {"hnte_first": 1}


def test_a_time_that_is_not_known_is_left_out(held, plan):
    no_start = [("A", "sci_tech_sme", "renewed", "2019-01-01"), ("A", "hnte", "recognised", "2020-01-01")]
    no_goal = [("B", "sci_tech_sme", "recognised", "2019-01-01"), ("B", "hnte", "renewed", "2020-01-01")]
    assert outcome(held(*no_start, *no_goal), plan) == {"start_unknown": 2}


def test_what_is_later_does_not_show(held, plan):
    later = [*journey("A", None, AS_OF + timedelta(1)), *journey("B", 1096)]  # 1096 days: on 1 January 2022
    assert outcome(held(*later), plan) == {"entered": 1, "waiting": 1}


def test_no_enterprises_give_no_curve(held, plan):
    table = curves(held(), plan)
    assert len(table) == 0
    assert schemas.faults("climb", table)[1] == []
    assert summary_of(held(), plan)["entered"].tolist() == [0] * 7


def by_hand(durations: list[tuple[int, bool]]) -> dict[int, float]:
    """Kaplan–Meier's product, one enterprise after the other."""
    surviving, share = 1.0, {}
    for day in sorted({days for days, climbed in durations if climbed}):
        at_risk = sum(days >= day for days, _ in durations)
        surviving *= 1 - sum(days == day and climbed for days, climbed in durations) / at_risk
        share[day] = 1 - surviving
    return share


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.integers(0, 60), st.none() | st.integers(1, 60)), min_size=10, max_size=40),
    st.randoms(use_true_random=False),
)
def test_the_curve_is_the_product_in_any_order_of_rows(register, recognitions, entrants, random):
    rows, durations = [], []
    for number, (ago, after) in enumerate(entrants):
        rows += journey(f"E{number}", after, AS_OF - timedelta(ago))
        climbed = after is not None and after <= ago
        durations.append((after if climbed else ago, climbed))
    table = curves(tenures(register(), recognitions(*random.sample(rows, len(rows))), PLAN), PLAN)
    if sum(climbed for _, climbed in durations) < MINIMUM_CLIMBS:
        assert len(table) == 0
        return
    steps = table[table["climbed"] > 0].set_index("days")["share"]
    assert steps.to_dict() == pytest.approx(by_hand(durations))
    assert ((table["low"] <= table["share"]) & (table["share"] <= table["high"])).all()
    assert schemas.faults("climb", table)[1] == []
