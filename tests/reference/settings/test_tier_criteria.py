import pytest
from pydantic import TypeAdapter, ValidationError

from panjin_kpi.reference.settings.tier_criteria import AnyCriterion, Band

CRITERION = TypeAdapter(AnyCriterion)
COMMON = {
    "id": "x",
    "name": "条目",
    "role": "required",
    "unit": "分",
    "period": "上一年",
    "document": "某文件",
    "clause": "第一条",
    "valid_from": "2021-01-01",
}
STAFF = {"kind": "figure", "of": "staff"}
GATE = {"kind": "gate", "value": STAFF, "test": "at_least", "threshold": 1}


def read(written, **changes):
    return CRITERION.validate_python(COMMON | written | changes)


def test_a_gate_may_have_no_threshold_but_has_to_say_so():
    assert read(GATE, threshold=None).threshold is None
    with pytest.raises(ValidationError, match="threshold"):
        read({key: value for key, value in GATE.items() if key != "threshold"})


@pytest.mark.parametrize("missing", ["document", "clause", "valid_from", "unit", "period", "role", "name"])
def test_no_criterion_without_its_provision(missing):
    with pytest.raises(ValidationError, match=missing):
        CRITERION.validate_python({key: value for key, value in (COMMON | GATE).items() if key != missing})


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kind": "gaet"}, "gaet"),
        ({"test": "over"}, "test"),
        ({"thresold": 1}, "thresold"),
        ({"valid_from": "2021年"}, "valid_from"),
        ({"document": ""}, "document"),
        ({"role": "optional"}, "role"),
        ({"id": "Sme Staff"}, "id"),
        ({"threshold": "多"}, "threshold"),
    ],
)
def test_a_misspelt_word_is_refused(changes, message):
    with pytest.raises(ValidationError, match=message):
        read(GATE, **changes)


def test_the_year_of_a_document_is_enough_where_its_day_is_not_known():
    assert read(GATE, valid_from="2016").valid_from == "2016"


def test_what_a_criterion_is_made_of():
    sized = {"kind": "gate_by_size", "value": STAFF, "size": STAFF, "test": "at_least"}
    assert len(read(sized, steps=[{"up_to": None, "threshold": 1}]).quantities) == 2
    assert read({"kind": "any_of", "ways": [["a", "b"], ["b", "c"]]}).uses == ("a", "b", "c")
    assert read({"kind": "best_of", "parts": ["a"]}).uses == ("a",)
    assert read({"kind": "manual", "threshold": None}).uses == ()


@pytest.mark.parametrize(
    "steps",
    [
        [{"up_to": 5000, "threshold": 0.05}],
        [{"up_to": None, "threshold": 0.03}, {"up_to": 5000, "threshold": 0.05}],
        [{"up_to": 5000, "threshold": 0.05}, {"up_to": 5000, "threshold": 0.04}, {"up_to": None, "threshold": 0.03}],
    ],
)
def test_sizes_rise_and_the_last_has_no_limit(steps):
    with pytest.raises(ValidationError, match="up_to 应逐档上升"):
        read({"kind": "gate_by_size", "value": STAFF, "size": STAFF, "test": "at_least", "steps": steps})


@pytest.mark.parametrize(
    "bands",
    [
        [{"from": 0.1, "points": 4}, {"from": 0.2, "points": 8}],
        [{"from": 0.2, "points": 4}, {"from": 0.1, "points": 8}],
        [{"from": 0.2, "points": [3, 4]}, {"from": 0.1, "points": [2, 3]}],
        [{"from": 0.1, "points": 4}, {"from": 0, "points": 0}],
    ],
)
def test_bands_fall_to_the_last_one_with_points(bands):
    with pytest.raises(ValidationError, match=r"bands|最低一档"):
        read({"kind": "banded", "value": STAFF, "bands": bands})


@pytest.mark.parametrize("band", [{"points": 1}, {"from": 1, "above": 1, "points": 1}, {"from": 1, "points": [2, 1]}])
def test_a_band_has_one_bound_and_a_range_that_rises(band):
    with pytest.raises(ValidationError, match=r"每档|points"):
        Band.model_validate(band)


def test_a_band_without_a_range_gives_its_points_exactly():
    assert (Band.model_validate({"from": 1, "points": 6}).low, Band.model_validate({"from": 1, "points": 6}).high) == (
        6,
        6,
    )


def test_a_pass_mark_and_its_test_go_together():
    with pytest.raises(ValidationError, match="同时"):
        read({"kind": "sum", "parts": ["a"], "test": None, "threshold": 60})
