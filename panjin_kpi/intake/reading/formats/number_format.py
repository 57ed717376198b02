"""Display of numbers by a spreadsheet's format code (ECMA-376 part 1, 18.8.30 and 18.8.31)."""

import operator
import re
from datetime import datetime, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

MOST_DECIMALS = 30  # as in Excel
_WIDE = Context(prec=80)
EPOCH_1900, EPOCH_1904 = datetime.fromisoformat("1899-12-30"), datetime.fromisoformat("1904-01-01")
_MONTH, _MONTH_DAY, _TIME = 'yyyy"年"m"月"', 'm"月"d"日"', 'h"时"mm"分"'
BUILT_IN = (
    {0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?"}
    | {13: "# ??/??", 14: "yyyy-m-d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM"}
    | {20: "h:mm", 21: "h:mm:ss", 22: "yyyy-m-d h:mm", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0"}
    | dict.fromkeys(range(5, 9), '"¥"#,##0.00;"¥"-#,##0.00')
    | dict.fromkeys((37, 38, 39, 40), "#,##0.00_);(#,##0.00)")
    | dict.fromkeys((41, 43), '#,##0.00;-#,##0.00;"-"')
    | dict.fromkeys((42, 44), '"¥"#,##0.00;"¥"-#,##0.00;"¥""-"')
    | {27: _MONTH, 28: _MONTH_DAY, 29: _MONTH_DAY, 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 32: _TIME, 33: _TIME}
    | {34: _TIME, 35: _TIME, 36: _MONTH, 50: _MONTH, 51: _MONTH_DAY, 52: _MONTH, 53: _MONTH_DAY, 54: _MONTH_DAY}
    | {55: _TIME, 56: _TIME, 57: _MONTH, 58: _MONTH_DAY}  # 27 to 36 and 50 to 58 as in Chinese editions
)
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|[_*].|\[(?P<bracket>[^\]]*)\]?|(?P<general>(?i:General)|G/通用格式|@)'
    r"|(?P<power>[Ee][+-])|(?P<half>AM/PM|A/P|上午/下午)|(?P<placeholder>[0#?])|(?P<sign>[.,%/])"
    r"|(?P<date>(?P<letter>[yYeEmMdDhHsSaAbBgG])(?P=letter)*)|(?P<end>;)|(?P<other>.)",
    re.DOTALL,
)
_COMPARE = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}


class Section(NamedTuple):
    """A part of a code between semicolons: its tokens, and the condition on the numbers it applies to."""

    tokens: tuple[tuple[str, str], ...]
    condition: tuple[str, float] | None = None

    def texts(self, kind: str) -> list[str]:
        """The tokens of one kind."""
        return [text for found, text in self.tokens if found == kind]


def number_text(value: float) -> str:
    """A number with the fifteen significant digits that spreadsheets have.

    >>> number_text(3.0), number_text(0.1 + 0.2), number_text(9.12e17)
    ('3', '0.3', '9.12e+17')
    """
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else f"{value:.15g}"


def display(value: float, code: str, epoch: datetime = EPOCH_1900) -> str:
    """A number as its format shows it, without thousands separators; a day in ISO form, a month as ``YYYY-MM``.

    >>> display(0.85, "0%"), display(7, "000"), display(5_000_000, '0!.0,"万"'), display(3, '0"家"')
    ('85%', '007', '500.0万', '3家')
    >>> display(44348, 'yyyy"年"m"月"'), display(44352.5, "yyyy-mm-dd"), display(42886, "m/d/yy", EPOCH_1904)
    ('2021-06', '2021-06-05', '2021-06-01')
    """
    sections = _sections(code)
    section = _chosen(sections, value)
    if section.texts("date"):
        return _moment(value, section, epoch)
    before = "".join(text for _, text in takewhile(lambda token: token[0] == "literal", section.tokens))
    signed = section.condition and re.search("[-(]", before)  # [<0]-0.00;0.00 writes its own
    minus = "-" if value < 0 and (len(sections) == 1 or section.condition) and not signed else ""
    digits = bool(section.texts("placeholder"))
    fixed = digits and not section.texts("power") and "/" not in section.texts("sign")
    if fixed and abs(value) < 1e15:
        return minus + _filled_in(abs(value), section)
    full = digits or bool(section.texts("general"))
    after = "".join(section.texts("literal"))[len(before) :]
    return minus + before + (number_text(abs(value)) if full else "") + after


def is_moment(value: float, code: str) -> bool:
    """Whether a format shows a number as a day or a time.

    >>> is_moment(44352, "yyyy-mm-dd"), is_moment(44352, '0.0"d"'), is_moment(5, "[>=1000]yyyy;0")
    (True, False, False)
    """
    return bool(_chosen(_sections(code), value).texts("date"))


def in_percent(value: float, code: str) -> bool:
    """Whether a format shows a number as per cent, a hundred times the number.

    >>> in_percent(0.625, "0.0%"), in_percent(62.5, '0.0"%"')
    (True, False)
    """
    return "%" in _chosen(_sections(code), value).texts("sign")


@lru_cache(maxsize=256)
def is_plain(code: str) -> bool:
    """Whether a format shows a number unchanged except for rounding.

    >>> is_plain("General"), is_plain("#,##0.00"), is_plain("0%"), is_plain("000")
    (True, True, False, False)
    """
    (section, *others) = _sections(code)
    kinds = {kind for kind, _ in section.tokens}
    whole = list(takewhile(lambda token: token != ("sign", "."), section.tokens))
    padded = "".join(text for kind, text in whole if kind == "placeholder")
    scaled = "%" in section.texts("sign") or _thousands(section) > 0
    only_digits = bool(kinds) and kinds <= {"general", "placeholder", "sign"}
    return not others and only_digits and padded.count("0") < 2 and not scaled


