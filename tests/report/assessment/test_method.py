import dataclasses

import pytest

from panjin_kpi.reference.settings.assessment import Penalty, WeightGroup, WeightPreset, Weights
from panjin_kpi.report.assessment import method


def changed(plan, **settings):
    new = {name: getattr(plan.assessment, name).model_copy(update={"value": value}) for name, value in settings.items()}
    return dataclasses.replace(plan, assessment=plan.assessment.model_copy(update=new))


def test_the_cover_tells_plan_from_assumption(plan):
    lines = repr(method.cover(plan, 2021)).splitlines()
    assert any("57项次" in line and line.endswith("计划规定") for line in lines)
    assert any(line.startswith("权重、封顶") and line.endswith("假定") for line in lines)


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        ({}, "单项封顶 完成率最多按100.0%计 假定"),
        ({"cap": None}, "单项封顶 不封顶 假定"),
        ({"not_allocated": "full_marks"}, "没有分解到的指标按完成计"),
        ({"tie_break": ["activities", "total"]}, "并列时 依次比较举办创新创业活动完成率、总分 假定"),
        ({"grades": []}, "等次 不分等次 假定"),
        ({"default_basis": "evidenced"}, "计分用的数 按佐证数（没有可计数佐证表的指标按上报数） 假定"),
        ({"higher_target_counts": True}, "就高不就低 启用"),
        ({"penalty": Penalty(enabled=True, cap=5)}, "减分 本年迟报每次0.5分，未报每次1分，不超过5分，另列 假定"),
    ],
)
def test_every_rule_is_stated_with_the_value_that_was_used(plan, settings, text):
    assert text in repr(method.rules(changed(plan, **settings)))


@pytest.mark.parametrize(
    ("preset", "text"),
    [
        (WeightPreset(default=1), "各指标等权"),
        (
            WeightPreset(default=1, groups=[WeightGroup(share=0.7, indicators=["teams"])]),
            "“own”：培育创新团队合计占70.0%；其余等分余下的份额",
        ),
        (WeightPreset(default=0, groups=[WeightGroup(share=1, indicators=["teams"])]), "合计占100.0%；其余不计"),
    ],
)
def test_weights_in_words(plan, preset, text):
    weights = Weights.model_validate(
        {
            "preset": {"value": "own", "source": "assumption"},
            "presets": {"value": {"own": preset}, "source": "assumption"},
        }
    )
    plan = dataclasses.replace(plan, assessment=plan.assessment.model_copy(update={"weights": weights}))
    assert text in repr(method.rules(plan))


def test_the_worth_of_one_unit_is_its_weight_by_the_target_where_it_is_least_and_most(frames, plan):
    lines = repr(method.unit_worth(frames["contributions"], frames["status"], plan)).splitlines()
    assert lines[1] == "指标 最少得分 最多得分"
    # 100/11 of 12 activities; 100/8 of 2
    assert "举办创新创业活动（场） 0.76（盘锦高新区，目标12） 6.25（兴隆台区，目标2）" in lines
    assert not any("园区孵化载体覆盖率" in line or "亿元" in line for line in lines), "only what is counted"
    nothing = method.unit_worth(frames["contributions"].iloc[:0], frames["status"], plan)
    assert repr(nothing).splitlines()[0].endswith("：没有。")
