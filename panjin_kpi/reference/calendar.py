"""The calendar of the monthly reports: months, their days, and due dates."""

import re
import unicodedata
from calendar import monthrange
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache

import pandas as pd

from panjin_kpi.errors import WrongParameters
from panjin_kpi.reference.plan import Plan

DUE_DAY = 26  # 四（三）：每月26日前
FRIDAY = 4
EARLIEST = date(1906, 1, 1)  # a year up to 2100 typed into a spreadsheet's date cell becomes a day before
BEIJING = timezone(timedelta(hours=8))
PERIOD = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")


def today() -> date:
    """Today's date in Beijing, whatever the machine's time zone."""
    return datetime.now(BEIJING).date()


def written_period(text: str) -> str:
    """Check a typed month, and return it in half width.

    Raises
    ------
    WrongParameters
        It is not written ``YYYY-MM``; the message is Chinese.

    Examples
    --------
    >>> written_period("２０２１-06")
    '2021-06'
    """
    period = unicodedata.normalize("NFKC", text).strip()
    if not PERIOD.fullmatch(period):
        raise WrongParameters(f"期间“{text}”写法不对，请写成 2021-12 这样的年月")
    return period


def written_day(text: str) -> date:
    """Parse a typed day.

    Raises
    ------
    WrongParameters
        It is not written ``YYYY-MM-DD`` or is not a valid day; the message is Chinese.

    Examples
    --------
    >>> written_day("２０２１-06-26")
    datetime.date(2021, 6, 26)
    """
    written = unicodedata.normalize("NFKC", text).strip()
    with suppress(ValueError):
        if (day := date.fromisoformat(written)).isoformat() == written:
            return day
    raise WrongParameters(f"“{text}”不是日期，请写成 2021-06-26 这样")


def past_day(text: str) -> date:
    """Parse a typed day up to today in Beijing; raises ``WrongParameters`` as :func:`written_day` does."""
    if (day := written_day(text)) > today():
        raise WrongParameters(f"{day} 还没有到，今天是 {today()}（北京时间）")
    return day


def known_period(plan: Plan, period: str) -> str:
    """Check that a month is one of a year for which the plan has targets, and return it.

    Raises
    ------
    WrongParameters
        It is not written ``YYYY-MM`` or its year has no targets; the message is Chinese.
    """
    if period != written_period(period):
        raise WrongParameters(f"期间“{period}”写法不对，请用半角写成 {written_period(period)}")
    years = sorted(plan.targets["year"].unique().tolist())
    if int(period[:4]) not in years:
        raise WrongParameters(f"{period[:4]}年没有年度目标，targets.csv 里只有{'、'.join(map(str, years))}年")
    return period


def existing_unit(plan: Plan, unit: str, period: str) -> str:
    """Check that a unit, if it is a district, exists in a month, and return it.

    Raises
    ------
    WrongParameters
        The district was not established yet, or has ended; the message is Chinese.

    Examples
    --------
    >>> existing_unit(Plan.load(), "dawa", "2021-06")
    'dawa'
    """
    if unit in plan.districts_absent_in(period):
        raise WrongParameters(f"{plan.district_names[unit]}在{period}还没有设立或已经撤销")
    return unit


def due_on(plan: Plan, period: str) -> date:
    """The last day on which a month's report is on time.

    It is taken from ``calendar.csv``; for a month not listed there it is the 26th, or the next Monday if that is on a
    weekend (assumption: the plan has no holiday rule).

    >>> due_on(Plan.load(), "2021-06"), due_on(Plan.load(), "2022-02"), due_on(Plan.load(), "2022-03")
    (datetime.date(2021, 6, 28), datetime.date(2022, 2, 28), datetime.date(2022, 3, 28))
    """
    if known := _in_calendar(plan, period, "due_on"):
        return known
    day = date(int(period[:4]), int(period[5:]), DUE_DAY)
    return day + timedelta(days=7 - day.weekday() if day.weekday() > FRIDAY else 0)


def second_due_on(plan: Plan, period: str) -> date | None:
    """The due date for the supervision office, if ``calendar.csv`` has one."""
    return _in_calendar(plan, period, "second_due_on")


def closing_on(plan: Plan, period: str) -> date | None:
    """The day on which a year's figures are closed, if ``calendar.csv`` has one."""
    return _in_calendar(plan, period, "closing_on")


@lru_cache
def _in_calendar(plan: Plan, period: str, column: str) -> date | None:
    known = plan.calendar.loc[plan.calendar["period"] == period, column].dropna()
    return date.fromisoformat(known.iloc[0]) if len(known) else None


