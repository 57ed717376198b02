"""Findings: one sentence with the cell, what is wrong and what to do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panjin_kpi.intake.findings import Finding, has_error, shortened
from panjin_kpi.reference.names import visible

CELL = {"row": 7, "cell": "D7", "column": "本年累计", "value": "-3"}
MESSAGES = {
    "cell": (CELL, "错误：progress.csv 第7行（D7）本年累计“-3”：不对。请改。"),
    "workbook": (CELL | {"sheet": "月报"}, "错误：progress.csv〔月报〕 第7行（D7）本年累计“-3”：不对。请改。"),
    "empty cell": (CELL | {"value": ""}, "错误：progress.csv 第7行（D7）本年累计：不对。请改。"),
    "row": ({"row": 7}, "错误：progress.csv 第7行：不对。请改。"),
    "column": ({"column": "指标"}, "错误：progress.csv 指标：不对。请改。"),
    "file": ({}, "错误：progress.csv：不对。请改。"),
    "warning": (CELL | {"severity": "warning"}, "提示：progress.csv 第7行（D7）本年累计“-3”：不对。请改。"),
}  # fmt: skip


@pytest.mark.parametrize(("place", "message"), MESSAGES.values(), ids=MESSAGES)
def test_a_message_says_kind_file_row_cell_column_value_reason_and_remedy(place, message):
    assert str(Finding("progress.csv", "不对", "请改", **place)) == message


def test_a_question_keeps_its_own_mark_and_no_remedy_leaves_no_empty_sentence():
    assert str(Finding("a.csv", "是不是“兴隆台区”？", "")) == "错误：a.csv：是不是“兴隆台区”？"


def test_html_stays_text_and_a_long_value_is_quoted_on_one_line():
    value = "<script>alert(1)</script>\r\n" + "长" * 500
    message = str(Finding("a.csv", "不对", "请改", row=2, value=value))
    assert "“<script>alert(1)</script> 长" in message
    assert "\n" not in message
    assert len(message) < 100


@given(st.text(), st.integers(1, 80))
def test_a_shortened_text_is_one_line_of_the_same_beginning(text, length):
    line, whole = shortened(text, length), " ".join(visible(text).split())
    assert len(line.splitlines()) <= 1
    assert line == whole if len(whole) <= length else line == whole[:length] + "…"


def test_only_errors_keep_a_file_out():
    error, warning = Finding("a.csv", "", ""), Finding("a.csv", "", "", "warning")
    assert [has_error(found) for found in ([], [warning], [warning, error], iter([error]))] == [
        False,
        False,
        True,
        True,
    ]
