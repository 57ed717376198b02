import pytest

from panjin_kpi.reference.inert import inert


@pytest.mark.parametrize("text", ["=1", "+cmd|x", "@SUM(A1)", "-1+1", "\t=1"])
def test_what_begins_like_a_formula_is_quoted(text):
    assert inert(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "-3", "+1,234.5", "-12.5%", "甲=乙", "2021-06"])
def test_numbers_and_other_text_stay(text):
    assert inert(text) == text
