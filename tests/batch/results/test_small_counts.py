from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panjin_kpi import schemas
from panjin_kpi.analysis.progress.five_year_outlook import outlook
from panjin_kpi.analysis.registry import PUBLIC, result_nodes
from panjin_kpi.batch.results.small_counts import COUNTS, has_small_count, without_small_counts

# public results whose whole numbers count indicators, reports, matters, ranks and visits, or are assessed: evidence
NO_ENTERPRISES = {
    "status", "scores", "score_history", "rank_verdict", "rank_factors", "rank_ranges", "scores_by_basis", "next_steps",
    "timeliness", "light_changes", "survey_round", "open_matters_summary", "reconciliation", "evidence",
}  # fmt: skip
DISTRICTS = ["dawa", "panshan", "gaoxin"]
numbers = st.integers(0, 12)
stocks = st.lists(numbers, min_size=3, max_size=3).flatmap(lambda each: st.tuples(st.just(each), st.integers(0, 6)))


def stock(each: list[int], nowhere: int, tier: str) -> pd.DataFrame:
    """The stock of three districts and of the city, which also has enterprises of no district."""
    return pd.DataFrame(
        {"as_of": "2021-12-31", "scope": [*DISTRICTS, "city"], "tier": tier, "stock": [*each, sum(each) + nowhere]}
    )


def test_every_public_result_that_counts_in_whole_numbers_is_known_to_count_enterprises_or_not():
    whole = {
        name
        for name in result_nodes()
        if name in PUBLIC
        for spec in schemas.schema(schemas.of_result(name)).columns.values()
        if str(spec.dtype).lower() == "int64"
    }
    assert whole | {"outlook"} == NO_ENTERPRISES | COUNTS
    assert COUNTS <= PUBLIC


@settings(max_examples=40)
@given(stocks, stocks, st.integers(1, 8))
def test_no_small_count_is_published_or_can_be_computed_from_what_is(first, second, least):
    frames = {
        "status": pd.DataFrame({"actual": [1.0]}),
        "tier_stock": pd.concat([stock(*first, "hnte"), stock(*second, "gazelle")], ignore_index=True),
        "ladder_total": pd.DataFrame({"scope": ["city"], "enterprises": [sum(first[0]) + first[1]]}),
    }
    shown = without_small_counts(frames, least)
    published = [number for name in shown if name in COUNTS for number in _differences(frames[name])]
    assert not [number for number in published if 0 < abs(number) < least]
    small = [number for each, nowhere in (first, second) for number in (*each, nowhere) if 0 < number < least]
    assert ("tier_stock" in shown) == (not small and not 0 < sum(first[0]) + first[1] < least)
    assert ("ladder_total" in shown) == ("tier_stock" in shown)
    assert "status" in shown


def _differences(frame: pd.DataFrame) -> list[int]:
    """Every cell, and the city's less all its districts'."""
    rest = []
    if len(set(frame["scope"])) > 1:
        for _, rows in frame.groupby("tier"):
            city = rows["scope"] == "city"
            rest.append(int(rows.loc[city, "stock"].sum() - rows.loc[~city, "stock"].sum()))
    return [*frame.iloc[:, -1], *rest]


def test_zero_blank_and_a_number_of_something_else_point_at_nobody():
    blank = pd.DataFrame({"scope": ["dawa", "city"], "tenants": pd.array([None, 7], dtype="Int64")})
    assert not has_small_count(blank, 5)
    assert not has_small_count(pd.DataFrame({"window": [3], "expiring": [0], "share": [0.1]}), 5)
    assert has_small_count(pd.DataFrame({"month": ["2021-12"], "net": [-1]}), 2)


def test_what_several_blank_districts_have_together_is_a_count_and_what_a_blank_city_has_is_not_known():
    tenants = pd.DataFrame({"scope": ["city", "dawa", "panshan", "gaoxin"]})
    assert has_small_count(tenants.assign(tenants=pd.array([45, None, None, 42], dtype="Int64")), 5)
    assert not has_small_count(tenants.assign(tenants=pd.array([45, None, None, 40], dtype="Int64")), 5)
    assert not has_small_count(tenants.assign(tenants=pd.array([None, None, 8, 42], dtype="Int64")), 5)


def test_the_tenants_of_carriers_with_and_without_a_known_area_are_counts():
    city = pd.DataFrame({"scope": ["city"], "carriers": [6], "tenants": pd.array([42], dtype="Int64")})
    for area, ratio, kept in ((5000.0, 8.0, False), (7000.0, 6.0, True), (3000.0, 1.0, False), (0.0, None, True)):
        table = city.assign(area_m2=area, tenants_per_1000_m2=ratio).astype({"tenants_per_1000_m2": "float64"})
        assert without_small_counts({"carrier_summary": table}, 5) == ["carrier_summary"] * kept


