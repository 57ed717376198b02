import dataclasses

import pandas as pd
import pytest

from panjin_kpi import schemas
from panjin_kpi.report.bulletin import narrative, problems

NO_CORRECTIONS = schemas.empty("corrections")


def reports(*rows, period="2021-06"):
    """Timeliness from (name, verdict, days late)."""
    frame = pd.DataFrame([row[:3] for row in rows], columns=["name", "verdict", "days_late"])
    frame["reported"] = [0 if row[1] == "未报" else row[3] if len(row) > 3 else 3 for row in rows]
    due = pd.Timestamp("2021-06-28")
    frame["on_time"] = frame["reported"].where(frame["verdict"] == "按时", 0)
    frame["received_on"] = frame["last_received_on"] = pd.NaT
    return frame.assign(period=period, reporter=frame["name"], due_on=due, expected=3).astype({"days_late": "Int64"})


def test_all_on_time_and_nobody_and_nothing_due():
    assert narrative.reporting(reports(("大洼区", "按时", 0), ("盘山县", "按时", 0))) == [
        "2021年6月报表应于2021年6月28日前报送，应报单位2个，全部按时报送。"
    ]
    assert narrative.reporting(reports(("大洼区", "未报", None), ("盘山县", "未报", None))) == [
        "2021年6月报表应于2021年6月28日前报送，应报单位2个，全部未报。"
    ]
    assert narrative.reporting(schemas.empty("timeliness")) == ["本期没有应报单位。"]


def test_who_has_time_left_is_not_missing(plan):
    waiting = reports(("panshan", "未到期限", None)).assign(reported=0)
    head = "2021年6月报表应于2021年6月28日前报送，应报单位"
    assert narrative.reporting(waiting) == [f"{head}1个，未到期限，都还没有报来。"]
    one = pd.concat([waiting, reports(("dawa", "按时", 0))])
    assert narrative.reporting(one) == [f"{head}2个：按时1个，未到期限1个。"]


def test_one_late_one_missing_and_one_with_gaps():
    sentences = narrative.reporting(
        reports(("大洼区", "迟报", 2), ("盘山县", "按时", 0, 1), ("市财政局", "未报", None))
    )
    assert sentences == [
        "2021年6月报表应于2021年6月28日前报送，应报单位3个：按时1个，迟报1个，未报1个。",
        "迟报：大洼区（2天）。",
        "未报：市财政局。",
        "报表缺项：盘山县（应报3项，已报1项）。",
    ]


def test_a_unit_whose_first_row_was_in_time_and_others_late_has_not_reported_all_in_time():
    late = reports(("大洼区", "按时", 0), ("盘山县", "按时", 0)).assign(on_time=[3, 1])
    undated = late.assign(last_received_on=pd.Timestamp("2021-06-20"))
    assert narrative.reporting(undated)[0].endswith("全部按时报送。"), "of the others no day is known"
    late["last_received_on"] = pd.Timestamp("2021-07-20")
    assert narrative.reporting(late) == [
        "2021年6月报表应于2021年6月28日前报送，应报单位2个：按时2个。",
        "计为按时、但有的项目逾期才报来：盘山县（2项）。",
    ]


def test_units_whose_tasks_another_lead_reported_are_counted_apart():
    both = reports(("大洼区", "按时", 0), ("市财政局", "他单位已报", None)).assign(expected=[3, 0], reported=[3, 0])
    assert narrative.reporting(both) == [
        "2021年6月报表应于2021年6月28日前报送，应报单位1个，全部按时报送。",
        "另有1个单位所欠的任务已由共同牵头单位报送，不再计入应报单位。",
    ]


def test_what_cannot_be_judged_is_marked_so():
    before = reports(("大洼区", "不考核", None), ("盘山县", "不考核", None), period="2021-04").assign(reported=[3, 0])
    assert narrative.reporting(before) == ["2021年4月的报送时限早于计划印发日，没有应报的报表；已收到1个单位的数据。"]
    assert narrative.reporting(reports(("大洼区", None, None)))[-1] == "收到日期不明，不能判断是否按时：大洼区。"


