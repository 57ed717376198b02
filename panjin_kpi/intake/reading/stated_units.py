"""Units of money and area stated outside the figures' own cells: in a column, a note, or a line around the table."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import pandas as pd

from panjin_kpi.intake.reading.foot_labels import OFFICE
from panjin_kpi.intake.reading.parsing import AREA, MONEY, clean, header_key, is_number, number
from panjin_kpi.reference.names import is_filled, is_formula_error, stands_for_blank, visible

COLUMNS = ("金额单位", "单位", "计量单位", "计量", "数量单位", "面积单位", "货币单位", "币种")
_OWN = "(?:人民币|本币|RMB|CNY|[¥￥()（）/、 ])+"  # the plan's own currency, which says nothing about size
_OWN_CURRENCY = {"货币单位": _OWN, "币种": f"{_OWN}|人民币[(（/ ]?元[)）]?"}
_OFFICE_ALONE = f"(?!.*[元亿万亩米]){OFFICE}"  # names no unit beside the office
SIZES = MONEY | AREA
DITTO = ("〃", "″", '"', "〞", "”", "′′", "''", "同上")  # ditto marks
_CODE = "(?i:USD|HKD|EUR|JPY|GBP)(?![A-Za-z])"
_FOREIGN = f"[百千万亿]{{0,2}}(?:美元|美金|港元|港币|欧元|日元|英镑|韩元|卢布|{_CODE})"  # never converted
_SIGN = "(?i:¥|RMB|CNY)|十万|[十百千]亿元?"  # alone, of no known size: reported as a finding
_WORD = f"(?:人民币)?({_FOREIGN}|{'|'.join(sorted(SIZES, key=len, reverse=True))})(?:人民币)?"
_UNIT = re.compile(rf"(?:(?<![\u4e00-\u9fff])|(?<=为)){_WORD}(?![\u4e00-\u9fff])")  # not the 元 of 多元
_STATED = re.compile(
    "(?:单位|币种|金额[:：(（](?!(?:人民币)?十)|面积[:(]|(?:计量|外[币汇])[:：])(?:为|是)?(?=(.{0,10}))"
)
_DIGITS = "[〇零一二两三四五六七八九廿壹贰叁肆伍陆柒捌玖]"
_COUNT = f"{_DIGITS}(?:{_DIGITS}|[十百千]){{0,9}}|[十百千](?=[余多来几])"
_AMOUNT = re.compile(rf"(?:[0-9][0-9,.]*\s*|{_COUNT})[余多来几]?{_WORD}")  # states no unit for others; 十万元 is one
_OF_AREA = "|".join(sorted(AREA, key=len, reverse=True))
_NOT_TEN = (unit for unit in MONEY if "元" in unit and "十" not in unit)  # 十万元 is more likely an amount
_OF_YUAN = "|".join(sorted(_NOT_TEN, key=len, reverse=True))
_SHORT = re.compile(  # a short note need only name the unit: 均为万元, 累计（万元）; but not 万元以下, 由万元换算
    r"^(?!.*(?:(?<![未没])[折换]|[非别见误]|不(?!含)|元.*元)|.{15})[^元\n]*"
    r"(?<![十百千几数多余来干近上])([百千万亿]元|(?<=[为是按以(])元(?=\W*$))(?![级户以]).*$"
)
_QUOTE = "[\"'“”‘’「」『』]?"
_OF_LAND = "(?:占地|土地|用地)(?:(?:总|使用)?面积)?"
_LAND = re.compile(  # land area, which no column asks for: its unit is not the table's
    rf"(?:{_OF_AREA})\({_OF_LAND}(?=\))|{_OF_LAND}[(:]?(?:的?(?:计量|面积)?单位)?(?:均|皆|都|一律|统一|全部)*[为是以按]?"
    rf"[:(\s]*{_QUOTE}(?:{_OF_AREA})(?!均)(?:{_QUOTE}为单位)?"
)
_YUAN = f"{_QUOTE}(?:人民币)?{_QUOTE}({_FOREIGN}|{_OF_YUAN}|{_OF_AREA}){_QUOTE}(?:人民币)?{_QUOTE}"
_WORDED = (
    rf"[以按]\s*{_YUAN}(?=为(?:计量)?单位|计(?!息)|填|表示|反映|列示|列报|统计|核算|编制|$)",
    rf"单位:\s*({_SIGN})\s*\)?$",
    rf"^{_YUAN}(?=[，,；;。])",
    rf"(?:金额|面积|数额|数据|数值|数字)(?:均|皆|都|一律|统一|全部|请)*(?:为|是|系|[使采]?用|填[写报]?)\s*{_YUAN}(?![\u4e00-\u9fff])",
)
_REFUSED = re.compile(
    rf"(?:[不勿别]|禁止|严禁|无需)[得能要再可应宜该当许准必会用是允让]{{0,3}}[以按]\s*{_YUAN}[^，,；;。]*"
    rf"|(?:原|台账|以前|上[月年])[^,;。(]{{0,20}}[,;](?=(?:现|本[表月]|月报)"  # of a former or another table
    rf"(?!.{{0,20}}(?:[未没仍折换调]|改[为成]))[^,;。]{{0,20}}(?:{_OF_YUAN}))"
)
_TITLE = rf"[(（]\s*{_YUAN}\s*[)）]\s*$"
_ALONE = re.compile(rf"(?:金额)?(?:单位)?(?:为|是)?[:：(（\s]*(?!十){_WORD}[)）。\s]*")
_INTO = "[折换][算合成为人]"  # 折算, 折成, 换算, 折人民币
_CONVERTED = re.compile(
    rf"(?:(?:[已均现]|按[^,;。]*(?:汇率|牌价))[^,;。()]{{0,12}}|计的[^;。]*){_INTO}(?!成?为?{_FOREIGN})"
)
_NOT_CONVERTED = re.compile(f"[未没不待请需][^,;。已]{{0,6}}{_INTO}")
_OF_A_PART = re.compile(r"(?:其中|另有)[^,;。\s]*$")  # up to the unit
_BESIDE = re.compile("其中|另有|外[币汇]")  # a part; the table's unit stands before
_FOREIGN_ONLY = re.compile("外[币汇]:$")  # up to the unit, which then applies only to amounts in foreign currency
_ALONE_ABOVE = re.compile(rf"[(（]?\s*{_YUAN}\s*[)）]?")
_OF_ITS_COLUMN = re.compile(r"(?<=.)\(.*", re.DOTALL)  # 占地面积（单位：亩）
_LABEL = re.compile("单位|币种|计量|(?:金额|外[币汇])[:：]|(?:[以按为是]|填[写报]?)[百千万亿]?元")  # or a sentence
_LIST = re.compile(rf".*[表册单账]\s*{_TITLE}", re.DOTALL)
_FOLDED = str.maketrans("萬圆仟佰拾[]【】〔〕", "万元千百十()()()")
_PARTED = re.compile(  # 单 位, 金 额, 币 种 :, 万 元, 美 元; but 6月30日 元旦
    r"(?<=位:)\s*壹(?=元)|(?<=[单计币货金])\s+(?=[位量种币额])|(?<=[位种量额])\s+(?=:)|(?<=[位种量额]:)\s+"
    r"|(?<=[百千万亿])\s+(?=[万元美港欧日英韩])|(?<=[美港欧英韩])\s+(?=[元币金镑])"
)


def money_unit(text: str) -> str:
    """The unit of money or area that a text names, however it is worded; empty where it names none or several.

    >>> [money_unit(text) for text in ("（万 元）", "人民币万元", "家、万元", "元或万元", "多元化", "万美元", "RMB")]
    ['万元', '万元', '万元', '', '', '万美元', 'RMB']
    """
    found = named_units(text)
    return found[0] if len(found) == 1 else ""


def named_units(text: str) -> list[str]:
    """The units of money or area that a text names, each once.

    >>> named_units("家、万元"), named_units("元/万元"), named_units("面积单位：亩"), named_units("单元")
    (['万元'], ['元', '万元'], ['亩'], [])
    """
    plain = _plain(text)
    return list(dict.fromkeys(_UNIT.findall(plain) or re.findall(f"^(?:{_SIGN})$", plain)))


def about_table(above: Sequence[list[str]], header: list[str]) -> tuple[list[str], list[str]]:
    """Texts above a table and in its header that may state a unit for it, and titles that may end in one.

    A label may have its unit in the next cell. Where a row has several headers, or headers of column groups, a unit in
    one applies to its column only; so a title beside other cells counts only if it begins at the table's first column
    or calls itself a list.

    >>> about_table([["填报单位：大洼区", "", "单位：", "万元"]], ["期间", "金额（元）"])[0]
    ['填报单位：大洼区', '单位：', '单位：万元', '单位：万元']
    >>> rows = ["担保情况（万元）", "", "六月"], ["", "贷款（元）", "六月"]
    >>> [about_table([row], ["期间", "地区"])[1] for row in rows]
    [['担保情况（万元）'], []]
    """
    left = next((position for position, cell in enumerate(header) if is_filled(cell)), 0)
    lines, titles = list[str](), list[str]()
    for cells in above:
        filled = {position: cell for position, cell in enumerate(cells) if is_filled(cell)}
        texts = list(filled.values())
        alone = [match[1] for text in texts if (match := _ALONE_ABOVE.fullmatch(_plain(text)))]
        lines += [text for text in texts if len(texts) > 1 and _LABEL.search(_plain(text))]
        lines += _labelled(texts)
        for those in ([unit for unit in alone if (unit in AREA) == of_area] for of_area in (False, True)):
            lines += [f"单位：{unit}" for unit in those if len(those) == 1]  # several in a row belong to their columns
        titles += [
            text for at, text in filled.items() if len(texts) == 1 or at <= left or _LIST.fullmatch(_plain(text))
        ]
    own = [cell for cell in header if is_filled(cell)]
    lines += [cell for cell in own if len(own) > 1 and _LABEL.search(_OF_ITS_COLUMN.sub("", _plain(cell)))]
    return lines + _labelled(own), titles + own[: len(own) == 1]


def _labelled(texts: Sequence[str]) -> list[str]:
    """The labels that end with a colon, each joined with the text after it."""
    return [one + other for one, other in pairwise(texts) if _LABEL.search(_plain(one)) and _plain(one).endswith(":")]


def stated_in(lines: Iterable[str], titles: Iterable[str] = ()) -> tuple[str, ...]:
    """The units of money and area that lines around a table state for it, each once; a title may end in one.

    >>> [stated_in([line]) for line in ("填报单位：大洼区　单位：人民币万元", "填报单位：元宝镇", "注：金额单位为元")]
    [('万元',), (), ('元',)]
    >>> [stated_in([line]) for line in ("注：金额均为万元", "表中数据一律为元。", "单位：万美元", "担保金额为12万元")]
    [('万元',), ('元',), ('万美元',), ()]
    >>> [stated_in([line]) for line in ("注：1.金额均以元计。", "金额：元", "按万元填报", "累计担保金额：1.2亿元")]
    [('元',), ('元',), ('万元',), ()]
    >>> stated_in([], ["担保明细表（元）"]), stated_in(["见担保明细表（元）"]), stated_in(["单位：亿元", "按元填报"])
    (('元',), (), ('亿元', '元'))
    """
    forms = [(line, _WORDED) for line in lines] + [(title, (*_WORDED, _TITLE)) for title in titles]
    found, foreign = dict[str, None](), set[str]()
    for text, worded in forms:
        line = _REFUSED.sub("", _LAND.sub("", _AMOUNT.sub("", _plain(text))))
        stated = [
            (words.start(1) + match.start(1), match[1])
            for words in _STATED.finditer(line)
            for match in _UNIT.finditer(line[words.start(1) : words.end(1) + 20])  # enough for any unit
            if match.start(1) < len(words[1])  # by its first character, as the ten characters may cut 万美元 to 万
        ]
        named = _in_words(line, worded, stated)
        first = min((at for at, unit in named if unit in MONEY), default=len(line))
        found |= dict.fromkeys(unit for at, unit in named if unit in MONEY or not _is_of_a_part(line, at, first, unit))
        foreign |= {unit for at, unit in named if _FOREIGN_ONLY.search(line[:at])}
    return tuple(unit for unit in found if unit not in foreign or MONEY.keys().isdisjoint(found))


def _in_words(line: str, forms: Iterable[str], named: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Position and name of each unit that a line states, ``named`` or in words; for converted figures, that of now.

    >>> _in_words("台账按万元核算，本表已折算为亿元", _WORDED, []), _in_words("以元列示，已换算", _WORDED, [])
    ([(14, '亿元')], [])
    """
    worded = [(match.start(1), match[1]) for form in forms for match in re.finditer(form, line)]
    if _NOT_CONVERTED.search(line) or not (converted := _CONVERTED.search(line)):
        return named + worded
    now = re.compile(rf"成?为?{_YUAN}").match(line, converted.end())
    before = [each for each in worded + (named if now else []) if each[0] < converted.end() and each[1] in SIZES]
    before = [each for each in before if not now or (each[1] in AREA) == (now[1] in AREA)]  # money, or area
    stated = [each for each in named + worded if each not in before]
    return [*stated, (now.start(1), now[1])] if now and (before or (not stated and now[1] != "元")) else stated


