import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.analysis.forecast.forecast import forecast
from panjin_kpi.analysis.forecast.forecast_review import forecast_review
from panjin_kpi.analysis.forecast.season import earlier_years, season
from panjin_kpi.analysis.progress.history import status_history
from panjin_kpi.analysis.progress.status import status
from panjin_kpi.analysis.progress.year_grid import year_grid

MONTHS = (3, 4, 6, 8, 9, 11, 12)  # in the others nothing is reported, so nothing is forecast


def year(progress, count):
    """One district that reports a number of activities each month, and twice as many in the year before."""
    rows = [(f"2021-{month:02d}", "dawa", "activities", count(month)) for month in MONTHS]
    return progress(*rows, *[(f"2020-{month:02d}", "dawa", "activities", 2.0 * month) for month in MONTHS])


def reviewed(rows, plan, period):
    return forecast_review(
        status_history(rows, year_grid(rows, plan, period), plan, period),
        earlier_years(rows, plan, period),
        plan,
        period,
    )


def test_each_earlier_month_is_forecast_as_it_was_made_then(progress, plan):
    rows = year(progress, lambda month: float(month))
    found = reviewed(rows, plan, "2021-09")
    assert schemas.faults("forecast_review", found)[1] == []
    own = found[found["scope"] == "dawa"].set_index("period")
    assert own.index.tolist() == ["2021-03", "2021-04", "2021-06", "2021-08"]
    then = forecast(
        status(year_grid(rows, plan, "2021-06"), plan),
        season(earlier_years(rows, plan, "2021-06"), plan, "2021-06"),
        plan,
        "2021-06",
    )
    then = then[(then["scope"] == "dawa") & (then["indicator"] == "activities")].iloc[0]
    assert (
        own.loc["2021-06", ["expected", "low", "high", "probability"]].tolist()
        == then[["expected", "low", "high", "probability"]].tolist()
    )
    assert (own["actual"] == 9).all()


def test_in_december_the_years_forecasts_are_judged(progress, plan):
    jump = reviewed(year(progress, lambda month: 60.0 if month == 12 else float(month)), plan, "2021-12")
    stop = reviewed(year(progress, lambda month: float(min(month, 4))), plan, "2021-12")
    assert jump["verdict"].unique().tolist() == ["高于上限"]
    assert stop.loc[stop["period"] <= "2021-04", "verdict"].isin(["低于下限", "在区间内"]).all()
    assert jump["period"].max() == "2021-11"


def test_a_month_without_a_figure_has_no_verdict_and_the_first_months_no_forecasts(progress, plan):
    rows = year(progress, lambda month: float(month))
    silent = rows[rows["period"] != "2021-06"]
    found = reviewed(silent, plan, "2021-06")
    own = found[found["scope"] == "dawa"]
    assert len(own) == 2
    assert own["verdict"].isna().all()
    for period in ("2021-01", "2021-02", "2021-03"):
        empty = reviewed(rows, plan, period)
        assert empty.empty
        pd.testing.assert_series_equal(empty.dtypes, found.dtypes)