def test_who_did_not_report_in_earlier_months_is_named_with_them():
    late = reports(("大洼区", "未报", None), ("盘山县", "按时", 0), period="2021-07")
    later = reports(("大洼区", "未报", None), ("盘山县", "迟报", 3), period="2021-08")
    now = reports(("大洼区", "按时", 0), ("盘山县", "未报", None), period="2021-09")
    assert narrative.earlier(pd.concat([late, later, now]), "2021-09") == [
        "本年以前各月迟报、未报的（报来以后作废的按未报计）：大洼区（2021年7月至8月未报）、盘山县（2021年8月迟报）。"
    ]
    assert narrative.earlier(now, "2021-09") == []


@pytest.fixture
def cells():
    """One talent was the year's target, and three quarters of one are due."""
    row = {"scope": "panshan", "indicator": "talents", "unit": "名", "actual": 0.0, "target": 1.0, "planned": 0.75}
    return pd.DataFrame([row | {"light": "far_behind"}])


def reason(owner, test, **more):
    row = {"owner": owner, "owner_name": owner, "test": test, "indicator": None, "months": "2021-05+2021-06"}
    return row | {"times": 2, "late": None, "missing": None} | more


def test_candidates_carry_their_reasons(plan, cells):
    rows = [
        reason("大洼区", "red_running", indicator="teams"),
        reason("大洼区", "late_or_missing", late=2, missing=0),
        reason("市财政局", "late_or_missing", late=1, missing=1),
    ]
    sentences = narrative.candidates(pd.DataFrame(rows), cells, plan)
    assert "单位2个（大洼区、市财政局），是否通报由专班办公室研究决定" in sentences[0]
    over = pd.DataFrame([reason("大洼区", "red_running", indicator="teams", months="2021-11+2021-12")])
    head, own = narrative.candidates(over, cells, plan)
    assert own == "大洼区：培育创新团队连续2个月（2021年11月至12月，12月为未完成）为“严重欠进度”。"
    assert head.endswith("连续到12月的，12月按与年度目标的差距算，到年末未完成。")
    assert "12月" not in sentences[0]
    assert (
        sentences[1] == "大洼区：培育创新团队连续2个月（2021年5月至6月）为“严重欠进度”；本年迟报2次（2021年5月至6月）。"
    )
    assert sentences[2] == "市财政局：本年迟报1次、未报1次（2021年5月至6月）。"
    none = narrative.candidates(schemas.empty("bulletin_candidates"), cells, plan)
    tests = "同一指标连续2个月（未报的月份不连）为“严重欠进度”，本年迟报、未报（报来以后作废的按未报计）合计2次，"
    tests += "或超期的任务、事项和举措合计3件"
    assert none == [f"没有达到通报条件（{tests}；为假定）的单位。"]


def test_a_small_target_of_the_citys_own_speaks_against_a_bureaus_run_of_red(plan, cells):
    row = reason("市科技局", "red_running", indicator="talents") | {"owner": "sci_tech_bureau"}
    sentences = narrative.candidates(pd.DataFrame([row]), cells.assign(scope="city"), plan)
    assert sentences[1].startswith("市科技局：引进高端创新人才＊连续")
    assert sentences[0].endswith("其中市科技局只在离应达数差不到1的指标上达到。")


def test_a_small_target_speaks_against_a_run_of_red(plan, cells):
    row = reason("大洼区", "red_running", indicator="talents") | {"owner": "panshan"}
    sentences = narrative.candidates(pd.DataFrame([row]), cells, plan)
    assert sentences[1].startswith("大洼区：引进高端创新人才＊连续")
    caution = "其中大洼区只在离应达数差不到1的指标上达到。"
    assert sentences[0].endswith(caution)
    assert sentences[-1] == "带＊的指标离应达数差不到1。"
    more = pd.DataFrame([row, row | {"test": "late_or_missing", "late": 2, "missing": 0}])
    assert caution not in narrative.candidates(more, cells, plan)[0]


