"""What the texts around a table are: totals, signatures, remarks, marks of pages, sentences."""

import re
from enum import Enum, auto

from panjin_kpi.reference.names import INVISIBLE, normalised_key, one_form, visible


class Label(Enum):
    """Kinds of text that are not values."""

    TOTAL = auto()
    TOTAL_OF = auto()  # 盘山县合计; a name may also end in this way
    SIGNATURE = auto()
    REMARK = auto()


FOOT = (Label.SIGNATURE, Label.REMARK)
SUMS = {Label.TOTAL, Label.TOTAL_OF}
LONG = 40  # characters
_SUM = "(?:(?:合计|总计|小计|共计|累计|汇总|总和|总数)(?:数|行|金额)?|总金额)"
_OF_COUNTS = "[项家个场次件条户笔人名份]"
COUNT = re.compile(f"[0-9]+{_OF_COUNTS}")
_PART = "(?:[本此该][页表]|全表)?"
_AFTER = r"(?:\(.{0,8}\))?:?"
_SEALED = r"\((?:盖章|公章|签章|印章|章)\)"
_SIGNER = (
    "(?:(?:(?:单位|部门|科室|主要|主管|分管|统计)?(?:负责人|领导|主管|副?(?:[局县区市处科院校]长|主任))|"
    "(?:填|制|报|编)[表报]人|编制人?|制表|填报|填表|审核人?|复核人?|审批人?|审定人?|校对人?|签发人?|"
    "经办人?|联系人|(?:联系|办公|固定|手机)?电话|手机(?:号码?)?|传真|邮箱|"
    "(?:填报|填表|制表|报送|报出|上报|编制|统计)(?:日期|时间|单位|部门|机构|人)|"
    "日期)(?:签字|签名|签章|盖章|审签)?|"
    f"(?:填报|报送)?单位(?:名称)?(?:{_SEALED}|盖章|公章|签章|印章)|{_SEALED}|(?:盖章|公章|签章|印章)|\\(?(?:签字|签名)\\)?)"
)
_REMARKS = "(?:(?:填表|填报|报送|指标|表)?(?:说明|须知)|备?注(?:释|明)?|附注|注意(?:事项)?|(?:数据|资料)来源)"
_DIGITS = "[〇零○一二三四五六七八九十廿卅]"
DAY = re.compile(
    rf"[0-9]{{4}}[-年./][0-9]{{1,2}}[-月./][0-9]{{1,2}}日?|[0-9]{{0,4}}年[0-9]{{0,2}}月[0-9]{{0,2}}日"
    rf"|{_DIGITS}{{4}}年{_DIGITS}{{1,3}}月{_DIGITS}{{1,3}}日"
)
DATED = re.compile(rf"(?:填报|填表|制表|报送|报出|上报|编制|统计)?(?:日期|时间):?(?:{DAY.pattern})")
SEAL = re.compile(f"{_SEALED}|盖章|公章|签章|印章")
OF_DAYS = re.compile("日期|时限|期至")  # headers of date columns, where a date alone is a value
OF_NAMES = re.compile("名|载体|单位")  # headers of columns whose values may end like an office's name
OFFICE = "[\u4e00-\u9fff()]{2,24}[局委会府室办厅科处院校司部心]"
MONTH = "[0-9]{4}年[0-9]{1,2}月"
SIGNED = re.compile(rf"(?:{OFFICE}\W*)?(?:{DAY.pattern}|{MONTH})")
_VOUCHED = "(?:以上|上述|[本此]表).{0,10}(?:真实|属实|准确|无误)"
_NUMBER = r"(?:\(?[0-9]{1,2}\)?|[一二三四五六七八九十]|[①-⑳])"
_PATTERNS = {
    Label.TOTAL: re.compile(
        rf"(?:{_PART}{_SUM}|(?:grand|sub)?-?totals?|sum)(?:{_AFTER}|:[0-9]+\S?)|(?:以上)?(?:共有?|{_SUM})[0-9]+{_OF_COUNTS}"
    ),
    Label.SIGNATURE: re.compile(rf"{_SIGNER}(?:$|[:;.、\n(].*)|.{{2,20}}{_SEALED}", re.DOTALL),
    Label.REMARK: re.compile(
        rf"{_REMARKS}{_NUMBER}?(?:$|[:;.、\n(].*)"
        rf"|{_VOUCHED}.{{0,10}}"
        r"|\W*(?:以下(?:空白|无正文|无数据|无内容)|(?:此|本)页无正文|表尾|完|end)\W*"
        r"|[*※★☆▲△●◆■#]+.{5,}",
        re.DOTALL,
    ),
    Label.TOTAL_OF: re.compile(  # last: a remark may end so; a subtotal's group may be an indicator
        f".{{1,20}}(?:合计|总计|小计|共计|汇总|求和|(?<!累)计数|平均值|最大值|最小值|total){_AFTER}"
    ),
}
_N = "(?:[0-9]{1,4}|[一二三四五六七八九十]{1,3})"
PAGE_MARK = re.compile(
    rf"\W*(?:第?{_N}(?:/{_N})?页(?:\W*共{_N}页)?|共{_N}页(?:\W*第{_N}页)?|page{_N}(?:of{_N})?|[-~·]+{_N}[-~·]+"
    rf"|续表?(?:{_N}|[上下前后][页表])?|[上下]?[接转承](?:[上下前后]|第{_N})[页表])\W*"
)
COUNTED = re.compile(  # 共计3项; 合计5项，金额155.5万元
    rf"(?:以上)?(?:共有?|{_SUM})(?:[0-9]+\S{{1,3}}|[一二两三四五六七八九十百]{{1,5}}{_OF_COUNTS})"
    r"(?:[,;、。]\D{0,8}[0-9][0-9.]*(?:[^,;、。0-9.][^,;、。]{0,4})?)*"  # one way to match: no text takes long
)
_ORDINAL = "[一二三四五六七八九十]{1,3}"
GROUP = re.compile(  # 一、创新创业活动; one that may state a unit is none
    rf"(?:{_ORDINAL}、|第{_ORDINAL}部分:?|\({_ORDINAL}\))(?!.*[元亩米])[\u4e00-\u9fff()]{{2,20}}"
)
ITEM = re.compile(rf"{_NUMBER}[.、):\s].*[\u4e00-\u9fff].*|.{{5,}}[。;,].*", re.DOTALL)  # of a list of remarks
HINT = re.compile(  # keys without any of these need no further check
    "[计总共汇求值注说须附备负责领导主管表报编制审复批校对签发定长任经办联电话手传邮期间时单位部门机人盖章签名以此页码完]"
    "|[*※☆★▲△●◆■#\uff00-\uffef]"
    f"|otal|sum|end|{INVISIBLE.pattern}",
    re.IGNORECASE,
)
_PROSE = re.compile(rf"[^\w(]*\(?[\u4e00-\u9fff()]{{1,20}}:|.{{0,20}}{_VOUCHED}")  # 核对人：, 我单位承诺以上数据真实
SENTENCE = re.compile("[本此以各请由已未为无特]|数据|截至|情况|报送|谢谢")  # words of sentences, in few names
_CLAUSE, _LEAST_OF_CLAUSES = re.compile("[,;。!]"), 8  # Chinese characters
# endings of a label whose value is in the next cell
EXPECTING = (":", "人", "话", "期", ")", "注", "明", "知", "源", "签字", "签名", "审签")


