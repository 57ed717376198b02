from dataclasses import replace

import pandas as pd
import pytest

from panjin_kpi import schemas
from panjin_kpi.analysis.registry import value
from panjin_kpi.analysis.scopes import CELL
from panjin_kpi.batch.results.rescoring import NEEDED, RESCORED, rescored, with_settings
from panjin_kpi.errors import PanjinError

PERIOD = "2021-12"


def events(number):
    rows = pd.DataFrame({"event_id": [f"事{n}" for n in range(number)], "district": "dawa", "indicator": "activities"})
    kinds = schemas.empty("events").dtypes
    filled = rows.reindex(columns=kinds.index).assign(occurred_on=pd.Timestamp("2021-05-01"), withdrawn=False)
    return filled.assign(fictitious=False).astype(kinds)


def computed(plan, more=0):
    """The results of a year in which three districts have reported different parts of their targets.

    Dawa reports and proves some activities; its last report is of the month before. A district that has ended
    reported in October.
    """
    known = {table: schemas.empty(table) for table in schemas.SUBMITTED}
    parts = zip(["panshan", "dawa", "gaoxin"], [1.5, 1.0, 0.4], strict=True)
    targets = plan.targets_in(2021).set_index("scope")["target"]
    own = plan.targets_in(2021).set_index("scope")["indicator"]
    rows = [
        (PERIOD if district in plan.districts_in(PERIOD) else "2021-10", district, indicator, round(part * target))
        for district, part in parts
        for indicator, target in zip(own[[district]], targets[[district]], strict=True)
        if (district, indicator) != ("dawa", "activities")
    ]
    rows += [("2021-11", "dawa", "activities", 3), *([(PERIOD, "dawa", "activities", 3 + more)] if more else [])]
    known["progress"] = pd.concat(
        [known["progress"], pd.DataFrame(rows, columns=["period", "district", "indicator", "value"])]
    ).assign(value=lambda table: table["value"].astype("float64"))
    known["events"] = events(3 + more)
    known |= {"plan": plan, "period": PERIOD, "as_of": pd.Timestamp("2021-12-31").date()}
    return {name: value(name, known) for name in (*RESCORED, *NEEDED)}


def without_gaoxin(plan):
    """The plan with a district that ended on 31 October."""
    ends = plan.districts["valid_to"].mask(plan.districts["district"] == "gaoxin", "2021-10-31")
    return replace(plan, districts=plan.districts.assign(valid_to=ends))


@pytest.fixture(scope="module")
def frames(plan):
    return computed(plan)


def under(frames, plan, more=None, **settings):
    return rescored(frames, with_settings(plan, settings), PERIOD, more)


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
    again = under(chained, with_settings(capped, {"weights": {"活动": 3}}), weights=weights)
    pd.testing.assert_frame_equal(again["scores"], at_once["scores"], obj="weights, which are one setting")


def test_the_higher_of_two_targets_counts_as_in_a_whole_computation(plan):
    higher = with_settings(plan, {"higher_target_counts": True})
    found, whole = under(computed(plan), plan, higher_target_counts=True), computed(higher)
    pd.testing.assert_frame_equal(found["status"], whole["status"], check_dtype=False)
    assert not found["status"].equals(computed(plan)["status"])


@pytest.mark.parametrize("basis", ["reported", "evidenced"])
@pytest.mark.parametrize("of", [lambda plan: plan, without_gaoxin], ids=["all districts", "one has ended"])
def test_a_district_that_finishes_two_more_is_scored_as_if_two_more_were_in_the_store(plan, of, basis):
    plan = with_settings(of(plan), {"default_basis": basis})
    before, expected = computed(plan), computed(plan, more=2)
    two, one = {("大洼区", "活动"): 2}, {("dawa", "activities"): 1}
    found = rescored(before, plan, PERIOD, two)
    chained = rescored(rescored(before, plan, PERIOD, one), plan, PERIOD, one)
    for name in set(expected) - {"timeliness"}:  # other settings do not change when a report was received
        pd.testing.assert_frame_equal(found[name], expected[name], check_dtype=False)
        pd.testing.assert_frame_equal(chained[name], expected[name], check_dtype=False)
    score = [each["scores"].set_index("district").at["dawa", "score"] for each in (before, found)]
    assert score[1] > score[0]


def test_nothing_more_changes_nothing_and_a_district_that_has_ended_stays_in_the_citys_sums(plan):
    ended = without_gaoxin(plan)
    before = computed(ended)
    assert before["path"].groupby("scope")["actual"].sum()["city"] > 0
    for name, frame in rescored(before, ended, PERIOD, {("盘山县", "活动"): 0}).items():
        pd.testing.assert_frame_equal(frame, before[name], check_exact=True, obj=name)
    with pytest.raises(PanjinError, match="盘锦高新区在2021-12还没有设立或已经撤销"):
        rescored(before, ended, PERIOD, {("盘锦高新区", "活动"): 2})


def test_more_of_what_a_district_never_reported_and_has_no_target_for(frames, plan):
    cell, city = ("xinglongtai", "talents"), ("city", "talents")
    before, found = (each["path"].set_index(CELL)["actual"] for each in (frames, under(frames, plan, {cell: 2})))
    assert cell not in before.index
    assert found[cell].fillna(0).tolist() == [0.0] * 11 + [2.0]
    assert (found[city] - before[city]).fillna(0).tolist() == [0.0] * 11 + [2.0]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"大洼区": 2}, "more 要写成"),
        ([2], "more 要写成"),
        ({("大洼区", "活动"): "2"}, "more 要写成"),
        ({("大洼区", "活动"): 1.5}, "整数"),
        ({("全市", "活动"): 2}, "要是一个地区的"),
        ({("大洼区", "园区孵化载体覆盖率"): 2}, "计数（整数）或金额"),
        ({("大洼区", "科技融资担保金额"): 0.5}, "并分解到地区"),
        ({("大洼", "高企数量"): 2}, "没有“高企数量”这个指标"),
        ({("大洼区", "活动"): 2, ("dawa", "activities"): 1}, "dawa的activities写了两次"),
    ],
)
def test_more_of_what_cannot_be_more_is_refused_in_chinese(frames, plan, more, message):
    with pytest.raises(PanjinError, match=message):
        under(frames, plan, more)


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
        ({"weights": {"活动": 3, "activities": 1}}, "活动、activities里有两个是同一项指标的名称"),
        ({"weights": {"新增高新企业": 1}}, "没有“新增高新企业”这个指标，是不是“新增高新技术企业”？"),
        ({"tie_break": ["activites"]}, "activites"),
    ],
)
def test_a_setting_that_is_unknown_or_not_allowed_is_refused_in_chinese(plan, settings, message):
    with pytest.raises(PanjinError, match=message):
        with_settings(plan, settings)
