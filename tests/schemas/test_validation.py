from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panjin_kpi import schemas


def texts(columns: dict[str, list[Any]], first_row: int = 2) -> pd.DataFrame:
    frame = pd.DataFrame(columns, dtype="str")
    return frame.set_axis(range(first_row, first_row + len(frame)))


def cells(found: list[schemas.Fault]) -> list[tuple[int | None, str, str]]:
    return [(fault.row, fault.column, fault.value) for fault in found]


def test_each_bad_cell_is_one_fault_even_beside_text_in_a_numeric_column():
    frame = texts(
        {"curve": ["a", "linear", "a", "a"], "month": ["1", "2", "3", "4"], "share": ["十", "2", None, "0.5"]}
        | {"source": ["plan"] * 4}
    )
    typed, found = schemas.faults("pace", frame)
    assert {(fault.row, fault.column): (fault.value, fault.reason) for fault in found} == {
        (2, "share"): ("十", "不是数字"),
        (3, "share"): ("2.0", "份额应在0到1之间"),
        (3, "curve"): ("linear", "linear 由公式计算，不必列出"),
        (4, "share"): ("", "不能为空"),
    }
    assert len(found) == 4
    assert typed.at[5, "share"] == 0.5


def test_faults_come_in_the_order_of_the_rows_and_keep_the_index_labels():
    frame = texts({"value": ["-1", "x", "1", "y"]}).set_axis([40, 7, 12, 9])
    assert cells(schemas.faults("progress", frame, only=["value"])[1]) == [
        (7, "value", "x"),
        (9, "value", "y"),
        (40, "value", "-1.0"),
    ]


def test_a_missing_column_is_a_fault_of_the_column_not_of_a_row():
    found = schemas.faults("progress", texts({"period": ["2021-06"], "district": ["dawa"]}))[1]
    assert cells(found) == [(None, "indicator", ""), (None, "value", "")]
    assert "缺少这一列" in found[0].reason


def test_every_repetition_names_the_first_row_of_its_key():
    key = {"period": ["2021-06"] * 4, "district": ["dawa", "gaoxin", "dawa", "dawa"], "indicator": ["new_hnte"] * 4}
    found = schemas.faults("progress", texts(key | {"value": ["1", "2", "3", "4"]}, first_row=5))[1]
    assert [(fault.row, fault.sentence) for fault in found] == [
        (row, "与第5行重复：期间、地区、指标都相同。请只保留一行。") for row in (7, 8)
    ]


def test_rows_with_an_incomplete_key_are_incomplete_not_repeated():
    frame = texts({"unit": [None, None], "name": ["甲", "乙"], "kind": ["office", "office"]})
    assert [fault.reason for fault in schemas.faults("units", frame)[1]] == ["不能为空", "不能为空"]


@pytest.mark.parametrize(("text", "reason"), [("1.5", "应为整数"), ("1e300", "应为整数"), ("inf", "不是数字")])
def test_a_whole_number_column_takes_whole_numbers_only(text, reason):
    frame = texts({"curve": ["a", "a"], "month": [text, "2.0"], "share": ["0", "0"], "source": ["plan", "plan"]})
    typed, found = schemas.faults("pace", frame)
    assert [(fault.row, fault.column, fault.value, fault.reason) for fault in found] == [(2, "month", text, reason)]
    assert typed["month"].tolist() == [pd.NA, 2]


@pytest.mark.parametrize(
    ("table", "column", "low", "high"),
    [
        ("pace", "month", 1, 12),
        ("pace", "share", 0, 1),
        ("path", "planned", 0, 1),
        ("progress", "value", 0, 999_999_999),
    ],
)
def test_the_ends_of_a_range_belong_to_it_and_nothing_beyond(table, column, low, high):
    frame = texts({column: [str(low - 1), str(low), str(high), str(high + 1)]})
    assert [fault.row for fault in schemas.faults(table, frame, only=[column])[1]] == [2, 5]


@pytest.mark.parametrize("text", ["2021-02-29", "2021-6-05", "20210605", "2021-06-05 ", "６月５日", "٢٠٢١-٠٦-٠٥"])
def test_a_date_is_a_real_day_in_iso_form(text):
    assert [fault.row for fault in schemas.faults("tasks", texts({"due_on": ["2021-02-28", text]}), ["due_on"])[1]] == [
        3
    ]


@pytest.mark.parametrize("text", ["2021-13", "2021-00", "2021-6", "202106", "2021-06-01", "1821-06"])
def test_a_period_is_a_month_in_iso_form(text):
    faulty = schemas.faults("path", texts({"period": ["2021-12", text]}), only=["period"])[1]
    assert [fault.row for fault in faulty] == [3]


def test_a_column_that_may_be_missing_is_added_blank():
    row = {"period": ["2021-06"], "district": ["dawa"], "indicator": ["new_hnte"], "value": ["1"]}
    typed, found = schemas.faults("progress", texts(row))
    assert not found
    assert typed["note"].isna().all()
    assert typed[["withdrawn", "fictitious"]].to_numpy().tolist() == [[False, False]]


@pytest.mark.parametrize("table", ["pace", "calendar"])
def test_an_optional_column_may_be_missing_in_any_table(table):
    rows = {
        "pace": {"curve": ["a"], "month": ["1"], "share": ["0"]},
        "calendar": {"period": ["2021-06"], "due_on": ["2021-06-28"], "second_due_on": [None], "closing_on": [None]},
    }
    assert schemas.faults(table, texts(rows[table]))[1] == []


def test_a_superfluous_column_of_a_strict_table_is_a_fault():
    row = {"period": ["2021-06"], "scope": ["city"], "indicator": ["new_hnte"], "actual": ["1"], "planned": ["0"]}
    assert [fault.column for fault in schemas.faults("path", texts(row | {"extra": ["1"]}))[1]] == ["extra"]


VALID = st.decimals(0, 999_999_999, places=2).map(str) | st.integers(0, 10**8).map(str)
INVALID = st.text(st.characters(categories=["L"]), min_size=1) | st.sampled_from(
    ["-1", "5家", "约5", "1,5", "1e9", "inf", "NaN", "１２", "0x10", "--", "٣", None]
)


@settings(max_examples=50)
@given(st.lists(VALID.map(lambda text: (text, True)) | INVALID.map(lambda text: (text, False)), min_size=1))
def test_exactly_the_cells_that_are_no_number_in_range_are_reported(column):
    typed, found = schemas.faults("progress", texts({"value": [text for text, _ in column]}), only=["value"])
    assert [fault.row for fault in found] == [row for row, (_, good) in enumerate(column, start=2) if not good]
    assert all(typed.at[row, "value"] == float(text) for row, (text, good) in enumerate(column, start=2) if good)
