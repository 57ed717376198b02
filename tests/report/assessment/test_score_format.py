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
