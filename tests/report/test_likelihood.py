import pytest
from hypothesis import given
from hypothesis import strategies as st

from panjin_kpi.reference.plan import Plan
from panjin_kpi.report.likelihood import likelihood_word

PLAN = Plan.load()
WORDS = ["基本无望", "较难", "五五开", "很可能", "几乎确定"]


@pytest.mark.parametrize(
    ("probability", "word"),
    [
        (1, "几乎确定"),
        (0.95, "几乎确定"),
        (0.9499, "很可能"),
        (0.75, "很可能"),
        (0.7499, "五五开"),
        (0.4, "五五开"),
        (0.3999, "较难"),
        (0.1, "较难"),
        (0.0999, "基本无望"),
        (0, "基本无望"),
        (float("nan"), "—"),
    ],
)
def test_words_at_their_bounds(plan, probability, word):
    assert likelihood_word(plan, probability) == word


@given(st.floats(0, 1), st.floats(0, 1))
def test_more_likely_is_never_said_to_be_less(one, other):
    least, most = sorted([one, other])
    assert WORDS.index(likelihood_word(PLAN, least)) <= WORDS.index(likelihood_word(PLAN, most))
