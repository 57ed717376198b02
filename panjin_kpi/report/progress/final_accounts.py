"""When the next report or the final accounts are due, whose corrections are in, and the day of the figures.

A page states no deadline that is earlier than its own day.
"""

from datetime import date
from typing import NamedTuple

import pandas as pd

from panjin_kpi.reference.calendar import closing_on, due_on, first_period, month_after, month_end
from panjin_kpi.reference.plan import Plan
from panjin_kpi.report.page.lists import join_names
from panjin_kpi.schemas.formats import format_day, format_month


class Request(NamedTuple):
    """What is asked for next: the month (empty for final accounts), its report, by when (empty: nothing), from whom."""

    period: str
    report: str
    by: str
    who: str = "各单位"
    note: str = ""

    def sentences(self) -> list[str]:
        """What has to be sent by when; nothing where nothing is asked for."""
        return [f"{self.report}须于{self.by}{self.note}。"] if self.by else []


def last_received(timeliness: pd.DataFrame, corrections: pd.DataFrame, period: str) -> pd.Timestamp:
    """The day on which the last figure of a period came; ``NaT`` where none did."""
    columns = ((timeliness, "last_received_on"), (timeliness, "received_on"), (corrections, "received_on"))
    return pd.concat([frame.loc[frame["period"] == period, name] for frame, name in columns]).max()


def dated(plan: Plan, timeliness: pd.DataFrame, corrections: pd.DataFrame, period: str) -> date:
    """The day of a paper on a month: the month's last, that of the last figure in it, or that on which it was closed.

    Never later than the day up to which submissions are known.
    """
    last = last_received(timeliness, corrections, period)
    days = [month_end(period), last.date() if pd.notna(last) else None, plan.closed_on]
    return min(max(day for day in days if day), plan.known_on or date.max)


def asked_by(plan: Plan, period: str, day: date) -> str:
    """By when the next month's report, or December's final accounts, are due; empty on a ``day`` after it.

    ``calendar.csv`` need not have the day of the final accounts, and of a year that is closed none are asked for.

    >>> plan = Plan.load()
    >>> asked_by(plan, "2021-08", date(2021, 9, 26)), asked_by(plan, "2021-08", date(2021, 9, 27))
    ('2021年9月26日前', '')
    >>> asked_by(plan, "2021-12", date(2022, 1, 15)), asked_by(plan, "2021-12", date(2022, 1, 16))
    ('2022年1月15日前', '')
    """
    final = period.endswith("-12")
    due = closing_on(plan, period) if final else due_on(plan, month_after(period))
    if (final and plan.closed_on) or (due and due < day):
        return ""
    return f"{format_day(due)}前" if due else "另行通知的时限内"


def next_request(
    plan: Plan, timeliness: pd.DataFrame, corrections: pd.DataFrame, period: str, unit: str | None = None
) -> Request:
    """What all units or one have to send next: what lacks of the month until its day is over, then what follows it."""
    if period == plan.awaited:
        own = timeliness[(timeliness["period"] == period) & (timeliness["reported"] < timeliness["expected"])]
        if len(own := own[own["reporter"] == unit] if unit else own):
            by, who = f"{format_day(due_on(plan, period))}前报齐", join_names(own["name"])
            return Request(period, f"{format_month(period)}报表", by, who)
    after = month_after(period)
    until = asked_by(plan, period, dated(plan, timeliness, corrections, period))
    by = f"{until}报送" if until and after >= first_period(plan) else ""
    if period.endswith("-12"):
        own = corrections[corrections["scope"] == unit] if unit else corrections
        return Request("", f"{period[:4]}年年终决算", by, note=final_accounts(own, plan, period))
    return Request(after, f"{format_month(after)}报表", by)


def final_accounts(corrections: pd.DataFrame, plan: Plan, period: str) -> str:
    """The request for final accounts: until when they count, and which districts have already sent theirs."""
    since = pd.Timestamp(due_on(plan, period))
    came = corrections[(corrections["period"] == period) & (corrections["received_on"] > since)]
    names = [plan.district_names[scope] for scope in plan.districts["district"] if scope in set(came["scope"])]
    whose = "各地区" if len(names) == len(plan.districts_in(period)) else join_names(names, "个地区")
    return "，封账以后报来的不计入" + (f"；已收到{whose}的决算更正" if names else "")