def test_what_a_stock_has_gained_since_2020_and_the_carriers_of_neither_level_are_counts():
    names = ["carriers_total", "carriers_provincial", "carriers_national", "hnte"]
    for stocks, baseline, kept in (
        ([20.0, 10.0, 10.0, 90.0], [20.0, None, None, 60.0], True),
        ([20.0, 10.0, 10.0, 90.0], [19.0, None, None, 60.0], False),
        ([20.0, 10.0, 10.0, 90.0], [20.0, None, None, 92.0], False),
        ([20.0, 10.0, 8.0, 90.0], [20.0, None, None, 60.0], False),
        ([None, None, None, 90.0], [None, None, None, 60.0], True),
    ):
        outlook = pd.DataFrame({"indicator": names, "stock": stocks, "baseline": baseline})
        assert without_small_counts({"outlook": outlook}, 5) == ["outlook"] * kept


def test_a_median_that_is_not_known_neither_ends_the_check_nor_hides_a_difference():
    table = pd.DataFrame({"scope": ["city", "dawa"], "median_days": pd.array([None, 80], "Int64"), "climbed": [10, 9]})
    assert has_small_count(table, 5)
    assert not has_small_count(table.iloc[:1], 5)


def test_who_of_last_years_list_is_not_registered_again_is_a_count():
    flow = {"scope": ["city"], "tier": "sci_tech_sme", "net": -8, "re_registered": 19, "re_registered_without_gap": 0}
    stock = pd.DataFrame({"scope": ["city"], "tier": "sci_tech_sme", "stock": [12]})  # 20 on last year's list
    assert without_small_counts({"tier_flow": pd.DataFrame(flow), "tier_stock": stock}, 5) == []


def test_numbers_in_notes_and_blank_or_given_stocks_are_counts_and_the_plans_own_figures_are_not(plan):
    day, names = date(2021, 9, 30), [f"甲{number}" for number in range(16)]
    stock = pd.DataFrame({"as_of": [pd.Timestamp(day)], "scope": "city", "tier": "hnte", "stock": 20})
    no_tier = pd.DataFrame({"uscc": [], "tier": [], "event": [], "event_date": pd.to_datetime([])})

    def shown(kinds, baseline=20.0):
        carriers = pd.DataFrame({"carrier": names[: len(kinds)], "kind": kinds, "level": "省级"})
        made = outlook(stock, carriers, no_tier, plan, day, {"hnte": baseline}, {"sci_tech_sme": 30.0})
        return without_small_counts({"outlook": made}, 5)

    assert shown(["众创空间"] * 5 + ["中试基地"] * 5 + ["其他"] * 6) == ["outlook"]
    assert shown(["众创空间"] * 5 + ["中试基地"]) == []
    assert shown(["众创空间"] * 5 + ["其他"]) == []
    assert shown(["众创空间"] * 5, 3.0) == []
    frames = {"status": stock, "outlook": stock}
    given = pd.DataFrame({"scope": ["city", "dawa"], "indicator": "gazelle", "stock_2020": [9.0, 9.0]})
    assert without_small_counts(frames, 5, given) == ["status", "outlook"]
    assert without_small_counts(frames, 5, given.assign(stock_2020=[9.0, 6.0])) == ["status"]


def test_what_ends_between_two_windows_or_between_a_window_and_a_month_is_a_count():
    cell = {"as_of": pd.Timestamp("2021-09-30"), "scope": "city", "tier": "hnte"}
    windows = pd.DataFrame({**cell, "window": [30, 90, 180], "stock": 40, "expiring": [0, 11, 17]})
    months = [f"2021-{month}" for month in (10, 11, 12)] + ["2022-01", "2022-02", "2022-03"]
    calendar = pd.DataFrame({**cell, "month": months, "expiring": [0, 6, 5, 0, 0, 6]})
    assert len(without_small_counts({"expiring_summary": windows, "expiry_calendar": calendar}, 5)) == 2
    nested = windows.assign(expiring=[0, 11, 12])
    assert without_small_counts({"expiring_summary": nested, "expiry_calendar": calendar[:0]}, 5) == []
    late = calendar.assign(expiring=[0, 6, 6, 0, 0, 5])  # one more by 31 December than by the 29th
    assert without_small_counts({"expiring_summary": windows, "expiry_calendar": late}, 5) == []


@pytest.mark.parametrize(
    ("table", "whole", "part"),
    [("ladder_total", "on_record", "enterprises"), ("places", "ready", "ready_first_time")]
    + [("carrier_summary", "carriers", part) for part in ("assessed", "service_stations")]
    + [("carrier_summary", "assessed", "graded"), ("tier_flow", "re_entered", "re_registered")]
    + [("tier_flow", "renewed", "re_registered_without_gap"), ("transitions", "enterprises", "not_waiting")],
)
def test_what_a_count_has_beyond_a_part_of_it_in_its_row_is_a_count(table, whole, part):
    assert {whole, part} <= schemas.schema(schemas.of_result(table)).columns.keys()
    assert without_small_counts({table: pd.DataFrame({whole: [9], part: [8]})}, 5) == []
    assert without_small_counts({table: pd.DataFrame({whole: [9, 9], part: [9, 0]})}, 5) == [table]
