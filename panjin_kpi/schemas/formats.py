"""Figures formatted for people: rounded half up, never NaN."""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd

FICTITIOUS = "虚构示例，不代表任何真实情况"
BLANK = "—"
DAYS_A_YEAR = 365.25
EXACT = 7  # decimals; beyond them sums are inexact in binary, and files of results have ten digits


def format_rounded(value: float, digits: int, *bounds: float) -> str:
    """A number with a fixed number of decimals, rounded half up from its decimal form.

    It has as many more decimals as it needs not to be moved onto or over one of ``bounds``, what it was judged by.

    >>> format_rounded(2.675, 2), format_rounded(0.5, 0), format_rounded(-0.04, 1), format_rounded(4.499, 2, 4.5)
    ('2.68', '1', '0.0', '4.499')
    """
    number = Decimal(repr(float(value)))
    result = _quantized(number, digits)
    limits = [_quantized(Decimal(repr(float(bound))), EXACT) for bound in bounds if not pd.isna(bound)]
    sides = [(limit, side) for limit in limits if (side := _quantized(number, EXACT).compare(limit))]
    while any(result.compare(limit) != side for limit, side in sides):
        digits += 1
        result = _quantized(number, digits)
    return f"{abs(result) if result == 0 else result:f}"


def _quantized(number: Decimal, digits: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def format_number(value: float, *bounds: float) -> str:
    """A count or an amount: at most two decimals, without trailing zeros; ``bounds`` as in :func:`format_rounded`.

    >>> format_number(12.0), format_number(4.5), format_number(1.605), format_number(float("nan"))
    ('12', '4.5', '1.61', '—')
    """
    if pd.isna(value):
        return BLANK
    text = format_rounded(value, 2, *bounds)
    return text.rstrip("0").rstrip(".")


def format_percent(share: float, *bounds: float) -> str:
    """A share as per cent with one decimal; ``bounds`` are shares, as in :func:`format_rounded`.

    >>> format_percent(0.6125), format_percent(float("nan")), format_percent(0.9998, 1)
    ('61.3%', '—', '99.98%')
    """
    hundred = (float(Decimal(repr(float(part))) * 100) for part in bounds)
    return BLANK if pd.isna(share) else format_rounded(float(Decimal(repr(float(share))) * 100), 1, *hundred) + "%"


def format_estimate(share: float) -> str:
    """A share that is estimated from draws, as whole per cent: its error is about three of them.

    >>> format_estimate(0.6512), format_estimate(float("nan"))
    ('65%', '—')
    """
    return BLANK if pd.isna(share) else format_rounded(100 * share, 0) + "%"


def format_points(gap: float, *bounds: float) -> str:
    """Percentage points with one decimal; ``bounds`` as in :func:`format_rounded`.

    >>> format_points(12.25), format_points(-0.04), format_points(0.002, 0)
    ('12.3', '0.0', '0.002')
    """
    return BLANK if pd.isna(gap) else format_rounded(gap, 1, *bounds)


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
