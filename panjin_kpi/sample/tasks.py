"""Made-up progress of the plan's tasks, and matters that the task force has handed out."""

from collections.abc import Collection

import numpy as np
import pandas as pd

from panjin_kpi.reference.plan import Plan

STATES = ("未启动", "推进中", "已完成")


def task_progress(plan: Plan, year: int, months: Collection[int], units: Collection[str]) -> pd.DataFrame:
    """The tasks that units lead, month by month: begun in May, the short ones done at the end of the year."""
    leads = plan.task_units.loc[plan.task_units["role"] == "lead", ["task_no", "unit"]]
    groups = plan.units.loc[plan.units["kind"] == "district_group", ["unit"]]
    together = leads.merge(groups).drop(columns="unit").merge(plan.districts["district"].rename("unit"), how="cross")
    leads = pd.concat([leads, together])[["task_no", "unit"]].drop_duplicates()
    leads = leads[leads["unit"].isin(list(units))].sort_values(["unit", "task_no"])
    rows = leads.merge(plan.tasks[["task_no", "name", "due_on"]], on="task_no")
    rows = pd.DataFrame({"month": list(months)}).merge(rows, how="cross")
    month = rows["month"].astype("str")
    state = np.select([rows["month"] < 5, rows["due_on"].notna() & (rows["month"] == 12)], [0, 2], default=1)
    stuck = (rows["task_no"] + rows["month"]) % 7 == 0
    return pd.DataFrame(
        {
            "period": f"{year}-" + month.str.zfill(2),
            "reporter": rows["unit"],
            "task_no": rows["task_no"],
            "status": np.array(STATES)[np.where(rows["due_on"].isna(), 1, state)],
            "progress": "示例进展：" + rows["name"] + "按" + month + "月安排推进",
            "problems": pd.Series("示例问题：场地尚未落实", index=rows.index, dtype="str").where(stuck),
            "next_steps": "示例打算：按计划推进",
        }
    )


def actions(plan: Plan, year: int, month: int) -> pd.DataFrame:
    """Matters that the task force has handed out up to a month, with their state at its end."""
    owners = list(plan.districts["district"])
    rows: list[dict[str, object]] = []
    for raised in range(5, month + 1):
        closed = raised + 2 <= month and raised % 4 != 0
        day = pd.Timestamp(year, raised, 12)
        rows.append(
            {
                "action_id": f"示例-{year}-{raised:02d}",
                "raised_on": day,
                "raised_at": ("调研", "联席会议", "通报")[raised % 3],
                "owner": owners[raised % len(owners)],
                "matter": f"示例事项：第{raised}月交办的协调事项",
                "due_on": day + pd.Timedelta(days=45),
                "status": "办结" if closed else "在办",
                "closed_on": day + pd.Timedelta(days=40) if closed else pd.NaT,
            }
        )
    return pd.DataFrame(rows)
