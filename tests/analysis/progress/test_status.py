import dataclasses

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panjin_kpi import schemas
from panjin_kpi.analysis.progress.status import path, status
from panjin_kpi.analysis.progress.year_grid import year_grid
from panjin_kpi.reference.plan import CITY, Plan
from tests.plan import PLAN

DISTRICTS = PLAN.districts["district"].tolist()
COLUMNS = ["period", "district", "indicator", "value"]


def measured(rows: pd.DataFrame, plan: Plan, period: str) -> pd.DataFrame:
    return status(year_grid(rows, plan, period), plan)


def cell(frame: pd.DataFrame, scope: str, indicator: str) -> pd.Series:
    return frame.set_index(["scope", "indicator"]).loc[(scope, indicator)]


def test_every_scope_and_indicator_has_one_row_even_when_nothing_was_reported(progress, plan):
    table = measured(progress(), plan, "2021-06")
    assert len(table) == 7 * 20
    assert table["actual"].isna().all()
    assert set(table["light"]) == {"unreported", "not_allocated"}
    assert (table["light"] == "unreported").sum() == 77
    assert schemas.faults("status", table)[1] == []


def test_completion_and_gap_by_hand(progress, plan):
    # 高新区 activities: target 12, linear; June plans 6/12 = 50 %; 4 done = 33.333 %; gap 16.666667 points
    row = cell(measured(progress(("2021-06", "gaoxin", "activities", 4)), plan, "2021-06"), "gaoxin", "activities")
    assert row["completion"] == pytest.approx(4 / 12)
    assert row["planned"] == 0.5
    assert row["gap_points"] == 16.666667
    assert (row["light"], row["unit"], row["reported"], row["expected"]) == ("behind", "场", 1, 1)


@pytest.mark.parametrize(
    ("value", "light"),
    [
        (60, "done"),
        (61, "done"),
        (30, "on_pace"),  # exactly as planned: gap 0
        (29.4, "slightly_behind"),
        (24, "slightly_behind"),  # gap exactly 10
        (23.9, "behind"),
        (12, "behind"),  # gap exactly 30
        (11.9, "far_behind"),
        (0, "far_behind"),
    ],
)
def test_statuses_at_their_limits(progress, plan, value, light):
    # a target of 60 on a linear curve in June: one unit is 1.6667 points
    targets = pd.concat(
        [plan.targets, plan.targets.iloc[[0]].assign(scope="panshan", indicator="ip_pledge_amount", target=60.0)]
    )
    plan = dataclasses.replace(plan, targets=targets)
    table = measured(progress(("2021-06", "panshan", "ip_pledge_amount", value)), plan, "2021-06")
    assert cell(table, "panshan", "ip_pledge_amount")["light"] == light


def test_a_gap_that_is_ten_but_for_binary_rounding_is_ten(progress, plan):
    # 盘山县 tech_transfers: target 10, October plans 10/12; 7.3333333 done: gap 10.000000333 -> rounds to 10.0
    table = measured(progress(("2021-10", "panshan", "tech_transfers", 10 / 12 * 10 - 1)), plan, "2021-10")
    assert cell(table, "panshan", "tech_transfers")["light"] == "slightly_behind"


def test_a_sum_that_reaches_its_target_but_for_binary_rounding_is_done(progress, plan):
    target = plan.targets.iloc[[0]].assign(indicator="ip_pledge_amount", target=0.3)
    amounts = [target.assign(scope=district) for district in DISTRICTS[:3]]
    city = plan.targets[plan.targets["indicator"] != "ip_pledge_amount"]
    plan = dataclasses.replace(plan, targets=pd.concat([city, target.assign(scope=CITY, target=0.9), *amounts]))
    rows = [("2021-06", district, "ip_pledge_amount", 0.3) for district in DISTRICTS[:3]]
    assert cell(measured(progress(*rows), plan, "2021-06"), CITY, "ip_pledge_amount")["light"] == "done"


