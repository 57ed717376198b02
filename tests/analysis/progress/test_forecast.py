import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from panjin_kpi import schemas
from panjin_kpi.analysis.progress.forecast import NOTES, forecast
from panjin_kpi.analysis.progress.status import status
from panjin_kpi.analysis.progress.year_grid import year_grid
from panjin_kpi.reference.plan import CITY, Plan

PLAN = Plan.load()
NUMBERS = ["expected", "low", "high", "probability"]


def measured(*rows, month=6):
    """Status of made-up cells (scope, indicator, actual, target), as the plan's curves have it in a month."""
    frame = pd.DataFrame(list(rows), columns=["scope", "indicator", "actual", "target"])
    planned = frame["indicator"].map(PLAN.planned_shares[month])
    period = f"2021-{month:02d}"
    return frame.assign(period=period, planned=planned, reported=1, expected=1).astype(
        {"actual": "float64", "target": "float64"}
    )


def one(actual, target, month=6, indicator="activities"):
    return forecast(measured(("dawa", indicator, actual, target), month=month), PLAN, f"2021-{month:02d}").iloc[0]


def test_half_of_twelve_at_half_time_by_hand():
    # r = 6.5, p = 1/2: pmf(0) = 0.5 ** 6.5 = 0.011049, pmf(k) = pmf(k - 1) (k + 5.5) / k / 2
    #   k    0        1        2        3        4        5      ...  cdf(1) = 0.0470, cdf(2) = 0.1143
    #        0.011049 0.035908 0.067327 0.095380 0.113264 0.118927     cdf(10) = 0.8662, cdf(11) = 0.9064
    row = one(6, 12)
    assert row["expected"] == 6 + 6.5
    assert row["probability"] == pytest.approx(
        1 - (0.011049 + 0.035908 + 0.067327 + 0.095380 + 0.113264 + 0.118927), abs=2e-6
    )
    assert (row["low"], row["high"]) == (6 + 2, 6 + 11)
    assert pd.isna(row["note"])


def test_nothing_done_by_march_by_hand():
    # r = 1/2, p = 1/4: pmf(0) = 0.5, pmf(1) = 0.5 * 1/2 * 3/4 = 0.1875, pmf(2) = 0.1875 * 1.5/2 * 3/4 = 0.10546875
    row = one(0, 1, month=3)
    assert row["expected"] == 0.5 * 0.75 / 0.25
    assert row["probability"] == pytest.approx(0.5)
    assert one(0, 2, month=3)["probability"] == pytest.approx(0.3125)
    assert one(0, 3, month=3)["probability"] == pytest.approx(0.20703125)
    assert (row["low"], row["high"]) == (0, 4)  # cdf 0.5, 0.6875, 0.7930, 0.8589, 0.9021
    assert pd.isna(row["note"])


@pytest.mark.parametrize("target", [0, 3, 6])
def test_what_is_reached_already_is_certain(target):
    assert one(6, target)["probability"] == 1


def test_a_target_of_zero_is_certain_with_nothing_done():
    assert one(0, 0)["probability"] == 1


def test_half_a_unit_is_a_whole_one_to_do():
    assert one(6, 11.5)["probability"] == one(6, 12)["probability"]


@pytest.mark.parametrize(
    ("month", "indicator", "actual", "target", "note"),
    [
        (1, "activities", 3, 12, "太早（应达进度不到25%）"),
        (2, "activities", 3, 12, "太早（应达进度不到25%）"),
        (12, "activities", 3, 12, "年度已结束"),
        (12, "new_eaglet", 3, 12, "年度已结束"),
        (6, "new_eaglet", 3, 12, "按批次公布"),
        (6, "ip_pledge_amount", 0.8, 1.6, "是金额"),
        (6, "operators", 0, 1, "年末一次完成"),
        (6, "mentor_pools", 0, 1, "年末一次完成"),
        (6, "activities", None, 12, "未报"),
        (6, "new_eaglet", None, None, "没有目标"),
        (6, "activities", None, None, "没有目标"),
    ],
)
def test_where_there_is_no_forecast_the_note_says_why(month, indicator, actual, target, note):
    row = one(actual, target, month, indicator)
    assert row[NUMBERS].isna().all()
    assert row["note"] == note
    assert note in NOTES


def test_a_share_on_a_linear_curve_is_no_count():
    linear = PLAN.indicators.assign(curve="linear")
    plan = dataclasses.replace(PLAN, indicators=linear)
    row = forecast(measured(("city", "park_coverage", 50, 100)).assign(planned=0.5), plan, "2021-06").iloc[0]
    assert (row["note"], row[NUMBERS].isna().all()) == ("不是计数", True)


def test_without_a_target_there_is_a_total_and_no_probability():
    row = one(6, None)
    assert (row["expected"], row["low"], row["high"], row["note"]) == (12.5, 8, 17, "没有目标")
    assert pd.isna(row["probability"])


