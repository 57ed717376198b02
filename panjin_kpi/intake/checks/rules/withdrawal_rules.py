"""Rules against rows that only in words are withdrawn or an example: such a row would count."""

import re

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.intake.checks.rule import Rule
from panjin_kpi.reference.names import normalised_key
from panjin_kpi.schemas.fields import kind

TITLES = ("title", "name", "matter", "measure")
WORK = ("projects", "measures", "actions")  # tables of what is still to be done
PAPERS = ("certificate_no", "returned_reason")  # 作废 alone may be of the certificate, or why an item is returned
_OPEN, _CLOSE, _STOP, _END = r"[(\[【〔]", r"[)\]】〕]", "[。.!,;]?$", "(?:$|[,;。.!])"  # as in a normalised key
_NO = (  # 作废：否, 作废（0份）, （作废）无; 作废：未盖章 or 作废：无人机沙龙 is none
    rf"(?:(?::|{_OPEN})(?:[暂均尚]?(?:无|没有?|未)(?:$|\W|此[情类项]|需|相关|作废|发生|出现|涉及|变[动更化]|记录)"
    rf"|不(?:涉及|作废|适用)|0(?![0-9.])|否|(?:no?|n/a|false)(?![a-z])|(?:不是?|[-/×x□]+)?{_CLOSE}?{_END})"
    rf"|[,;)\]】〕](?:无|没有|否|0)$)"
)
_LINE = "[此本该这]一?行(?:数据)?"
_ROW = f"(?:{_LINE}|(?:[此本这]一?[条项]|该条)(?:数据)?|[此本该这]?数据|[此本该这]数)"  # 该项 may be a paper
_REASON = "(?:(?:(?:因|由于)[^,;:。、]{1,12}?|受[^,;:。、]{1,8}影响)[,、]?)?"
_EVENT = f"{_REASON}(?:[本此该][次场]|[此该])?(?:活动|培训班?|会议|事项|项目|沙龙|讲座|论坛|路演)?{_REASON}"
_HELD = "(?:举办|举行|召开|开展|实施)"
_CANCELLED = (
    rf"{_EVENT}已?(?<![未不没无])取消{_HELD}?(?:[,;。、]?未能?(?:如期|按期)?{_HELD})?"
    r"(?:\((?![^)]*(?:[改补延推另线]|作废))[^()]{1,12}\))?"  # （疫情）, but not （改为线上）
)
_WRONG = (
    "(?:重复(?:填报|填写|录入|报送|统计)?|重报|误填|误报|错填|填错|报错|多填|(?:填写|填报|录入|报送)(?:错误|有误|重复)"
    r"|[与和同](?:第?[0-9]+行|[上下]一?行|[上前]月|[0-9]+月份?|[a-z]+-?[0-9]+)重复(?:填报|填写|录入|报送|统计)?"
    r"|(?:[上前]月份?已经?|已经?在?[上前]月份?)上?报[过送]?)"
)
_EARLIER = "(?:[上前去][月年]份?|[0-9]{1,2}月份?)"
_ELSEWHERE = (  # of another row, month or year
    r"[与和同](?:第?[0-9]+行|[上下]一?行|[a-z]+-?[0-9]+)[为是系]?同一[个项场家件次]?(?:活动|企业|事项|项目|合同)?"
    rf"|{_EARLIER}已经?(?:上?报|计)[过送入]?|已经?在?{_EARLIER}(?:上?报|计)[过送入]?"
    "|(?:不(?:属于|在|是)|非)本年度?内?|[去上]年(?:度的?|的)?(?:活动|数据|事项)"
)
_MISTAKEN = f"(?:{_WRONG}|{_CANCELLED})"
_VOID = rf"(?:{_ROW}(?:因?{_WRONG}[,;:。、]?)?)?(?:已经?|申?请|请?予以)?作废(?!{_NO})"
_WHY = f"因?(?:{_WRONG}[,;:。、]?|{_CANCELLED}[,;:。、])"  # 取消作废 is the contrary
_WHOLLY = f"(?:(?:{_WHY})?{_VOID}|作废(?:行|数据))"  # can be of no paper
_GONE = "撤[回销并]|待?删除|待删|删去|剔除|注销|吊销|摘牌|关[闭停]|停[运业]|解散"
_UNCOUNTED = f"[已请应]?(?:[暂先]?不[再予应]?(?:计入?|计数|统计|算|认可)|{_GONE}|{_CANCELLED})"
_NOT_HELD = f"{_EVENT}(?:(?:未能?|没有?){_HELD}|停办)"
_DONE = "(?:举?办|举行|召开|开展|实施|引进|签约|签订|转化|设立|建立?|建成|成立|组建|放款|认定|入库|入驻)"
_PLAN = f"(?:[尚暂还]未|拟(?!定)|待(?![遇业])|预计|计划(?=[^,;。]{{0,6}}[年月日底周]|{_DONE}))"
PLANNED = f"{_PLAN}[^,;。已]{{0,8}}{_DONE}"
_NOT_YET = f"{_EVENT}(?:{PLANNED}|未{_DONE}|延期|推迟|暂缓{_HELD}?)|正在筹备|筹备中"
_NO_TITLE_YET = rf"拟|计划|[待未]{_DONE}|{PLANNED}|筹[备建]?[中期]?|延期|推迟|暂缓"
_NOT_GRANTED = (
    "(?:网上|正在|尚在)?(?:公示|申报|评审|审核|受理)[中期]|正在(?:公示|申报|评审|审核|受理)|不通过"
    "|(?:拟|待|[尚暂还]?未|预计[^,;。]{0,6})(?:获?批准?|获批|认定|入库|通过(?:评审|认定)?|评审|公[布告])"
)
_EXAMPLE = "(?:示例|样例|范例)"
_BEGINS = rf"^{_OPEN}?(?:{_VOID}(?:[,;:。.!(]|{_CLOSE})|{_WHY}{_VOID}{_CLOSE}?{_STOP})"
_UNWANTED = f"(?:第[0-9]+行[已请]?作废|{_ROW}(?:无效|不要|不用|请?忽略)|请?(?:删除|删去|忽略){_ROW}|请忽略)"
# words about the row or the count; without them, 作废 may be about a paper
_ROW_WORDS = rf"(?:{_MISTAKEN}|不再?计|统计|重复|[0-9]行|{_LINE}|无此|[见同](?i:[a-z]+)-?[0-9])"
_OF_THE_ROW = rf"(?=\W*(?:是\W*)?$|.*{_ROW_WORDS})"
_PAPER = (  # 3份凭证, 旧证书2份, 发票; but 证券业务培训, 3月沙龙
    r"(?:[0-9]+\s*[份张本件]|[原旧老](?:证|凭|发?票|合同|协议|执照|文件|公章)"
    r"|(?:证书?|凭证|发?票|票据|合同书?|协议书?|执照|文件|公章)\s*(?:[0-9]+\s*[份张本件]|[,，;；。.、已]|$))"
)
# before the word that ends a text, or behind the one that begins it, where no comma stands
_PARTED = re.compile(
    rf"(?<=[^\s—–_*·~|,，;；:：、。(（-])[,，;；:：、。]?[\s—–_*·~|-]++(?={_VOID}\W*$)"  # a run is tried once
    rf"|(?<=^作废)\s+(?=[^\s(（:：])(?!{_PAPER}(?!.*{_ROW_WORDS}))"
)
VOID = (
    "写着作废，而这一行还算数",
    "这一行作废的，请在“作废”一列填“是”；不是这一行的，请写明什么作废，如“原证书已作废”",
)
OTHERWISE = (
    "写着示例、不计或撤回，而这一行还算数",
    "示例行请删去；已报过而不算数的，请在“作废”一列填“是”；不是指这一行的，请写明指什么",
)
NOT_YET = (
    "写着还没有办成，而这一行算数",
    "没有办成的请删去，办成以后再报；已经办成的请改正这里；不是指这一行的，请写明指什么",
)
# a text without one fits no form below
MARKS = (
    "作废|[示样范]例|^例|无效|不|撤|删|取消|重[复报]|[误错多][填报]|[填报]错|错误|有误"
    "|(?:未能?|没有?)[举召开实]|停办|[上前]月份?(?:已|上?报)|[注吊]销|摘牌|关[闭停]|停[运业]|解散|剔除|忽略|测试|试填|同一"
    "|已|本年|[去上]年|[未拟待筹]|计划|预计|延期|推迟|暂缓|正在|公示|申报|评审|审核|受理"
)
# kinds of columns; "work" is the evidence of tasks, projects and measures, which may not have begun
TEXTS = ("note", "evidence", "work")
_TITLED = ("title", "aim", "key")
_MARKED = (*TEXTS, *_TITLED)  # texts of tasks are "other"
_OTHERS = ("other", "document", *PAPERS)
ERRORS = (
    (rf"^{_OPEN}?作废{_CLOSE}?{_STOP}", ("other", "document"), VOID),
    (rf"^{_OPEN}?{_LINE}[已请]?作废{_CLOSE}?{_STOP}", _OTHERS, VOID),  # 此行已作废
    (rf"^{_OPEN}?{_EXAMPLE}行?{_CLOSE}?:?{_STOP}", _OTHERS, OTHERWISE),  # 示例
    (rf"^{_WHOLLY}{_STOP}|{_OPEN}{_WHOLLY}{_CLOSE}{_STOP}", _MARKED, VOID),  # 已作废, 某担保（重复作废）
    (rf"(?:^|[,;:。、]|{_OPEN})(?={_LINE}){_VOID}(?:{_END}|[:、]|{_CLOSE})", _MARKED, VOID),  # 路演，此行作废，见E2
    (rf"^{_OPEN}?{_EXAMPLE}行?{_CLOSE}?:?{_END}", _MARKED, OTHERWISE),  # 示例，请勿删除
    (rf"(?:{_BEGINS}){_OF_THE_ROW}", TEXTS[1:], VOID),  # 作废，不计入
    (rf"(?!\W?{_VOID}[:(](?:[0-9没未]|无(?!此|效)))(?:{_BEGINS})", ("note",), VOID),  # 作废，另开；重复，作废
)
WARNINGS = (
    (rf"^{_OPEN}?{_VOID}{_CLOSE}?{_STOP}", _OTHERS, VOID),  # 已作废, perhaps the paper
    (_BEGINS, _MARKED, VOID),  # 作废：1份，已补发
    (rf"[,;:。]{_VOID}{_END}|、{_VOID}[。.!]?$", _MARKED, VOID),  # 旧合同，作废
    (rf"(?:^|{_OPEN}){_UNWANTED}{_CLOSE}?{_STOP}", _MARKED, OTHERWISE),  # 第2行作废, 某担保（此行不要）
    (rf"{_OPEN}{_VOID}(?:[,;:]|{_CLOSE}[,;。])", _MARKED, VOID),  # 发票（作废，另开）
    (rf".{_VOID}$", ("key",), VOID),  # HD-01作废, as a key is stored without its spaces
    (rf"^{_OPEN}?(?:系统)?(?:测试|试填)(?:数据|行)?{_CLOSE}?{_STOP}", _MARKED, OTHERWISE),  # 测试数据
    (rf"^{_OPEN}{_EXAMPLE}{_CLOSE}|^例[0-9]*$|{_LINE}(?:为|是|系)?{_EXAMPLE}", _MARKED, OTHERWISE),  # （示例）路演
    (rf"^{_OPEN}?(?:{_MISTAKEN}[,;:。、])?(?:{_ROW})?{_UNCOUNTED}{_CLOSE}?{_STOP}", TEXTS, OTHERWISE),  # 重复，不计
    # 重复填报: in a note of a figure such words explain it
    (rf"^{_OPEN}?(?:{_ROW})?(?!重复\W*$|误填){_WRONG}(?:[,;、]{_WRONG})?{_CLOSE}?{_STOP}", TEXTS[1:], OTHERWISE),
    (rf"^{_OPEN}?(?:{_NOT_HELD}|{_ELSEWHERE}){_CLOSE}?{_STOP}", ("evidence",), OTHERWISE),  # 未举办, 去年已报
    (rf"^{_OPEN}{_UNCOUNTED}{_CLOSE}|{_OPEN}{_UNCOUNTED}{_CLOSE}$", _TITLED, OTHERWISE),  # 路演（已取消）
    (rf"^{_OPEN}?(?:{_NOT_YET}){_CLOSE}?{_STOP}", ("evidence",), NOT_YET),  # 拟举办, 因疫情延期
    (rf"{_OPEN}(?:{_NO_TITLE_YET}){_CLOSE}$", ("title", "key"), NOT_YET),  # 路演（拟举办）, 甲空间（筹建）
    (rf"^{_OPEN}?(?:{_NOT_GRANTED}){_CLOSE}?{_STOP}", ("document", "certificate_no"), NOT_YET),  # 公示中
)


