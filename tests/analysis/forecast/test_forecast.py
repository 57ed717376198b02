import dataclasses
from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panjin_kpi import schemas
from panjin_kpi.analysis.forecast.forecast import NO_EARLIER_YEAR, NOTES, forecast
from panjin_kpi.analysis.forecast.season import earlier_years, season
from panjin_kpi.analysis.forecast.year_total import YearTotal
from panjin_kpi.analysis.progress.status import status
from panjin_kpi.analysis.progress.year_grid import year_grid
from panjin_kpi.reference.plan import CITY
from tests.plan import PLAN

NUMBERS = ["expected", "low", "high", "probability"]
NOBODY = pd.DataFrame(columns=["period", "district", "indicator", "value"], dtype="str").astype({"value": "float64"})
# a year in which a quarter of everything came by June, and half by September
BEFORE = pd.DataFrame(
    [
        (f"2020-{month:02d}", district, indicator, 40.0 * share)
        for indicator in PLAN.indicators["indicator"]
        for district in PLAN.districts["district"]
        for month, share in ((1, 0.02), (3, 0.1), (6, 0.25), (9, 0.5), (11, 0.8), (12, 1))
    ],
    columns=NOBODY.columns,
)


def measured(*rows, month=6):
    """Status of made-up cells (scope, indicator, actual, target)."""
    frame = pd.DataFrame(list(rows), columns=["scope", "indicator", "actual", "target"])
    frame = frame.assign(period=f"2021-{month:02d}", reported=1, expected=1)
    return frame.astype({"actual": "float64", "target": "float64"})


@cache
def taught(period):
    return season(earlier_years(BEFORE, PLAN, period), PLAN, period)


def ahead(frame, month=6, progress=BEFORE, plan=PLAN):
    period = f"2021-{month:02d}"
    learnt = taught(period) if progress is BEFORE else season(earlier_years(progress, plan, period), plan, period)
    return forecast(frame, learnt, plan, period)


def one(actual, target, month=6, indicator="activities", progress=BEFORE):
    return ahead(measured(("dawa", indicator, actual, target), month=month), month, progress).iloc[0]


def test_the_cell_is_forecast_from_the_pooled_pace_and_the_learnt_season():
    cells = measured(("dawa", "activities", 2, 12), ("gaoxin", "activities", 7, 8), (CITY, "activities", 9, 20))
    learnt = taught("2021-06").loc["activities"]
    pace = (20 + 2 + 7) / (20 + (12 + 8) * learnt["share"])  # the city's sum is not counted again
    given = [np.array([value]) for value in (2.0, 12 * pace)]
    found = YearTotal.of(*given, 2.0, np.array([learnt["share"]]), np.array([learnt["concentration"]]))
    row = ahead(cells).iloc[0]
    assert row["expected"] == pytest.approx(found.mean.item())
    assert (row["low"], row["high"]) == (found.quantile(0.1), found.quantile(0.9))
    assert row["probability"] == pytest.approx(found.at_least(np.array([12.0])).item())
    assert pd.isna(row["note"])


def test_after_a_rush_in_earlier_years_the_same_figure_is_worth_more():
    even = BEFORE.assign(value=BEFORE["period"].str[5:].astype("int64") * 40 / 12)
    assert one(3, 12)["probability"] > one(3, 12, progress=even)["probability"] + 0.1


def test_without_an_earlier_year_there_is_a_wide_range_and_no_probability():
    row, surer = one(6, 12, progress=NOBODY), one(6, 12, progress=BEFORE.assign(value=BEFORE["value"] * 10))
    assert pd.isna(row["probability"])
    assert row["note"] == NO_EARLIER_YEAR
    assert 6 <= row["low"] < row["expected"] < row["high"]
    assert row["high"] - row["low"] > 10
    assert pd.notna(surer["probability"])


def test_even_what_is_reached_has_no_probability_without_an_earlier_year_and_is_certain_with_one():
    assert pd.isna(one(12, 12, progress=NOBODY)["probability"])
    assert one(12, 12)["probability"] == one(0, 0)["probability"] == 1


def test_an_earlier_year_of_one_indicator_teaches_no_other():
    own = BEFORE[BEFORE["indicator"] == "activities"]
    assert pd.notna(one(3, 12, progress=own)["probability"])
    assert one(3, 12, indicator="alliances", progress=own)["note"] == NO_EARLIER_YEAR


