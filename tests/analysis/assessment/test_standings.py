import pandas as pd
import pytest

from panjin_kpi.analysis.assessment.standings import standings
from panjin_kpi.reference.settings.assessment import Adjustment
from tests.plan import PLAN

ASSESSMENT = PLAN.assessment
NONE = pd.Series(dtype="float64")
OFF, ON = Adjustment(enabled=False, cap=5), Adjustment(enabled=True, cap=5)


def parts(**points):
    """Contributions of one indicator, full weight, from points or (points, completion) by district."""
    rows = [(d, "x", 100.0, *(p if isinstance(p, tuple) else (p, None))) for d, p in points.items()]
    return pd.DataFrame(rows, columns=["district", "indicator", "weight", "points", "completion"]).astype(
        {"points": "float64", "completion": "float64"}
    )


def placed(contributions, penalties=NONE, **settings):
    districts = list(dict.fromkeys(contributions["district"]))
    return standings(contributions, penalties, districts, ASSESSMENT.changed(**settings))


def test_ranks_by_hundredths_shared_and_skipped():
    table = placed(parts(a=79.996, b=80.004, c=80.0049, d=80.005, e=10))
    assert table["rank"].tolist() == [2, 2, 2, 1, 5]
    assert table["score"].tolist() == [79.996, 80.004, 80.0049, 80.005, 10], "the score itself is not rounded to two"


def test_grades_begin_at_their_score_as_it_is_shown():
    assert placed(parts(a=79.995, b=79.994, c=60, d=0))["grade"].tolist() == ["A", "B", "B", "C"]


def test_a_blank_score_has_no_rank_no_grade_no_total_and_takes_no_rank_away():
    table = placed(parts(a=None, b=50, c=70))
    assert table["rank"].tolist() == [pd.NA, 2, 1]
    assert table.loc[0, ["score", "grade", "total"]].isna().all()
    assert (table[["bonus", "penalty"]] == 0).all(axis=None)


def test_bonus_is_what_the_cap_cut_off_and_stays_outside_the_score():
    given = parts(a=(100, 1.03), b=(100, 1.5), c=(90, 0.9), d=(0, None))
    assert placed(given)["bonus"].tolist() == [0, 0, 0, 0]
    table = placed(given, bonus=ON)
    assert table["bonus"].tolist() == [3, 5, 0, 0]
    assert table["total"].tolist() == [103, 105, 90, 0]
    assert table["score"].tolist() == [100, 100, 90, 0]
    assert table["rank"].tolist() == [1, 1, 3, 4]


@pytest.mark.parametrize(("cap", "bonus"), [(1.2, 3), (0.5, 5), (0.0, 5), (None, 0)])
def test_bonus_counts_over_fulfilment_only(cap, bonus):
    assert placed(parts(a=(100, 1.23)), bonus=ON, cap=cap)["bonus"].tolist() == [bonus]
    assert placed(parts(a=(50, 1.0)), bonus=ON, cap=cap)["bonus"].tolist() == [0]


def test_penalties_count_up_to_their_cap_where_enabled():
    penalties = pd.Series({"a": 2.0, "b": 9.0, "c": -1.0, "elsewhere": 4.0, "e": None})
    given = parts(a=50, b=3, c=50, d=50, e=50)
    assert placed(given, penalties)["penalty"].tolist() == [0] * 5
    table = placed(given, penalties, penalty=ON)
    assert table["penalty"].tolist() == [2, 5, 0, 0, 0]
    assert table["total"].tolist() == [48, -2, 50, 50, 50]
    assert placed(given, penalty=ON)["penalty"].tolist() == [0] * 5


def test_ties_are_broken_by_the_names_in_their_order():
    given = parts(a=(100, 1.0), b=(100, 1.02), c=(100, 1.4), d=(100, 1.5), e=(20, 9.0))
    assert placed(given)["rank"].tolist() == [1, 1, 1, 1, 5]
    assert placed(given, bonus=ON, tie_break=["total"])["rank"].tolist() == [4, 3, 1, 1, 5]
    assert placed(given, bonus=ON, tie_break=["total", "x"])["rank"].tolist() == [4, 3, 2, 1, 5]
    penalties = pd.Series({"d": 4.0})
    table = placed(given, penalties, bonus=ON, penalty=ON, tie_break=["total", "x"])
    assert table["rank"].tolist() == [4, 2, 1, 3, 5]


def test_an_indicator_nobody_has_breaks_no_tie():
    assert placed(parts(a=5, b=5), tie_break=["activities"])["rank"].tolist() == [1, 1]


def test_totals_below_zero_still_break_ties():
    table = placed(parts(a=0, b=0), pd.Series({"a": 4.0, "b": 3.0}), penalty=ON, tie_break=["total"])
    assert table["rank"].tolist() == [2, 1]
