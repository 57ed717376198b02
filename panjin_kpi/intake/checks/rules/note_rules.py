"""Notes of monthly figures that state another figure than the one beside them."""

import re

import pandas as pd

from panjin_kpi.intake.checks.rule import Rule, RuleContext
from panjin_kpi.intake.reading.parsing import MONEY, quantity
from panjin_kpi.reference.names import normalised_key

_STATED = re.compile(  # 更正为5, 本年累计5场, 以5为准; of an earlier month or figure is 上月累计5, 原累计5
    r"(?:(?<!全年|年底|目标)应[为是]|[更改订修][正为]为?|实[为是]|(?<!上[月期年])(?<![原前去历]年)(?<![原前上])累计[数为完成举办]*|以(?=[0-9.]+[^0-9.]?为准)):?"
    r"([0-9]+(?:\.[0-9]+)?)([^0-9,;。、()为]*)"
)
OF_ONE_MONTH = re.compile(
    "(?:此数?|这|仅)?均?[为系是]?[本当]月(?:新增)?(?:个?数|数据|数值)(?:[,;。].*)?|.*[不非]是?累计数?。?"
)
MONTHLY = "说这是一个月的数，本年累计从1月1日起算", "请核对，填自1月1日起的累计数"


def note_rules(rows: pd.DataFrame, around: RuleContext) -> list[Rule]:
    """Notes that correct the figure, sum it otherwise, or call it one of the month alone, are asked about."""
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

    return [
        Rule(pd.Series(other, rows.index, dtype="bool"), "value", differs, "请核对；这一列填本年累计数", "warning"),
        Rule(notes.str.fullmatch(OF_ONE_MONTH), "note", *MONTHLY, "warning"),
    ]
