"""Made-up rows that prove the made-up figures: events, first recognitions, carriers with their tenants, tasks."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from panjin_kpi.reference.duties import tasks_led_by
from panjin_kpi.reference.evidence import TIER_OF, WAN_IN_YI
from panjin_kpi.reference.plan import Plan

KINDS = ("众创空间", "孵化器", "星创天地")
LEVELS = ("市级", "省级", None)
EARLIER_TENANTS = 6
LAST_DAY = 23  # everything has happened before the month's report is due
UNPROVED = {"activities": -1, "alliances": 1}  # one row too few, one too many, in one district each
STATES = ("未启动", "推进中", "已完成")
Courses = Mapping[str, list[float]]


def monthly_steps(course: list[float]) -> list[float]:
    """What each month adds to a cumulative course.

    >>> monthly_steps([0.0, 2.0, 2.0, 3.5])
    [0.0, 2.0, 0.0, 1.5]
    """
    return [round(after - before, 2) for before, after in zip([0.0, *course], course, strict=False)]


def events(random: np.random.Generator, plan: Plan, year: int, scope: str, courses: Courses) -> pd.DataFrame:
    """An event for each one counted, an amount or two for each month's sum; columns of the schema and ``month``."""
    indicators = plan.indicators.set_index("indicator")
    rows: list[dict[str, object]] = []
    odd = list(plan.districts["district"])[:2]
    for name in (name for name in courses if indicators.at[name, "evidence"] == "events"):
        steps = monthly_steps(courses[name])
        planted = max((m for m, step in enumerate(steps[:12], start=1) if step), default=0)
        for month, step in enumerate(steps, start=1):
            amount = indicators.at[name, "measure"] == "amount"
            count = int(step > 0) if amount else int(step)
            if month == planted and name in UNPROVED and scope == odd[UNPROVED[name] > 0]:
                count += UNPROVED[name]
            rows += [
                {
                    "district": scope,
                    "event_id": f"{name}-{month:02d}-{turn + 1}",
                    "indicator": name,
                    "occurred_on": _day(random, year, month),
                    "title": f"示例{indicators.at[name, 'name']}{month}月第{turn + 1}项",
                    "amount_wan": round(step * WAN_IN_YI, 2) if amount else None,
                    "evidence": f"示例材料{month:02d}-{turn + 1}",
                    "month": month,
                }
                for turn in range(count)
            ]
    return pd.DataFrame(rows)


def carriers(random: np.random.Generator, plan: Plan, year: int, scope: str) -> pd.DataFrame:
    """Three carriers of a district, the second opened in the year's May."""
    name = plan.district_names[scope]
    frame = pd.DataFrame(
        {
            "district": scope,
            "carrier": [f"示例{kind}（{name}）" for kind in KINDS],
            "kind": KINDS,
            "level": LEVELS,
            "opened_on": pd.to_datetime([f"{year - 4}-03-01", f"{year}-05-06", f"{year - 2}-09-01"]),
            "operator": [f"示例运营机构{number}" for number in (1, 2, 3)],
            "area_m2": random.integers(8, 90, 3) * 100.0,
            "professional_staff": random.integers(3, 15, 3),
            "mentors": random.integers(2, 20, 3),
            "fund_wan": [500.0, None, 120.0],
            "service_station": [True, False, None],
        }
    )
    return frame.assign(month=5)


def incubatees(
    random: np.random.Generator, year: int, carrier: pd.Series, codes: np.ndarray, course: list[float]
) -> pd.DataFrame:
    """Tenants: some from the years before, then as many each month as the figures say; a few have graduated."""
    steps = [EARLIER_TENANTS, *map(int, monthly_steps(course))]
    rows: list[dict[str, object]] = []
    for month, step in enumerate(steps):
        for _ in range(step):
            number = len(rows) + 1
            firm = number % 3 != 0 and number <= len(codes)
            rows.append(
                {
                    "carrier": carrier.iloc[number % len(carrier)],
                    "incubatee_id": f"{number:03d}",
                    "name": f"示例{'企业' if firm else '团队'}{number:03d}",
                    "kind": "企业" if firm else "团队",
                    "uscc": codes[number - 1] if firm else None,
                    "entered_on": _day(random, year, month) if month else _day(random, year - 1, number % 12 + 1),
                    "graduated_on": pd.Timestamp(f"{year}-04-20") if not month and number % 4 == 0 else pd.NaT,
                    "month": max(month, 1),
                }
            )
    return pd.DataFrame(rows)


def first_recognitions(
    random: np.random.Generator, year: int, courses: Courses, register: pd.DataFrame, before: pd.DataFrame
) -> pd.DataFrame:
    """For each newly recognised enterprise of the figures one that never held that tier."""
    parts = []
    for name, course in courses.items():
        tier = name.removeprefix(TIER_OF)
        if tier not in ("sci_tech_sme", "hnte", "eaglet", "gazelle"):
            continue
        held = set(before.loc[before["tier"] == tier, "uscc"])
        free = register.loc[~register["uscc"].isin(held), "uscc"].to_numpy()
        months = np.repeat(np.arange(1, 13), [int(step) for step in monthly_steps(course)])[: len(free)]
        days = pd.to_datetime([_day(random, year, int(month)) for month in months])
        frame = pd.DataFrame({"uscc": free[: len(months)], "tier": tier, "event": "recognised", "event_date": days})
        if tier == "hnte":
            frame["valid_until"] = frame["event_date"] + pd.DateOffset(years=3) - pd.Timedelta(days=1)
        parts.append(frame.assign(document="示例公告", month=months))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def task_progress(plan: Plan, period: str, unit: str) -> pd.DataFrame:
    """A unit's tasks this month: begun in May, the short ones done at the end of the year."""
    month = int(period[5:])
    tasks = plan.tasks[plan.tasks["task_no"].isin(tasks_led_by(plan, unit))]
    state = STATES[0 if month < 5 else 2 if month == 12 else 1]
    rows = [
        {
            "period": period,
            "reporter": unit,
            "task_no": row.task_no,
            "status": state if pd.notna(row.due_on) else STATES[1],
            "progress": f"示例进展：{row.name}按{month}月安排推进",
            "problems": "示例问题：场地尚未落实" if (row.task_no + month) % 7 == 0 else None,
            "next_steps": "示例打算：按计划推进",
        }
        for row in tasks.itertuples(index=False)
    ]
    return pd.DataFrame(rows)


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


def _day(random: np.random.Generator, year: int, month: int) -> pd.Timestamp:
    if month > 12:  # after the December report, before the year is closed
        return pd.Timestamp(year, 12, 28)
    return pd.Timestamp(year, month, int(random.integers(1, LAST_DAY)))