@pytest.mark.parametrize(
    ("month", "indicator", "actual", "target", "note"),
    [
        (1, "activities", 3, 12, "太早（应达进度不到25%）"),
        (2, "activities", 3, 12, "太早（应达进度不到25%）"),
        (12, "activities", 3, 12, "已到12月"),
        (12, "new_eaglet", 3, 12, "已到12月"),
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
    row = one(actual, target, month, indicator, NOBODY)
    assert row[NUMBERS].isna().all()
    assert row["note"] == note
    assert note in NOTES


@pytest.mark.parametrize("indicator", ["new_eaglet", "new_hnte", "operators"])
def test_what_comes_in_batches_or_at_the_end_is_forecast_once_an_earlier_year_is_known(indicator):
    row = one(3, 12, 9, indicator)
    assert 0 < row["probability"] < 1
    assert pd.isna(row["note"])
    assert one(3, 12, 12, indicator)["note"] == "已到12月"
    assert one(3, 12, 2, indicator)["note"] == "太早（应达进度不到25%）"


def test_a_share_on_a_linear_curve_is_no_count():
    plan = dataclasses.replace(PLAN, indicators=PLAN.indicators.assign(curve="linear"))
    row = ahead(measured(("city", "park_coverage", 50, 100)), plan=plan).iloc[0]
    assert (row["note"], row[NUMBERS].isna().all()) == ("不是计数", True)


def test_without_a_target_there_is_a_total_and_no_probability():
    row = one(6, None)
    assert row["note"] == "没有目标"
    assert pd.isna(row["probability"])
    assert 6 < row["low"] < row["expected"] < row["high"]
    assert one(6, None, progress=NOBODY)["note"] == f"{NO_EARLIER_YEAR}；没有目标"


def test_every_cell_of_status_has_its_row_and_the_city_its_own_forecast(progress, plan):
    rows = [("2021-06", d, "activities", 2) for d in plan.districts["district"]]
    rows += [("2021-06", CITY, "guarantee_amount", 2), ("2021-06", "dawa", "talents", 4)]
    table = ahead(status(year_grid(progress(*rows), plan, "2021-06"), plan), progress=progress())
    assert schemas.faults("forecast", table)[1] == []
    assert list(table.columns) == list(schemas.schema("forecast").columns)
    assert len(table) == 7 * 20
    cells = table.set_index(["scope", "indicator"])
    assert 12 <= cells.at[(CITY, "activities"), "low"] < cells.at[(CITY, "activities"), "expected"]
    assert cells.at[("dawa", "talents"), "note"] == f"{NO_EARLIER_YEAR}；没有目标"
    assert cells.at[(CITY, "talents"), "note"] == f"{NO_EARLIER_YEAR}；应报4个单位，本期只报了0个"
    assert cells.at[(CITY, "guarantee_amount"), "note"] == "是金额"


def test_nothing_reported_is_no_forecast_anywhere(progress, plan):
    table = ahead(status(year_grid(progress(), plan, "2021-06"), plan))
    assert table[NUMBERS].isna().all().all()
    assert table["note"].isin(NOTES).all()


def test_no_rows_and_another_months_rows_are_no_rows():
    for frame in (measured(), measured(("dawa", "activities", 6, 12), month=5)):
        table = ahead(frame)
        assert len(table) == 0
        assert schemas.faults("forecast", table)[1] == []


counts, targets, months = st.integers(0, 400), st.integers(0, 500), st.integers(1, 12)


@settings(max_examples=12)
@given(counts, targets, months, st.integers(1, 30))
def test_more_progress_never_lowers_the_probability(actual, target, month, more):
    now, ahead_of_it = (one(done, target, month) for done in (actual, actual + more))
    if month in (1, 2, 12):
        assert now[NUMBERS].isna().all()
        return
    assert 0 <= now["probability"] <= ahead_of_it["probability"] + 0.02 <= 1.02  # large totals are looked at in steps
    assert actual <= now["low"] <= now["high"] < np.inf
    assert now["expected"] < ahead_of_it["expected"] < np.inf


cells = st.tuples(
    st.just("dawa"),
    st.sampled_from(["activities", "alliances", "new_eaglet", "guarantee_amount", "trainings"]),
    st.none() | counts,
    st.none() | targets,
)


@settings(max_examples=12)
@given(st.lists(cells, max_size=12), months, st.booleans(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_is_irrelevant(rows, month, known, random):
    frame = measured(*rows, month=month).assign(scope=lambda table: [f"s{n}" for n in range(len(table))])
    order = random.sample(range(len(frame)), len(frame))
    progress = BEFORE if known else NOBODY
    table, shuffled = ahead(frame, month, progress), ahead(frame.iloc[order], month, progress)
    pd.testing.assert_frame_equal(table.iloc[order].reset_index(drop=True), shuffled)
    assert schemas.faults("forecast", table)[1] == []
    assert not np.isinf(table[NUMBERS]).any().any()
    assert (table["expected"].isna() <= table["note"].notna()).all()
    assert known or table["probability"].isna().all()
    assert not table["note"].isin(["nan", "None", ""]).any()
