"""Conversion of one cell's text by its column and the plan's names."""

import re
from collections.abc import Callable, Mapping
from functools import partial

from panjin_kpi import schemas
from panjin_kpi.intake.reading.parsing import AREA, clean, credit_code, day, parse_boolean, period, quantity
from panjin_kpi.intake.reading.stated_units import DITTO
from panjin_kpi.reference.names import is_formula_error, normalised_key, stands_for_blank, stored_key, visible
from panjin_kpi.reference.plan import Plan
from panjin_kpi.schemas.fields import field

_SERIAL_1980 = 29_221  # 20216 more likely means a month of 2021 than a day of 1955
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202d\u202e]")  # except white space

# of what stands for a blank: √ or ？ in a column of days or levels means something
_NOT_FILLED = re.compile(r"[-/\w]+")
_NOT_KNOWN = re.compile(r"[-—/…]+|[未待暂尚无缺没不]\D{0,5}")  # of a figure: 未统计, 暂缺, 待定, 不详
_PICTURE = re.compile(r"=(?:_xlfn\.)?DISPIMG\(.*\)", re.IGNORECASE | re.DOTALL)  # as WPS stores one within a cell


class NoValue(ValueError):
    """A cell's text is not a value; the message says why, ``remedy`` what to do."""

    def __init__(self, reason: str, remedy: str) -> None:
        self.remedy = remedy
        super().__init__(reason)


class Picture(NoValue):
    """A cell has nothing but a picture."""


def parse_cell(text: str, column: str, understand: Callable[[str], object]) -> object:
    """The value of one cell; None where nothing is visible. Lines end in LF: not every program keeps a CR."""
    if not text.isprintable() and (control := _CONTROL.search(text)):
        reason = f"含有看不见的控制字符（U+{ord(control[0]):04X}），显示的可能不是实际内容"
        raise NoValue(reason, "请删去这一格后重新填写")
    shown = visible(text).replace("\r\n", "\n").replace("\r", "\n").strip()
    if column != "note" and shown[:1] in ("#", "＃", "E", "e") and is_formula_error(shown):
        raise NoValue("是公式的错误值，不是内容", "请改正公式，或直接填写；没有的请留空")
    if shown.startswith("=") and _PICTURE.fullmatch(shown):
        raise Picture("是嵌入单元格的图片，没有读取", "请写明材料的名称，图片另附")
    return understand(shown) if shown else None


def meaning_of(table: str, column: str, plan: Plan, from_1904: bool = False) -> Callable[[str], object]:
    """The converter of a filled cell's text, by the column's name, type or role in the key."""
    wanted = schemas.schema(table).columns[column]
    measured: Callable[[str], object] = partial(_measured, unit=field(table, column).unit)
    folded: dict[str, Callable[[str], object]] = {
        "period": partial(_dated, understand=period, from_1904=from_1904),
        "district": plan.district_names.resolve,
        "indicator": plan.indicator_names.resolve,
        "reporter": partial(_one_unit, plan=plan),
        "owner": partial(_one_unit, plan=plan),
        "tier": plan.words_of["tier"].resolve,
        "event": plan.words_of["event"].resolve,
        "uscc": credit_code,
        "bool": parse_boolean,
        "boolean": parse_boolean,
        "float64": measured,
        "Int64": measured,
        "datetime64[ns]": partial(_dated, understand=day, from_1904=from_1904),
    }
    optional = partial(_optional, of=str(wanted.dtype), required=not wanted.nullable)
    if understand := folded.get(column) or folded.get(str(wanted.dtype)):
        return partial(optional, lambda text: understand(clean(text)))
    if listed := [word for check in wanted.checks for word in check.statistics.get("allowed_values", ())]:
        words = {normalised_key(word): word for word in listed}
        return partial(optional, lambda text: words.get(normalised_key(text), text))
    if column == "carrier":  # by the name that aliases.csv has for it
        return partial(_named, plan.carrier_aliases, stored_key, required=not wanted.nullable)
    if not field(table, column).named and column not in schemas.key(table):
        return partial(_text, required=not wanted.nullable)
    return partial(_named, {}, stored_key if column in schemas.key(table) else str, required=not wanted.nullable)


def _one_unit(text: str, plan: Plan) -> str:
    """A unit or district; a name of all districts together is refused, as no report of one of them has such a row."""
    if plan.unit_names.find(text) in plan.district_groups:
        raise NoValue("是各地区的统称", "请逐个地区分行填写")
    return plan.reporters.resolve(text)


def _optional(understand: Callable[[str], object], text: str, of: str, required: bool) -> object:
    """The value of a cell; where it may stay blank, a dash or a word for "none" is as blank, but in a figure unclear.

    ``of``: the type of the column; of yes or no, 无 may mean no. A required figure may not be known yet.
    """
    nothing = not required and stands_for_blank(text) and _NOT_FILLED.fullmatch(normalised_key(text))
    if of in ("float64", "Int64") and (nothing or (_NOT_KNOWN.fullmatch(text) and not (required and of == "Int64"))):
        raise NoValue("等于没有填写", f"{'还没有数的不报这一行' if required else '没有的请留空'}，确是零的请填0")
    return None if nothing and of != "boolean" else understand(text)


def _dated(text: str, understand: Callable[[str], str], from_1904: bool) -> str:
    """A day or month; a bare number is a serial date, ambiguous in a workbook that counts from 1904, or before 1980."""
    if re.fullmatch("[2-7][0-9]{4}", text) and (from_1904 or int(text) < _SERIAL_1980):
        why = "这个工作簿从1904年起计日" if from_1904 else f"按日期算是{day(text)}，也可能是写漏的年月"
        raise NoValue(f"是没有日期格式的数，{why}，分不清是哪一天", "请写作 2021-06-05 这样的日期")
    return understand(text)


def _measured(text: str, unit: str) -> str:
    """A quantity in the column's unit; an area whose unit has no exact conversion is refused, with the equivalent."""
    value = quantity(text, unit)
    written = re.sub(r"^[0-9.,\s]+", "", value)
    if value != written and written in AREA and unit in AREA:
        equal = f"1{written}约合{AREA[written] / AREA[unit]:.2f}{unit}"
        raise NoValue(f"单位是{written}，这一列按{unit}填报", f"请换算成{unit}后只填数字（{equal}）")
    return value


def _text(text: str, required: bool = False) -> str:
    """A text as typed. A long number in scientific notation is refused, as its last digits are lost.

    So are signs alone and ditto marks where a text is ``required``.
    """
    if required and (text in DITTO or not any(map(str.isalnum, text))):
        raise NoValue("等于没有填写", "请逐行写明内容")
    if re.fullmatch(r"[0-9](\.[0-9]+)?[eE]\+[0-9]{2,3}", text):
        raise NoValue("是科学计数法，长数字的末几位已经丢失", "请把这一列设为文本格式后重新填写")
    return text


def _named(aliases: Mapping[str, str], stored: Callable[[str], str], text: str, required: bool) -> str | None:
    """A name or an identifying number; a dash or a word for "none" counts as blank."""
    _text(text)
    if text in DITTO:
        raise NoValue("是“同上”的记号，不是名称或编号", "请逐行填写")
    if not stands_for_blank(text):
        return stored(aliases.get(normalised_key(text), text))
    if required:
        raise NoValue("等于没有填写", "请填写名称或编号")
    return None
