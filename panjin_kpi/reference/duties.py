"""Who reports what by when: indicators and tasks of each unit, and the day a month's report is due."""

from datetime import date, timedelta

from panjin_kpi.reference.plan import CITY, Plan

DUE_DAY = 26  # 四（三）：每月26日前
FRIDAY = 4


def known_period(plan: Plan, period: str) -> str:
    """A month for which the plan has targets.

    Raises
    ------
    ValueError
        It is not written ``YYYY-MM`` or its year has no targets; the message is Chinese.

    Examples
    --------
    >>> known_period(Plan.load(), "2021-13")
    Traceback (most recent call last):
    ValueError: 期间“2021-13”写法不对，请写成 2021-12 这样的年月
    """
    written = len(period) == 7 and period[4] == "-" and (period[:4] + period[5:]).isdecimal()
    if not written or not 1 <= int(period[5:]) <= 12:
        raise ValueError(f"期间“{period}”写法不对，请写成 2021-12 这样的年月")
    years = sorted(plan.targets["year"].unique().tolist())
    if int(period[:4]) not in years:
        raise ValueError(f"{period[:4]}年没有年度目标，targets.csv 里只有{'、'.join(map(str, years))}年")
    return period


def indicators_of(plan: Plan, unit: str, year: int) -> tuple[str, list[str]]:
    """The scope a unit reports for, and the annual indicators it reports.

    A district reports what is allocated to it; another unit the city's own indicators of the tasks it leads. Where a
    task is led by the districts together (annex 2, row 1), the city's own figure falls to the responsible bureaus.

    Parameters
    ----------
    plan : Plan
        Targets, tasks and units.
    unit : str
        Identifier of a district or of another unit.
    year : int
        Year of the targets.

    Examples
    --------
    >>> indicators_of(Plan.load(), "ip_bureau", 2021)
    ('city', ['ip_pledge_amount'])
    """
    targets = plan.targets_in(year)
    if unit in set(plan.districts["district"]):
        return unit, targets.loc[targets["scope"] == unit, "indicator"].tolist()
    return CITY, [indicator for indicator in city_indicators(plan, year) if unit in reporters_of(plan, indicator)]


def city_indicators(plan: Plan, year: int) -> list[str]:
    """Indicators of a year that are not broken down: the city's own.

    >>> "new_gazelle" in city_indicators(Plan.load(), 2021)
    True
    """
    targets = plan.targets_in(year)
    own = targets.loc[targets["scope"] == CITY, "indicator"]
    return list(own[~own.isin(plan.split_indicators(year))])


def reporters_of(plan: Plan, indicator: str) -> list[str]:
    """Units that report one of the city's own indicators, the first of them in annex 2 first.

    >>> reporters_of(Plan.load(), "guarantee_amount"), reporters_of(Plan.load(), "carriers_built")
    (['sci_tech_bureau', 'guarantee_company'], ['sci_tech_bureau'])
    """
    task = plan.indicators.set_index("indicator").at[indicator, "task_no"]
    units = plan.task_units[plan.task_units["task_no"] == task]
    kind = units["unit"].map(plan.units.set_index("unit")["kind"])
    own = units[~kind.isin(["district", "district_group"])]
    leads = list(own.loc[own["role"] == "lead", "unit"])
    return leads or list(own.loc[kind == "bureau", "unit"])


def tasks_led_by(plan: Plan, unit: str) -> list[int]:
    """Rows of annex 2 that a unit leads, alone or with others, and so reports on every month (四（三）).

    >>> tasks_led_by(Plan.load(), "gaoxin")
    [1, 2, 3, 4, 5, 12]
    """
    groups = plan.units.loc[plan.units["kind"] == "district_group", "unit"]
    names = {unit, *groups} if unit in set(plan.districts["district"]) else {unit}
    led = plan.task_units[(plan.task_units["role"] == "lead") & plan.task_units["unit"].isin(names)]
    return sorted(int(task) for task in led["task_no"].unique())


def due_on(plan: Plan, period: str) -> date:
    """The last day on which a month's report is on time.

    ``calendar.csv`` says it; for a month that it lacks, the 26th, and after a weekend the next Monday (assumption: the
    plan has no holiday rule).

    Examples
    --------
    >>> due_on(Plan.load(), "2021-06"), due_on(Plan.load(), "2022-02"), due_on(Plan.load(), "2022-03")
    (datetime.date(2021, 6, 28), datetime.date(2022, 2, 28), datetime.date(2022, 3, 28))
    """
    if known := _in_calendar(plan, period, "due_on"):
        return known
    day = date(int(period[:4]), int(period[5:]), DUE_DAY)
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > FRIDAY else 0)


def second_due_on(plan: Plan, period: str) -> date | None:
    """The last day for the supervision office, where ``calendar.csv`` gives one.

    >>> second_due_on(Plan.load(), "2021-06"), second_due_on(Plan.load(), "2022-06")
    (datetime.date(2021, 6, 28), None)
    """
    return _in_calendar(plan, period, "second_due_on")


def closing_on(plan: Plan, period: str) -> date | None:
    """The day on which a year's figures are closed; only its last month has one.

    >>> closing_on(Plan.load(), "2021-12"), closing_on(Plan.load(), "2021-06")
    (datetime.date(2022, 1, 15), None)
    """
    return _in_calendar(plan, period, "closing_on")


def _in_calendar(plan: Plan, period: str, column: str) -> date | None:
    known = plan.calendar.loc[plan.calendar["period"] == period, column].dropna()
    return date.fromisoformat(known.iloc[0]) if len(known) else None


def punctuality(plan: Plan, period: str, received_on: date) -> str:
    """Whether a month's report came in time, in words.

    >>> punctuality(Plan.load(), "2021-06", date(2021, 6, 28)), punctuality(Plan.load(), "2021-06", date(2021, 6, 30))
    ('按时', '迟报2天（应于2021-06-28前报送）')
    """
    due = due_on(plan, period)
    late = (received_on - due).days
    return f"迟报{late}天（应于{due}前报送）" if late > 0 else "按时"


def month_end(period: str) -> date:
    """Last day of a month: a period's ``as_of``.

    >>> month_end("2024-02")
    datetime.date(2024, 2, 29)
    """
    year, month = int(period[:4]), int(period[5:])
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
