"""Rules of rows that only their words withdraw: there is a column for it, and such a row would count."""

import pandas as pd

from panjin_kpi.intake.checks.rule import Rule
from panjin_kpi.reference.names import normalised_key

PROSE, TITLES = ("note", "evidence"), ("title", "name")
_OPEN, _CLOSE, _END = r"[(\[【〔]", r"[)\]】〕]", "(?:$|[,;。.!])"  # as in a normalised key
_NO = rf"[:(](?:否|无|没有|不(?:是|适用)?|0|/|-)?\)?{_END}"  # 作废：否
_ROW = "[此本该]行"
_VOID = rf"(?:{_ROW})?[已请]?作废(?!{_NO})"
_CANCELLED = "(?:本次|[此该])?(?:活动|培训|会议|事项|项目)?(?:因故|已)?取消"
_MISTAKEN = (
    "(?:重复(?:填报|填写|录入|报送|统计)?|重报|误填|误报|错填|填错|报错|多填|(?:填写|填报|录入|报送)(?:错误|有误|重复)"
    rf"|[与和同](?:第?[0-9]+|[上下]一?)行重复|{_CANCELLED})"
)
_ALONE = rf"^{_VOID}[。.!,;]?$|{_OPEN}{_VOID}{_CLOSE}[。.!,;]?$"  # the end, or all of it
_THIS_ROW = rf"(?:^|[,;:。、]|{_OPEN})(?={_ROW}){_VOID}(?:{_END}|[:、]|{_CLOSE})"
_CERTAIN = f"{_ALONE}|{_THIS_ROW}"
# of a title perhaps its subject
_BEGINS = rf"^{_OPEN}?{_VOID}(?:[,;:。.!(]|{_CLOSE})|^{_MISTAKEN}[,;:。、]{_VOID}[。.!,;]?$"
_PERHAPS = rf"[,;:。]{_VOID}{_END}|、{_VOID}[。.!]?$|{_OPEN}{_VOID}(?:[,;:]|{_CLOSE}[,;。])"  # or what stands before it
VOID = (
    "写着作废，而这一行还算数",
    "这一行作废的，请在“作废”一列填“是”；不是这一行的，请写明什么作废，如“原证书已作废”",
)


def withdrawal_rules(rows: pd.DataFrame) -> list[Rule]:
    """A row is withdrawn in the column for it; one that only says so would count."""
    rules = []
    for column in (column for column in (*PROSE, *TITLES) if column in rows):
        text = rows[column].fillna("").map(normalised_key).astype("str")
        error, warning = (f"{_CERTAIN}|{_BEGINS}", _PERHAPS) if column in PROSE else (_CERTAIN, f"{_BEGINS}|{_PERHAPS}")
        rules.append(Rule(text.str.contains(error), column, *VOID))
        rules.append(Rule(text.str.contains(warning), column, *VOID, "warning"))
    return rules
