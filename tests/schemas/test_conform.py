import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from panjin_kpi import schemas
from panjin_kpi.schemas.conform import conform


def steps(rows):
    return pd.DataFrame(rows, columns=["enterprises", "scope", "district_basis", "view"])


def test_columns_and_types_are_the_schemas_and_what_it_does_not_know_goes():
    table = conform("attribution_counts", steps([(1.0, "dawa", "登记簿", "apart")]).assign(more=1))
    assert list(table) == list(schemas.schema("attribution_counts").columns)
    assert str(table["enterprises"].dtype) == "int64"


def test_a_number_that_is_not_whole_is_no_count():
    with pytest.raises(ValueError, match="non-finite"):
        conform("attribution_counts", steps([(float("nan"), "dawa", "登记簿", "apart")]))


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["dawa", "city", "nowhere"])), max_size=9))
def test_rows_come_in_the_order_of_the_list_and_equal_ones_stay_as_they_stand(rows):
    frame = steps([(number, scope, str(position), "apart") for position, (number, scope) in enumerate(rows)])
    table = conform(
        "attribution_counts", frame.set_axis(frame.index * 2), {"scope": ["city", "dawa"], "enterprises": None}
    )
    rank = {"city": 0, "dawa": 1, "nowhere": 2}
    wanted = sorted(enumerate(rows), key=lambda row: (rank[row[1][1]], row[1][0]))
    assert table["district_basis"].tolist() == [str(position) for position, _ in wanted]
