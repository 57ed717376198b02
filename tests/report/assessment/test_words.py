import pandas as pd
import pytest

from panjin_kpi.report.assessment import words


@pytest.mark.parametrize(
    ("score", "other", "told"),
    [
        (2.675, None, "2.68"),
        (float("nan"), None, "—"),
        (66.665, 66.664, "0.01"),
        (1.0, 3.0, "2.00"),
        (0.1, 0.3, "0.20"),
    ],
)
def test_a_distance_is_what_the_shown_scores_are_apart(score, other, told):
    assert words.points_of(score, other) == told


def test_a_district_named_twice_is_told_once(plan):
    assert words.district_names(pd.DataFrame({"district": ["dawa", "dawa"]}), plan) == "大洼区"
    assert words.indicator_names(pd.DataFrame({"indicator": []}), plan) == ""
