"""Rules of tasks reported as completed, against their own figures and problems."""

import re

import pandas as pd

from panjin_kpi.intake.checks.rule import Rule, RuleContext
from panjin_kpi.reference.names import states_no_problem
from panjin_kpi.reference.plan import CITY, Plan

DONE = "已完成"
_UNDONE = re.compile(  # 正在推进; 完成80%; 预计年底完成, but not 按计划完成
    r"^(?:目前)?(?:正在|推进中|进行中|[尚暂]?未(?:启动|开展|开始|完成))|(?<!超额)完成[0-9]{1,2}(?:\.[0-9]+)?[%％](?!的)"
    r"|(?:^|[,，;；。])(?:目前)?(?:预计|计划(?!完成)|拟)[^,，;；。已]{0,12}(?:完成|建成|投用)"
)


def done_rules(rows: pd.DataFrame, around: RuleContext) -> list[Rule]:
    """A completed task has reached the targets of its row of annex 2, and reports no problems and no work still to do.

    A district's task is compared with its own figures of the month, another unit's with the city's.
    """
    done = rows["status"] == DONE
    short = {row.Index: _short(row.period, row.reporter, row.task_no, around) for row in rows[done].itertuples()}
    none = rows["problems"].fillna("").map(states_no_problem).astype("bool")
    behind = pd.Series([short.get(label, "") for label in rows.index], rows.index, dtype="str")
    words, ask = done & rows["progress"].str.contains(_UNDONE), "请核对状态"
    return [
        Rule(behind != "", "status", lambda row: f"填为{DONE}，但{behind[row.name]}", "请核对状态或累计数", "warning"),
        Rule(words, "status", f"填为{DONE}，进展情况写的像没有完成", ask, "warning"),
        Rule(done & ~none, "status", f"填为{DONE}，但仍填了存在问题", ask, "warning"),
    ]


def _short(period: str, reporter: str, task: int, around: RuleContext) -> str:
    """A task's figures below their targets, as text."""
    plan: Plan = around.plan
    scope = reporter if reporter in set(plan.districts["district"]) else CITY
    own = plan.indicators.loc[plan.indicators["task_no"] == task, "indicator"]
    targets = plan.targets[(plan.targets["scope"] == scope) & plan.targets["indicator"].isin(own)]
    targets = targets[targets["year"].astype("str") == str(period)[:4]].set_index("indicator")["target"]
    progress = around.table("progress")
    there = progress[(progress["period"] == period) & (progress["district"] == scope)]
    values = there.drop_duplicates("indicator", keep="last").set_index("indicator")["value"]
    below = {name: values[name] for name in targets.index if name in values and values[name] < targets[name]}
    return "、".join(f"{plan.indicator_names[name]}{value:.10g}/{targets[name]:g}" for name, value in below.items())
