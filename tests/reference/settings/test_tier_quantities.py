import pytest
from pydantic import TypeAdapter, ValidationError

from panjin_kpi.reference.settings.tier_quantities import Age, Figure, Quantity, Ratio

QUANTITY = TypeAdapter(Quantity)


def test_a_quantity_says_which_columns_it_reads():
    assert QUANTITY.validate_python({"kind": "figure", "of": "staff"}).columns == ("staff",)
    assert QUANTITY.validate_python({"kind": "ratio", "of": "rd_staff", "to": "staff"}).columns == ("rd_staff", "staff")
    assert QUANTITY.validate_python({"kind": "growth", "of": "net_assets_wan"}).columns == ("net_assets_wan",)
    assert QUANTITY.validate_python({"kind": "compound_growth", "of": "staff", "years": 3}).columns == ("staff",)
    assert QUANTITY.validate_python({"kind": "age", "unit": "days"}).columns == ()


def test_without_more_a_figure_is_of_the_last_fiscal_year_and_a_ratio_of_one_year():
    assert Figure(kind="figure", of="staff").back == 0
    assert Ratio(kind="ratio", of="rd_staff", to="staff").years == 1


@pytest.mark.parametrize(
    "written",
    [
        {"kind": "ratoi", "of": "rd_staff", "to": "staff"},
        {"kind": "ratio", "of": "rd_staff"},
        {"kind": "ratio", "of": "rd_staff", "to": "staff", "year": 3},
        {"kind": "ratio", "of": "rd_staff", "to": "staff", "years": 0},
        {"kind": "figure", "of": "staff", "back": -2},
        {"kind": "compound_growth", "of": "staff"},
        {"kind": "age", "unit": "months"},
        {"kind": "python", "of": "1 + 1"},
        "rd_staff / staff",
    ],
)
def test_the_vocabulary_is_closed(written):
    with pytest.raises(ValidationError):
        QUANTITY.validate_python(written)


def test_a_quantity_cannot_be_changed_while_running():
    with pytest.raises(ValidationError):
        Age(kind="age", unit="days").unit = "years"
