from datetime import date

import numpy as np
import pandas as pd
import pytest

from panjin_kpi.analysis.eligibility.financial_history import financial_history

NOBODY = pd.DataFrame({"uscc": [], "tier": [], "holds": pd.Series([], dtype="bool")})


@pytest.mark.parametrize(
    ("as_of", "year"), [(date(2021, 12, 31), 2020), (date(2022, 1, 1), 2021), (date(2021, 1, 1), 2020)]
)
def test_the_last_fiscal_year_is_the_last_that_was_over_before_the_day(figures_of, as_of, year):
    years = {y: {"staff": y} for y in range(2016, 2023)}
    assert figures_of(years, as_of=as_of).column("staff").tolist() == [year]
    assert figures_of(years, as_of=as_of).column("staff", back=3).tolist() == [year - 3]
    assert figures_of(years, as_of=as_of).column("staff", back=-1).tolist() == [year + 1]


def test_a_year_without_a_row_and_a_blank_cell_are_unknown_not_zero(figures_of):
    figures = figures_of({2020: {"staff": None, "revenue_wan": 0.0}})
    assert np.isnan(figures.column("staff")).all()
    assert np.isnan(figures.column("revenue_wan", back=1)).all()
    assert figures.column("revenue_wan").tolist() == [0.0]


def test_years_before_registration_are_zero_and_the_year_of_registration_is_one_that_exists(figures_of):
    figures = figures_of({2020: {"revenue_wan": 5.0}}, registered="2019-12-31")
    assert figures.column("revenue_wan", back=2).tolist() == [0.0]
    assert np.isnan(figures.column("revenue_wan", back=1)).all(), "2019 existed, if for a day: its figure is missing"


def test_a_figure_before_registration_counts_as_it_was_reported(figures_of):
    figures = figures_of({2018: {"revenue_wan": 7.0}, 2020: {"revenue_wan": 5.0}}, registered="2019-06-01")
    assert figures.column("revenue_wan", back=2).tolist() == [7.0]


def test_an_enterprise_younger_than_the_last_fiscal_year_has_no_figures_yet(figures_of):
    figures = figures_of({}, registered="2021-01-01")
    assert all(np.isnan(figures.column("revenue_wan", back)).all() for back in range(4))


@pytest.mark.parametrize(
    ("registered", "as_of", "days"),
    [
        ("2020-12-31", date(2021, 12, 31), 365),
        ("2020-01-01", date(2020, 12, 31), 365),
        ("2020-02-29", date(2021, 2, 28), 365),
        ("2021-12-31", date(2021, 12, 31), 0),
        ("2022-01-01", date(2021, 12, 31), -1),
    ],
)
def test_age_in_days(figures_of, registered, as_of, days):
    assert figures_of({}, registered=registered, as_of=as_of).age_in_days.tolist() == [days]


@pytest.mark.parametrize(
    ("registered", "as_of", "years"),
    [
        ("2011-12-31", date(2021, 12, 31), 10),
        ("2011-12-30", date(2021, 12, 31), 10 + 1 / 365),
        ("2012-01-01", date(2021, 12, 31), 9 + 364 / 365),
        ("2012-02-29", date(2022, 2, 28), 10),
        ("2012-02-29", date(2022, 3, 1), 10 + 1 / 365),
        ("2012-02-29", date(2024, 2, 29), 12),
        ("2021-12-31", date(2021, 12, 31), 0),
    ],
)
def test_age_in_years_is_whole_on_the_anniversary(figures_of, registered, as_of, years):
    assert figures_of({}, registered=registered, as_of=as_of).age_in_years.tolist() == [pytest.approx(years, abs=1e-12)]


def test_rows_are_found_whatever_their_order_and_strangers_are_left_out(firms, yearly, as_of):
    enterprises = firms(("C", "2010-01-01"), ("A", "2011-01-01"), ("B", "2012-01-01"))
    financials = yearly(("B", 2020, {"staff": 2}), ("X", 2020, {"staff": 9}), ("C", 2020, {"staff": 3}))
    holding = pd.DataFrame({"uscc": ["C", "X", "A"], "tier": "hnte", "holds": [True, True, False]})
    figures = financial_history(enterprises, financials, holding, as_of)
    assert figures.uscc.tolist() == ["A", "B", "C"]
    assert figures.column("staff").tolist()[1:] == [2, 3]
    assert figures.held("hnte").tolist() == [False, False, True]
    assert figures.held("unicorn").tolist() == [False] * 3
    assert figures.age_in_days.tolist() == [
        (pd.Timestamp(as_of) - pd.Timestamp(f"{y}-01-01")).days for y in (2011, 2012, 2010)
    ]


def test_a_column_that_was_never_submitted_is_unknown(firms, as_of):
    financials = pd.DataFrame({"uscc": ["A"], "year": [2020], "staff": [5]})
    figures = financial_history(firms(("A", "2010-01-01")), financials, NOBODY, as_of)
    assert np.isnan(figures.column("revenue_wan")).all()
    assert figures.column("staff").tolist() == [5]


def test_blocks_together_are_the_whole(firms, yearly, as_of):
    codes = [f"{n:02d}" for n in range(7)]
    enterprises = firms(*[(code, "2010-01-01") for code in codes])
    figures = financial_history(
        enterprises, yearly(*[(code, 2020, {"staff": int(code)}) for code in codes]), NOBODY, as_of
    )
    parts = list(figures.blocks(3))
    assert [len(part) for part in parts] == [3, 3, 1]
    assert np.concatenate([part.column("staff") for part in parts]).tolist() == list(range(7))
    assert figures.take(np.array([6, 0])).column("staff").tolist() == [6, 0]


def test_no_enterprise_at_all(firms, yearly, as_of):
    figures = financial_history(firms(), yearly(), NOBODY, as_of)
    assert len(figures) == 0
    assert figures.column("staff").tolist() == []
