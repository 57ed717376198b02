import pandas as pd
import pytest

from panjin_kpi.report.assessment import forecast_narrative


def ahead(*rows):
    """Forecasts from (scope, indicator, probability, low, high, note)."""
    table = pd.DataFrame(rows, columns=["scope", "indicator", "probability", "low", "high", "note"])
    return table.assign(period="2021-06", expected=table["low"])


def targets(forecast, target=10.0):
    return forecast[["scope", "indicator"]].assign(target=target)


def test_words_come_with_their_numbers(plan):
    made = ahead(
        ("dawa", "activities", 0.96, 11, 13, None),
        ("dawa", "alliances", 0.05, 4, 4, None),
        ("dawa", "teams", 0.96, 10, 12, None),
        ("dawa", "new_hnte", None, None, None, "按批次公布"),
        ("dawa", "operators", None, None, None, "年末一次完成"),
        ("dawa", "new_eaglet", None, None, None, "按批次公布"),
    )
    assert forecast_narrative.forecast(made, targets(made), plan) == [
        "按以前年度各月的分布和今年以来的数，到12月31日完成目标的把握为“几乎确定”的2项：举办创新创业活动（目标10场，预计11—13场，把握96.0%）；"
        "培育创新团队（目标10个，预计10—12个，把握96.0%）。",
        "按以前年度各月的分布和今年以来的数，到12月31日完成目标的把握为“基本无望”的1项：建立产业技术创新联盟（目标10个，预计4个，把握5.0%）。",
        "另有3项有目标而不预测：按批次公布的2项，按年末的数考核的1项。",
        "各地区分别预测，相加不等于全市的预测。",
    ]


def test_in_december_there_is_nothing_to_foretell(plan):
    over = ahead(("dawa", "teams", None, None, None, "已到12月"), ("dawa", "talents", None, None, None, "已到12月"))
    assert forecast_narrative.forecast(over, targets(over), plan) == ["没有预测：已到12月。"]
    early = ahead(("dawa", "teams", None, None, None, "太早"), ("dawa", "operators", None, None, None, "年末一次完成"))
    assert forecast_narrative.forecast(early, targets(early), plan) == [
        "没有可以预测的指标：太早的1项，按年末的数考核的1项。"
    ]
    assert forecast_narrative.forecast(over, targets(over, None), plan) == ["没有年度目标可以预测。"]
    assert forecast_narrative.forecast(over.iloc[:0], targets(over), plan) == ["没有年度目标可以预测。"]


def test_who_will_miss_what_is_listed_from_the_worst(plan):
    made = ahead(
        ("dawa", "activities", 0.99, 11, 13, None),
        ("dawa", "alliances", 0.05, 4, 5, None),
        ("gaoxin", "teams", 0.2, 1, 2, None),
        ("gaoxin", "talents", 0.02, 1, 2, None),
        ("city", "teams", 0.0, 1, 2, None),
        ("gaoxin", "rd_centers", 0.5, 1, 2, None),
    )
    assert forecast_narrative.at_risk(made, plan) == [
        "各地区能判断的5项，到12月31日完成目标的把握：“几乎确定”1项，“五五开”1项，“较难”1项，“基本无望”2项。",
        "把握为“基本无望”的：大洼区建立产业技术创新联盟（5.0%）；盘锦高新区引进高端创新人才（2.0%）。",
        "把握为“较难”的：盘锦高新区培育创新团队（20.0%）。",
    ]
    city = made[made["scope"] == "city"]
    assert forecast_narrative.at_risk(city, plan) == ["本期各地区还没有可以预测的指标。"]
    assert forecast_narrative.at_risk(city.assign(period="2021-12"), plan) == []


def test_a_probability_is_not_rounded_onto_the_limit_of_another_word_or_onto_certainty(plan):
    made = ahead(("dawa", "teams", 0.39996, 1, 2, None), ("dawa", "talents", 0.99996, 1, 2, None))
    sentences = "".join(forecast_narrative.forecast(made, targets(made), plan))
    assert "把握39.996%）" in sentences, "五五开 begins at 40 %"
    assert "把握99.9%以上）" in sentences, "as of ranks: no model knows more digits"
    assert "培育创新团队（39.996%）" in forecast_narrative.at_risk(made, plan)[-1]


def ranges():
    return ahead(("dawa", "activities", None, 8, 21, None), ("dawa", "teams", None, None, None, "未报"))


def test_without_an_earlier_year_there_are_ranges_and_a_reason_and_no_words(plan):
    made = ranges()
    assert forecast_narrative.forecast(made, targets(made), plan) == [
        "没有以前年度的逐月数，不掌握年内的分布规律，不判断能否完成目标，只给预计数和放宽的区间，共1项，见下图。",
        "另有1项有目标而未报，不预测。",
        "各地区分别预测，相加不等于全市的预测。",
    ]
    assert forecast_narrative.at_risk(made, plan) == ["各地区的预计数和区间见各地区月报。"]


@pytest.fixture
def reviewed():
    """Two months' forecasts of one indicator, with or without their probabilities."""

    def frame(*chances, actual=12.0):
        table = pd.DataFrame({"period": ["2021-06", "2021-09"], "scope": "dawa", "indicator": "activities"})
        table = table.assign(low=[4.0, 9.0], high=[9.0, 14.0], probability=chances, actual=actual)
        return table.assign(verdict=["高于上限", "在区间内"])

    return frame


def test_the_year_is_reviewed_in_december_and_what_has_come_before(reviewed, plan):
    now = targets(reviewed(None, None)[:1]).assign(period="2021-11")
    assert forecast_narrative.review(reviewed(None, None), now, plan) == [
        "此前预测的检验：2021年6月以来各月的预测共2项次。到本期的累计数高于上限、已知当时预测偏低的1项次；"
        "已进入区间的1项次，是否准确，到年末才能判定。"
    ]
    assert forecast_narrative.review(reviewed(0.05, 0.5), now.assign(period="2021-12"), plan) == [
        "本年预测的检验：2021年6月以来各月的预测共2项次，全年数高于上限的1项次，在区间内的1项次；"
        "区间按全年数落入其中的可能性不低于八成设定。",
        "当时的把握与结果：“五五开”1项次，完成1项次；“基本无望”1项次，完成1项次。",
    ]
    waiting = reviewed(None, None).assign(verdict=["低于下限", "在区间内"])
    assert forecast_narrative.review(waiting, now, plan) == [
        "此前预测的检验：2021年6月以来各月的预测共2项次。到本期的累计数没有高于上限的；"
        "已进入区间的1项次、还没有到下限的1项次，是否准确，到年末才能判定。"
    ]
    silent = reviewed(None, None).assign(verdict=[None, "在区间内"])
    assert forecast_narrative.review(silent, now, plan)[0].startswith(
        "此前预测的检验：2021年6月以来各月的预测共2项次，其中本期未报、不能检验的1项次。"
    )
    short = forecast_narrative.review(reviewed(0.05, 0.5, actual=9.0), now, plan)
    words = "当时的把握与结果：“五五开”1项次，到本期已完成0项次；“基本无望”1项次，到本期已完成0项次"
    assert short[1] == f"{words}；其余到年末才能判定。"


def test_where_nothing_was_forecast_or_reported_there_is_nothing_to_review(reviewed, plan):
    now = targets(reviewed(None, None)[:1]).assign(period="2021-12")
    assert forecast_narrative.review(reviewed(None, None).iloc[:0], now, plan) == []
    assert forecast_narrative.review(reviewed(None, None).assign(verdict=None), now, plan) == []
