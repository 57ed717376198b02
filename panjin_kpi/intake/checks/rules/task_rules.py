"""Rules of tasks' status against their own words, and of completed ones against their figures and problems."""

import re

import pandas as pd

from panjin_kpi.intake.checks.rule import Rule, RuleContext
from panjin_kpi.reference.names import states_no_problem
from panjin_kpi.reference.plan import CITY, Plan

DONE = "已完成"
_UNDONE = (  # 正在推进; 完成80%; 预计年底完成, but not 按计划完成
    r"^(?:目前)?(?:正在|推进中|进行中|[尚暂]?未(?:启动|开展|开始|完成))|(?<!超额)完成[0-9]{1,2}(?:\.[0-9]+)?[%％](?!的)"
    r"|(?:^|[,，;；。])(?:目前)?(?:预计|计划(?!完成)|拟)[^,，;；。已]{0,12}(?:完成|建成|投用)"
)
_BEGUN = (  # 已开工建设, but not 已完成前期论证
    "^(?:目前|现)?(?:正在(?:推进|建设|实施|施工)|(?:主体|一期)?已经?(?:全部|全面|基本)?(?:完[成工]|建成|投[用入]|开[工展]|启动))"
    "(?!.{0,6}(?:前期|方案|选址|论证|可研))"
)
_COMPLETE = "^(?:年度)?(?:任务|工作)?(?:均|已经?|全[部面]|[按如]期|提前|圆满)+完成(?:年度|全年)?(?:任务|目标)?[。.]?$"
_STAGES = (  # status, what the progress reads like, and its words
    (DONE, "没有完成", re.compile(_UNDONE)),
    ("未启动", "已经启动", re.compile(_BEGUN)),
    ("推进中", "没有启动", re.compile("^(?:目前)?[尚暂还]?未(?:启动|开始|开[展工]|实施)[。.]?$")),
    ("推进中", "已经完成", re.compile(_COMPLETE)),
)


def done_rules(rows: pd.DataFrame, around: RuleContext) -> list[Rule]:
    """A completed task has reached the targets of its row of annex 2 and reports no problems; its words fit its status.

    A district's task is compared with its own figures of the month, another unit's with the city's.
    """
    done = rows["status"] == DONE
    short = {row.Index: _short(row.period, row.reporter, row.task_no, around) for row in rows[done].itertuples()}
    none = rows["problems"].fillna("").map(states_no_problem).astype("bool")
    behind = pd.Series([short.get(label, "") for label in rows.index], rows.index, dtype="str")
    ask, texts = "请核对状态", rows["progress"]
    found = [((rows["status"] == status) & texts.str.contains(words), status, what) for status, what, words in _STAGES]
    return [
        Rule(behind != "", "status", lambda row: f"填为{DONE}，但{behind[row.name]}", "请核对状态或累计数", "warning"),
        *(Rule(of, "status", f"填为{status}，进展情况写的像{what}", ask, "warning") for of, status, what in found),
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
