"""Validity of a tier whose record has no end date of its own."""

from typing import Literal

import numpy as np
from pydantic import Field, model_validator

from panjin_kpi.reference.settings.tier_criteria import Provision


class Validity(Provision):
    """Validity of a recognition without an end date of its own.

    Until 31 December of the event's year (``calendar_year``), for a number of ``years``, or without end where no
    document with a term was found (null).
    """

    rule: Literal["calendar_year", "years"] | None
    years: int | None = Field(default=None, gt=0)

    @model_validator(mode="after")
    def _years_go_with_their_rule(self) -> "Validity":
        if (self.rule == "years") != (self.years is not None):
            raise ValueError("rule 为 years 时写明 years，其余不写")
        return self

    def last_valid_day(self, events: np.ndarray) -> np.ndarray:
        """The last valid day of recognitions (or renewals) of each day (``datetime64``); NaT without end.

        Years begin on the day of the event and end on the day before its anniversary (assumption). A recognition of
        29 February whose last year has no such day ends on 28 February, the month's last day (as 民法典 第二百零二条
        ends a term in a month without the corresponding day).

        >>> days = np.array(["2018-11-13", "2020-02-29"], dtype="datetime64[D]")
        >>> where = {"document": "国科发火〔2016〕32号", "clause": "第九条", "valid_from": "2016-01-01"}
        >>> Validity(rule="years", years=3, **where).last_valid_day(days).astype(str).tolist()
        ['2021-11-12', '2023-02-28']
        """
        days = events.astype("datetime64[D]")
        if self.rule is None:
            return np.full(days.shape, np.datetime64("NaT"), dtype="datetime64[D]")
        if self.rule == "calendar_year":
            next_year: np.ndarray = (days.astype("datetime64[Y]") + 1).astype("datetime64[D]")
            return next_year - 1
        months = days.astype("datetime64[M]")
        in_month = days - months.astype("datetime64[D]")
        same_date: np.ndarray = (months + 12 * (self.years or 0)).astype("datetime64[D]") + in_month
        return same_date - 1  # 29 February becomes 1 March, and the day before is 28 February