def test_a_target_of_zero_counts_as_done_and_a_missing_report_still_shows(progress, plan):
    zero = plan.targets.assign(target=plan.targets["target"].mask(plan.targets["indicator"] == "activities", 0.0))
    plan = dataclasses.replace(plan, targets=zero)
    table = measured(progress(("2021-06", "panshan", "activities", 0)), plan, "2021-06")
    assert (cell(table, "panshan", "activities")["completion"], cell(table, "panshan", "activities")["light"]) == (
        1,
        "done",
    )
    assert (cell(table, "dawa", "activities")["completion"], cell(table, "dawa", "activities")["light"]) == (
        1,
        "unreported",
    )


def test_the_city_adds_the_districts_last_values_and_says_how_many_are_fresh(progress, plan):
    rows = [("2021-05", d, "activities", 1) for d in DISTRICTS] + [
        ("2021-06", d, "activities", 3) for d in DISTRICTS[:4]
    ]
    row = cell(measured(progress(*rows), plan, "2021-06"), CITY, "activities")
    assert row["actual"] == 4 * 3 + 2 * 1
    assert (row["reported"], row["expected"]) == (4, 6)
    assert row["completion"] == pytest.approx(14 / 30)
    assert row["light"] == "slightly_behind"


def test_a_district_itself_is_not_carried_forward(progress, plan):
    table = measured(progress(("2021-05", "panshan", "activities", 2)), plan, "2021-06")
    assert cell(table, "panshan", "activities")["light"] == "unreported"
    assert pd.isna(cell(table, "panshan", "activities")["actual"])


def test_last_years_values_and_later_months_do_not_count(progress, plan):
    table = measured(
        progress(("2020-12", "panshan", "activities", 9), ("2021-07", "dawa", "activities", 9)), plan, "2021-06"
    )
    assert table["actual"].isna().all()


def test_a_city_indicator_is_the_citys_own_row_and_is_not_carried(progress, plan):
    rows = progress(("2021-05", CITY, "guarantee_amount", 1.5), ("2021-06", "panshan", "new_gazelle", 2))
    june = measured(rows, plan, "2021-06")
    assert cell(june, CITY, "guarantee_amount")["light"] == "unreported"
    assert pd.isna(cell(june, CITY, "new_gazelle")["actual"]), "a district's figure is not the city's own"
    may = cell(measured(rows, plan, "2021-05"), CITY, "guarantee_amount")
    assert (may["actual"], may["completion"], may["expected"]) == (1.5, pytest.approx(1 / 3), 1)


def test_a_value_without_a_target_counts_in_the_city_and_is_not_judged(progress, plan):
    table = measured(
        progress(("2021-12", "xinglongtai", "new_hnte", 2), ("2021-12", "gaoxin", "new_hnte", 3)), plan, "2021-12"
    )
    assert cell(table, CITY, "new_hnte")["actual"] == 5
    assert (cell(table, CITY, "new_hnte")["reported"], cell(table, CITY, "new_hnte")["expected"]) == (1, 5)
    row = cell(table, "xinglongtai", "new_hnte")
    assert (row["actual"], row["light"], row["reported"], row["expected"]) == (2, "not_allocated", 0, 0)
    assert pd.isna(row["completion"])


def test_city_and_districts_are_each_measured_on_their_own_target(progress, plan):
    due = plan.targets_in(2021).query("indicator == 'new_sci_tech_sme' and scope != 'city'")
    rows = [("2021-12", row.scope, row.indicator, row.target) for row in due.itertuples()]
    table = measured(progress(*rows), plan, "2021-12")
    assert cell(table, CITY, "new_sci_tech_sme")["actual"] == 32
    assert cell(table, CITY, "new_sci_tech_sme")["target"] == 30
    assert set(table.loc[table["indicator"] == "new_sci_tech_sme", "light"]) == {"done"}


def test_tier_counts_are_not_behind_before_their_batches(progress, plan):
    table = measured(progress(("2021-11", "panshan", "new_eaglet", 0)), plan, "2021-11")
    assert cell(table, "panshan", "new_eaglet")["light"] == "on_pace"


