import io

import pandas as pd
import pytest
from openpyxl import Workbook

from panjin_kpi.intake.reading.formulas import REASON, formulas_without_value
from panjin_kpi.intake.reading.table_layout import Sheet


@pytest.fixture
def told():
    def told(seen, *cells):
        book = Workbook()
        book.active.append(["a", "b"])
        book.active.append(list(cells))
        target = io.BytesIO()
        book.save(target)
        sheet = Sheet("x.xlsx", "Sheet", "0", 1, pd.DataFrame([seen], index=[2], columns=["a*", "b"]))
        found = formulas_without_value("x.xlsx", target.getvalue(), [sheet])
        return [(f.cell, f.column, f.reason, f.value) for f in found]

    return told


def test_a_formula_whose_cell_reads_blank_is_told(told):
    assert told(["", "x"], "=1+1", "x") == [("A2", "a", REASON, "=1+1")]


def test_a_formula_with_a_value_and_text_that_is_none_are_not(told):
    assert told(["2", "x"], "=1+1", "x") == []
    assert told(["", ""], None, None) == []
