import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from panjin_kpi.analysis.table_diff import changed_cells

TABLES = st.dictionaries(st.sampled_from("abcd"), st.tuples(st.none() | st.integers(0, 2), st.sampled_from("xy")))


def frame(rows):
    table = pd.DataFrame([(key, *values) for key, values in rows.items()], columns=["key", "value", "note"])
    return table.astype({"key": "str", "value": "Float64", "note": "str"})


def cells_of(rows):
    return {
        (key, name): cell for key, (value, note) in rows.items() for name, cell in (("value", value), ("note", note))
    }


def plain(value):
    return None if pd.isna(value) else value


@given(TABLES, TABLES)
def test_applying_the_changes_to_the_old_table_gives_the_new_one(old, new):
    cells = cells_of(old)
    for row in changed_cells(frame(old), frame(new), ["key"]).itertuples():
        assert plain(row.old) == cells.get((row.key, row.column))
        cells[row.key, row.column] = plain(row.new)
    filled, wanted = ({cell: v for cell, v in c.items() if v is not None} for c in (cells, cells_of(new)))
    assert filled == wanted


@given(TABLES)
def test_a_table_does_not_differ_from_itself(table):
    assert changed_cells(frame(table), frame(table), ["key"]).empty


def test_columns_that_are_no_figures_are_left_out():
    assert changed_cells(frame({"a": (1, "x")}), frame({"a": (1, "y")}), ["key"], ["note"]).empty