def withdrawal_rules(table: str, rows: pd.DataFrame) -> list[Rule]:
    """Rows whose texts call them void or an example: only the column ``withdrawn`` withdraws a row, so they count."""
    rules = []
    for column in (column for column in rows if kind(table, str(column)).startswith("string")):
        rules += rules_of_texts(rows[column], column, text_kind(table, column))
    return rules


def rules_of_texts(texts: pd.Series, column: str, of: str = "note") -> list[Rule]:
    """The rules for texts of one kind of column; a column that is not read is treated as notes or evidence."""
    keys = [normalised_key(_PARTED.sub("，", text)) for text in texts.fillna("").astype("str")]
    if not any(re.search(MARKS, key) for key in keys):
        return []
    text = pd.Series(keys, texts.index, dtype="str")
    rules = [Rule(text.str.contains(form), column, *why) for form, kinds, why in ERRORS if of in kinds]
    return rules + [
        Rule(text.str.contains(form), column, *why, "warning") for form, kinds, why in WARNINGS if of in kinds
    ]


def text_kind(table: str, column: str) -> str:
    """The kind of a column; the carrier of a tenant or an event does not count as the row's title."""
    if column == "evidence" and table != "events":
        return "work"
    if column in TEXTS:
        return column
    if column in TITLES or column.endswith("_id") or (table, column) == ("carriers", "carrier"):
        return "key" if column in schemas.key(table) else "aim" if table in WORK else "title"
    return column if column in _OTHERS else "other"
