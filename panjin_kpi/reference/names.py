"""Resolution of names and aliases, as people write them, to identifiers."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from functools import cached_property
from itertools import groupby

from panjin_kpi.errors import PanjinError

# Unicode's Default_Ignorable_Code_Point, the marks of interlinear annotation, and the blank Braille pattern: invisible
# characters copied along with text from web pages and chats.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]+"
)
_PLAIN = re.compile("[0-9a-z\u4e00-\u9fff]*")  # most Chinese names: nothing to fold
_PARENTHESES = str.maketrans("()", "（）")
FEW = 6  # choices that a message names
LEAST = 3  # characters of a name that another begins with: 盘山县科学技术局 is a part of 盘山县, not like 市科技局
_COUNTS_OTHERS = re.compile(  # a name with such a word is not one without it
    "国家级|省级|省(?!盘锦)|市级|存量|总[数量]|续|潜在|后备|拟|培育库|申报|重新|撤销|减少|退出|毕业|余额|[户笔人]数|[示样范]例|作废"
)
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_MARKED = ("<circle>", "<super>", "<sub>")  # ③ is not 3, and 10³ is not 103
_NOTHING = {"无", "暂无", "没有", "空", "n/a", "na", "nan", "null", "none", "nil"}
_NO_PROBLEM = re.compile(
    r"(?:存在的?问题[:：])?(?:目前|暂时|现)?(?:暂?无|没有?|未发现|不存在)(?:存在)?的?(?:问题)?[。.；;，,]*"
)
_ERROR = re.compile(
    r"#(?:n/a|div/0!|value!|ref!|name\?|num!|null!|spill!|calc!|field!|busy!|blocked!|unknown!|connect!|getting_data)"
    r"|err:[0-9]{3}"
)


def shortened(text: str, length: int = 60) -> str:
    """A typed text on one line, cut to a length, for quoting in a message.

    >>> shortened("a" * 100, 5)
    'aaaaa…'
    """
    line = " ".join(visible(text).split())
    return line if len(line) <= length else line[:length] + "…"


class UnknownName(PanjinError):
    """An unknown or ambiguous name; the message suggests similar known ones, if any, the remedy names a few choices."""

    def __init__(self, what: str, text: str, near: list[str], choices: Collection[str] = ()) -> None:
        self.remedy = f"请从{'、'.join(choices)}中选填" if 0 < len(choices) <= FEW else "请改用规范名称"
        self.what, self.text, self.near = what, text, near
        super().__init__(f"没有“{shortened(text)}”这个{what}" + (f"，是不是“{'”或“'.join(near)}”？" if near else "。"))


def visible(text: str) -> str:
    r"""A text without invisible characters: zero-width ones, byte order and direction marks, selectors.

    >>> visible("\ufeff盘山\u200b县")
    '盘山县'
    """
    return text if text.isascii() else INVISIBLE.sub("", text)


def one_form(text: str) -> str:
    """A text in compatibility form (NFKC), except for circled, superscript and subscript characters.

    >>> one_form("Ａ１（Ⅱ）"), one_form("10³"), one_form("③")
    ('A1(II)', '10³', '③')
    """
    if text.isascii():
        return text
    return "".join(
        "".join(part) if marked else unicodedata.normalize("NFKC", "".join(part))
        for marked, part in groupby(text, key=lambda c: unicodedata.decomposition(c).startswith(_MARKED))
    )


def is_filled(text: str) -> bool:
    r"""Whether a cell's text has any visible character.

    >>> is_filled(" \u200b"), is_filled("—")
    (False, True)
    """
    return bool(visible(text).strip())


def normalised_key(text: str) -> str:
    r"""A name normalised for comparison: half width, lower case, one kind of dash, no spaces or invisible characters.

    >>> normalised_key("　盘 锦\u200b高新区Ａ—1 ")
    '盘锦高新区a-1'
    """
    if text.isascii():
        return "".join(text.split()).lower()
    if _PLAIN.fullmatch(text):
        return text
    folded = visible(one_form(one_form(visible(text)).casefold()))
    return one_form(_DASHES.sub("-", "".join(folded.split())))  # marks may now combine


def stored_key(text: str) -> str:
    r"""The canonical stored form of a number or name that identifies rows.

    >>> stored_key("hd－001 "), stored_key("盘锦示例创客\n空间(东区)")
    ('HD-001', '盘锦示例创客空间（东区）')
    """
    key = normalised_key(text).upper()
    return key if key.isascii() else key.translate(_PARENTHESES)  # full width, as usual in Chinese


def stands_for_blank(text: str) -> bool:
    r"""Whether a text stands for a blank: only signs, a formula's error value, or a word for "none".

    >>> [stands_for_blank(text) for text in ("\u200b", "—", "#N/A", "无", "无锡", "③")]
    [True, True, True, True, False, False]
    """
    key = normalised_key(text)
    return not any(map(str.isalnum, key)) or key in _NOTHING or bool(_ERROR.fullmatch(key))


def states_no_problem(text: str) -> bool:
    """Whether a text about problems states that there are none.

    >>> [states_no_problem(text) for text in ("无。", "暂无问题", "不存在问题", "无场地", "存在问题")]
    [True, True, True, False, False]
    """
    return stands_for_blank(text.strip().rstrip("。.")) or bool(_NO_PROBLEM.fullmatch(normalised_key(text)))


def is_formula_error(text: str) -> bool:
    """Whether a text is the error value of a spreadsheet formula."""
    return bool(_ERROR.fullmatch(normalised_key(text)))


@dataclass(frozen=True)
class Names:
    """All names of one kind of entity (``what``: its Chinese word, for messages).

    ``known`` has the canonical name of each identifier, ``aliases`` the identifier of each further spelling.

    >>> Names("地区", {"gaoxin": "盘锦高新区"}, {"高新区": "gaoxin"}).resolve("高 新区")
    'gaoxin'
    """

    what: str
    known: dict[str, str]
    aliases: dict[str, str]

    @cached_property
    def _spellings(self) -> dict[str, str]:
        spellings = {normalised_key(alias): id_ for alias, id_ in self.aliases.items() if id_ in self.known}
        spellings |= {normalised_key(name): id_ for id_, name in self.known.items()}
        return spellings | {normalised_key(id_): id_ for id_ in self.known}

    def __getitem__(self, identifier: str) -> str:
        return self.known[identifier]

    def __contains__(self, identifier: object) -> bool:
        return identifier in self.known

    def find(self, text: str) -> str | None:
        """The identifier for a typed name, if it is known."""
        return self._spellings.get(normalised_key(text))

    def spellings(self, identifier: str) -> list[str]:
        """All spellings of an identifier, normalised (:func:`normalised_key`).

        >>> Names("地区", {"gaoxin": "盘锦高新区"}, {"高新区": "gaoxin"}).spellings("gaoxin")
        ['高新区', '盘锦高新区', 'gaoxin']
        """
        return [spelling for spelling, of in self._spellings.items() if of == identifier]

    def resolve(self, text: str) -> str:
        """The identifier for a typed name.

        Raises
        ------
        UnknownName
            The name is unknown.
        """
        text = str(text)  # an analyst may pass a number
        if (found := self.find(text)) is not None:
            return found
        key = normalised_key(text)
        words = set(_COUNTS_OTHERS.findall(key))
        possible = [spelling for spelling in self._spellings if words <= set(_COUNTS_OTHERS.findall(spelling))]
        whole = max((name for name in possible if key.startswith(name)), key=len, default="")
        is_part = len(whole) >= LEAST and not key.endswith(("区", "县"))  # 大洼区辽东湾新区 is no part of 大洼区
        near = [whole] if is_part else get_close_matches(key, possible, n=3, cutoff=0.5)
        alike = [SequenceMatcher(None, spelling, key).ratio() for spelling in near]
        names = [
            self.known[self._spellings[one]] for one, ratio in zip(near, alike, strict=True) if ratio > alike[0] - 0.1
        ]
        raise UnknownName(self.what, text, list(dict.fromkeys(names)), self.known.values())
