"""Made-up registers of projects, measures and meetings, as kept by an office that does its work."""

from collections.abc import Collection

import numpy as np
import pandas as pd

from panjin_kpi.analysis.bulletin.survey_schedule import survey_schedule
from panjin_kpi.reference.evidence_counts import BUILDING
from panjin_kpi.reference.obligations import lead_units, named_objects
from panjin_kpi.reference.plan import CITY, Plan
from panjin_kpi.sample.monthly_values import LAGGING, TOO_LATE, monthly_steps, planted

MONTHS = range(5, 13)  # since the plan was printed, on 21 May
AFTER_PRINTING = 14  # days that May's meetings are later than those of other months


def projects(plan: Plan, year: int, course: pd.DataFrame, hosts: pd.DataFrame) -> pd.DataFrame:
    """A row for the start and another for the end of each project, each with the month in which it is submitted.

    As many projects build carriers as the figures say, each another of its district's (``hosts``), since a carrier
    counts once. Of the plan's other named objects every seventh is missing, and so are those of the lagging district.
    """
    named, districts = named_objects(plan, f"{year}-12"), plan.districts["district"]
    lagging = planted(plan, LAGGING)
    houses = hosts.assign(owner=hosts["district"], nth=hosts.groupby("district").cumcount())
    steps = monthly_steps(course.loc[[(CITY, "carriers_built")]])[0, :12].astype("int64")
    built = np.repeat(np.arange(1, 13), steps)
    more = [f"载体建设{number + 1}" for number in range(len(built))]
    unnamed = pd.DataFrame({"owner": np.resize(districts, len(built)), "name": more})
    carriers = pd.concat([named[named["kind"] == BUILDING], unnamed]).head(len(built)).fillna({"name": "众创空间建设"})
    carriers = carriers.assign(kind=BUILDING, task_no=1, action="完善", began=5, finished=built)
    parks = districts.to_frame("owner").merge(pd.Series(["园区1", "园区2"], name="name"), how="cross")
    parks = parks.assign(kind="园区", task_no=1, action="完善", began=6, finished=0)
    housed = pd.concat([carriers.assign(nth=carriers.groupby("owner").cumcount()), parks.assign(nth=0)])
    housed = housed.merge(houses[["owner", "nth", "carrier"]], "left", ["owner", "nth"])
    bare = (housed["name"] == "园区2") & housed["owner"].isin(lagging)
    housed["carrier"] = housed["carrier"].mask(bare)
    others = named[named["kind"] != BUILDING]
    others = others[(np.arange(len(others)) % 7 != 6) & ~others["owner"].isin(lagging)]
    turn = np.arange(len(others))
    others = others.assign(began=5 + turn % 4, finished=np.where(turn % 3 == 2, 0, 12))  # as their figures come
    rows = pd.concat([housed, others], ignore_index=True).drop(columns=["layout", "clause", "role", "nth"])
    rows["name"] = "示例" + rows["name"].fillna(rows["kind"])
    rows["project_id"] = "示例-" + (rows.groupby("owner").cumcount() + 1).astype("str").str.zfill(2)
    rows["started_on"] = pd.to_datetime(f"{year}-" + rows["began"].astype("str") + "-10", format="%Y-%m-%d")
    rows["due_on"], rows["partner"] = pd.Timestamp(year, 12, 31), "示例合作单位"
    money = rows["kind"].isin(["基金", "扶持兑现", "揭榜挂帅"])
    rows["amount"] = np.where(money, 1200.0, np.nan)
    rows["amount_unit"] = pd.Series("万元", index=rows.index).where(money)
    done = rows[rows["finished"] > 0]
    day = pd.to_datetime(f"{year}-" + done["finished"].astype("str") + "-15", format="%Y-%m-%d")
    done = done.assign(status="已完成", finished_on=day, month=done["finished"])
    begun = rows.assign(status="推进中", month=rows["began"])[rows["finished"] != rows["began"]]
    return pd.concat([begun, done], ignore_index=True).drop(columns=["began", "finished"])


def measures(plan: Plan, year: int, units: Collection[str]) -> pd.DataFrame:
    """A measure for each task that a unit leads: some done in September, some due in October and not done.

    Those of tasks with a deadline that are not due earlier are done in December, as their tasks are.
    """
    rows = lead_units(plan, f"{year}-12").rename(columns={"reporter": "owner"})
    rows = rows[rows["owner"].isin(list(units))].merge(plan.tasks[["task_no", "name", "due_on"]], on="task_no")
    done, early = rows["task_no"] % 3 == 0, rows["task_no"] % 5 == 1
    last = ~done & ~early & rows["due_on"].notna()
    rows = rows.drop(columns="name").assign(
        measure_id="示例-" + rows["task_no"].astype("str").str.zfill(2),
        measure="示例举措：按季度推进" + rows["name"],
        post="示例业务科室",
        started_on=pd.Timestamp(year, 5, 24),
        due_on=pd.Series(pd.Timestamp(year, 12, 31), index=rows.index).mask(done | early, f"{year}-10-31"),
        status="推进中",
        month=6,
    )
    finished = rows[done].assign(status="已完成", finished_on=pd.Timestamp(year, 9, 15), month=9)
    closing = rows[last].assign(status="已完成", finished_on=pd.Timestamp(year, 12, 20), month=12)
    return pd.concat([rows, finished, closing], ignore_index=True)


def meetings(plan: Plan, year: int) -> pd.DataFrame:
    """The office's visits as scheduled, joint meetings, bulletins and reports; a matter a month is decided at one."""
    visits = survey_schedule(plan, year)[["starts_on", "district"]].set_axis(["held_on", "district"], axis=1)
    days = {"联席会议": 10, "通报": 11, "呈报": 11}
    late = {MONTHS[0]: AFTER_PRINTING}
    others = [
        (pd.Timestamp(year, month, day + late.get(month, 0)), kind) for kind, day in days.items() for month in MONTHS
    ]
    rows = pd.concat([visits.assign(kind="调研"), pd.DataFrame(others, columns=["held_on", "kind"])], ignore_index=True)
    month = rows["held_on"].dt.month
    number = rows.groupby([rows["kind"], month]).cumcount() + 1
    decided = rows["kind"].eq(raised_at(month)) & number.eq(1)
    return rows.assign(
        meeting_id=meeting_ids(rows["kind"], year, month, number.astype("str")),
        decisions=("第" + month.astype("str") + "月议定协调事项一件。").where(decided),
        month=month + (rows["held_on"].dt.day >= TOO_LATE),
    )


def raised_at(months: np.ndarray) -> np.ndarray:
    """The kind of meeting that a month's matter is raised at."""
    kinds: np.ndarray = np.array(["调研", "联席会议", "通报"])[months % 3]
    return kinds


def meeting_ids(kind: pd.Series, year: int, month: pd.Series, number: pd.Series | str = "1") -> pd.Series:
    """Numbers of meetings."""
    return "示例-" + kind + f"-{year}-" + month.astype("str").str.zfill(2) + "-" + number
