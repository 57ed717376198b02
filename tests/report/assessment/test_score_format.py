import pandas as pd
import pytest

from panjin_kpi.report.assessment import score_format


@pytest.mark.parametrize(
    ("score", "other", "shown"),
    [
        (2.675, None, "2.68"),
        (float("nan"), None, "—"),
        (66.665, 66.664, "0.01"),
        (1.0, 3.0, "2.00"),
        (0.1, 0.3, "0.20"),
    ],
)
def test_a_distance_is_what_the_shown_scores_are_apart(score, other, shown):
    assert score_format.points_of(score, other) == shown


def test_a_district_named_twice_is_listed_once(plan):
    assert score_format.district_names(pd.DataFrame({"district": ["dawa", "dawa"]}), plan) == "大洼区"
    assert score_format.indicator_names(pd.DataFrame({"indicator": []}), plan) == ""
