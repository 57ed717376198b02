"""The canonical form of months, days, numbers, amounts, booleans and credit codes."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from panjin_kpi.reference.names import UnknownName, normalised_key

YES = {"是", "true", "1", "y", "yes", "√", "作废"}
NO = {"", "否", "false", "0", "n", "no"}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONEY = {"元": 1, "百元": 100, "千元": 10**3, "万": 10**4, "万元": 10**4, "十万元": 10**5, "百万": 10**6}
MONEY |= {"百万元": 10**6, "千万": 10**7, "千万元": 10**7, "亿": 10**8, "亿元": 10**8}
AREA = dict.fromkeys(("平方米", "平米", "㎡", "m²", "m2", "M2"), 1.0) | {"公亩": 100.0, "亩": 2000 / 3}
AREA |= {"公顷": 1e4, "万平方米": 1e4, "万平米": 1e4, "万㎡": 1e4, "平方公里": 1e6, "平方千米": 1e6, "万亩": 2e7 / 3}
_NUMBERED = re.compile(r"^(?:[0-9]{1,2}|[一二三四五六七八九十])[.、]")  # 1.期间
_SIZED = "|".join(sorted(map(re.escape, MONEY | AREA), key=len, reverse=True))
_UNIT_LAST = re.compile(rf"(.+?)(?:\((?:单位:?)?|[:/,_-])?({_SIZED})\)?")  # 金额（单位：万元）, 金额/万元, 金额万元
SERIAL_DAY_0 = date(1899, 12, 30)  # of spreadsheets' serial dates; 20000 is in 1954, 80000 in 2119
WIDTHS = ("<wide>", "<narrow>", "<small>", "<noBreak>")  # Unicode decompositions that keep the meaning
_CLOCK = r"(?:[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
_UNIT = f"[个名场家支次项人户件份台套%]|{_SIZED}"
_UNITS = re.compile(rf"\(?(?:{_UNIT})(?:[、,/](?:{_UNIT}))*\)?", re.IGNORECASE)
_OF_UNITS = {"", "单位", "计量单位"}
_QUANTITY = re.compile(r"([+-]?[0-9]+(?:[, ][0-9]+)*(?:\.[0-9]+)?)\s*([^0-9\s.,+-]+|[mM]2)")


def clean(text: str) -> str:
    """A number, day or name in half width, stripped; circled and superscript digits stay.

    >>> clean("　１２．５ "), clean("③"), clean("10³")
    ('12.5', '③', '10³')
    """
    return (text if text.isascii() else "".join(map(_half_width, text))).strip()


def _half_width(character: str) -> str:
    folds = unicodedata.decomposition(character).startswith(WIDTHS)
    return unicodedata.normalize("NFKC", character) if folds else character


def period(text: str) -> str:
    """A month in any usual form as ``YYYY-MM``; other text unchanged.

    Spreadsheet programs turn ``2021-06`` into ``Jun-21``, the first of June or its serial number.

    >>> period("2021年6月"), period("2021/06"), period("2021.6"), period("Jun-21"), period("2021-06-01"), period("六月")
    ('2021-06', '2021-06', '2021-06', '2021-06', '2021-06', '六月')
    >>> period("44348"), period("202106"), period("2021.10"), period("2021年6月份")
    ('2021-06', '2021-06', '2021-10', '2021-06')

    Raises
    ------
    UnknownName
        ``2021.1`` is January, or October in a cell of numbers.
    """
    if found := re.fullmatch(r"([0-9]{4})\.1", text):
        raise UnknownName("月份", text, [f"{found[1]}-01", f"{found[1]}-10"])
    if found := re.fullmatch(
        r"([0-9]{4})\s*[-年./]\s*([0-9]{1,2})\s*(?:月|(?<=年[0-9])月份|(?<=年[0-9]{2})月份)?", text
    ):
        return f"{found[1]}-{int(found[2]):02d}"
    if found := re.fullmatch(r"((?:19|20)[0-9]{2})(0[1-9]|1[0-2])", text):
        return f"{found[1]}-{found[2]}"
    if (found := re.fullmatch(r"([A-Za-z]{3})-([0-9]{2})", text)) and found[1].title() in MONTHS:
        return f"20{found[2]}-{MONTHS.index(found[1].title()) + 1:02d}"
    return day(text)[:7] if day(text).endswith("-01") else text


def day(text: str) -> str:
    """A day in any usual form, or as a serial date, as ``YYYY-MM-DD``; other text unchanged.

    >>> day("2021年6月5日"), day("2021.6.5"), day("2021/06/05"), day("20210605"), day("2021-06-05 00:00:00"), day("6月")
    ('2021-06-05', '2021-06-05', '2021-06-05', '2021-06-05', '2021-06-05', '6月')
    >>> day("44352"), day("2021-06-05 14:30:00"), day("14:30:00")
    ('2021-06-05', '2021-06-05', '14:30:00')
    """
    if len(text) == len("2021-06-05") and text[4] == text[7] == "-":
        return text
    if re.fullmatch(r"[2-7][0-9]{4}", text):
        return (SERIAL_DAY_0 + timedelta(days=int(text))).isoformat()
    found = re.fullmatch(rf"([0-9]{{4}})\s*[-年./]\s*([0-9]{{1,2}})\s*[-月./]\s*([0-9]{{1,2}})\s*日?{_CLOCK}", text)
    found = found or re.fullmatch(r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})", text)
    return f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}" if found else text


def number(text: str) -> str:
    """A number without thousands separators and inner spaces, with the minus of accounts; other text unchanged.

    >>> number("1,234.5"), number("1 234"), number("1,2,3"), number("0,004"), number("三")
    ('1234.5', '1234', '1,2,3', '0,004', '三')
    >>> number("(1,300)"), number("\N{MINUS SIGN}300")
    ('-1300', '-300')
    """
    text = re.sub(r"^\(([0-9, .]+)\)$|^\u2212(?=[0-9])", r"-\1", text)
    separated = re.fullmatch(r"[+-]?[1-9][0-9]{0,2}([, ])[0-9]{3}(\1[0-9]{3})*(\.[0-9]+)?", text)
    return text.replace(separated[1], "") if separated else text


def header_key(text: str) -> str:
    """A header normalised for comparison: without the star of a required column and without its number.

    A unit of money or area at its end is in parentheses, by the longest of its names.

    >>> header_key("期间 *"), header_key("＊期间"), header_key("1．期间"), header_key("2021年")
    ('期间', '期间', '期间', '2021年')
    >>> header_key("金额（单位：万元）"), header_key("金额/万"), header_key("面积㎡"), header_key("area_m2")
    ('金额(万元)', '金额(万元)', '面积(平方米)', 'area_m2')
    """
    key = _NUMBERED.sub("", normalised_key(text).strip("*")).strip("*")
    found = _UNIT_LAST.fullmatch(key) if not key.isascii() and key.endswith((*MONEY, *AREA, ")")) else None
    if not found:
        return key
    sizes = MONEY if found[2] in MONEY else AREA
    return f"{found[1]}({max((unit for unit in sizes if sizes[unit] == sizes[found[2]]), key=len)})"


def is_number(text: str) -> bool:
    """Whether a text is a number without a unit.

    >>> is_number("1,234.5"), is_number("5万元"), is_number("约5")
    (True, False, False)
    """
    return re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", number(text)) is not None


def is_figure(text: str) -> bool:
    """Whether a text is a number without a unit, and not a year, as in a title.

    >>> is_figure("3"), is_figure("2021"), is_figure("2021年")
    (True, False, False)
    """
    return is_number(text) and not re.fullmatch("(?:19|20)[0-9]{2}", text)


def quantity(text: str, unit: str) -> str:
    """An amount or area written with a unit, converted to the column's unit; other text as :func:`number`.

    A text with a unit of another kind, or of area without an exact conversion, stays as typed.

    >>> quantity("1.2亿元", "万元"), quantity("12 000 万元", "亿元"), quantity("300元", "万元")
    ('12000', '1.2', '0.03')
    >>> quantity("85%", "%"), quantity("3亿元", "家"), quantity("约5亿元", "亿元"), quantity("5家", "家")
    ('85', '3亿元', '约5亿元', '5')
    >>> quantity("2,000㎡", "平方米"), quantity("1.5公顷", "平方米"), quantity("30亩", "平方米")
    ('2000', '15000', '30亩')
    """
    found = _QUANTITY.fullmatch(text)
    if not found or not is_number(found[1]):
        return number(text)
    digits, written = number(found[1]), found[2]
    if written in MONEY and unit in MONEY:
        return f"{(Decimal(digits) * MONEY[written] / MONEY[unit]).normalize():f}"
    if written in AREA and unit in AREA and (times := AREA[written] / AREA[unit]).is_integer():
        return f"{(Decimal(digits) * int(times)).normalize():f}"
    return digits if written == unit else text


def parse_boolean(text: str) -> bool:
    """Whether a cell means yes; raises ``UnknownName`` where it means neither yes nor no."""
    if normalised_key(text) in YES | NO:
        return normalised_key(text) in YES
    raise UnknownName("填法", text, ["是", "否"])


def credit_code(text: str) -> str:
    """A credit code in capitals without inner spaces.

    >>> credit_code("9121 1100 ma0y abcd 1x")
    '91211100MA0YABCD1X'
    """
    return "".join(text.split()).upper()


def names_units(cells: Sequence[str], key: Iterable[int]) -> bool:
    """Whether a row states the unit of each column, perhaps with dashes where there is none, and has no key.

    >>> names_units(["计量单位", "—", "（万元）"], [0, 1]), names_units(["", "", "3"], [0, 1])
    (True, False)
    """
    texts = [normalised_key(cell).strip(":-/") for cell in cells]
    units = [text for text in texts if text not in _OF_UNITS]
    return bool(units) and all(map(_UNITS.fullmatch, units)) and all(texts[at] in _OF_UNITS for at in key)
