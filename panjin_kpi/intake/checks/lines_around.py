"""Lines above and below a table that contradict its rows, as they are left from a copied file or void the table."""

import re
from collections.abc import Collection, Iterator
from itertools import pairwise

import pandas as pd

from panjin_kpi.intake.checks.rules.note_rules import MONTHLY, OF_ONE_MONTH
from panjin_kpi.intake.findings import Finding, Severity
from panjin_kpi.intake.reading.table_layout import Sheet
from panjin_kpi.reference.names import is_filled, normalised_key
from panjin_kpi.reference.plan import CITY, Plan

_MONTH = re.compile(  # the last of 1-6月; not of a day, nor one by or from which something holds
    r"(?:(20[0-9]{2})年)?(?:[0-9]{1,2}月?[-~至到])?(?<![0-9])([0-9]{1,2})月(?!份?[0-9]{1,2}[日号]|.{0,2}(?:前|起|以来|后))"
    r"|(?<![0-9])(20[0-9]{2})[-./]([0-9]{1,2})$"
)
_NO_TITLE = re.compile(
    "日期|时间|时限|印发|制表|[同环]比|同期|^(?:说明|备?注)|[,;。]"
)  # the form's own day, or a sentence
_LABEL = (":", "：", "期", "间")  # endings of a label whose value is in the next cell
_OF_TABLE = (
    r"^(?:说明|备?注)?[:\d.、]*(?:以上|上述|[本此该上]表|表中|全表)?(?:所列)?(?:各行|数据|数字|内容|“?本年累计”?)?"
)
_VOID = re.compile(
    rf"(?:{_OF_TABLE}(?:第?[0-9]+行)?(?:均|已|全部)*(?:作废|无效)|^(?:样表|[样示范]例|草稿|初稿)(?:数据)?)(?:[,;。].*)?$"
)
_WHOLLY = re.compile(
    "(?:说明:?|备?注:?)?(?:以上|上述|[本此该上]表|全表)(?:各行|数据|内容)?(?:均|已|全部)*(?:作废|无效)。?"
)
VOIDED = (
    "写着作废或示例，而各行还算数",
    "作废的请在“作废”一列填“是”，示例请删去；不是指这些行的，请写明指什么",
)


def lines_around(sheet: Sheet, rows: pd.DataFrame, plan: Plan, lost: Collection[int | None]) -> Iterator[Finding]:
    """Warn where lines around a table, except its ``lost`` rows, void it or call its figures those of a month alone.

    Nothing but 本表作废 is an error. Warn also where the lines above name months or districts that no row has.
    """
    names = [name for key, name in plan.district_names.known.items() if key != CITY]
    months, districts = dict[str, tuple[int, str]](), dict[str, tuple[int, str]]()
    for number, cells in (line for line in sheet.around if line[0] not in lost):
        for before, cell in pairwise(["", *filter(is_filled, cells)]):
            text = normalised_key((before if before.strip().endswith(_LABEL) else "") + cell)
            if _VOID.search(bare := text.strip("()*[]【】")):
                severity: Severity = "error" if _WHOLLY.fullmatch(bare) else "warning"
                yield Finding(sheet.file, *VOIDED, severity, sheet.sheet, number, value=cell)
            elif "value" in rows and OF_ONE_MONTH.fullmatch(re.sub(_OF_TABLE, "", text)):
                yield Finding(sheet.file, *MONTHLY, "warning", sheet.sheet, number, value=cell)
            if number < sheet.header_row and not _NO_TITLE.search(text):
                for found in _MONTH.finditer(text):
                    year, month = found[1] or found[3] or "", found[2] or found[4]
                    months[f"{year}-{int(month):02d}"] = number, found[0]
                districts |= {name: (number, name) for name in names if name in text}
    periods = [text for text in map(str, rows.get("period", ())) if re.fullmatch("[0-9-]{7}", text)]
    own = [plan.district_names[key] for key in map(str, rows.get("district", ())) if key in plan.district_names]
    for what, stated, reported in (("月份", months, periods), ("地区", districts, own)):
        if stated and reported and not any(each.endswith(tuple(stated)) for each in reported):
            number, text = next(iter(stated.values()))
            reason, remedy = f"表的上方写着“{text}”，各行没有这个{what}", "请核对，改正表里或表的上方填错的一处"
            yield Finding(sheet.file, reason, remedy, "warning", sheet.sheet, number)
