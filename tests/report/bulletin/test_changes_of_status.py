from datetime import date

import pandas as pd

from panjin_kpi.reference.calendar import on_record
from panjin_kpi.report.bulletin import narrative


def changes(*rows):
    names = ["scope", "indicator", "light_before", "light", "change"]
    return pd.DataFrame(list(rows), columns=names).assign(period="2021-06")


def test_status_changes_are_listed_by_kind(plan, only):
    status = only("status", "dawa").assign(reported=1)
    sentences = narrative.light_changes(
        changes(("dawa", "teams", "behind", "on_pace", "变好"), ("dawa", "talents", "done", "unreported", "本期未报")),
        status,
        plan,
        "2021-06",
    )
    assert sentences == [
        "状态比上月变好的1项：培育创新团队（欠进度→达进度）。",
        "上月已报、本月未报的1项：引进高端创新人才（已完成→未报）。",
    ]
    assert narrative.light_changes(changes(), status, plan, "2021-06") == ["各项指标的状态与上月相同。"]
    first = [narrative.light_changes(changes(), status, plan, month) for month in ("2021-01", "2021-03", "2021-05")]
    assert first == [
        ["2021年1月是本年首期，没有上月可比。"],
        ["2021年3月早于计划印发，不考核，状态、得分和名次没有上月可比。"],
        ["2021年5月是计划印发后的首期，此前各月不考核，状态、得分和名次没有上月可比。"],
    ]


def test_what_was_reported_in_neither_month_is_not_called_the_same(plan, only):
    status = only("status", "dawa").assign(reported=0)
    of = (status["light"] != "not_allocated").sum()
    assert narrative.light_changes(changes(), status, plan, "2021-06") == ["各项指标本月和上月都没有报，不能比。"]
    one = status.assign(reported=(status["indicator"] == "activities").astype("int64"))
    assert narrative.light_changes(changes(), one, plan, "2021-06") == [
        f"已报的指标状态与上月相同；另有{of - 1}项本月和上月都没有报，不能比。"
    ]


def test_what_may_still_come_is_no_change(plan, only):
    status = only("status", "dawa")
    waits = on_record(plan, "2021-06", date(2021, 6, 28), None)
    silent = ("dawa", "talents", "done", "unreported", "本期未报")
    both = changes(("dawa", "teams", "behind", "on_pace", "变好"), silent)
    assert narrative.light_changes(both, status, waits, "2021-06") == [
        "状态比上月变好的1项：培育创新团队（欠进度→达进度）。",
        "还没有报来的1项，不与上月比。",
    ]
    assert narrative.light_changes(changes(silent), status, waits, "2021-06") == ["还没有报来的1项，不与上月比。"]


def test_what_only_fell_behind_the_plan_is_stated_plainly(plan, only):
    fell = changes(("dawa", "new_eaglet", "on_pace", "behind", "要求提高")).assign(period="2021-12")
    assert narrative.light_changes(fell, only("status", "dawa"), plan, "2021-12") == [
        "上月不落后、到年末没有完成的1项：新增雏鹰企业（尚未到期→未完成）。"
    ]


def test_a_sum_that_lacks_districts_is_not_said_to_have_fallen_behind_the_plan_alone(plan, only):
    fell = changes(("city", "alliances", "slightly_behind", "behind", "要求提高"))
    status = only("status", "city").assign(actual=5.0, reported=5, expected=6)
    whole = narrative.light_changes(fell, status.assign(reported=6), plan, "2021-06")
    assert whole == ["数没有减少、因应达进度（假定）提高而状态下降的1项：建立产业技术创新联盟（略欠进度→欠进度）。"]
    lacking = "其中建立产业技术创新联盟的合计，本期未报的地区按以前报送的数计，没有可沿用的没有计入。"
    assert narrative.light_changes(fell, status, plan, "2021-06") == [*whole, lacking]
