"""The schedule of the fortnightly surveys of the districts."""

from datetime import date, timedelta

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.analysis.registry import result
from panjin_kpi.reference.plan import Plan
from panjin_kpi.schemas.conform import conform


@result(150)
def survey_round(plan: Plan, period: str) -> pd.DataFrame:
    """The fortnights that begin in a month, and the district of each (四（三）：每两周深入一个县区、经济区).

    The first day and the order of the districts (that of ``districts.csv``) are assumptions. The first day defaults to
    the first Monday after the plan was printed; if that is unknown too, there is no schedule.

    Examples
    --------
    >>> print(survey_round(Plan.load(), "2021-06")[["round", "name", "starts_on"]].to_string(index=False))
     round name  starts_on
         1 双台子区 2021-06-07
         1 兴隆台区 2021-06-21
    """
    schedule = survey_schedule(plan, int(period[:4]))
    return schedule[schedule["period"] == period].reset_index(drop=True)


def survey_schedule(plan: Plan, year: int) -> pd.DataFrame:
    """All fortnights that begin in a year; columns as :func:`survey_round`.

    >>> schedule = survey_schedule(Plan.load(), 2021)
    >>> len(schedule), int(schedule["round"].max())
    (16, 3)
    """
    first, step = _first_day(plan), timedelta(weeks=plan.assessment.survey.weeks.value)
    rows: list[tuple[object, ...]] = []
    start, number = first, 0
    while start is not None and start.year <= year:
        period = f"{start:%Y-%m}"
        if start.year == year and (districts := plan.districts_in(period)):
            whole, position = divmod(number, len(districts))
            name = plan.district_names[districts[position]]
            rows.append(
                (period, whole + 1, position + 1, districts[position], name, start, start + step - timedelta(1))
            )
        start, number = start + step, number + 1
    return conform("survey_round", pd.DataFrame(rows, columns=[*schemas.schema("survey_round").columns]))


def _first_day(plan: Plan) -> date | None:
    if given := plan.assessment.survey.first_on:
        return given.value
    if printed := plan.assessment.printed_on:
        return printed.value + timedelta(days=7 - printed.value.weekday())
    return None