def _is_of_a_part(line: str, at: int, first: int, unit: str) -> bool:
    """Whether a unit in a line belongs to a part of the figures, or to figures since converted, and not to the table.

    ``unit``, foreign or of area, is at ``at``, the first unit of money at ``first``, as in 单位：亿元（外币：万美元）.
    """
    if _NOT_CONVERTED.search(line):
        return False
    if unit in AREA:
        return bool(_CONVERTED.search(line))
    beside = first < at and _BESIDE.search(line, 0, at)
    return bool(_CONVERTED.search(line) or _OF_A_PART.search(line[:at]) or beside)


def _plain(text: str) -> str:
    return _PARTED.sub("", clean(visible(text)).translate(_FOLDED))


def differing(stated: Iterable[str], unit: str) -> list[str]:
    """The stated units that are of the same kind as ``unit`` (money or area) but not of the same size.

    >>> differing(("万元", "亿", "元", "亿美元", "亩"), "亿元"), differing(("亿",), "亿元")
    (['万元', '元', '亿美元'], [])
    >>> differing(("万元", "亩", "㎡"), "平方米")
    ['亩']
    """
    return [each for each in stated if (each in AREA) == (unit in AREA) and SIZES.get(each) != SIZES[unit]]


def conflicts(known: str, others: Mapping[str, Sequence[str]]) -> list[str]:
    """The sources that contradict a unit of money; a source with several units contradicts it if all of them differ.

    >>> conflicts("万元", {"备注": ["元"], "表的上方或下方": ["元", "万元"], "“面积单位”一列": ["亩"]})
    ['备注写着元']
    """
    return [
        f"{where}写着{'、'.join(units)}"
        for where, units in others.items()
        if units and len(differing(units, known)) == len(units)
    ]


