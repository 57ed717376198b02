"""How long a tier is valid where its record has no date of its own, and the order of the tiers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from panjin_kpi.reference.faults import ReferenceFault

LADDER = ("sci_tech_sme", "hnte", "eaglet", "gazelle", "unicorn")  # lowest first: the order of "highest tier"
Rule = Literal["calendar_year", "years", "open"]


@dataclass(frozen=True)
class Validity:
    """How long a recognition is valid.

    Parameters
    ----------
    rule : {"calendar_year", "years", "open"}
        Until 31 December of the event's year; for a number of years; without end.
    years : int, optional
        How many, with rule ``years`` only.
    document, clause : str
        Where the rule stands; blank where no document was found.

    Raises
    ------
    ReferenceFault
        The rule is not one of the three, or it and the number of years do not fit together.
    """

    rule: Rule
    years: int | None = None
    document: str = ""
    clause: str = ""

    def __post_init__(self) -> None:
        if self.rule not in ("calendar_year", "years", "open"):
            raise ReferenceFault(f"有效期规则“{self.rule}”不在清单内。请从 calendar_year、years、open 中选填。")
        if (self.rule == "years") != (self.years is not None and self.years > 0):
            raise ReferenceFault("有效期规则 years 要写明年数（正整数），其他规则不写年数。请改正。")

    def last_valid_day(self, events: np.ndarray) -> np.ndarray:
        """The last day on which a recognition of each day is valid.

        Years run from the day of the event, which is their first day: they end on the day before the day of the same
        date. A recognition of 29 February whose last year has no such day ends on 28 February, the month's last day
        (as 民法典 第二百零二条 ends a term in a month without the corresponding day).

        Parameters
        ----------
        events : numpy.ndarray
            Days of recognition or renewal, ``datetime64``.

        Returns
        -------
        numpy.ndarray
            ``datetime64[D]``, not-a-time where the recognition has no end.

        Examples
        --------
        >>> days = np.array(["2018-11-13", "2020-02-29"], dtype="datetime64[D]")
        >>> VALIDITY["hnte"].last_valid_day(days).astype(str).tolist()
        ['2021-11-12', '2023-02-28']
        >>> VALIDITY["sci_tech_sme"].last_valid_day(days).astype(str).tolist()
        ['2018-12-31', '2020-12-31']
        """
        days = events.astype("datetime64[D]")
        if self.rule == "open":
            return np.full(days.shape, np.datetime64("NaT"), dtype="datetime64[D]")
        if self.rule == "calendar_year":
            next_year: np.ndarray = (days.astype("datetime64[Y]") + 1).astype("datetime64[D]")
            return next_year - 1
        months = days.astype("datetime64[M]")
        same_date: np.ndarray = (months + 12 * (self.years or 0)).astype("datetime64[D]") + (
            days - months.astype("datetime64[D]")
        )
        return same_date - 1  # 29 February runs over into 1 March, whose eve is 28 February


VALIDITY: Mapping[str, Validity] = {
    "sci_tech_sme": Validity("calendar_year", document="国科火字〔2019〕87号", clause="登记编号当年有效"),
    "hnte": Validity("years", 3, document="《高新技术企业认定管理办法》（国科发火〔2016〕32号）", clause="第九条"),
    # no term was found in 辽科创办发〔2021〕2号: held until revoked
    "eaglet": Validity("open"),
    "gazelle": Validity("open"),
    "unicorn": Validity("open"),
}
