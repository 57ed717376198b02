from datetime import date

import pandas as pd

from panjin_kpi.reference.calendar import on_record
from panjin_kpi.report.registers import units


def test_each_bureau_has_its_page_with_its_rows_and_what_it_owes_next(frames, plan):
    page = str(units.every(frames, plan, "2021-06"))
    assert "市知识产权局" in page
    assert "牵头附件2第8行。" in page
    assert "\n2021年7月26日前报送2021年7月的指标和任务进展，共2项。\n" in page
    assert "大洼区\n" not in page, "districts have pages of their own"


def test_a_unit_is_not_asked_for_the_next_report_after_its_day(frames, plan):
    for day, asked in (("2021-07-26", True), ("2021-07-27", False)):
        came = frames["timeliness"].assign(period="2021-06", received_on=pd.Timestamp(day))
        stated = units.next_steps(dict(frames) | {"timeliness": came}, "ip_bureau", plan, "2021-06")
        assert ("前报送" in "".join(stated)) == asked


def test_before_the_deadline_a_unit_is_asked_for_what_lacks_of_the_month(frames, plan):
    waits = on_record(plan, "2021-06", date(2021, 6, 24), None)
    assert "。2021年6月28日前报齐2021年6月报表。" in "".join(units.next_steps(frames, "ip_bureau", waits, "2021-06"))
    came = dict(frames) | {"timeliness": frames["timeliness"].assign(reported=frames["timeliness"]["expected"])}
    assert "2021年7月26日前报送2021年7月的指标和" in "".join(units.next_steps(came, "ip_bureau", waits, "2021-06"))


def test_before_the_plan_a_unit_explains_nothing_and_still_reads_what_is_overdue(frames, plan):
    late, matters = frames["status"].assign(light="far_behind"), frames["unit_summary"].assign(matters_overdue=1)
    for period, asked in (("2021-03", False), ("2021-04", False), ("2021-05", True)):
        given = dict(frames) | {"status": late.assign(period=period), "unit_summary": matters.assign(owed_next=0)}
        stated = "".join(units.next_steps(given, "ip_bureau", plan, period))
        assert ("说明原因，报专班办公室。" in stated) == asked
        assert "交办事项1件" in stated
        assert "前报送" not in stated


def test_a_unit_is_asked_for_the_report_or_the_figures_that_did_not_come(frames, plan):
    late, silent = frames["timeliness"], frames["status"].assign(light="unreported")
    for unit, verdict, asked in (
        ("ip_bureau", "按时", "市知识产权局补报本期未报的知识产权质押融资额度。"),
        ("ip_bureau", "未报", "市知识产权局补报2021年6月报表。"),
        ("hr_bureau", "按时", ""),
        ("dawa", "未报", ""),
    ):
        given = dict(frames) | {"status": silent, "timeliness": late.assign(verdict=verdict)}
        given["tasks"] = frames["tasks"].assign(status="推进中")
        stated = units.next_steps(given, unit, plan, "2021-06")
        assert [sentence for sentence in stated if "补报" in sentence] == ([asked] if asked else [])
        for known_on, closed_on in ((date(2021, 6, 28), None), (None, date(2021, 7, 5))):
            recorded = on_record(plan, "2021-06", known_on, closed_on)
            assert "补报" not in "".join(units.next_steps(given, unit, recorded, "2021-06"))


def test_in_december_a_unit_explains_what_is_not_completed_and_owes_the_final_accounts(frames, plan, undated):
    status = frames["status"].assign(period="2021-12", light="slightly_behind")
    given = dict(frames) | {"status": status, "unit_summary": frames["unit_summary"].assign(owed_next=0)}
    for calendar, day in ((plan, "2022年1月15日前"), (undated, "另行通知的时限内")):
        stated = "".join(units.next_steps(given, "ip_bureau", calendar, "2021-12"))
        assert f"对知识产权质押融资额度说明原因，报专班办公室。{day}报送2021年年终决算。" in stated
    came = frames["timeliness"].assign(period="2021-12", received_on=pd.Timestamp("2022-01-20"))
    assert "决算" not in "".join(units.next_steps(given | {"timeliness": came}, "ip_bureau", plan, "2021-12"))


def test_a_unit_s_tasks_stand_apart_by_whether_they_have_a_day(frames, plan):
    shown = "\n".join(map(str, units.lists(frames, "dawa", plan)))
    assert shown.index("有完成时限的任务") < shown.index("长期推进的任务") < shown.index("计划指名或要求的项目")


def test_a_unit_s_projects_and_measures_have_chinese_headings(frames, plan):
    row = {"owner": "dawa", "overdue_days": 3}
    given = dict(frames) | {name: pd.DataFrame([row]) for name in ("project_status", "measure_status")}
    given = {name: frame.reindex(columns=frames[name].columns) for name, frame in given.items()}
    shown = "\n".join(map(str, units.lists(given, "dawa", plan)))
    assert "项目台账" in shown
    assert "责任岗位" in shown
    assert not [word for word in shown.split() if word.isascii() and "_" in word]


def test_columns_that_say_nothing_are_left_out_but_never_the_status_of_what_is_not_reported(frames, plan):
    shown = "\n".join(map(str, units.lists(frames, "dawa", plan)))
    assert frames["tasks"].query("reporter == 'dawa'")["status"].isna().all()
    assert "任务序号 任务名称 状态 进展情况 完成时限" in shown
    late = dict(frames) | {"tasks": frames["tasks"].assign(overdue=True)}
    assert "完成时限 逾期\n" in "\n".join(map(str, units.lists(late, "dawa", plan)))


def test_a_district_without_open_matters_reads_that_there_is_none(frames, plan):
    summary = frames["unit_summary"]
    for matters in (0, 1):
        given = dict(frames) | {"unit_summary": summary.assign(matters=matters)}
        stated = "".join(units.next_steps(given, "dawa", plan, "2021-06"))
        assert ("没有未办结的交办事项。" in stated) == (matters == 0)
        assert "未办结" not in "".join(units.next_steps(given, "ip_bureau", plan, "2021-06"))


def test_what_a_unit_returned_is_stated_to_be_none_of_what_it_has_overdue(frames, plan):
    given = dict(frames) | {"open_matters": pd.DataFrame({"owner": ["dawa", "dawa"], "status": ["退回", "在办"]})}
    stated = "".join(units.next_steps(given, "dawa", plan, "2021-06"))
    assert "退回的交办事项1件，须重新明确责任单位，不计入超期。" in stated


def test_a_task_reported_done_that_its_figures_contradict_is_named(frames, plan):
    tasks = frames["tasks"].assign(status="已完成")
    given = dict(frames) | {"tasks": tasks[(tasks["reporter"] == "dawa") & (tasks["task_no"] == 3)]}
    assert "第3项（长期推进，没有完成时限）" in "".join(units.next_steps(given, "dawa", plan, "2021-06"))