def _is_stated(beside: str) -> bool:
    return bool(money_unit(beside)) or not stands_for_blank(beside) or is_formula_error(beside)


def column_that_counts(columns: Mapping[str, str]) -> str:
    """The column of units that applies to a row: the first, or if that is blank, the next that names one of money.

    >>> cells = {"金额单位": "", "单位": "万元"}
    >>> column_that_counts(cells), column_that_counts(cells | {"金额单位": "亿元"}), column_that_counts({})
    ('单位', '金额单位', '')
    """
    first, *others = columns or [""]
    named = (name for name in others if money_unit(columns[name]) in MONEY)
    return first if _is_stated(columns.get(first, "")) else next(named, first)


def with_its_unit(
    text: str,
    unit: str,
    beside: str,
    note: str,
    above: Sequence[str],
    columns: Mapping[str, str] | None = None,
) -> tuple[str, str]:
    """A figure with the unit of money that its row states, and why its unit is in doubt; empty where it is not.

    Parameters
    ----------
    text : str
        The figure as typed; one with a unit of its own is returned unchanged.
    unit : str
        The indicator's unit.
    beside, note : str
        The row's cell in a column of units, and its note, which may consist of a unit only.
    above : sequence of str
        The units stated by the lines around the table, which may or may not apply to the figure.
    columns : mapping of str to str
        The row's cells of every column of units, by its header.

    >>> with_its_unit("150", "亿元", "万元", "", ()), with_its_unit("150", "亿元", "", "", ("亿元", "万元"))
    (('150万元', ''), ('150', '表的上方或下方写着单位：万元，这项指标按亿元填报'))
    >>> with_its_unit("150", "亿元", "亿元", "单位：万元", ())
    ('150', '“单位”一列写的是“亿元”，备注写着万元')
    >>> with_its_unit("150", "亿元", "亿元", "", (), {"金额单位": "亿元", "单位": "万元"})
    ('150', '“金额单位”一列写的是“亿元”，“单位”一列写着万元')
    """
    if unit not in MONEY or not is_number(text):
        return text, ""
    text, alone = number(text), _ALONE.fullmatch(_plain(note))
    if _is_stated(beside):
        columns = columns or {}
        name = next((name for name, cell in columns.items() if cell == beside), "单位")
        written, known = f"“{name}”一列写的是“{beside}”", money_unit(beside)
        asked = known in MONEY and float(text) != 0
        others = {"备注": [alone[1]] if alone else [], "表的上方或下方": above}
        others |= {f"“{name}”一列": named_units(cell) for name, cell in columns.items()}
        found = conflicts(known, others if asked else {})
        if found or known not in MONEY:
            return text, "，".join([written, *(found or [f"这项指标按{unit}填报"])])
        return text + known, ""
    if alone and alone[1] in MONEY:
        return text + alone[1], ""
    short = _SHORT.findall(_REFUSED.sub("", _AMOUNT.sub("", _plain(note))))
    in_note = [alone[1]] if alone else stated_in([note]) or short
    for where, units in (("备注写着", in_note), ("表的上方或下方写着单位：", above)):
        if (other := differing(units, unit)) and float(text) != 0:
            return text, f"{where}{'、'.join(other)}，这项指标按{unit}填报"
    return text, ""


def beside(cells: pd.DataFrame, merged: Mapping[tuple[int, int], str]) -> list[pd.Series]:
    """The cells of a sheet's columns of units; merged cells and ditto marks are replaced by the text they repeat."""
    names = [header_key(name) for name in map(str, cells.columns)]
    return [
        pd.Series([merged.get((row, at)) or text for row, text in cells.iloc[:, at].items()], cells.index, "str", name)
        .fillna("")
        .map(lambda text: clean(visible(text)))
        .mask(lambda texts: texts.isin(DITTO))
        .ffill()
        .mask(lambda texts: texts.str.fullmatch(_OWN_CURRENCY.get(str(texts.name), _OFFICE_ALONE), case=False))
        .fillna("")
        for name, at in ((name, names.index(name)) for name in COLUMNS if name in names)
    ]
