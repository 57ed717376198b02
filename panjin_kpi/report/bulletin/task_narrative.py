"""The progress of annex 2 as its lead units report it, and what contradicts these reports."""

from typing import Annotated, Any

import pandas as pd

from panjin_kpi.reference.calendar import first_period
from panjin_kpi.reference.plan import CITY, Plan
from panjin_kpi.report.page.lists import join_names
from panjin_kpi.report.progress.narrative import NOT_YET, out_of_target
from panjin_kpi.report.signatures import Frames
from panjin_kpi.schemas.formats import format_number, format_percent

DONE = "已完成"
STATES = (DONE, "推进中", "未启动")


def tasks(frames: Frames, plan: Plan) -> list[str]:
    """How many reports there are by status, and which are missing, overdue or contradicted."""
    tasks = frames["tasks"]
    if tasks.empty:
        return ["没有应报的任务进展。"]
    reported, silent = tasks[tasks["status"].notna()], not_reported(tasks, plan)
    waits = tasks["period"].eq(plan.awaited).any()
    head = f"计划附件2的{tasks['task_no'].nunique()}项任务应由牵头单位报送进展{len(tasks)}份"
    if reported.empty:
        return [f"{head}，{'都还没有报来，报送期限还没有到' if waits else '本期全部未报'}。"]
    counts = "，".join(f"{state}{n}份" for state in STATES if (n := int((reported["status"] == state).sum())))
    others = len(tasks) - len(reported) - len(silent)
    sentence = f"{head}，已报{len(reported)}份（{counts}）"
    sentence += f"，另有{others}份由共同牵头的单位报送" if others else ""
    rest = f"，还没有报来{len(silent)}份，报送期限还没有到。" if waits else f"，未报{len(silent)}份。"
    sentences = [sentence + (rest if len(silent) else "。")]
    if len(silent) and not waits:
        sentences.append(f"有任务未报进展的单位：{join_names(silent['reporter_name'])}。")
    if len(over := tasks[tasks["overdue"].fillna(False).astype("bool")]):
        details = (f"第{row.task_no}项（{row.reporter_name}）" for row in over.itertuples())
        sentences.append(f"逾期未完成：{join_names(details, '份')}。")
    if problems := int(reported["problems"].notna().sum()):
        sentences.append(f"反映存在问题的进展有{problems}份。")
    return sentences + contradicted(tasks, frames, plan)


def not_reported(tasks: pd.DataFrame, plan: Plan) -> Annotated[pd.DataFrame, "tasks"]:
    """Reports that are not there: a row that bureaus lead together until one has reported it; none before the plan."""
    tasks = tasks[tasks["period"] >= first_period(plan)]
    bureaus = ~tasks["reporter"].isin(plan.districts["district"])
    there = tasks["status"].notna() & bureaus
    return tasks[tasks["status"].isna() & ~(bureaus & there.groupby(tasks["task_no"]).transform("any"))]


def with_status(tasks: pd.DataFrame, plan: Plan) -> Annotated[pd.DataFrame, "tasks"]:
    """Tasks, with a label as the status of those that their unit did not report."""
    blank = pd.Series("他单位已报", index=tasks.index).mask(tasks["period"] < first_period(plan), "没有报来")
    word = pd.Series("未报", index=tasks.index).mask(tasks["period"] == plan.awaited, NOT_YET)
    blank = blank.mask(tasks.index.isin(not_reported(tasks, plan).index), word)
    return tasks.assign(status=tasks["status"].fillna(blank))


def contradicted(tasks: pd.DataFrame, frames: Frames, plan: Plan) -> list[str]:
    """Tasks reported as done although figures, projects, measures, problems or a missing deadline contradict it."""
    done = tasks[tasks["status"] == DONE]
    objects = frames["plan_objects"]  # a bureau also answers for the bureaus that lead the task with it
    joint = objects.assign(owner=objects["owner"].where(objects["owner"].isin(plan.districts["district"]), CITY))
    left = _not_done(joint), _not_done(frames["measure_status"])
    doubts = {row.Index: doubt for row in done.itertuples() if (doubt := _doubts(row, frames["status"], left, plan))}
    if not doubts:
        return []
    rows = done.loc[list(doubts)].assign(doubt=list(doubts.values()))
    several = len(set(tasks["reporter"])) > 1
    details = [
        f"第{task}项{join_names(own['reporter_name']) if several else ''}（{doubt}）"
        for (task, doubt), own in rows.groupby(["task_no", "doubt"], sort=False)
    ]
    part = f"中，有{len(rows)}份" if len(rows) < len(done) else "都" if len(done) > 1 else ""
    head = f"报为“{DONE}”的{len(done)}份任务进展{part}与指标、项目、举措、问题或时限对不上"
    return [f"{head}，须核实：{join_names(details, '') if several else '、'.join(details)}。"]


def coverage_doubt(carrier_building: pd.DataFrame, plan: Plan) -> list[str]:
    """Whether the city's coverage of parks is not what the register shows."""
    row = carrier_building.set_index("scope").loc[CITY]
    if not row["parks"] or pd.isna(row["reported_share"]) or abs(100 * row["park_share"] - row["reported_share"]) < 1:
        return []
    reported = f"{plan.indicator_names['park_coverage']}上报{format_number(row['reported_share'])}%"
    return [f"{reported}，项目台账列名的园区有载体的占{format_percent(row['park_share'])}，两者不一致。"]


def _not_done(rows: pd.DataFrame) -> pd.Series:
    return rows[rows["status"] != DONE].groupby(["owner", "task_no"]).size()


def _doubts(row: Any, status: pd.DataFrame, left: tuple[pd.Series, pd.Series], plan: Plan) -> str:
    about, districts = plan.indicators, set(plan.districts["district"])
    scope = row.reporter if row.reporter in districts else CITY
    own = about.loc[about["task_no"] == row.task_no, "indicator"]
    cells = status[(status["scope"] == scope) & status["indicator"].isin(own)]
    behind = cells[~cells["light"].isin(["done", "not_allocated"])]
    behind = behind[behind["actual"].notna() | (row.period != plan.awaited)]
    doubts = [
        plan.indicator_names[cell.indicator] + ("未报" if pd.isna(cell.actual) else out_of_target(cell))
        for cell in behind.itertuples()
    ]
    # a register that lacks a project does not show that nothing was done
    projects, measures = left[0].get((scope, row.task_no), 0), left[1].get((row.reporter, row.task_no), 0)
    doubts += [f"计划指名或要求的项目{projects}项台账未报完成"] if projects else []
    doubts += [f"举措{measures}项未完成"] if measures else []
    doubts += ["仍报有问题"] if pd.notna(row.problems) else []
    doubts += ["长期推进，没有完成时限"] if row.long_term else []
    return "，".join(doubts)
