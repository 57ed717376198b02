"""Made-up progress of the plan's tasks, and action items of the task force."""

from collections.abc import Collection

import numpy as np
import pandas as pd

from panjin_kpi.reference.obligations import lead_units
from panjin_kpi.reference.plan import Plan
from panjin_kpi.sample.registers import AFTER_PRINTING, meeting_ids, raised_at

STATES = ("未启动", "推进中", "已完成")
FIRST_ACTION = 5  # month of the first action item, which is raised after that month's report


def task_progress(plan: Plan, year: int, months: Collection[int], units: Collection[str]) -> pd.DataFrame:
    """The tasks that units lead, month by month: begun in May, those with a due date done at the end of the year."""
    leads = lead_units(plan, f"{year}-12")
    leads = leads[leads["reporter"].isin(list(units))].sort_values(["reporter", "task_no"])
    rows = leads.merge(plan.tasks[["task_no", "name", "due_on"]], on="task_no")
    rows = pd.DataFrame({"month": list(months)}).merge(rows, how="cross")
    month = rows["month"].astype("str")
    state = np.select([rows["month"] < 5, rows["due_on"].notna() & (rows["month"] == 12)], [0, 2], default=1)
    stuck = (rows["task_no"] + rows["month"]) % 7 == 0
    return pd.DataFrame(
        {
            "period": f"{year}-" + month.str.zfill(2),
            "reporter": rows["reporter"],
            "task_no": rows["task_no"],
            "status": np.array(STATES)[np.where(rows["due_on"].isna(), 1, state)],
            "progress": "示例进展：" + rows["name"] + "按" + month + "月安排推进",
            "problems": pd.Series("示例问题：场地尚未落实", index=rows.index, dtype="str").where(stuck),
            "next_steps": "示例打算：按计划推进",
        }
    )


def actions(plan: Plan, year: int, month: int) -> pd.DataFrame:
    """Action items up to a month, with their state at its end."""
    if month <= FIRST_ACTION:
        return pd.DataFrame()
    raised, owners = np.arange(FIRST_ACTION, month + 1), plan.districts["district"].to_numpy()
    days = np.where(raised == FIRST_ACTION, 13 + AFTER_PRINTING, 13)
    day = pd.Series([pd.Timestamp(year, *when) for when in zip(raised, days, strict=True)])
    closed = (raised + 2 <= month) & (raised % 4 != 0)
    returned, kinds = (raised + 2 <= month) & (raised % 8 == 0), raised_at(raised)
    return pd.DataFrame(
        {
            "action_id": [f"示例-{year}-{number:02d}" for number in raised],
            "raised_on": day,
            "raised_at": kinds,
            "owner": owners[raised % len(owners)],
            "matter": [f"示例事项：第{number}月交办的协调事项" for number in raised],
            "due_on": day + pd.Timedelta(days=45),
            "status": np.where(closed, "办结", np.where(returned, "退回", "在办")),
            "closed_on": (day + pd.Timedelta(days=40)).where(closed),
            "returned_reason": pd.Series("示例原因：不属于本地区职责", index=day.index).where(returned),
            "meeting_id": meeting_ids(pd.Series(kinds), year, pd.Series(raised)),
        }
    )
