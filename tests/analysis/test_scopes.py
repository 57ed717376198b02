import numpy as np
import pandas as pd
import pytest

from panjin_kpi.analysis import scopes
from panjin_kpi.analysis.scopes import Scopes, long_table, positions, sum_by


@pytest.fixture(params=[0, scopes.FEW], ids=["in an index", "in a dictionary"], autouse=True)
def looked_up(request, monkeypatch):
    """The same positions for few and for many texts, which are looked up by different methods."""
    monkeypatch.setattr(scopes, "FEW", request.param)


@pytest.mark.parametrize("dtype", ["str", "object", "category"])
def test_texts_are_found_however_they_are_kept(dtype):
    values = pd.Series(["b", None, "a", "c", "b"], dtype=dtype)
    assert positions(values, ["a", "b"]).tolist() == [1, -1, 0, -1, 1]


def test_a_blank_is_found_nowhere_even_in_a_list_with_a_blank():
    assert positions(pd.Series([None, "a"], dtype="str"), pd.Series(["a", None], dtype="str")).tolist() == [-1, 0]


def test_the_first_of_duplicates_is_found():
    assert positions(pd.Series(["b", "a"]), ["a", "b", "a", "b"]).tolist() == [1, 0]


def test_numbers_are_summed_by_key_and_what_is_in_no_list_or_has_no_number_is_left_out():
    values, keys = np.array([1.5, np.nan, 2.0, 4.0, np.nan]), pd.Series(["b", "b", "b", "elsewhere", "a"])
    np.testing.assert_array_equal(sum_by(values, keys, ["a", "b", "c"]), [np.nan, 3.5, np.nan])


def test_nothing_is_found_in_nothing():
    assert positions(pd.Series([], dtype="object"), []).tolist() == []
    assert positions(pd.Series(["a"]), pd.Series([], dtype="object")).tolist() == [-1]


@pytest.mark.parametrize("rows_in_a_group", [1, 2, 10])
def test_texts_as_a_file_gives_them_are_found_and_their_positions_can_be_changed(tmp_path, rows_in_a_group):
    written = pd.DataFrame({"uscc": ["a", "b", "c"]})
    written.to_parquet(tmp_path / "t.parquet", row_group_size=rows_in_a_group)
    read = pd.read_parquet(tmp_path / "t.parquet")["uscc"]
    found = positions(read, read)
    found[0] = 9
    assert found.tolist() == [9, 1, 2]


def test_the_city_counts_everybody_and_a_district_its_own(plan):
    districts = pd.Series(["dawa", None, "gaoxin", "辽河口", "dawa", "city"], dtype="str")
    scopes = Scopes.of(districts, plan, "2021-06")
    counts = scopes.count(np.arange(6), np.array([0, 0, 1, 1, 1, 0]), 2)
    assert dict(zip(scopes.names, counts.tolist(), strict=True)) == {
        "city": [3, 3],
        "panshan": [0, 0],
        "shuangtaizi": [0, 0],
        "xinglongtai": [0, 0],
        "dawa": [1, 1],
        "liaodongwan": [0, 0],
        "gaoxin": [0, 1],
    }


def test_no_enterprises_give_zero_counts(plan):
    nobody = np.array([], dtype="int32")
    assert Scopes.of(pd.Series([], dtype="str"), plan, "2021-06").count(nobody, nobody, 3).tolist() == [[0] * 3] * 7


def test_a_long_table_has_every_combination_in_order():
    table = long_table({"month": ["2021-01"], "tier": ["a", "b"]}, stock=np.array([[5, 6]]))
    assert table.to_numpy().tolist() == [["2021-01", "a", 5], ["2021-01", "b", 6]]
    assert table["tier"].dtype == "str"
