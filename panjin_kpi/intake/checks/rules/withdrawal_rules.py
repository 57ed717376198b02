"""Rules of rows that only their words withdraw or call an example: such a row would count."""

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.intake.checks.rule import Rule
from panjin_kpi.reference.names import normalised_key

PROSE, TITLES = ("note", "evidence"), ("title", "name", "matter", "measure")
NUMBERS = ("event_id", "incubatee_id", "action_id", "project_id", "measure_id", "meeting_id")
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
# of a paper perhaps, if no words about the row or the count follow
_OF_THE_ROW = rf"(?=\W*(?:是\W*)?$|.*(?:{_MISTAKEN}|不再?计|统计|重复|第?[0-9]+行|{_ROW}|无此|[见同][a-z]+-?[0-9]))"
_PERHAPS = rf"[,;:。]{_VOID}{_END}|、{_VOID}[。.!]?$|{_OPEN}{_VOID}(?:[,;:]|{_CLOSE}[,;。])"  # or what stands before it
_EXAMPLE = rf"^{_OPEN}?(?:示例|样例|范例)行?{_CLOSE}?{_END}"
_LIKE_AN_EXAMPLE = rf"^{_OPEN}(?:示例|样例|范例){_CLOSE}|^例[0-9]*$|{_ROW}(?:为|是|系)?(?:示例|样例|范例)"
_NOT_COUNTED = (
    rf"^(?:{_MISTAKEN}[,;:。、])?(?:{_ROW})?[已请应]?(?:不再?(?:计入?|计数|统计|算)|撤回|撤销|删除|删去|取消)[。.!,;]?$"
)
# before the word that ends a text, or behind the one that begins it, where no comma stands
_PARTED = rf"(?<=[^\s,，;；:：、。(（])[\s—–_*·~|-]+(?={_VOID}\W*$)|(?<=^作废)\s+(?=[^\s(（:：])"
VOID = (
    "写着作废，而这一行还算数",
    "这一行作废的，请在“作废”一列填“是”；不是这一行的，请写明什么作废，如“原证书已作废”",
)
OTHERWISE = (
    "写着示例、不计或撤回，而这一行还算数",
    "示例行请删去；已报过而不算数的，请在“作废”一列填“是”；不是指这一行的，请写明指什么",
)


def withdrawal_rules(table: str, rows: pd.DataFrame) -> list[Rule]:
    """A row is withdrawn in the column for it; one that only says so, or that it is an example, would count."""
    rules = []
    titles = (*TITLES, "carrier") if table == "carriers" else TITLES
    for column in (column for column in (*PROSE, *titles, *NUMBERS) if column in rows):
        ends = f"|.{_VOID}$" if column in schemas.key(table) else ""  # a key is stored without its spaces
        parted = rows[column].fillna("").astype("str").str.replace(_PARTED, "，", regex=True)
        text = parted.map(normalised_key).astype("str")
        prose = column in PROSE
        begins = rf"(?:{_BEGINS}){_OF_THE_ROW}" if column == "evidence" else _BEGINS
        errors = ((f"{_CERTAIN}|{begins}" if prose else _CERTAIN, VOID), (_EXAMPLE, OTHERWISE))
        warnings = (
            ((f"{_PERHAPS}|{_BEGINS}" if column != "note" else _PERHAPS) + ends, VOID),
            (f"{_LIKE_AN_EXAMPLE}|{_NOT_COUNTED}" if prose else _LIKE_AN_EXAMPLE, OTHERWISE),
        )
        rules += [Rule(text.str.contains(pattern), column, *why) for pattern, why in errors]
        rules += [Rule(text.str.contains(pattern), column, *why, "warning") for pattern, why in warnings]
    return rules
