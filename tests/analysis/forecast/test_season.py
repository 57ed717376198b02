from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from panjin_kpi.analysis.forecast.season import earlier_years, season
from tests.plan import PLAN


def earlier(*rows):
    """Progress from (period, district, value) of activities."""
    table = pd.DataFrame([(period, district, "activities", value) for period, district, value in rows])
    return table.set_axis(["period", "district", "indicator", "value"], axis=1)


def learnt(progress, period="2021-06"):
    return season(earlier_years(progress, PLAN, period), PLAN, period).loc["activities"]


def test_the_share_is_the_planned_one_and_the_earlier_years_by_hand():
    rows = [("2020-06", "dawa", 1.0), ("2020-12", "dawa", 8.0), ("2020-06", "gaoxin", 2.0), ("2020-12", "gaoxin", 10.0)]
    found = learnt(earlier(*rows))
    assert found["share"] == pytest.approx((12 * 0.5 + 3) / (12 + 18))
    assert found["years"] == 1


def test_without_earlier_years_the_season_is_the_planned_curve_with_the_settings_concentration(progress):
    for table in (progress(), earlier(("2021-06", "dawa", 9.0), ("2021-12", "dawa", 9.0), ("2022-12", "dawa", 1.0))):
        found = learnt(table)
        assert (found["share"], found["concentration"], found["years"]) == (0.5, pytest.approx(2), 0)


def test_a_year_without_its_december_or_without_a_figure_by_the_month_teaches_nothing():
    for rows in (
        [("2020-06", "dawa", 1.0), ("2020-11", "dawa", 8.0)],
        [("2020-07", "dawa", 1.0), ("2020-12", "dawa", 8.0)],
    ):
        assert learnt(earlier(*rows))["years"] == 0


def test_the_last_figure_before_the_month_counts_and_a_year_of_nothing_is_no_year():
    gap = [("2020-04", "dawa", 3.0), ("2020-12", "dawa", 8.0), ("2019-06", "dawa", 0.0), ("2019-12", "dawa", 0.0)]
    found = learnt(earlier(*gap))
    assert found["share"] == pytest.approx((12 * 0.5 + 3) / (12 + 8))
    assert found["years"] == 1


def test_a_count_corrected_downwards_at_the_end_is_no_share_above_one():
    found = learnt(earlier(("2020-06", "dawa", 9.0), ("2020-12", "dawa", 8.0)))
    assert found["share"] == pytest.approx((6 + 8) / 20)


def test_years_that_agree_are_steadier_than_years_that_do_not():
    def years(*junes):
        return earlier(
            *(row for n, june in enumerate(junes) for d in ("dawa", "gaoxin")
              for row in ((f"{2018 + n}-06", d, june), (f"{2018 + n}-12", d, 40.0)))
        )  # fmt: skip

    same, other = learnt(years(10.0, 10.0, 10.0)), learnt(years(1.0, 10.0, 19.0))
    assert same["share"] == other["share"]
    assert same["concentration"] > 5 * other["concentration"]


def test_the_learnt_scatter_is_that_of_the_made_up_years():
    random = np.random.default_rng(1)
    rows = []
    for year in range(1990, 2020):
        for district in PLAN.districts["district"]:
            june = random.binomial(40, random.beta(0.3 * 15, 0.7 * 15))
            rows += [(f"{year}-06", district, float(june)), (f"{year}-12", district, 40.0)]
    found = learnt(earlier(*rows))
    assert found["share"] == pytest.approx(0.3, abs=0.03)
    assert found["concentration"] == pytest.approx(15, rel=0.25)


def test_months_in_which_a_district_does_not_exist_teach_nothing():
    ended = PLAN.districts["valid_to"].mask(PLAN.districts["district"] == "gaoxin", "2020-06-30")
    plan = replace(PLAN, districts=PLAN.districts.assign(valid_to=ended))
    rows = [("2020-06", "dawa", 1.0), ("2020-12", "dawa", 8.0), ("2020-06", "gaoxin", 2.0), ("2020-12", "gaoxin", 90.0)]
    found, alone = (
        season(earlier_years(earlier(*some), plan, "2021-06"), plan, "2021-06").loc["activities"]
        for some in (rows, rows[:2])
    )
    assert found.tolist() == alone.tolist()


def test_indicators_outside_the_plan_and_blank_figures_are_left_out(progress):
    rows = earlier(("2020-06", "dawa", 1.0), ("2020-12", "dawa", np.nan))
    strange = rows.assign(indicator="strange", value=1.0)
    known = earlier_years(pd.concat([rows, strange]), PLAN, "2021-06")
    assert season(known, PLAN, "2021-06")["years"].eq(0).all()