def punctuality(plan: Plan, period: str, received_on: date) -> str:
    """Whether a month's report was on time, in Chinese; months before the plan are not judged.

    >>> punctuality(Plan.load(), "2021-06", date(2021, 6, 30))
    '迟报2天（应于2021-06-28前报送）'
    """
    if period < first_period(plan):
        return "早于计划印发，不判断是否按时"
    due = due_on(plan, period)
    late = (received_on - due).days
    return f"迟报{late}天（应于{due}前报送）" if late > 0 else "按时"


@lru_cache
def first_period(plan: Plan) -> str:
    """The first month whose report was not due before the plan was printed; earlier ones never count as missing.

    Assumption: the plan sets the day of the month (四（三）), but not the first month.

    >>> first_period(Plan.load())
    '2021-05'
    """
    if not (printed := plan.assessment.printed_on):
        return ""
    month = f"{printed.value:%Y-%m}"
    return month if due_on(plan, month) >= printed.value else month_after(month)


def on_record(plan: Plan, period: str, known_on: date | None, closed_on: date | None) -> Plan:
    """The plan of a month's run: up to which day submissions are known, if not all are, and when the month was closed.

    >>> on_record(Plan.load(), "2021-12", date(2021, 12, 27), None).awaited  # that day is not over
    '2021-12'
    """
    waits = known_on and not closed_on and period >= first_period(plan) and known_on <= due_on(plan, period)
    return replace(plan, known_on=known_on, closed_on=closed_on, awaited=period if waits else "")


def is_owed(plan: Plan, period: str) -> bool:
    """Whether what a month's reports lack is asked for: they were due, and what came would count.

    >>> [is_owed(Plan.load(), period) for period in ("2021-04", "2021-05")]
    [False, True]
    """
    return period >= first_period(plan) and period != plan.awaited and not plan.closed_on


def unreported(plan: Plan, period: str, word: str = "本期未报") -> str:
    """What is said of figures that did not come for a month: until its reports are due, only that they have not yet.

    >>> recorded = on_record(Plan.load(), "2021-12", date(2021, 12, 25), None)
    >>> unreported(recorded, "2021-12"), unreported(recorded, "2021-11"), unreported(recorded, "2021-11", "本月未报")
    ('还没有报来', '本期未报', '本月未报')
    """
    return "还没有报来" if period == plan.awaited else word


def received_too_early(period: str, received_on: date) -> str:
    """The reason for which a month's report cannot have been received on a day, in Chinese; empty where it can.

    >>> received_too_early("2021-12", date(2021, 3, 15))
    '收到日期 2021-03-15 早于所报的 2021-12'
    """
    return f"收到日期 {received_on} 早于所报的 {period}" if received_on < date.fromisoformat(f"{period}-01") else ""


def month_end(period: str) -> date:
    """Last day of a month: a period's ``as_of``.

    >>> month_end("2024-02")
    datetime.date(2024, 2, 29)
    """
    year, month = int(period[:4]), int(period[5:])
    return date(year, month, monthrange(year, month)[1])


def day_of_judgement(day: date, known_on: date | None) -> pd.Timestamp:
    """A month's last day, or an earlier day up to which submissions are known: nothing due later is overdue yet.

    >>> day_of_judgement(date(2021, 12, 31), date(2021, 12, 20)), day_of_judgement(date(2021, 11, 30), None)
    (Timestamp('2021-12-20 00:00:00'), Timestamp('2021-11-30 00:00:00'))
    """
    return min(pd.Timestamp(day), pd.Timestamp(known_on or day))


def overdue_days(due_on: pd.Series, day: date, known_on: date | None) -> pd.Series:
    """Days since each deadline, as of the day after ``day`` (a month's last), or of a ``known_on`` before ``day``.

    An item due on ``day`` itself is one day overdue: at the month's end, to which that day's submissions are known,
    its deadline has passed.

    >>> overdue_days(pd.Series(pd.to_datetime(["2021-12-30", "2021-12-31", "2022-01-01"])), date(2021, 12, 31), None)
    0    2
    1    1
    2    0
    dtype: int64
    """
    now = known_on if known_on and known_on < day else day + timedelta(days=1)
    return (pd.Timestamp(now) - due_on).dt.days.clip(lower=0)


def month_before(period: str) -> str:
    """The month before."""
    return str(pd.Period(period, "M") - 1)


def month_after(period: str) -> str:
    """The month after."""
    return str(pd.Period(period, "M") + 1)


def months_so_far(period: str) -> list[str]:
    """The months of the year up to a month.

    >>> months_so_far("2021-03")
    ['2021-01', '2021-02', '2021-03']
    """
    return [f"{period[:4]}-{month:02d}" for month in range(1, int(period[5:]) + 1)]
