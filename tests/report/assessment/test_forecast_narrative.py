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
        "按今年以来的速度，到12月31日完成目标的把握为“几乎确定”的2项：举办创新创业活动（目标10场，预计11—13场，把握96.0%）；"
        "培育创新团队（目标10个，预计10—12个，把握96.0%）。",
        "按今年以来的速度，到12月31日完成目标的把握为“基本无望”的1项：建立产业技术创新联盟（目标10个，预计4个，把握5.0%）。",
        "另有3项有目标而不预测：按批次公布的2项，年末一次完成的1项。",
    ]


def test_in_december_there_is_nothing_to_foretell(plan):
    over = ahead(("dawa", "teams", None, None, None, "年度已结束"), ("dawa", "talents", None, None, None, "年度已结束"))
    assert forecast_narrative.forecast(over, targets(over), plan) == ["没有预测：年度已结束。"]
    early = ahead(("dawa", "teams", None, None, None, "太早"), ("dawa", "operators", None, None, None, "年末一次完成"))
    assert forecast_narrative.forecast(early, targets(early), plan) == [
        "没有可以预测的指标：太早的1项，年末一次完成的1项。"
    ]
    assert forecast_narrative.forecast(over, targets(over, None), plan) == ["没有年度目标可以预测。"]
    assert forecast_narrative.forecast(over.iloc[:0], targets(over), plan) == ["没有年度目标可以预测。"]


def test_who_will_miss_what_is_told_from_the_worst(plan):
    made = ahead(
        ("dawa", "activities", 0.99, 11, 13, None),
        ("dawa", "alliances", 0.05, 4, 5, None),
        ("gaoxin", "teams", 0.2, 1, 2, None),
        ("gaoxin", "talents", 0.02, 1, 2, None),
        ("city", "teams", 0.0, 1, 2, None),
        ("gaoxin", "rd_centers", 0.5, 1, 2, None),
    )
    assert forecast_narrative.at_risk(made, plan) == [
        "各地区能预测的5项，按今年以来的速度完成的把握：“几乎确定”1项，“五五开”1项，“较难”1项，“基本无望”2项。",
        "把握为“基本无望”的：大洼区建立产业技术创新联盟（5.0%）；盘锦高新区引进高端创新人才（2.0%）。",
        "把握为“较难”的：盘锦高新区培育创新团队（20.0%）。",
    ]
    assert forecast_narrative.at_risk(made[made["scope"] == "city"], plan)[0].startswith("各地区没有可以预测的指标")


def test_the_trust_quotes_what_the_benchmark_measures():
    told = "".join(forecast_narrative.trust())
    assert "89.0%" in told
    assert "96.0%" in told
    assert "81.0%" in told


@pytest.mark.parametrize("name", ["COVERAGE", "SAID", "REACHED"])
def test_what_is_quoted_is_a_share(name):
    assert 0 < getattr(forecast_narrative, name) < 1
