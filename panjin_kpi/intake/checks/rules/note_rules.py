"""Notes of monthly figures that contradict the figure beside them."""

import re
from collections.abc import Iterable

import pandas as pd

from panjin_kpi.intake.checks.rule import Rule, RuleContext
from panjin_kpi.intake.checks.rules.withdrawal_rules import PLANNED
from panjin_kpi.intake.reading.parsing import MONEY, quantity
from panjin_kpi.reference.names import normalised_key
from panjin_kpi.reference.plan import CITY

_STATED = re.compile(  # 更正为5, 本年累计5场, 以5为准; a sum of something else is 上月累计5, 一季度累计5, 其中线上累计5
    r"(?:(?<!全年|年底|目标)应[为是]|[更改订修][正为]为?|实[为是]|(?<![^,;。:、])(?:[本今]年|共|已)?累计[数为完成举办]*"
    r"|以(?=[0-9.]+[^0-9.]?为准)):?([0-9]+(?:\.[0-9]+)?)([^0-9,;。、()为]*)"
)
OF_ONE_MONTH = re.compile(
    "(?:此数?|这|仅)?均?[为系是]?[本当]月(?:新增)?(?:个?数|数据|数值)(?:[,;。].*)?|.*[不非]是?累计数?。?"
)
_NOT_KNOWN = (
    "(?:数据)?(?:[暂尚]?未(?:统计|上?报送?|汇总|核[实定]|提供|公布|确认)|待(?:统计|核[实定]|补?报|汇总|公布|确认)"
    "|[暂尚]?缺|不详|[暂尚]?无数据)(?:数据)?。?"
)
_NOT_REACHED = (
    "(?:此数?|这)?[为系是]?(?:计划|目标|预计|预估|估计|估算|去年|上年|上月)数。?"
    "|[暂仍先]?(?:按|用|沿用|采用)上[月期](?:累计)?(?:数[据字]?)?(?:填报|上报)?。?|(?:数[据字])?有?待(?:更正|修正)。?"
    "|(?:此数?|数[据字])?(?:有误|错误|不准确?|不实)(?:[,;、]?(?:有?待|请|需)[^已]*)?。?"
)
_AS_OF = re.compile(
    r"(?:数[据字])?(?:均|统计)*截[至止]到?(?:(20[0-9]{2})年|[本今]年)?([0-9]{1,2})月(?:份|底|末|初|[上中下]旬|[0-9]{1,2}[日号])?"
    "的?(?:累计)?(?:数[据字]?|情况)?。?"
)
_IN_HAND = "(?:公示|申报|评审|受理)中"
_PENDING = (
    rf"(?:.*[,;。])?(?:(?:含|包括|其中)[^,;。]{{0,6}}(?:{PLANNED}|待公示|{_IN_HAND})|{_IN_HAND}|[拟待](?:认定|入库|引进|签约))"
    r"(?:[0-9]+[家个场项名次])?(?:[,;。].*)?"
)
NOT_ACTUAL = "说这不是截至本期末的实际数", "请核对，填自1月1日起的实际累计数"
MONTHLY = "说这是一个月的数，本年累计从1月1日起算", "请核对，填自1月1日起的累计数"


def is_of_another_month(text: str, periods: Iterable[str]) -> bool:
    """Whether a text says that figures are as of the end of a month that is none of the ``periods``.

    >>> is_of_another_month("数据截至5月31日", ["2021-06"]), is_of_another_month("截至6月底", ["2021-06"])
    (True, False)
    """
    found = _AS_OF.fullmatch(text)
    return found is not None and not any(str(p).endswith(f"{found[1] or ''}-{found[2].zfill(2)}") for p in periods)


def note_rules(rows: pd.DataFrame, around: RuleContext) -> list[Rule]:
    """Notes that correct the figure, sum it otherwise, or call it unknown, planned or one of the month alone."""
    units = rows["indicator"].map(around.plan.by_indicator["unit"])
    notes = rows["note"].fillna("").map(normalised_key)
    stated = {
        row: [
            number
            for digits, written in _STATED.findall(note)
            if written in ("", unit) or {written, unit} <= MONEY.keys()
            for number in [float(quantity(digits + written, unit) if written else digits)]
        ]
        for row, note, unit in zip(rows.index, notes, units, strict=True)
    }
    other = [bool(stated[row]) and value not in stated[row] for row, value in rows["value"].items()]

    def differs(row: pd.Series) -> str:
        return f"备注里写着{stated[row.name][-1]:.10g}，这里是{row['value']:.10g}"

    names = around.plan.district_names
    keys = {spelling: key for key in names.known if key != CITY for spelling in names.spellings(key)}
    longest_first = "|".join(sorted(map(re.escape, keys), key=len, reverse=True))
    others = notes.str.extract(f"(?<![不未])(?:含|包括)({longest_first})")[0].map(keys)
    within = others.notna() & rows["district"].notna() & ~rows["district"].isin([CITY]) & (others != rows["district"])

    def contains(row: pd.Series) -> str:
        return f"备注说含{names[others[row.name]]}的数，{names[others[row.name]]}也报就算了两次"

    unknown = (rows["value"] == 0) & notes.str.fullmatch(_NOT_KNOWN)
    zero, pending = "备注说还不知道，而0是没有，会按零计算", (rows["value"] > 0) & notes.str.fullmatch(_PENDING)
    of_another = [is_of_another_month(note, [period]) for note, period in zip(notes, rows["period"], strict=True)]
    not_actual = notes.str.fullmatch(_NOT_REACHED) | pd.Series(of_another, rows.index, dtype="bool")
    return [
        Rule(within, "value", contains, "请核对，只报本地区的数", "warning"),
        Rule(unknown, "value", zero, "还没有数的不报这一行，确是零的请改备注", "warning"),
        Rule(pending, "value", "备注说其中有还没有办成的", "没有办成的不计，办成以后再报", "warning"),
        Rule(not_actual, "note", *NOT_ACTUAL, "warning"),
        Rule(pd.Series(other, rows.index, dtype="bool"), "value", differs, "请核对；这一列填本年累计数", "warning"),
        Rule(notes.str.fullmatch(OF_ONE_MONTH), "note", *MONTHLY, "warning"),
    ]
