from datetime import date

import pandas as pd
import pandera.pandas as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from panjin_kpi import schemas
from panjin_kpi.schemas.coercion import coerce

TYPES = {"int64": "Int64", "string[pyarrow]": "str"}  # where a cell may be bad or blank; pandera's name of text
KINDS = ("int64", "float64", "str", "datetime64[ns]", "bool", "boolean")
NASTY = [
    "",
    "1.5",
    "2021-02-30",
    "是",
    None,
    3,
    float("nan"),
    float("inf"),
    True,
    date(2021, 6, 5),
    2**60,
    "1e999",
    "9999-12-31",
]
CELLS = st.one_of(st.text(max_size=6), st.integers(), st.floats(), st.none(), st.booleans(), st.dates().map(str))


def test_zero_has_no_sign():
    wanted = pa.DataFrameSchema({"value": pa.Column("float64")})
    assert [f"{each:g}" for each in coerce(wanted, pd.DataFrame({"value": ["-0", "-0.0", "0"]}))[0]["value"]] == [
        "0"
    ] * 3


@pytest.mark.parametrize("day", ["9999-12-31", "2262-01-01", "0021-06-05"])
def test_a_day_that_is_too_far_away_to_be_kept_is_reported(day):
    wanted = pa.DataFrameSchema({"valid_until": pa.Column("datetime64[ns]")})
    typed, bad = coerce(wanted, pd.DataFrame({"valid_until": ["2024-06-05", day, "2261-12-31", "1700-01-01"]}))
    assert bad == [(1, "valid_until", day, "年份只能在1700至2261之间。请核对日期；没有期限的请留空。")]
    assert typed["valid_until"].isna().tolist() == [False, True, False, False]


@pytest.mark.parametrize(("may_be_blank", "more"), [(True, "；没有的请留空"), (False, "")])
def test_who_writes_no_day_where_none_is_needed_reads_that_the_cell_may_stay_blank(may_be_blank, more):
    wanted = pa.DataFrameSchema({"graduated_on": pa.Column("datetime64[ns]", nullable=may_be_blank)})
    (fault,) = coerce(wanted, pd.DataFrame({"graduated_on": ["在孵"]}))[1]
    assert fault[3] == f"不是日期。请写成 2021-06-05 这样的日期{more}。"


def types(frame):
    return {name: str(frame[name].dtype) for name in frame}


@given(st.lists(CELLS, max_size=4))
def test_whatever_is_in_the_cells_a_column_has_its_type_and_what_is_typed_stays(cells):
    wanted = pa.DataFrameSchema({kind: pa.Column(kind) for kind in KINDS})
    typed, _ = coerce(wanted, pd.DataFrame(dict.fromkeys(KINDS, cells), dtype="object"))
    assert types(typed) == {kind: TYPES.get(kind, kind) for kind in KINDS}
    again, bad = coerce(wanted, typed)
    pd.testing.assert_frame_equal(again, typed)
    assert bad == []


@pytest.mark.parametrize("table", schemas.names())
def test_every_column_of_every_table_has_the_type_that_its_schema_says(table):
    wanted = schemas.schema(table)
    nasty = pd.DataFrame(dict.fromkeys(wanted.columns, NASTY), dtype="object")
    stated = {name: str(column.dtype) for name, column in wanted.columns.items()}
    assert set(stated.values()) <= {*KINDS, *TYPES, *TYPES.values()}
    for frame in (nasty, nasty.drop(columns=list(wanted.columns)[1:])):
        assert types(coerce(wanted, frame)[0]) == {name: TYPES.get(kind, kind) for name, kind in stated.items()}