@lru_cache(maxsize=256)
def shows_zero(code: str) -> bool:
    """Whether a plain format shows a digit for zero.

    >>> shows_zero("General"), shows_zero("#,##0"), shows_zero("#,###"), shows_zero("?")
    (True, True, False, False)
    """
    (section, *_) = _sections(code)
    return bool(section.texts("general")) or "0" in section.texts("placeholder")


@lru_cache(maxsize=256)
def _sections(code: str) -> tuple[Section, ...]:
    sections: list[Section] = []
    tokens: list[tuple[str, str]] = []
    condition = None
    for found in _TOKEN.finditer(code[:1000]):
        kind, text = found.lastgroup or "", found[found.lastgroup] if found.lastgroup else ""
        if kind == "end":
            sections.append(Section(tuple(tokens), condition))
            tokens, condition = [], None
        elif kind == "bracket":
            if compared := re.fullmatch(r"([<>=]{1,2})\s*(-?[0-9.]+)", text):
                condition = (compared[1], float(compared[2])) if compared[1] in _COMPARE else None
            elif re.fullmatch(r"(?i)h+|m+|s+", text):
                tokens.append(("date", f"[{text.lower()}"))
            elif text.startswith("$"):
                tokens.append(("literal", text[1:].split("-")[0]))
        elif kind in ("quoted", "escaped", "other"):
            tokens.append(("literal", text))
        elif kind == "half":
            tokens.append(("date", "h"))
        elif kind:
            tokens.append((kind, text.lower() if kind == "date" else text))
    return (*sections, Section(tuple(tokens), condition))


def _chosen(sections: tuple[Section, ...], value: float) -> Section:
    numeric = sections[:3]
    if any(section.condition for section in numeric):
        fits = (s for s in numeric if s.condition is None or _COMPARE[s.condition[0]](value, s.condition[1]))
        return next(fits, numeric[-1])
    if value < 0 and len(numeric) > 1:
        return numeric[1]
    return numeric[2] if value == 0 and len(numeric) > 2 else numeric[0]


def _thousands(section: Section) -> int:
    """How often a format divides by a thousand: the commas after its last digit, or the last before the point."""
    marks = "".join(text if kind in ("placeholder", "sign") else "" for kind, text in section.tokens)
    return sum(len(run) for run in re.findall(r"(?<=[0#?]),+(?=[.%]|$)", marks))


def _filled_in(value: float, section: Section) -> str:
    """A number digit by digit in the placeholders of its format: ``0!.0,"万"`` shows 5,000,000 as 500.0万."""
    point = next((at for at, token in enumerate(section.tokens) if token == ("sign", ".")), len(section.tokens))
    placeholders = [at for at, (kind, _) in enumerate(section.tokens) if kind == "placeholder"]
    whole = [at for at in placeholders if at < point]
    decimals = [at for at in placeholders if at > point][:MOST_DECIMALS]
    exact = Decimal(number_text(value)).scaleb(2 * section.texts("sign").count("%") - 3 * _thousands(section))
    rounded = f"{exact.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP, _WIDE):f}"
    integer, _, fraction = rounded.partition(".")
    integer = integer.lstrip("0")
    digits = dict(zip(decimals, fraction, strict=True))
    for at in reversed(whole[1:]):
        digits[at] = integer[-1:] or ("0" if section.tokens[at][1] == "0" else "")
        integer = integer[:-1]
    if whole:
        digits[whole[0]] = integer or ("0" if section.tokens[whole[0]][1] == "0" else "")
    shown = [
        digits.get(at, "") if kind == "placeholder" else text
        for at, (kind, text) in enumerate(section.tokens)
        if (kind, text) != ("sign", ",")
    ]
    return "".join(shown)


def _moment(value: float, section: Section, epoch: datetime) -> str:
    """A day, month, year or time of day, by the parts that the format shows; the full day where it omits the year."""
    if not 0 <= value < 2958466:  # the year 9999
        return ""
    early = epoch == EPOCH_1900 and value < 60  # spreadsheets have a 29 February 1900
    moment = epoch + timedelta(days=early, seconds=round(value * 86400))
    shows = _shown_parts(tuple(section.texts("date")))
    if value < 1 and not shows & {"clock", "elapsed"}:  # Excel shows 1900-1-0, which is no day
        return ""
    day = moment.date().isoformat()
    if "day" in shows or not shows & {"year", "month", "clock", "elapsed"}:
        return day if "clock" not in shows or moment.time() == time() else f"{day} {moment.time()}"
    if "year" in shows:
        return day[:7] if "month" in shows else day[:4]
    if "month" in shows:
        return f"{moment.month}月"
    hours, rest = divmod(round(value * 86400), 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if "elapsed" in shows else str(moment.time())


@lru_cache(maxsize=256)
def _shown_parts(letters: tuple[str, ...]) -> frozenset[str]:
    """Which parts of a moment a format shows; ``m`` after hours or before seconds is minutes."""
    names = {"y": "year", "e": "year", "d": "day", "h": "clock", "s": "clock", "[": "elapsed"}
    shows = {names.get(letter[0], "") for letter in letters if letter not in ("ddd", "dddd")}
    for before, letter, after in zip(("", *letters), letters, (*letters[1:], ""), strict=False):
        if letter[0] == "m":
            minutes = len(letter) < 3 and (before.strip("[").startswith("h") or after.startswith("s"))
            shows.add("clock" if minutes else "month")
    return frozenset(shows)