def progress(*rows):
    frame = pd.DataFrame(list(rows), columns=["task_no", "reporter_name", "status", "overdue"])
    return frame.assign(reporter=frame["reporter_name"], problems=None, period="2021-06")


def matters(*rows):
    """Matters as (owner, matter, days old, days overdue), and whether one was returned."""
    names = ["owner_name", "matter", "age_days", "overdue_days", "status"]
    return pd.DataFrame([(*row, "在办")[:5] for row in rows], columns=names)


def measures(*rows):
    """Measures as (owner, days overdue)."""
    return pd.DataFrame(list(rows), columns=["owner_name", "overdue_days"]).assign(status="推进中")


def summed(**counts):
    blank = dict.fromkeys(("on_record", "raised", "closed", "closed_late", "open", "overdue"), 0)
    return pd.DataFrame([blank | counts])


def test_open_matters_name_the_oldest_and_all_of_them_in_a_tie():
    assert narrative.open_matters(matters(), summed()) == ["没有交办事项的记录。"]
    assert narrative.open_matters(matters(), summed(on_record=1, closed=1)) == [
        "本月交办0件，办结1件；期末没有未办结的交办事项。"
    ]
    both = matters(("大洼区", "甲", 40, 3), ("盘山县", "乙", 40, 0), ("盘山县", "丙", 4, 0))
    assert narrative.open_matters(both, summed(on_record=3, overdue=1)) == [
        "本月交办0件，办结0件；期末未办结3件，其中超期1件。",
        "交办最早的：大洼区“甲”、盘山县“乙”，已交办40天。",
    ]


def required(*tables):
    """The requirements, from the tables in the order of their names; plan and period come last."""
    *frames, plan, period = tables
    frames[:2] = frames[0].assign(planned=0.5, target=8.0, actual=0.0, unit="项"), frames[1].assign(period=period)
    named = ("status", "timeliness", "corrections", "tasks", "open_matters", "measure_status")
    return problems.requirements(dict(zip(named, frames, strict=True)), plan, period)


def test_what_was_returned_is_for_the_office_to_assign_anew_and_nobody_is_asked_to_close_it(plan):
    returned = matters(("大洼区", "甲", 40, None, "退回"), ("盘山县", "乙", 40, 5, "在办"))
    assert narrative.open_matters(returned, summed(on_record=2, overdue=1))[0] == (
        "本月交办0件，办结0件；期末未办结2件，其中超期1件；大洼区退回、须重新明确责任单位的1件（不计超期）。"
    )
    status = pd.DataFrame([("dawa", "teams", "on_pace")], columns=["scope", "indicator", "light"])
    sent = reports(("大洼区", "按时", 0))
    asked = required(status, sent, NO_CORRECTIONS, progress(), returned, measures(), plan, "2021-06")
    assert asked[:-1] == [
        "盘山县办结超期的交办事项，共1件。",
        "专班办公室提请重新明确大洼区退回的交办事项的责任单位。",
    ]


def test_what_a_district_that_has_ended_left_open_is_for_the_office_to_assign(plan):
    ended = plan.districts["valid_to"].mask(plan.districts["district"] == "dawa", "2021-06-30")
    plan = dataclasses.replace(plan, districts=plan.districts.assign(valid_to=ended))
    status = pd.DataFrame([("panshan", "teams", "on_pace")], columns=["scope", "indicator", "light"])
    left = matters(("大洼区", "甲", 40, None, "在办")), measures(("大洼区", None), ("盘山县", 3))
    asked = required(status, reports(("盘山县", "按时", 0)), NO_CORRECTIONS, progress(), *left, plan, "2021-07")
    assert asked[:-1] == [
        "盘山县完成超期的举措，共1件。",
        "专班办公室明确本期不设的大洼区没有办结的交办事项和举措由谁负责，共2件。",
    ]


