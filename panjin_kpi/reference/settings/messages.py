"""Validation errors of settings in Chinese: the key, the error, and the value given."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from panjin_kpi.reference.names import shortened

MOST_SHOWN = 10
TYPES = {
    "missing": "缺少这一项，请补上",
    "extra_forbidden": "没有这一项，请删去，或改正写错的名称",
    "finite_number": "应是有限的数，不能是无穷大或 nan",
    "float_type": "应是数，不加引号，写成 100 或 0.5 这样",
    "int_type": "应是整数，不加引号",
    "int_from_float": "应是整数",
    "int_parsing_size": "数太大",
    "bool_type": "应写 true 或 false",
    "string_type": "应是文字；数字和 true、false、日期作文字时请加引号",
    "list_type": "应是一列值，写成 [甲, 乙]",
    "tuple_type": "应是两个数，写成 [0, 10]",
    "dict_type": "应是“键: 值”",
    "model_type": "应是“键: 值”",
    "model_attributes_type": "应是“键: 值”",
    "date_type": "应是日期，写成 2021-05-21，不加引号",
    "date_from_datetime_inexact": "应是日期，不带时刻",
    "none_required": "应留空（null）",
    "literal_error": "只能是 {expected} 之一",
    "union_tag_invalid": "{discriminator} 不能是 {tag}，只能是 {expected_tags} 之一",
    "union_tag_not_found": "缺少 {discriminator}，请补上",
    "greater_than": "应大于{gt}",
    "greater_than_equal": "应不小于{ge}",
    "less_than": "应小于{lt}",
    "less_than_equal": "应不大于{le}",
    "string_pattern_mismatch": "写法不对，应符合 {pattern}",
    "string_too_short": "不能是空的",
    "too_short": "至少要有{min_length}个值",
    "too_long": "最多{max_length}个值",
}


def settings_message(error: ValidationError, given: Any) -> str:
    """All of pydantic's errors in a file's settings (``given``: its content), as one line."""
    faults = error.errors(include_url=False)
    lines = dict.fromkeys(_line(fault, given) for fault in faults[:MOST_SHOWN])
    more = f"；另有{len(faults) - MOST_SHOWN}处" if len(faults) > MOST_SHOWN else ""
    return "；".join(lines) + more


def _line(fault: Any, given: Any) -> str:
    if fault["type"] == "value_error":
        what = str(fault["ctx"]["error"])
    else:
        details = {
            name: str(value).replace("'", "").replace(" or ", "、") for name, value in fault.get("ctx", {}).items()
        }
        what = TYPES.get(fault["type"], "写法不对").format_map(details)
    return f"{_key(fault, given)}：{what}（现值 {shortened(repr(fault['input']))}）"


def _key(fault: Any, given: Any) -> str:
    """The key as in the file: pydantic inserts the names of its own types."""
    keys = list[str]()
    for number, part in enumerate(fault["loc"], start=1):
        last = number == len(fault["loc"]) and fault["type"] == "missing"
        if last or (isinstance(given, Mapping) and part in given):
            keys.append(str(part))
            given = given.get(part) if isinstance(given, Mapping) else None
        elif isinstance(given, Sequence) and not isinstance(given, str) and isinstance(part, int):
            keys.append(str(part))
            given = given[part] if part < len(given) else None
    return ".".join(keys) or "全文"
