import pandas as pd
import pytest

from panjin_kpi.analysis.incubation.carrier_grades import carrier_grades
from panjin_kpi.reference.settings.carrier_assessment import CarrierAssessment
from tests.plan import PLAN

RULES = PLAN.carrier_assessment
ITEMS = [item.figure for item in RULES.items]
BEST = {item.figure: item.bands.value[0].from_ for item in RULES.items}


def graded(*carriers, rules=RULES):
    return carrier_grades(pd.DataFrame(carriers, columns=ITEMS), rules)


def test_all_and_nothing():
    table = graded(BEST, dict.fromkeys(ITEMS, 0))
    assert table["score_low"].tolist() == table["score_high"].tolist() == [100, 0]
    assert table["grade"].tolist() == ["A", "D"]


@pytest.mark.parametrize("item", RULES.items, ids=lambda item: item.figure)
def test_points_at_each_lower_bound_and_just_below(item):
    for band in item.bands.value:
        at, below = graded(
            dict.fromkeys(ITEMS, 0) | {item.figure: band.from_},
            dict.fromkeys(ITEMS, 0) | {item.figure: band.from_ - 0.01},
        )["score_low"]
        assert at == pytest.approx(band.points / len(ITEMS), abs=1e-6)
        assert below < at


def test_an_unknown_figure_makes_a_range_and_a_grade_only_where_both_ends_agree():
    table = graded(BEST | {"tenants_per_1000_m2": None}, dict.fromkeys(ITEMS, 0) | {"tenants_per_1000_m2": None})
    assert table["unknown_items"].tolist() == [1, 1]
    assert table["score_low"].round(2).tolist() == [88.89, 0]
    assert table["score_high"].round(2).tolist() == [100, 11.11]
    assert table["grade"].tolist() == ["A", "D"]
    half = graded(BEST | dict.fromkeys(["tenants_per_1000_m2", "service_station"], None))
    assert half["score_low"].round(2).tolist() == [77.78]
    assert half["grade"].isna().all(), "78 would be B, 100 is A"


def test_weights_and_grades_are_what_the_settings_say():
    written = RULES.model_dump(by_alias=True)
    for item in written["items"]:
        item["weight"]["value"] = 3.0 if item["figure"] == "activities" else 0.0
    written["grades"]["value"] = [{"grade": "优", "from": 100}, {"grade": "D", "from": 0}]
    rules = CarrierAssessment.model_validate(written)
    table = graded(dict.fromkeys(ITEMS, 0) | {"activities": 4}, BEST | {"activities": 3}, rules=rules)
    assert table["score_low"].tolist() == [100, 70]
    assert table["grade"].tolist() == ["优", "D"]


def test_more_of_anything_never_lowers_the_score():
    for item in RULES.items:
        scores = [graded(dict.fromkeys(ITEMS, 1) | {item.figure: n})["score_low"].item() for n in range(12)]
        assert scores == sorted(scores)


def test_no_carrier_at_all():
    assert graded().empty
