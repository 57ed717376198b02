"""Lines above and below a table, and the name of its file, that contradict the rows or void them."""

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import pairwise
from pathlib import PurePath

import pandas as pd

from panjin_kpi.intake.checks.rules.note_rules import MONTHLY, NOT_ACTUAL, OF_ONE_MONTH, is_of_another_month
from panjin_kpi.intake.findings import Finding, Severity
from panjin_kpi.intake.reading.table_layout import Sheet
from panjin_kpi.reference.names import is_filled, normalised_key
from panjin_kpi.reference.plan import CITY, Plan

_NUMERALS = {word: f"{number:02d}" for number, word in enumerate([*"一二三四五六七八九十", "十一", "十二"], 1)}
_MONTH = re.compile(  # the last of 1-6月; not of a day, nor one by or from which something holds
    r"(?:(20[0-9]{2})年)?(?:[0-9]{1,2}月?[-~至到])?(?<![0-9一二三四五六七八九十])([0-9]{1,2}|十[一二]?|[一二三四五六七八九])月"
    r"(?!份?[0-9]{1,2}[日号]|.{0,2}(?:前|起|以来|后))|(?<![0-9])(20[0-9]{2})[-./](0?[1-9]|1[0-2])(?![-./]?[0-9]|号)"
)
# the form's own day, or a sentence
_NO_TITLE = re.compile("日期|时间|时限|印发|制表|[同环]比|同期|^(?:说明|备?注)|[,;。]")
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
_COUNTED = "[0-9.]+(?:[家个场项名次件支]|[万亿]元)"
_WRONG = "(?:漏报|少报|多报|误报|补记|补报|核[减增])"
_AMENDED = re.compile(
    f"(?:应[为是]|(?:更正|改|修正|调整)为){_COUNTED}|{_COUNTED}[^,;。]{{0,4}}{_WRONG}|{_WRONG}了?{_COUNTED}"
)
AMENDED = "写着要更正的数，没有照改", "请把正确的累计数填在那一行；以前月份的另起一行，写明期间"
VOIDED = (
    "写着作废或示例，而各行还算数",
    "作废的请在“作废”一列填“是”，示例请删去；不是指这些行的，请写明指什么",
)


def lines_around(sheet: Sheet, rows: pd.DataFrame, plan: Plan, lost: Collection[int | None]) -> Iterator[Finding]:
    """Warn where lines around a table, except its ``lost`` rows, void it or contradict its figures.

    They may call them those of a month alone or of another month, or correct one. Nothing but 本表作废 is an error.
    Warn also where the lines above name months or districts that no row has.
    """
    titles = dict[str, int]()
    for number, cells in (line for line in sheet.around if line[0] not in lost):
        for before, cell in pairwise(["", *filter(is_filled, cells)]):
            text = normalised_key((before if before.strip().endswith(_LABEL) else "") + cell)
            if _VOID.search(bare := text.strip("()*[]【】")):
                severity: Severity = "error" if _WHOLLY.fullmatch(bare) else "warning"
                yield Finding(sheet.file, *VOIDED, severity, sheet.sheet, number, value=cell)
            elif "value" in rows and OF_ONE_MONTH.fullmatch(re.sub(_OF_TABLE, "", text)):
                yield Finding(sheet.file, *MONTHLY, "warning", sheet.sheet, number, value=cell)
            elif {"value", "period"} <= set(rows) and is_of_another_month(re.sub(_OF_TABLE, "", text), rows["period"]):
                yield Finding(sheet.file, *NOT_ACTUAL, "warning", sheet.sheet, number, value=cell)
            elif _AMENDED.search(text):
                yield Finding(sheet.file, *AMENDED, "warning", sheet.sheet, number, value=cell)
            if number < sheet.header_row and not _NO_TITLE.search(text):
                titles[text] = number
    for text, words, what in _in_no_row(titles, [rows], plan):
        reason, remedy = f"表的上方写着“{words}”，各行没有这个{what}", "请核对，改正表里或表的上方填错的一处"
        yield Finding(sheet.file, reason, remedy, "warning", sheet.sheet, titles[text])


def name_of_the_file(file: str, parts: list[pd.DataFrame], plan: Plan) -> Iterator[Finding]:
    """Warn where a file is named for a month or district that no row of its tables has, as a copied file may be."""
    title = normalised_key(PurePath(file).stem)
    for _, words, what in _in_no_row([] if _NO_TITLE.search(title) else [title], parts, plan):
        reason, remedy = f"文件名里写着“{words}”，各行没有这个{what}", "请核对，改正表里或文件名里填错的一处"
        yield Finding(file, reason, remedy, "warning")


def _in_no_row(titles: Iterable[str], parts: list[pd.DataFrame], plan: Plan) -> Iterator[tuple[str, str, str]]:
    """The title, its words and what they name, where titles name months or districts and no row is of one of them."""
    names = {key: plan.district_names.spellings(key) for key in plan.district_names.known if key != CITY}
    months, districts = dict[str, tuple[str, str]](), dict[str, tuple[str, str]]()
    for title in titles:
        for found in _MONTH.finditer(title):
            year, month = found[1] or found[3] or "", found[2] or found[4]
            months[f"{year}-{_NUMERALS.get(month, month.zfill(2))}"] = title, found[0]
        for key, spellings in names.items():
            words = [one for one in spellings if one in title and not one.isascii()]
            districts |= {key: (title, max(words, key=len))} if words else {}
    for what, stated, column in (("月份", months, "period"), ("地区", districts, "district")):
        own = {str(text) for rows in parts if stated and column in rows for text in rows[column].unique()}
        own = {text for text in own if text in plan.district_names or re.fullmatch("[0-9-]{7}", text)}
        if own and not any(text.endswith(tuple(stated)) for text in own):
            yield *next(iter(stated.values())), what
