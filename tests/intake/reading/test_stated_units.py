from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panjin_kpi.intake.reading.parsing import MONEY, quantity
from panjin_kpi.intake.reading.stated_units import beside, money_unit, stated_in, with_its_unit

UNITS = st.sampled_from(sorted(MONEY))


@settings(max_examples=60)
@given(st.integers(1, 10**6), UNITS, st.sampled_from(["{}", "（{}）", "人民币{}", " {} ", "单位：{}"]))
def test_a_figure_is_worth_what_its_row_says_in_whatever_words(number, unit, words):
    said = words.format(unit)
    assert money_unit(said) == unit
    text, asked = with_its_unit(str(number), "亿元", said, "", "")
    assert asked == ""
    assert Decimal(quantity(text, "亿元")) == Decimal(number) * MONEY[unit] / MONEY["亿元"]


@pytest.mark.parametrize(
    "line", ["填报单位：大洼区", "市科技局", "责任单位：盘山县", "本单位负责人审核，投入资金5万元", "单位：家"]
)
def test_a_line_that_names_a_unit_of_the_city_states_none_of_money(line):
    assert stated_in([line]) == ""


@pytest.mark.parametrize(
    ("text", "unit", "cell", "note"),
    [
        ("3", "家", "万元", ""),
        ("1.5亿元", "亿元", "万元", ""),
        ("约5", "亿元", "万元", ""),
        ("5", "亿元", "", "增加3万元"),
    ],
)
def test_what_is_no_plain_amount_stays_as_typed(text, unit, cell, note):
    assert with_its_unit(text, unit, cell, note, "") == (text, "")


def test_the_units_of_a_column_and_of_cells_merged_with_those_above():
    cells = pd.DataFrame({"指标": ["a", "b", "c"], "计量单位": ["（万元）", "", ""]}, index=[2, 3, 4])
    assert beside(cells, [(3, 1), (4, 0)]).tolist() == ["(万元)", "(万元)", ""]
    assert beside(cells[["指标"]], []).tolist() == ["", "", ""]
