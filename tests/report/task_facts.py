"""The contradictions to a task reported as done, computed from the results as plain records."""

import re

from panjin_kpi.reference.plan import CITY
from tests.report.sentence_facts import IND, INDICATORS, NAMES, NUM, PLAN, UNIT, near

LEFT = {"计划指名或要求的项目": "plan_objects", "举措": "measure_status"}  # can be open in a task reported as done


def doubts_of(t, scope, found, __):
    """Whether the tables have the contradictions to some units' task reported as done: figures, projects, measures."""
    units = (found[2] or scope or t.records["tasks"][0]["reporter_name"]).split("、")  # none is named where only one is
    return all(doubt_of(t, int(found[1]), units, doubt) for doubt in found[3].split("，"))


def left_of(t, table, task, unit):
    """The open items of a task: of one unit or, for projects, also of the bureaus that lead it with this one."""
    rows = [row for row in t.records[table] if row["task_no"] == task and row["status"] != "已完成"]
    joint = table == "plan_objects" and unit not in t.scores and unit not in NAMES
    return [
        row for row in rows if (joint and row["owner"] not in t.scores) or unit in (row["owner"], row["owner_name"])
    ]


def doubt_of(t, task, units, doubt):
    if figure := re.fullmatch(f"{IND}{NUM}/{NUM}{UNIT}", doubt):
        rows = [t.status[NAMES.get(name, CITY), INDICATORS[figure[1]]] for name in units]
        return all(
            near(figure[2], row["actual"]) and near(figure[3], row["target"]) and not row["actual"] >= row["target"]
            for row in rows
        )
    if left := re.fullmatch(f"({'|'.join(LEFT)}){NUM}项(?:台账未报|未)完成", doubt):
        return {int(left[2])} == {len(left_of(t, LEFT[left[1]], task, name)) for name in units}
    return not re.search(r"\d", doubt)


def doubtful(t, row):
    """Whether a figure, project or measure of the task, a problem, or the missing deadline contradicts it as done."""
    own = PLAN.indicators.loc[PLAN.indicators["task_no"] == row["task_no"], "indicator"]
    scope = row["reporter"] if row["reporter"] in t.scores else CITY
    cells = [t.status[scope, name] for name in own]
    open_ = any(cell["target"] >= 0 and not cell["actual"] >= cell["target"] for cell in cells)
    open_ |= any(left_of(t, table, row["task_no"], row["reporter"]) for table in LEFT.values())
    return open_ or isinstance(row["problems"], str) or row["deadline"] == "长期推进"
