import numpy as np
import pytest
from pydantic import TypeAdapter

from panjin_kpi.analysis.eligibility.measurement import measure, total
from panjin_kpi.reference.settings.tier_quantities import Quantity

READ = TypeAdapter(Quantity).validate_python
GROWTH = READ({"kind": "growth", "of": "net_assets_wan"})


def one(figures, **quantity):
    found = measure(READ(quantity), figures)
    return found.value[0], bool(found.undefined[0])


def three(figures_of, column, *values):
    years = {2018 + n: {column: value} for n, value in enumerate(values)}
    return figures_of(years)


@pytest.mark.parametrize(
    ("part", "whole", "ratio"), [(30, 100, 0.30), (3, 10, 0.30), (29, 100, 0.29), (7, 70, 0.10), (41, 164, 0.25)]
)
def test_a_ratio_of_whole_numbers_is_exactly_the_number_a_band_is_written_with(figures_of, part, whole, ratio):
    value, undefined = one(
        figures_of({2020: {"rd_staff": part, "staff": whole}}), kind="ratio", of="rd_staff", to="staff"
    )
    assert (value, undefined) == (ratio, False)
    assert value >= ratio


def test_a_ratio_of_amounts_that_is_a_bound_but_for_binary_rounding_reaches_it(figures_of):
    # 0.1 + 0.2 = 0.30000000000000004; 0.1 * 3 / 5 = 0.06 needs the rounding, whichever side the error falls on
    years = {year: {"rd_expense_wan": 0.1, "revenue_wan": 5 / 3} for year in (2018, 2019, 2020)}
    value, _ = one(figures_of(years), kind="ratio", of="rd_expense_wan", to="revenue_wan", years=3)
    assert value == 0.06
    for revenue in (0.7, 1.1, 2.3, 33.1, 123.45, 98765.43):
        years = {2020: {"rd_expense_wan": round(revenue * 0.06, 10), "revenue_wan": revenue}}
        assert one(figures_of(years), kind="ratio", of="rd_expense_wan", to="revenue_wan")[0] >= 0.06


def test_just_below_a_bound_is_below(figures_of):
    years = {2020: {"rd_expense_wan": 599.9999, "revenue_wan": 10_000.0}}
    assert one(figures_of(years), kind="ratio", of="rd_expense_wan", to="revenue_wan")[0] < 0.06


@pytest.mark.parametrize("whole", [0.0, -5.0])
@pytest.mark.parametrize("part", [0.0, 10.0])
def test_a_ratio_to_nothing_or_less_does_not_exist(figures_of, part, whole):
    years = {2020: {"rd_expense_wan": part, "net_assets_wan": whole}}
    value, undefined = one(figures_of(years), kind="ratio", of="rd_expense_wan", to="net_assets_wan")
    assert np.isnan(value)
    assert undefined


@pytest.mark.parametrize("years", [{}, {2020: {"staff": 10}}, {2020: {"rd_staff": 3}}, {2020: {"staff": 0}}])
def test_a_ratio_with_a_missing_figure_is_unknown(figures_of, years):
    value, undefined = one(figures_of(years), kind="ratio", of="rd_staff", to="staff")
    assert np.isnan(value)
    assert not undefined


def test_a_sum_over_three_years_needs_all_that_existed(figures_of):
    years = {year: {"revenue_wan": 100.0} for year in (2018, 2019, 2020)}
    assert total("revenue_wan", 3, figures_of(years)).tolist() == [300]
    del years[2019]
    assert np.isnan(total("revenue_wan", 3, figures_of(years))).all()
    del years[2018]
    assert total("revenue_wan", 3, figures_of(years, registered="2020-05-01")).tolist() == [100]
    assert np.isnan(total("revenue_wan", 3, figures_of(years, registered="2019-05-01"))).all()


@pytest.mark.parametrize(
    ("values", "growth"),
    [
        ((100, 120, 150), 0.225),  # ½(1.2 + 1.25) - 1
        ((100, 200, 100), 0.25),  # ½(2 + 0.5) - 1
        ((100, 100, 100), 0.0),
        ((100, 80, 60), 0.0),  # ½(0.8 + 0.75) - 1 = -0.225: negative growth is 0
        ((0, 100, 150), 0.5),  # from zero: the later two years
        ((0, 100, 50), 0.0),
        ((100, 0, 500), 0.0),  # zero in the second year: nothing
        ((0, 0, 500), 0.0),
        ((100, 50, 0), 0.0),  # ½(0.5 + 0) - 1
        ((100, 50, -20), 0.0),
        ((None, 0, None), 0.0),  # decided whatever the others are
    ],
)
def test_the_growth_formula_by_hand(figures_of, values, growth):
    found = measure(GROWTH, three(figures_of, "net_assets_wan", *values))
    assert found.value.tolist() == [pytest.approx(growth, abs=1e-12)]
    assert not found.undefined.any()


@pytest.mark.parametrize("values", [(-100, 50, 80), (100, -50, 80), (-100, -50, 80), (0, -50, 80)])
def test_growth_from_negative_net_assets_does_not_exist(figures_of, values):
    found = measure(GROWTH, three(figures_of, "net_assets_wan", *values))
    assert np.isnan(found.value).all()
    assert found.undefined.all()


@pytest.mark.parametrize("values", [(None, 120, 150), (100, None, 150), (100, 120, None)])
def test_growth_with_a_missing_year_is_unknown(figures_of, values):
    found = measure(GROWTH, three(figures_of, "net_assets_wan", *values))
    assert np.isnan(found.value).all()
    assert not found.undefined.any()


def test_growth_of_a_shorter_operating_period_uses_two_years(figures_of):
    years = {2019: {"net_assets_wan": 100.0}, 2020: {"net_assets_wan": 130.0}}
    assert measure(GROWTH, figures_of(years, registered="2019-03-01")).value.tolist() == [pytest.approx(0.3)]
    assert np.isnan(measure(GROWTH, figures_of(years, registered="2018-03-01")).value).all()


@pytest.mark.parametrize(
    ("base", "latest", "growth"),
    [(1000, 1728, 0.2), (1000, 1000, 0.0), (1000, 0, -1.0), (8, 27, 0.5), (1000, 1727.9, 0.19997685)],
)
def test_compound_growth_by_hand(figures_of, base, latest, growth):
    years = {2017: {"revenue_wan": base}, 2020: {"revenue_wan": latest}}
    value, undefined = one(figures_of(years), kind="compound_growth", of="revenue_wan", years=3)
    assert value == pytest.approx(growth, abs=1e-8)
    assert not undefined
    assert (base, latest) != (1000, 1728) or value == 0.2, "exactly at the bound"


def test_compound_growth_from_nothing_does_not_exist(figures_of):
    years = {2017: {"revenue_wan": 0}, 2020: {"revenue_wan": 5}}
    assert one(figures_of(years), kind="compound_growth", of="revenue_wan", years=3)[1]
    years = {2020: {"revenue_wan": 5}}
    assert one(figures_of(years, registered="2018-01-01"), kind="compound_growth", of="revenue_wan", years=3)[1]
    assert not one(figures_of(years), kind="compound_growth", of="revenue_wan", years=3)[1], "unknown, not undefined"


def test_whether_there_was_an_incident_is_one_or_zero_or_unknown(figures_of):
    for given, value in ((True, 1.0), (False, 0.0)):
        assert one(figures_of({2020: {"serious_incident": given}}), kind="figure", of="serious_incident")[0] == value
    assert np.isnan(one(figures_of({2020: {"serious_incident": None}}), kind="figure", of="serious_incident")[0])
