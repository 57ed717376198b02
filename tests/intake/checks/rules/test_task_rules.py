import pandas as pd
import pytest

from panjin_kpi.intake.checks.rule import RuleContext
from panjin_kpi.intake.checks.rules.task_rules import done_rules


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
    rows = pd.DataFrame([row])
    rules = done_rules(rows, RuleContext(plan, {"progress": progress}, lambda name: progress.iloc[:0]))
    assert [rule.message(rows, 0) for rule in rules if rule.broken.any()] == reasons
    assert {rule.severity for rule in rules} == {"warning"}
