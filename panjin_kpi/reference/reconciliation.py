"""Contradictions within the plan: listed with their clauses, never repaired."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.reference.plan import CITY, Plan
from panjin_kpi.schemas.conform import conform

Row = dict[str, object]
NO_MEMBERS = ("district_group", "office")  # not a single unit; the task force's own office


def reconcile(plan: Plan, period: str) -> pd.DataFrame:
    """List contradictions between the plan's body, its annex 2, the city and the districts; of targets, the year's own.

    Seven kinds: ``district_sum`` the districts' targets do not add up to the city's; ``no_owner`` a city target that is
    not broken down to districts and is in no row of annex 2; ``not_allocated`` a district without a target where others
    have one; ``units_differ`` a row of annex 2 whose units differ from its clause in the body; ``not_a_member`` a unit
    with tasks that is not represented in the task force (附件1二); ``no_annual_target`` a goal for 2025 (二、1) without
    a target in any year; ``wording_differs`` different terms in body and annex (``wordings.csv``). Columns as in
    ``schemas/reconciliation.yaml``.

    >>> found = reconcile(Plan.load(), "2021-12")
    >>> found.query("kind == 'district_sum'")[["indicator", "city_side", "district_side"]].values.tolist()
    [['new_sci_tech_sme', '30', '32'], ['new_hnte', '10', '11']]
    """
    targets = plan.targets_in(int(period[:4])).merge(plan.indicators, on="indicator")
    rows = [*_sums(targets), *_owners(targets), *_gaps(plan, targets), *_units(plan)]
    rows += [*_members(plan), *_goals(plan), *_wordings(plan)]
    return conform("reconciliation", pd.DataFrame(rows, columns=[*schemas.schema("reconciliation").columns]))


def _sums(targets: pd.DataFrame) -> Iterator[Row]:
    totals = targets[targets["scope"] != CITY].groupby("indicator")["target"].sum().rename("total")
    for row in targets[targets["scope"] == CITY].join(totals, "indicator", how="inner").itertuples():
        if difference := round(row.total - row.target, 9):
            statement = f"{row.name}：全市目标{row.target:g}{row.unit}，各地区目标之和{row.total:g}{row.unit}。"
            statement += "全市按全市目标、地区按地区目标分别计算。"
            sides = {"city_side": f"{row.target:g}", "district_side": f"{row.total:g}"}
            yield _row(row, "district_sum") | sides | {"difference": difference, "statement": statement}


def _owners(targets: pd.DataFrame) -> Iterator[Row]:
    allocated = set(targets.loc[targets["scope"] != CITY, "indicator"])
    for row in targets[(targets["scope"] == CITY) & (targets["origin"] == "body")].itertuples():
        if row.indicator not in allocated:
            statement = f"{row.name}：{row.target:g}{row.unit}只见于正文，附件2没有分解到地区，也没有对应的数量任务。"
            yield _row(row, "no_owner") | {"city_side": f"{row.target:g}", "statement": statement}


def _gaps(plan: Plan, targets: pd.DataFrame) -> Iterator[Row]:
    split = targets[targets["scope"] != CITY]
    cells = set(zip(split["indicator"], split["scope"], strict=True))
    for first in split.drop_duplicates("indicator").itertuples():
        there = plan.districts_in(f"{first.year}-12")
        if without := [each for each in there if (first.indicator, each) not in cells]:
            named = "、".join(plan.district_names[district] for district in without)
            statement = f"{first.name}：{named}没有目标，视为未分解，不等于0。"
            yield _row(first, "not_allocated") | {"district_side": named, "statement": statement}


def _units(plan: Plan) -> Iterator[Row]:
    words = {"lead": "牵头单位", "responsible": "责任单位"}
    named_body = plan.clause_units.groupby(["clause", "role"])["unit"].agg(list)
    named_annex = plan.task_units.groupby(["task_no", "role"])["unit"].agg(list)
    for task, role in product(plan.tasks.itertuples(), words):
        body, annex = named_body.get((task.clause, role), []), named_annex.get((task.task_no, role), [])
        only_body = "、".join(plan.unit_names[unit] for unit in body if unit not in annex)
        only_annex = "、".join(plan.unit_names[unit] for unit in annex if unit not in body)
        sides = {"只见于正文的有": only_body, "只见于附件2的有": only_annex}
        if body and (only_body or only_annex):
            here = f"附件2第{task.task_no}行"
            differences = "，".join(side + units for side, units in sides.items() if units)
            yield {
                "kind": "units_differ",
                "task_no": task.task_no,
                "city_side": only_body or None,
                "district_side": only_annex or None,
                "statement": f"{here}“{task.name}”的{words[role]}与正文{task.clause}不同：{differences}。",
                "clause": f"{task.clause}；{here}",
            }


def _members(plan: Plan) -> Iterator[Row]:
    units = plan.units.set_index("unit")
    by = units.get("member_by", pd.Series(dtype="str")).dropna()
    source = "、".join(by.unique())
    named = units.index[~units.index.isin(by.index) & ~units["kind"].isin(NO_MEMBERS)] if len(by) else []
    for unit, mine in plan.task_units[plan.task_units["unit"].isin(named)].groupby("unit", sort=False):
        clauses = [*plan.clause_units.loc[plan.clause_units["unit"] == unit, "clause"].unique()]
        clauses += [f"附件2第{task}行" for task in mine["task_no"].unique()]
        yield {
            "kind": "not_a_member",
            "task_no": mine["task_no"].iloc[0],
            "district_side": plan.unit_names[unit],
            "statement": f"{plan.unit_names[unit]}在{'、'.join(clauses)}有任务，不在{source}的工作专班成员单位里。",
            "clause": "；".join([*clauses, source]),
        }


def _goals(plan: Plan) -> Iterator[Row]:
    annual = {"carriers_total": "carriers_built"} | plan.tiers.counted_by
    for goal in plan.five_year.itertuples():
        if annual.get(goal.indicator) not in set(plan.targets["indicator"]):
            statement = f"“{goal.wording}”是到2025年的目标，没有年度目标，也没有分解到地区。"
            about = {"statement": statement, "clause": goal.clause}
            yield {"kind": "no_annual_target", "city_side": f"{goal.target_2025:g}"} | about


def _wordings(plan: Plan) -> Iterator[Row]:
    for row in plan.wordings.itertuples():
        statement = f"{row.subject}：正文{row.body_clause}写“{row.body}”，{row.annex_clause}写“{row.annex}”。"
        about = {"statement": statement, "clause": f"{row.body_clause}；{row.annex_clause}"}
        sides = {"city_side": row.body, "district_side": row.annex}
        yield {"kind": "wording_differs", "task_no": row.task_no} | sides | about


def _row(target: Any, kind: str) -> Row:
    return {"kind": kind} | {name: getattr(target, name) for name in ("year", "indicator", "task_no", "clause")}
