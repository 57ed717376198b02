import pandas as pd
import pytest

from panjin_kpi.intake.checks.check import check_file
from panjin_kpi.intake.checks.rule import RuleContext
from panjin_kpi.intake.checks.rules.task_rules import done_rules

UNDONE = ("正在推进，预计年底完成", "未启动", "尚未开展", "已完成80%", "目前进行中", "计划12月底建成")
DONE = ("已完成100%", "超额完成20%", "已建成，正在试运行", "未发生问题，全部完成", "已达100%", "已按计划全部完成")
DONE += (
    "完成年度计划，任务全部完成",
    "完成120%",
    "覆盖率达80%，任务已完成",
    "原计划年底完成，已提前完成",
    "计划完成率100%",
)


@pytest.mark.parametrize(
    ("reporter", "task", "status", "problems", "reasons"),
    [
        ("dawa", 5, "已完成", None, ["填为已完成，但举办创新创业活动1/4"]),
        ("dawa", 5, "推进中", "场地未落实", []),
        ("panshan", 5, "已完成", None, []),
        ("panshan", 5, "已完成", "场地未落实", ["填为已完成，但仍填了存在问题"]),
        ("ip_bureau", 8, "已完成", None, ["填为已完成，但知识产权质押融资额度1.25/1.6"]),
        ("sci_tech_bureau", 17, "已完成", None, []),  # nobody has reported its figures yet
    ],
)
def test_what_is_called_done_is_held_against_its_figures_and_problems(plan, reporter, task, status, problems, reasons):
    figures = [("dawa", "activities", 1.0), ("panshan", "activities", 4.0), ("city", "ip_pledge_amount", 1.25)]
    progress = pd.DataFrame(figures, columns=["district", "indicator", "value"]).assign(
        period="2021-12", withdrawn=False
    )
    row = {"period": "2021-12", "reporter": reporter, "task_no": task, "status": status, "problems": problems}
    rows = pd.DataFrame([row | {"progress": "正在推进" if status == "推进中" else "全部完成"}], dtype="str")
    rows["task_no"] = task
    rules = done_rules(rows, RuleContext(plan, {"progress": progress}, lambda name: progress.iloc[:0]))
    assert [rule.message(rows, 0) for rule in rules if rule.broken.any()] == reasons
    assert {rule.severity for rule in rules} == {"warning"}


@pytest.mark.parametrize(
    ("status", "what", "progress"),
    [
        *(("未启动", "已经启动", text) for text in ("已完成", "主体已完工，已投用", "正在推进", "目前已开工建设")),
        *(("推进中", "没有启动", text) for text in ("尚未启动", "目前未开展。", "未开工")),
        *(("推进中", "已经完成", text) for text in ("已全部完成", "任务已完成。", "年度任务全部完成")),
        *(("未启动", "", text) for text in ("正在制定方案", "已完成前期论证", "未启动", "计划7月启动")),
        *(("推进中", "", text) for text in ("已完成80%", "已完成主体建设", "二期尚未启动，一期已完工")),
    ],
)
def test_a_task_is_not_described_as_being_at_another_stage(send, plan, status, what, progress):
    lines = ["期间,填报单位,任务序号,状态,进展情况", f"2021-06,盘山县,2,{status},{progress}"]
    found = check_file(send(*lines, name="task_progress.csv"), "task_progress", plan).findings
    assert [(f.cell, f.reason) for f in found] == ([("D2", f"填为{status}，进展情况写的像{what}")] if what else [])


@pytest.mark.parametrize("text", ["-", "/", "——", "同上", "〃", "……"])
def test_progress_is_written_in_words(send, plan, text):
    lines = ["期间,填报单位,任务序号,状态,进展情况", f"2021-06,盘山县,2,推进中,{text}"]
    (finding,) = check_file(send(*lines, name="task_progress.csv"), "task_progress", plan).findings
    assert (finding.severity, finding.cell, finding.reason) == ("error", "E2", "等于没有填写")
    lines[1] = "2021-06,盘山县,2,推进中,无"
    assert check_file(send(*lines, name="task_progress.csv"), "task_progress", plan).findings == []


@pytest.mark.parametrize(
    ("progress", "asked"),
    [
        *((text, True) for text in UNDONE),
        *((text, False) for text in DONE),
    ],
)
def test_what_is_called_done_is_not_described_as_still_to_do(send, plan, progress, asked):
    lines = ["期间,填报单位,任务序号,状态,进展情况", f"2021-06,盘山县,2,已完成,{progress}"]
    found = check_file(send(*lines, name="task_progress.csv"), "task_progress", plan).findings
    assert [(f.cell, f.reason) for f in found] == [("D2", "填为已完成，进展情况写的像没有完成")] * asked
