"""Sentences about the registers, made from the result tables."""

import pandas as pd

from panjin_kpi.reference.calendar import first_period
from panjin_kpi.reference.labels import FINANCED
from panjin_kpi.reference.plan import CITY, Plan
from panjin_kpi.report.page.lists import join_names
from panjin_kpi.report.signatures import Frames
from panjin_kpi.schemas.formats import format_number

NONE, DONE = "台账没有", "已完成"


def building(frames: Frames, scope: str, plan: Plan) -> list[str]:
    """Carriers built and parks covered by the register, against what is listed and reported."""
    row = frames["carrier_building"].set_index("scope").loc[scope]
    whose = "" if scope == CITY else plan.district_names[scope]
    sentences = []
    if row["named"]:
        sentences.append(f"计划指名{whose}建设完善的载体{row['named']}个，项目台账报为{DONE}的{row['named_done']}个。")
    if row["finished"]:
        reported = f"，上报{format_number(row['reported'])}家" if pd.notna(row["reported"]) else ""
        sentences.append(
            f"台账里本年完成的载体建设项目{row['finished']}个，对应孵化载体表里的载体{row['proved']}家{reported}。"
        )
    if pd.notna(row["unlisted"]):
        sentences.append(f"报为{DONE}而孵化载体表里没有、须核实：{row['unlisted']}。")
    if row["parks"]:
        sentences.append(f"台账列名的园区{row['parks']}个，有载体的{row['parks_covered']}个。")
    if pd.notna(row["uncovered_parks"]):
        sentences.append(f"还没有载体的园区：{row['uncovered_parks']}。")
    return sentences


def missing(plan_objects: pd.DataFrame, plan: Plan, period: str) -> list[str]:
    """Which of what the plan names has no project in the register; nothing before the plan."""
    if period < first_period(plan):
        return []
    lacking = plan_objects[plan_objects["status"] == NONE]
    if plan_objects.empty or lacking.empty:
        return [f"计划指名或要求的{len(plan_objects)}项在项目台账里都有。"] if len(plan_objects) else []
    names = lacking["owner_name"] + lacking["kind"] + ("（" + lacking["object"] + "）").fillna("")
    return [f"计划指名或要求的{len(plan_objects)}项里，项目台账尚未登记的{len(lacking)}项：{join_names(names, '项')}。"]


def meetings(meeting_plan: pd.DataFrame, meeting_record: pd.DataFrame) -> list[str]:
    """Meetings held compared with those planned, and their outcomes."""
    if meeting_record.empty:
        return ["调度记录里还没有登记。"]
    known = meeting_plan[(meeting_plan["held"] > 0) | meeting_plan["planned"].notna()]
    counts = "；".join(
        f"{row.kind}{row.held}次" + (f"（应有{format_number(row.planned)}次）" if pd.notna(row.planned) else "")
        for row in known.itertuples()
    )
    total, closed = (int(meeting_record[name].sum()) for name in ("matters", "closed"))
    return [
        f"本年登记的调度：{counts}。应有次数从首个应报期起，按已满的两周和月份计，为假定。",
        f"议定并交办{total}件，办结{closed}件。",
    ]


def reach(finance_reach: pd.DataFrame, plan: Plan) -> list[str]:
    """How much of each amount went to which enterprises."""
    sentences = []
    for indicator, rows in finance_reach.groupby("indicator", sort=False):
        amount = rows.set_index("group")["amount_yi"]
        if not amount["all"]:
            continue
        groups = plan.words_of["tier"].known | {group: FINANCED[group] for group in ("tenants", "others")}
        parts = {group: name for group, name in groups.items() if amount.get(group)}
        found = "，".join(f"{name}{format_number(amount[group])}亿元" for group, name in parts.items())
        unnamed = f"：{found}，未注明企业的{format_number(amount['unnamed'])}亿元" if found else "，都没有注明企业"
        sentences.append(f"{plan.indicator_names[indicator]}的明细合计{format_number(amount['all'])}亿元{unnamed}。")
    return [*sentences, "企业类别按期末的认定；一家企业可以同时属于几类，各类相加可以大于合计。"] if sentences else []