@pytest.mark.parametrize(
    ("period", "last"),
    [
        ("2021-06", "各单位于2021年7月26日前报送2021年7月报表。"),
        ("2021-03", "计划印发前没有应报的报表。"),
        ("2021-12", "各单位于2022年1月15日前报送2021年年终决算，封账以后报来的不计入。"),
    ],
)
def test_where_nothing_is_open_only_the_next_report_is_asked_for(plan, period, last):
    rows = [("dawa", "teams", "on_pace"), ("city", "teams", "far_behind")]
    status = pd.DataFrame(rows, columns=["scope", "indicator", "light"])
    sent, none_late = reports(("大洼区", "按时", 0)), measures(("大洼区", 0))
    assert required(status, sent, NO_CORRECTIONS, progress(), matters(), none_late, plan, period) == [last]


def test_december_is_the_year_s_end_though_the_calendar_has_no_day_for_it(undated):
    status = pd.DataFrame([("dawa", "teams", "slightly_behind")], columns=["scope", "indicator", "light"])
    sent = reports(("盘山县", "迟报", 2))
    assert required(status, sent, NO_CORRECTIONS, progress(), matters(), measures(), undated, "2021-12") == [
        "大洼区（1项）对没有完成的指标逐项说明原因，随年终决算报送。",
        "盘山县年终决算按时报送。",
        "各单位于另行通知的时限内报送2021年年终决算，封账以后报来的不计入。",
    ]


def test_missing_figures_are_asked_for_of_who_sent_others_and_the_whole_report_of_who_sent_none(plan):
    rows = [("dawa", name, "unreported") for name in ("teams", "talents")] + [("panshan", "teams", "unreported")]
    status = pd.DataFrame(rows, columns=["scope", "indicator", "light"])
    sent = reports(("大洼区", "按时", 0), ("盘山县", "未报", None)).assign(reporter=["dawa", "panshan"])
    given = sent, NO_CORRECTIONS, progress(), matters(), measures(), plan, "2021-06"
    asked = required(status, *given)
    assert asked[:-1] == ["盘山县补报2021年6月报表。", "大洼区补报本期未报的指标，共2项。"]


def test_requirements_are_what_is_behind_late_and_open(plan):
    rows = [("dawa", "teams", "behind"), ("dawa", "talents", "behind"), ("gaoxin", "teams", "on_pace")]
    city = [("city", name, "behind") for name in ("teams", "ip_pledge_amount", "guarantee_amount")]
    status = pd.DataFrame(rows + city, columns=["scope", "indicator", "light"])
    sent = reports(("大洼区", "迟报", 1), ("盘山县", "未报", None))
    tasks = progress((1, "大洼区", None, True), (1, "盘山县", None, False))
    own = matters(("大洼区", "甲", 40, 3)), measures(("大洼区", 3), ("市科技局", 1), ("盘山县", 0), ("大洼区", None))
    sentences = required(status, sent, NO_CORRECTIONS, tasks, *own, plan, "2021-06")
    assert sentences[:-1] == [
        "大洼区（2项）对状态为“欠进度”的指标逐项说明原因和补救安排，随下期报表报送。",
        "市知识产权局对知识产权质押融资额度说明原因，报专班办公室。",
        "市科技局、市科技融资担保公司对科技融资担保金额说明原因，报专班办公室。",
        "盘山县补报2021年6月报表。",
        "大洼区补报缺少的任务进展。",
        "大洼区下期按时报送。",
        "大洼区对逾期未完成的任务说明原因和完成日期。",
        "大洼区办结超期的交办事项，共1件。",
        "大洼区、市科技局完成超期的举措，共2件。",
    ]


def test_a_month_before_the_plan_is_called_only_a_comparison(plan):
    assert "不作为考核依据" in repr(narrative.heading(plan, "2021-02", "internal"))
    assert "不作为考核依据" not in repr(narrative.heading(plan, "2021-09", "internal"))
    assert "期中得分" in repr(narrative.heading(plan, "2021-09", "public"))
