"""The meaning of a numeric cell that holds one value and shows another: 85 % is 85 %, not 0.85."""

import math
import re
from datetime import datetime
from decimal import Decimal

from panjin_kpi.intake.reading.formats.grid import HIDDEN_ZERO
from panjin_kpi.intake.reading.formats.number_format import (
    EPOCH_1900,
    display,
    in_percent,
    is_moment,
    is_plain,
    number_text,
    shows_zero,
)

DAY_ZERO = "是日期格式，存的却是0，不是哪一天", "没有日期的请清空这一格（公式也请删去），有的请重新填写日期"
CONVERTED = (
    "是日期或科学计数法格式，可能不是原来填的编号",
    "请把这一列设为文本格式后重新填写",
)  # asked about in identifiers
LARGEST_SCALE = 9  # most zeros that a format may hide: 0.00,,"亿" hides eight
_POWER = re.compile("[0#?][Ee][+-]")
_SHOWN = re.compile(r"([^0-9.]*)((?:[0-9][0-9,]*\.?[0-9]*|\.[0-9]+)(?:[Ee][+-]?[0-9]{1,3})?)([^0-9]*)")


def number_cell(value: float, code: str, epoch: datetime = EPOCH_1900) -> tuple[str, tuple[str, str] | None]:
    """The text of a numeric cell, and why it cannot be used: its format shows another number, or none.

    A day, or a number in scientific notation, cannot be used as an identifier (``CONVERTED``): programs make these of
    1-1 and 1E5.

    >>> number_cell(0.85, "0%"), number_cell(44348, "yyyy-mm") == ("2021-06", CONVERTED)
    (('85%', None), True)
    >>> number_cell(5_000_000, "#,##0,")[1][0]
    '显示为“5000”，存的是5000000'
    >>> number_cell(0, "#,###") == ("0", HIDDEN_ZERO), number_cell(0, "yyyy-m-d")[1] == DAY_ZERO
    (True, True)
    """
    if not math.isfinite(value) or (is_plain(code) and (abs(value) >= 1 or shows_zero(code))):
        return number_text(value), None
    shown = display(value, code, epoch)
    moment = is_moment(value, code)
    if moment and not shown and not value:
        return "0", DAY_ZERO
    text = shown if moment else shown_number(value, shown, in_percent(value, code))
    if not text:
        return number_text(value), differing(value, shown)
    return text, CONVERTED if moment or _POWER.search(code) else None


def differing(value: float, shown: str) -> tuple[str, str]:
    """Reason and remedy for a cell that shows another number than it holds."""
    if not value and not shown.strip():
        return HIDDEN_ZERO
    seen = f"显示为“{shown}”" if shown.strip() else "不显示内容"
    return f"{seen}，存的是{number_text(value)}", "请把单元格格式改为“常规”，再按本列的单位填写"


def shown_number(value: float, shown: str, percent: bool = True) -> str | None:
    """A number with the unit, percent sign and leading zeros that its cell shows; None where it shows another number.

    Where the format rounds, the unrounded number is meant. A format that drops digits without a unit (``#,##0,``), or
    hides the number, is ambiguous. Without ``percent`` a percent sign is only a text after the number (``0"%"``).

    >>> [shown_number(*cell) for cell in ((0.856, "86%"), (7, "007"), (3.14159, "3.1"), (12, "12家"), (5e6, "500.0万"))]
    ['85.6%', '007', '3.14159', '12家', '500.0万']
    >>> [shown_number(*cell) for cell in ((5e6, "5,000"), (5001234, "500.1万"), (3, ""), (-3, "3"), (0, "-"))]
    [None, None, None, None, '0']
    >>> shown_number(62.5, "63%", percent=False), shown_number(0.625, "63%")
    ('62.5%', '62.5%')
    """
    shown = shown.strip()
    exact = Decimal(number_text(abs(value)))
    found = _SHOWN.fullmatch(shown)
    if not found:
        if not exact and re.fullmatch(r"[^0-9]*[-–—]\s*", shown):
            return "0"  # accounting formats
        digits = re.sub("[^0-9]", "", shown).lstrip("0")
        last = re.search(r"([0-9]+)[^0-9]*$", shown)  # 202110 as 2021-10, 8 as 2021-008
        return shown if last and f"{exact:f}" in (digits, last[1].lstrip("0")) else None
    before, written, after = found[1].replace("(", "-"), found[2].replace(",", ""), found[3].replace(")", "")
    if "-" not in before if value < 0 else before.strip() == "-":
        return None
    number = Decimal(written)
    held = exact * 100 if percent and after.strip() == "%" else exact
    if 2 * abs(number - held) <= Decimal(1).scaleb(int(number.as_tuple().exponent)):
        width = len(written.partition(".")[0]) if written.startswith("0") else 0
        integer, point, fraction = f"{held.normalize():f}".partition(".")
        return before + integer.zfill(width) + point + fraction + after
    scaled = any(number.scaleb(zeros) == exact for zeros in range(1, LARGEST_SCALE + 1))
    return before + written + after if scaled and after.strip() else None
