"""Rows of a result table, chosen by the names that people use."""

from collections.abc import Sequence

import pandas as pd

from panjin_kpi.errors import WrongParameters
from panjin_kpi.reference.calendar import written_period
from panjin_kpi.reference.plan import CITY, Plan

SCOPES = ("scope", "district", "reporter", "owner")  # columns of districts; only the first has rows of the city
MONTHS = ("month", "period", "as_of")


def chosen(
    frame: pd.DataFrame, title: str, plan: Plan, district: str, indicator: str, tier: str, month: str
) -> pd.DataFrame:
    """The rows of a table with a title; a blank chooses all. The errors are those of ``ResultSet.only``."""

    def column(what: str, names: Sequence[str]) -> str:
        """The first of some columns that the table has."""
        if found := [name for name in names if name in frame]:
            return found[0]
        raise WrongParameters(f"{title}不分{what}，不能按{what}选")

    if district:
        scope, name = plan.district_names.resolve(district), column("地区", SCOPES)
        if scope == CITY and name != SCOPES[0]:
            raise WrongParameters(f"{title}里没有全市的行，只有各地区的")
        frame = frame[frame[name] == scope]
    if indicator:
        frame = frame[frame[column("指标", ["indicator"])] == plan.indicator_names.resolve(indicator)]
    if tier:
        frame = frame[frame[column("层级", ["tier"])] == plan.words_of["tier"].resolve(tier)]
    if month:
        days = frame[column("月份", MONTHS)].astype("str")
        frame = frame[days.str[: len("2021-12")] == written_period(month)]
    return frame.reset_index(drop=True)
