from datetime import date

import pandas as pd

from panjin_kpi.reference.calendar import on_record
from panjin_kpi.report.bulletin.narrative import APART, explanations, reports_owed


def owed(plan, verdicts, silent, tasks=(), unit=None, period="2021-06"):
    """What is asked for where units sent their report or did not, without these figures and the progress of tasks."""
    names = plan.district_names.known | plan.unit_names.known
    sent = pd.DataFrame({"reporter": list(verdicts), "verdict": verdicts.values(), "period": period})
    status = pd.DataFrame(silent, columns=["scope", "indicator"]).assign(light="unreported")
    rows = pd.DataFrame(tasks, columns=["task_no", "reporter", "status"]).assign(period=period)
    rows["reporter_name"] = rows["reporter"].map(names)
    named = sent.assign(name=sent["reporter"].map(names))
    return reports_owed({"status": status, "timeliness": named, "tasks": rows}, plan, period, unit)


def test_of_who_has_time_left_nothing_is_asked(plan):
    recorded = on_record(plan, "2021-06", date(2021, 6, 28), None)
    assert owed(recorded, {"panshan": "未到期限"}, [("panshan", "teams")]) == []
    lacking = {"panshan": "未到期限", "dawa": "按时"}
    assert owed(recorded, lacking, [("dawa", "teams")]) == [], "what a report lacks has time as well"
    assert owed(plan, {"dawa": "按时"}, [("dawa", "teams")], unit="dawa") == ["大洼区补报本期未报的指标，共1项。"]
    assert owed(plan, {"dawa": "按时"}, [("dawa", "teams")], unit="panshan") == []
    assert owed(plan, {"dawa": "不考核"}, [("dawa", "teams")], period="2021-04") == []


def test_a_bureau_that_sent_its_report_without_the_city_s_own_figure_is_asked_for_it(plan):
    silent = [("city", name) for name in ("guarantee_amount", "ip_pledge_amount", "teams")]
    verdicts = {"sci_tech_bureau": "按时", "guarantee_company": "按时", "ip_bureau": "未报"}
    assert owed(plan, verdicts, silent)[1:] == ["市科技局补报本期未报的科技融资担保金额。"]


def test_who_sent_figures_without_the_progress_of_tasks_is_asked_for_it_on_its_own_page_too(plan):
    verdicts = {"dawa": "按时", "panshan": "未报", "sci_tech_bureau": "迟报", "hr_bureau": "按时"}
    tasks = [(1, "dawa", None), (1, "panshan", None), (16, "sci_tech_bureau", None), (17, "hr_bureau", "推进中")]
    both = ["盘山县补报2021年6月报表。", "大洼区、市科技局补报缺少的任务进展。"]
    assert owed(plan, verdicts, [], tasks) == both
    for unit, asked in (
        ("dawa", ["大洼区补报缺少的任务进展。"]),
        ("sci_tech_bureau", ["市科技局补报缺少的任务进展。"]),
        ("panshan", both[:1]),
        ("hr_bureau", []),
    ):
        assert owed(plan, verdicts, [], tasks, unit) == asked


def test_nobody_explains_a_gap_of_less_than_one_before_the_year_is_over(plan):
    rows = [("dawa", "teams", 3.5), ("dawa", "talents", 0.0), ("panshan", "teams", 3.5), ("city", "trainings", 3.5)]
    status = pd.DataFrame(rows, columns=["scope", "indicator", "actual"])
    status = status.assign(light="far_behind", planned=0.5, target=8.0, unit="个")
    asked = "大洼区（1项）对状态为“严重欠进度”的指标（离应达数差不到1的不计）逐项说明原因和补救安排，随下期报表报送。"
    assert explanations(status, plan, "2021-06", "有") == [asked]
    assert explanations(status[1:2], plan, "2021-06", "有") == [asked.replace(APART, "")]
    assert explanations(status[2:], plan, "2021-06", "有") == []
    assert explanations(status[2:], plan, "2021-12", "有")[0].startswith("盘山县（1项）对没有完成的指标")


def test_what_a_month_before_the_plan_lacks_is_explained_by_nobody(plan):
    rows = [("dawa", "teams"), ("city", "trainings")]
    status = pd.DataFrame(rows, columns=["scope", "indicator"])
    status = status.assign(light="far_behind", actual=0.0, planned=0.5, target=8.0, unit="个")
    for period, asked in (("2020-12", 0), ("2021-04", 0), ("2021-05", 2)):
        assert len(explanations(status, plan, period, "有")) == asked