def test_the_numbers_are_scipys_negative_binomial():
    cells = [("dawa", "activities", a, t) for a in (0, 1, 2, 7, 40, 300) for t in (0, 1, 5, 12, 80, 700)]
    for month in range(3, 12):
        found = forecast(measured(*cells, month=month), PLAN, f"2021-{month:02d}")
        done, target = (np.array(column, dtype="float64") for column in zip(*[c[2:] for c in cells], strict=True))
        rest = stats.nbinom(done + 0.5, month / 12)
        np.testing.assert_allclose(found["probability"], rest.sf(target - done - 1), atol=1e-11)
        np.testing.assert_allclose(found["expected"], done + rest.mean(), rtol=1e-11)
        assert (found["low"] == done + rest.ppf(0.1)).all()
        assert (found["high"] == done + rest.ppf(0.9)).all()


def test_every_cell_of_status_has_its_row_and_the_city_its_own_forecast(progress, plan):
    rows = [("2021-06", d, "activities", 2) for d in plan.districts["district"]]
    rows += [("2021-06", CITY, "guarantee_amount", 2), ("2021-06", "dawa", "talents", 4)]
    table = forecast(status(year_grid(progress(*rows), plan, "2021-06"), plan), plan, "2021-06")
    assert schemas.faults("forecast", table)[1] == []
    assert list(table.columns) == list(schemas.schema("forecast").columns)
    assert len(table) == 7 * 20
    cells = table.set_index(["scope", "indicator"])
    assert cells.at[(CITY, "activities"), "expected"] == 12 + 12.5
    assert pd.isna(cells.at[(CITY, "activities"), "note"])
    assert cells.at[("dawa", "activities"), "expected"] == 2 + 2.5
    assert cells.at[("dawa", "talents"), "note"] == "没有目标"
    assert cells.at[(CITY, "talents"), "note"] == "应报4个单位，本期只报了0个"
    assert cells.at[(CITY, "guarantee_amount"), "note"] == "是金额"


def test_nothing_reported_is_no_forecast_anywhere(progress, plan):
    table = forecast(status(year_grid(progress(), plan, "2021-06"), plan), plan, "2021-06")
    assert table[NUMBERS].isna().all().all()
    assert table["note"].isin(NOTES).all()


def test_no_rows_and_another_months_rows_are_no_rows():
    for frame in (measured(), measured(("dawa", "activities", 6, 12), month=5)):
        table = forecast(frame, PLAN, "2021-06")
        assert len(table) == 0
        assert schemas.faults("forecast", table)[1] == []


counts, targets, months = st.integers(0, 400), st.integers(0, 500), st.integers(1, 12)


@settings(max_examples=40)
@given(counts, targets, months, st.integers(1, 30))
def test_more_progress_never_lowers_the_probability_and_less_time_never_raises_it(actual, target, month, more):
    cells = [(f"s{n}", "activities", *cell) for n, cell in enumerate([(actual, target), (actual + more, target),
                                                                      (actual, target + more)])]  # fmt: skip
    table = forecast(measured(*cells, month=month), PLAN, f"2021-{month:02d}")
    if month in (1, 2, 12):
        assert table[NUMBERS].isna().all().all()
        return
    now, ahead, harder = (row for _, row in table.iterrows())
    assert 0 <= harder["probability"] <= now["probability"] <= ahead["probability"] <= 1
    assert actual <= now["low"] <= now["high"] < np.inf
    assert (now["low"] <= ahead["low"], now["high"] <= ahead["high"]) == (True, True)
    assert now["expected"] < ahead["expected"] < np.inf
    if month < 11:
        assert now["probability"] >= one(actual, target, month + 1)["probability"]


cells = st.tuples(
    st.just("dawa"),
    st.sampled_from(["activities", "alliances", "new_eaglet", "guarantee_amount", "trainings"]),
    st.none() | counts,
    st.none() | targets,
)


@settings(max_examples=20)
@given(st.lists(cells, max_size=12), months, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_is_irrelevant(rows, month, random):
    period = f"2021-{month:02d}"
    frame = measured(*rows, month=month).assign(scope=lambda table: [f"s{n}" for n in range(len(table))])
    order = random.sample(range(len(frame)), len(frame))
    table, shuffled = forecast(frame, PLAN, period), forecast(frame.iloc[order], PLAN, period)
    pd.testing.assert_frame_equal(table.iloc[order].reset_index(drop=True), shuffled)
    assert schemas.faults("forecast", table)[1] == []
    assert not np.isinf(table[NUMBERS]).any().any()
    assert (table["expected"].isna() <= table["note"].notna()).all()
    assert not table["note"].isin(["nan", "None", ""]).any()
