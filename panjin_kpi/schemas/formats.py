"""Figures formatted for people: rounded half up, never NaN."""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd

FICTITIOUS = "虚构示例，不代表任何真实情况"
BLANK = "—"
DAYS_A_YEAR = 365.25


def format_rounded(value: float, digits: int) -> str:
    """A number with a fixed number of decimals, rounded half up from its decimal form.

    >>> format_rounded(2.675, 2), format_rounded(0.5, 0), format_rounded(-0.04, 1)
    ('2.68', '1', '0.0')
    """
    quantum = Decimal(1).scaleb(-digits)
    result = Decimal(repr(float(value))).quantize(quantum, rounding=ROUND_HALF_UP)
    return f"{abs(result) if result == 0 else result:f}"


def format_number(value: float) -> str:
    """A count or an amount: at most two decimals, without trailing zeros.

    >>> format_number(12.0), format_number(4.5), format_number(1.605), format_number(float("nan"))
    ('12', '4.5', '1.61', '—')
    """
    if pd.isna(value):
        return BLANK
    text = format_rounded(value, 2)
    return text.rstrip("0").rstrip(".")


def format_percent(share: float) -> str:
    """A share as per cent with one decimal.

    >>> format_percent(0.6125), format_percent(float("nan"))
    ('61.3%', '—')
    """
    return BLANK if pd.isna(share) else format_rounded(float(Decimal(repr(float(share))) * 100), 1) + "%"


def format_points(gap: float) -> str:
    """Percentage points with one decimal.

    >>> format_points(12.25), format_points(-0.04)
    ('12.3', '0.0')
    """
    return BLANK if pd.isna(gap) else format_rounded(gap, 1)


def format_month(period: str) -> str:
    """A period in Chinese.

    >>> format_month("2021-06")
    '2021年6月'
    """
    return f"{period[:4]}年{int(period[5:])}月"


def format_day(moment: date | pd.Timestamp) -> str:
    """A day in Chinese."""
    return f"{moment.year}年{moment.month}月{moment.day}日"


def format_duration(days: float) -> str:
    """A number of days in years and months, to the nearest month.

    >>> format_duration(976), format_duration(366), format_duration(45), format_duration(3)
    ('2年8个月', '1年', '1个月', '不到1个月')
    """
    years, months = divmod(int(format_rounded(days * 12 / DAYS_A_YEAR, 0)), 12)
    return (f"{years}年" if years else "") + (f"{months}个月" if months else "") or "不到1个月"


def format_months(months: str) -> str:
    """Several months in Chinese, consecutive ones by the first and the last.

    >>> format_months("2021-05+2021-06+2021-07+2021-09"), format_months("2021-11+2022-01")
    ('2021年5月至7月、2021年9月', '2021年11月、2022年1月')
    """
    runs: list[list[str]] = []
    for month in months.split("+"):
        if runs and _number(month) == _number(runs[-1][-1]) + 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    text = "、".join("至".join(dict.fromkeys((format_month(run[0]), format_month(run[-1])))) for run in runs)
    return re.sub(r"(\d{4}年)(\d+月至)\1", r"\1\2", text)


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:])