def test_the_path_has_every_month_so_far_of_cells_with_a_target_or_a_report(progress, plan):
    rows = progress(("2021-02", "panshan", "activities", 1), ("2021-03", "xinglongtai", "new_hnte", 1))
    table = path(year_grid(rows, plan, "2021-03"))
    assert len(table) == 3 * (77 + 1)
    months = table[(table["scope"] == "panshan") & (table["indicator"] == "activities")]
    assert months["period"].tolist() == ["2021-01", "2021-02", "2021-03"]
    assert months["actual"].fillna(-1).tolist() == [-1, 1, -1]
    assert months["planned"].tolist() == [pytest.approx(m / 12) for m in (1, 2, 3)]
    assert table.loc[(table["scope"] == CITY) & (table["indicator"] == "activities"), "actual"].fillna(-1).tolist() == [
        -1,
        1,
        1,
    ]
    assert schemas.faults("path", table)[1] == []


def test_the_path_of_a_district_begins_in_the_month_in_which_it_was_established(progress, plan):
    begun = plan.districts["valid_from"].mask(plan.districts["district"] == "gaoxin", "2021-03-15")
    new = dataclasses.replace(plan, districts=plan.districts.assign(valid_from=begun))
    reported = progress(("2021-02", "gaoxin", "activities", 6), ("2021-04", "gaoxin", "activities", 2))
    table = path(year_grid(reported, new, "2021-04")).groupby("scope")["period"].unique().map(list)
    assert table.pop("gaoxin") == ["2021-03", "2021-04"]
    assert set(map(tuple, table)) == {("2021-01", "2021-02", "2021-03", "2021-04")}


def test_the_last_month_of_the_path_is_the_status(progress, plan):
    rows = progress(*[(f"2021-0{m}", d, "incubatees", m) for m in (1, 2, 3) for d in DISTRICTS])
    now, before = measured(rows, plan, "2021-03"), path(year_grid(rows, plan, "2021-03"))
    last = before[before["period"] == "2021-03"].merge(
        now, on=["period", "scope", "indicator"], suffixes=("", "_status")
    )
    pd.testing.assert_series_equal(last["actual"], last["actual_status"], check_names=False)
    pd.testing.assert_series_equal(last["planned"], last["planned_status"], check_names=False)


def test_a_district_that_has_ended_has_no_row(progress, plan):
    ended = plan.districts.assign(valid_to=[None, None, None, None, None, "2021-06-30"])
    plan = dataclasses.replace(plan, districts=ended)
    assert "gaoxin" in set(measured(progress(), plan, "2021-06")["scope"])
    assert "gaoxin" not in set(measured(progress(), plan, "2021-07")["scope"])


reports = st.lists(
    st.tuples(
        st.integers(1, 12).map(lambda m: f"2021-{m:02d}"),
        st.sampled_from([*DISTRICTS, CITY]),
        st.sampled_from(PLAN.indicators["indicator"].tolist()),
        st.integers(0, 200).map(float),
    ),
    unique_by=lambda row: row[:3],
    max_size=40,
)


@settings(max_examples=60)
@given(reports, st.integers(1, 12), st.randoms(use_true_random=False))
def test_whatever_is_reported_in_whatever_order(rows, month, random):
    period = f"2021-{month:02d}"
    frame = pd.DataFrame(rows, columns=COLUMNS).astype({"value": "float64"})
    table = measured(frame, PLAN, period)
    shuffled = frame.sample(frac=1, random_state=random.randrange(2**32))
    pd.testing.assert_frame_equal(table, measured(shuffled, PLAN, period))
    assert schemas.faults("status", table)[1] == []
    judged = table[~table["light"].isin(["not_allocated", "unreported"])]
    assert judged[["actual", "target", "completion", "gap_points"]].notna().all().all()
    assert (table["reported"] <= table["expected"]).all()
    own = [(d, i, v) for p, d, i, v in rows if p == period and d != CITY]
    for district, indicator, value in own:
        assert cell(table, district, indicator)["actual"] == value


@settings(max_examples=40)
@given(st.integers(0, 30), st.integers(1, 10), st.integers(1, 12))
def test_more_progress_never_gives_a_worse_status(value, more, month):
    order = ["far_behind", "behind", "slightly_behind", "on_pace", "done"]

    def status_of(amount: int) -> int:
        frame = pd.DataFrame([(f"2021-{month:02d}", "gaoxin", "alliances", float(amount))], columns=COLUMNS)
        return order.index(cell(measured(frame, PLAN, f"2021-{month:02d}"), "gaoxin", "alliances")["light"])

    assert status_of(value) <= status_of(value + more)
