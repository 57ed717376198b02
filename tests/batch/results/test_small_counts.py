import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from panjin_kpi import schemas
from panjin_kpi.analysis.registry import PUBLIC, results
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
        for name in results()
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


def test_a_median_that_is_not_known_neither_ends_the_check_nor_hides_a_difference():
    table = pd.DataFrame({"scope": ["city", "dawa"], "median_days": pd.array([None, 80], "Int64"), "climbed": [10, 9]})
    assert has_small_count(table, 5)
    assert not has_small_count(table.iloc[:1], 5)


def test_what_a_page_subtracts_is_a_count_too():
    moved = pd.DataFrame({"scope": ["city"], "enterprises": [20], "not_waiting": [19]})
    assert "transitions" not in without_small_counts({"transitions": moved}, 5)
    assert "transitions" in without_small_counts({"transitions": moved.assign(not_waiting=10)}, 5)
    flow = {"scope": ["city"], "tier": "sci_tech_sme", "net": -8, "re_registered": 19, "re_registered_without_gap": 0}
    stock = pd.DataFrame({"scope": ["city"], "tier": "sci_tech_sme", "stock": [12]})  # 20 on last year's list
    assert without_small_counts({"tier_flow": pd.DataFrame(flow), "tier_stock": stock}, 5) == []