def label_of(text: str) -> Label | None:
    """The kind of label that a text is; None for a value.

    >>> label_of("填表人：某某"), label_of("合 计"), label_of("盘山县")
    (<Label.SIGNATURE: 3>, <Label.TOTAL: 1>, None)
    """
    key = compared(text)
    found = next((label for label, form in _PATTERNS.items() if form.fullmatch(key)), None)
    return found or (Label.SIGNATURE if _is_signature_by_space(text) else None)


def is_sum(text: str) -> bool:
    """Whether a text is the label of a total, or a name that ends like one of a subtotal.

    >>> is_sum("众创空间小计"), is_sum("众创空间")
    (True, False)
    """
    return bool(HINT.search(text)) and label_of(text) in SUMS


def is_signature(text: str) -> bool:
    """Whether a text is a label such as reporter, signatory or telephone, with or without its value.

    >>> is_signature("填表人"), is_signature("盘山县")
    (True, False)
    """
    return bool(_PATTERNS[Label.SIGNATURE].fullmatch(compared(text)))


def _is_signature_by_space(text: str) -> bool:
    """Whether a text is a signatory's label that ends with a space instead of a colon: 填表人 某某."""
    parts = text.split() if len("".join(text.split())) < LONG else []
    return any(is_signature("".join(parts[:at]) + ":") for at in range(1, len(parts)))


def is_prose(key: str) -> bool:
    """Whether a text, normalised as a name, is a sentence with clauses, begins with a label, or vouches for the rows.

    >>> is_prose("核对人:"), is_prose("盘山县")
    (True, False)
    """
    clauses = _CLAUSE.search(key) and sum("\u4e00" <= character <= "\u9fff" for character in key) >= _LEAST_OF_CLAUSES
    return bool(clauses or _PROSE.match(key))


def compared(text: str) -> str:
    """A short text normalised as a name; a long one keeps its spaces, which may end a label."""
    return normalised_key(text) if len(text) < LONG else one_form(visible(text)).strip().casefold()
