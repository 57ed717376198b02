"""Units of money that stand beside figures and not in their cells: in a column, a note, or a line about the table."""

import re
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from panjin_kpi.intake.reading.parsing import MONEY, clean, is_number, number
from panjin_kpi.reference.names import is_formula_error, normalised_key, stands_for_blank, visible

COLUMNS = ("金额单位", "单位", "计量单位")  # the first that is there
DITTO = ("〃", "″", '"', "〞", "”", "′′", "''", "同上")  # what stands above it
_WORD = f"(?:人民币)?({'|'.join(sorted(MONEY, key=len, reverse=True))})(?:人民币)?"
_UNIT = re.compile(rf"(?:(?<![\u4e00-\u9fff])|(?<=为)){_WORD}(?![\u4e00-\u9fff])")  # not the 元 of 多元
_STATED = re.compile("(?:单位|币种|金额[:：(（]|计量[:：])(?:为|是)?(?=(.{0,10}元?))")
_AMOUNT = re.compile(rf"[0-9][0-9,.]*\s*[余多]?{_WORD}")  # says what it is in itself and nothing of the table
_YUAN = f"(?:人民币)?({'|'.join(sorted((unit for unit in MONEY if '元' in unit), key=len, reverse=True))})(?:人民币)?"
_WORDED = (rf"[以按]\s*{_YUAN}(?=为单位|计(?!息)|填|$)", rf"^{_YUAN}(?=[，,；;。])")
_REFUSED = re.compile(
    rf"(?:[不勿别]|禁止|严禁|无需)[得能要再可应宜该当许准必会用是允让]{{0,3}}[以按]\s*{_YUAN}[^，,；;。]*"
)
_TITLE = rf"[(（]\s*{_YUAN}\s*[)）]\s*$"
_ALONE = re.compile(rf"(?:金额)?(?:单位)?(?:为|是)?[:：(（\s]*{_WORD}[)）。\s]*")
_PARTED = re.compile(r"(?<=[百千万亿])\s+(?=[万元])")


def money_unit(text: str) -> str:
    """The unit of money that a text names, however it is worded; empty where it names none or several.

    >>> [money_unit(text) for text in ("（万 元）", "人民币万元", "家、万元", "家", "元或万元", "多元化")]
    ['万元', '万元', '万元', '', '', '']
    """
    found = set(_UNIT.findall(_plain(text)))
    return found.pop() if len(found) == 1 else ""


def stated_in(lines: Iterable[str], titles: Iterable[str] = ()) -> tuple[str, ...]:
    """The units of money that lines about a table state for it, each once; a title may end in one.

    >>> [stated_in([line]) for line in ("填报单位：大洼区　单位：人民币万元", "填报单位：元宝镇", "注：金额单位为元")]
    [('万元',), (), ('元',)]
    >>> [stated_in([line]) for line in ("注：1.金额均以元计。", "金额：元", "按万元填报", "累计担保金额：1.2亿元")]
    [('元',), ('元',), ('万元',), ()]
    >>> stated_in([], ["担保明细表（元）"]), stated_in(["见担保明细表（元）"]), stated_in(["单位：亿元", "按元填报"])
    (('元',), (), ('亿元', '元'))
    """
    forms = [(line, _WORDED) for line in lines] + [(title, (*_WORDED, _TITLE)) for title in titles]
    found: dict[str, None] = {}
    for line, worded in ((_REFUSED.sub("", _AMOUNT.sub("", _plain(line))), worded) for line, worded in forms):
        found |= dict.fromkeys(unit for words in _STATED.findall(line) for unit in _UNIT.findall(words))
        found |= dict.fromkeys(match[1] for form in worded for match in re.finditer(form, line))
    return tuple(found)


def _plain(text: str) -> str:
    return _PARTED.sub("", clean(visible(text)).replace("萬", "万").replace("圆", "元"))


def differing(stated: Iterable[str], unit: str) -> list[str]:
    """Those of the stated units of money that are not as large as a unit.

    >>> differing(("万元", "亿", "元"), "亿元"), differing(("亿",), "亿元")
    (['万元', '元'], [])
    """
    return [each for each in stated if MONEY[each] != MONEY[unit]]


def with_its_unit(text: str, unit: str, beside: str, note: str, above: Sequence[str]) -> tuple[str, str]:
    """A figure with the unit of money that its row states, or why its unit has to be asked about.

    Parameters
    ----------
    text : str
        The figure as typed; one that has a unit of its own is given back as it is.
    unit : str
        That of the indicator.
    beside, note : str
        The row's cell of a column of units, and its note, which may be nothing but a unit.
    above : sequence of str
        Those that the lines about the table state: figures may be in them or not.

    >>> with_its_unit("150", "亿元", "万元", "", ()), with_its_unit("150", "亿元", "", "", ("亿元", "万元"))
    (('150万元', ''), ('150', '表的上方或下方写着单位：万元，这项指标按亿元填报'))
    >>> with_its_unit("150", "亿元", "亿元", "单位：万元", ())
    ('150', '“单位”一列写的是“亿元”，备注写着万元')
    """
    if unit not in MONEY or not is_number(text):
        return text, ""
    text, alone = number(text), _ALONE.fullmatch(_plain(note))
    if not stands_for_blank(beside) or is_formula_error(beside):
        written, known = f"“单位”一列写的是“{beside}”", money_unit(beside)
        others = {"备注": [alone[1]] if alone else [], "表的上方或下方": above} if known and float(text) else {}
        conflicts = [
            f"{where}写着{'、'.join(units)}"
            for where, units in others.items()
            if units and len(differing(units, known)) == len(units)
        ]
        if conflicts or not known:
            return text, "，".join([written, *(conflicts or [f"这项指标按{unit}填报"])])
        return text + known, ""
    if alone:
        return text + alone[1], ""
    for where, units in (("备注写着", stated_in([note])), ("表的上方或下方写着单位：", above)):
        if (other := differing(units, unit)) and float(text) != 0:
            return text, f"{where}{'、'.join(other)}，这项指标按{unit}填报"
    return text, ""


def beside(cells: pd.DataFrame, merged: Mapping[tuple[int, int], str]) -> pd.Series:
    """The cells of a sheet's column of units; what a merged cell shows, and above a ditto mark; blank without one."""
    names = [normalised_key(name) for name in map(str, cells.columns)]
    at = next((names.index(name) for name in COLUMNS if name in names), None)
    if at is None:
        return pd.Series("", index=cells.index)
    shown = pd.Series(
        [merged.get((row, at)) or text for row, text in cells.iloc[:, at].items()], cells.index, dtype="str"
    )
    return (
        shown.fillna("").map(lambda text: clean(visible(text))).mask(lambda text: text.isin(DITTO)).ffill().fillna("")
    )
