import pandas as pd
import pytest

from panjin_kpi import schemas
from panjin_kpi.analysis.registry import value
from panjin_kpi.batch.results.rescoring import NEEDED, RESCORED, rescored, with_settings
from panjin_kpi.errors import PanjinError

PERIOD = "2021-12"


@pytest.fixture(scope="module")
def frames(plan):
    """The results of a year in which three districts have reported different parts of their targets."""
    known = {table: schemas.empty(table) for table in schemas.SUBMITTED}
    parts = zip(["panshan", "dawa", "gaoxin"], [1.5, 1.0, 0.4], strict=True)
    targets = plan.targets_in(2021).set_index("scope")["target"]
    own = plan.targets_in(2021).set_index("scope")["indicator"]
    rows = [
        (PERIOD, district, indicator, round(part * target))
        for district, part in parts
        for indicator, target in zip(own[[district]], targets[[district]], strict=True)
    ]
    known["progress"] = pd.concat(
        [known["progress"], pd.DataFrame(rows, columns=["period", "district", "indicator", "value"])]
    ).assign(value=lambda table: table["value"].astype("float64"))
    known |= {"plan": plan, "period": PERIOD, "as_of": pd.Timestamp("2021-12-31").date()}
    return {name: value(name, known) for name in (*RESCORED, *NEEDED)}


def under(frames, plan, **settings):
    return rescored(frames, with_settings(plan, settings), PERIOD)


def test_the_same_settings_give_the_same_results(frames, plan):
    for name, frame in under(frames, plan).items():
        pd.testing.assert_frame_equal(frame, frames[name])


def test_a_higher_cap_counts_what_is_beyond_the_target(frames, plan):
    score = under(frames, plan, cap=1.2)["scores"].set_index("district")["score"]
    before = frames["scores"].set_index("district")["score"]
    assert score["panshan"] > before["panshan"] == 100
    assert score["gaoxin"] == before["gaoxin"]


def test_weights_are_relative_and_by_any_name_of_the_indicator(frames, plan):
    parts = under(frames, plan, weights={"新增高新技术企业": 3, "activities": 0})["contributions"]
    assert "new_hnte" in set(parts["indicator"])
    for _, own in parts.groupby("district"):
        weight = own.set_index("indicator")["weight"]
        others = weight.drop(["new_hnte", "activities"], errors="ignore")
        assert weight.sum() == pytest.approx(100)
        assert weight.get("activities", 0) == 0
        assert weight.get("new_hnte", 3 * others.max()) == pytest.approx(3 * others.min())
        assert others.max() == pytest.approx(others.min())
    preset = under(frames, plan, weights="cultivation_incubation")["contributions"]
    assert not preset["weight"].equals(frames["contributions"]["weight"])


def test_status_follows_its_limits_and_nothing_given_is_altered(frames, plan):
    before = frames["status"].copy()
    light = under(frames, plan, slightly_behind_up_to=100.0, behind_up_to=100.0)["status"]["light"]
    assert not {"behind", "far_behind"} & set(light)
    assert "far_behind" in set(before["light"])
    pd.testing.assert_frame_equal(frames["status"], before)
    assert (plan.assessment.cap.value, plan.assessment.weights.preset.value) == (1.0, "equal")


def test_settings_are_added_to_those_of_before(frames, plan):
    capped, weights = with_settings(plan, {"cap": 1.2}), {"新增高新技术企业": 3}
    chained = rescored(rescored(frames, capped, PERIOD), with_settings(capped, {"weights": weights}), PERIOD)
    at_once = under(frames, plan, cap=1.2, weights=weights)
    for name, frame in chained.items():
        pd.testing.assert_frame_equal(frame, at_once[name])
    assert not chained["scores"].equals(under(frames, plan, weights=weights)["scores"])


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"cpa": 1.2}, "没有“cpa”这个口径，是不是“cap”？"),
        ({"cap": 0.5}, "cap.value：应不小于1.0"),
        ({"cap": "1"}, "cap.value：应是数"),
        ({"cap": [1]}, "cap.value：应是数"),
        ({"weights": {5: 1}}, "没有“5”这个指标"),
        ({"weights": "equla"}, "没有“equla”这套权重，可选的有：equal、cultivation_incubation"),
        ({"weights": {"高企": -1}}, "权重是不小于0的数"),
        ({"weights": {"新增高企": "3"}}, "权重是不小于0的数"),
        ({"weights": 3}, "weights 要写成一套权重的名称"),
        ({"weights": {"新增高新企业": 1}}, "没有“新增高新企业”这个指标，是不是“新增高新技术企业”？"),
        ({"tie_break": ["activites"]}, "activites"),
    ],
)
def test_a_setting_that_is_unknown_or_not_allowed_is_refused_in_chinese(plan, settings, message):
    with pytest.raises(PanjinError, match=message):
        with_settings(plan, settings)
