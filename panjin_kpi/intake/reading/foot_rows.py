"""Rows that are not data: totals, signatures, remarks, column numbers; recognised by the columns of the key."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from panjin_kpi.intake.reading.foot_labels import (
    COUNT,
    COUNTED,
    DATED,
    DAY,
    EXPECTING,
    FOOT,
    GROUP,
    HINT,
    ITEM,
    MONTH,
    OF_DAYS,
    OF_NAMES,
    OFFICE,
    PAGE_MARK,
    SEAL,
    SENTENCE,
    SIGNED,
    SUMS,
    Label,
    compared,
    is_prose,
    label_of,
)
from panjin_kpi.intake.reading.parsing import header_key, names_units
from panjin_kpi.reference.names import is_filled, normalised_key

Reason = tuple[str, str]
TOTAL: Reason = "这是合计行，没有读取", "合计由系统计算，不用填报"
REMARK: Reason = "这是落款或说明，没有读取", "系统不收个人姓名和电话"
HEADING: Reason = "这是栏次或重复的表头，没有读取", "其他各行照常读取"
UNITS: Reason = "这一行只写了各列的单位，没有作为数据读取", "其他各行照常读取"
PAGE: Reason = "这是页码、续表的标记或重复的标题，没有读取", "其他各行照常读取"
OF_GROUP: Reason = "这是标题或说明，没有读取", "其他各行照常读取，其中不该报的请删去"
ANOTHER: Reason = "这一行又是表头，各列与上面的表头不同", "一张表只用一种表头，请把另一张表分开填写"  # an error
BELOW_OFFICE = 3  # rows searched for the seal or date below an office: there may be a second office between
MOST_OF_TITLE = 200  # characters
_CONTINUED = re.compile(r"\(续表?\)$")
_NUMERIC = re.compile(r"[-+0-9.,%]+\S?")  # with a unit of one character
_ORDINALS, _ALPHABET, _TENS = "甲乙丙丁戊己庚辛壬癸", "abcdefghijklmnopqrstuvwxyz", "一二三四五六七八九十"
_NUMBERS = (list(map(str, range(1, 100))), "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳", [*_TENS, *(f"十{one}" for one in _TENS[:9])])
_SUM_OF = re.compile(r"(?<=[0-9①-⑳])=[0-9①-⑳()+*/×÷-]+$")


class FootRows:
    """Recognise the rows of one table that are not data.

    A row with a complete key is data, whatever a note or title in it begins with. A label counts only in a key column,
    before its value in the only one, or as the first text of a row without a key. ``header`` holds the normalised
    headers; ``headers`` the known ones, and whether each names a key column; ``titles`` the single-cell lines above
    the table, which a printout repeats on each page.

    >>> rows = FootRows(["期间", "地区", "备注"], {"期间": True, "地区": True, "备注": False})
    >>> rows.reason(["2021-06", "盘山县", "合计"]), rows.reason(["盘山县合计", "", ""])[0]
    (None, '这是合计行，没有读取')
    """

    def __init__(self, header: list[str], headers: Mapping[str, bool], titles: Iterable[str] = ()) -> None:
        self._header, self._headers = header, headers
        self._key = [position for position, name in enumerate(header) if headers.get(name)]
        self._titles = set(map(normalised_key, titles))
        self._labels: dict[str, Label | None] = {}
        self._after_remark = False

    def reason(self, cells: list[str], first: bool = False, below: Sequence[Sequence[str]] = ()) -> Reason | None:
        """Why a row is not data; None where it is data or blank.

        ``first``: whether the row follows the header, where forms number their columns. ``below``: the next rows, in
        which the name of an office may have its seal or date.
        """
        key = [cells[position] for position in self._key if position < len(cells)]
        whole = len(key) == len(self._key) and all(map(str.strip, key))
        if self._key and (len(self._key) == 1 or not whole) and (why := self._stands_alone(cells, below)):
            self._after_remark |= why is REMARK
            return why
        named = cells[: self._key[0] + 1] if len(self._key) == 1 else key  # labels may stand before a single key
        plain = not self._key or (whole and not first and not HINT.search("\n".join(named)))
        found = None if plain else self._reason(cells, first)
        self._after_remark = found is REMARK
        return found

    def is_prose(self, cells: Sequence[str]) -> bool:
        """Whether a row at the end of the table is plainly a text about the table.

        That is a clause or a label in a key column, with nothing beside it but its value and other labels: key columns
        take names, numbers and months. A name alone is more likely a row that somebody forgot to fill in.
        """
        filled = _first_filled(cells, len(cells))
        texts = [normalised_key(text) for _, text in filled]
        of_label = [":" if before.endswith(":") else "" for before in ["", *texts]]
        at = filled[0][0] if filled else len(self._header)
        if at not in self._key and (at > min(self._key, default=0) or self._is_read(at)):  # 序号 may precede
            return False
        if len(filled) == 1 and "名" not in self._header[at] and SENTENCE.search(texts[0]):
            return True
        return all(before or is_prose(text) for before, text in zip(of_label, texts, strict=False))

    def _reason(self, cells: list[str], first: bool) -> Reason | None:
        key = [position for position in self._key if position < len(cells) and is_filled(cells[position])]
        if key and COUNT.fullmatch(normalised_key(cells[key[0]])) and SUMS & set(map(self._label, cells[: key[0]])):
            key = key[1:]  # 合计, 1家: no value of the key
        labels = {position: self._label(cells[position]) for position in key}
        if Label.TOTAL in labels.values():
            return None if len(key) == len(self._key) and self._has_words(cells) else TOTAL
        if first and names_units(cells, key):
            return UNITS
        values = [position for position, label in labels.items() if label not in FOOT]
        if len(values) == len(self._key):
            heading = HEADING if _numbers_columns(cells, first) else self._header_again(cells)
            if heading or not self._is_of_a_label(cells):
                return heading
            key = []
        filled = [position for position, cell in enumerate(cells) if is_filled(cell)]
        head = next((position for position in filled if self._is_read(position) or self._label(cells[position])), None)
        if head is None:
            return None
        label = self._label(cells[head])
        if (key and labels[key[-1]] is Label.TOTAL_OF) or (label in SUMS and not key):
            return TOTAL
        if label not in FOOT:
            return None
        signed = label is Label.SIGNATURE and head in self._key and len(self._key) > 1
        must = key if signed else [position for position in filled if position >= head]
        return REMARK if all(self._belongs_to_label(cells, position) for position in must) else None

    def _is_of_a_label(self, cells: list[str]) -> bool:
        """Whether the only column of the key has the value of a label on its left, or is the label of a subtotal.

        For example 填表人：, 某某; 盘山县合计, 4家; 盘山县小计 in a column of codes or numbers.
        """
        left = [at for at in range(self._key[0] if len(self._key) == 1 else 0) if is_filled(cells[at])]
        if len(self._key) == 1 and self._label(cells[self._key[0]]) is Label.TOTAL_OF:
            return not self._has_words(cells)
        labels = [label for at in left if (label := self._label(cells[at])) or self._is_read(at)]
        if not labels or any(labels[1:2]):
            return False
        of_group = labels[0] is Label.TOTAL_OF and _NUMERIC.fullmatch(cells[self._key[0]].strip())
        return labels[0] in FOOT or (bool(labels[0] is Label.TOTAL or of_group) and not self._has_words(cells))

    def _has_words(self, cells: list[str]) -> bool:
        """Whether two cells outside the key have text: a total has only numbers and at most one remark."""
        beside = [cell for position, cell in enumerate(cells) if position not in self._key and self._is_read(position)]
        return sum(is_filled(cell) and not _NUMERIC.fullmatch(cell.strip()) for cell in beside) > 1

    def _stands_alone(self, cells: list[str], below: Sequence[Sequence[str]]) -> Reason | None:
        """Why the only filled cell of a row, or an office with its date, is not a value.

        Such a row stands between two printed pages, or at the foot.
        """
        filled = _first_filled(cells, 3)
        alone = compared(filled[0][1]) if len(filled) == 1 else ""
        if self._after_remark and (ITEM.fullmatch(alone) or DAY.fullmatch(alone)):
            return REMARK
        if not filled or len(filled) > 2 or len(filled[0][1]) > MOST_OF_TITLE:
            return None
        texts = [normalised_key(text) for _, text in filled]
        if len(filled) == 1 and (PAGE_MARK.fullmatch(texts[0]) or _CONTINUED.sub("", texts[0]) in self._titles):
            return PAGE
        if len(filled) == 1 and COUNTED.fullmatch(texts[0]):
            return TOTAL
        title = texts[0] if len(texts) == 1 else "、".join(text.strip("、()") for text in texts)  # 一 beside it
        if GROUP.fullmatch(title) and self._is_read(filled[-1][0]) and not self._after_remark:
            return OF_GROUP
        office = re.fullmatch(OFFICE, "".join(texts))
        return REMARK if (office and self._sign(below)) or self._is_signed(filled) else None

    def _sign(self, below: Sequence[Sequence[str]]) -> bool:
        """Whether the rows below an office have its seal or date, perhaps under a second office."""
        for cells in below[:BELOW_OFFICE]:
            filled = _first_filled(cells, 3)
            texts = [normalised_key(text) for _, text in filled]
            text = "".join(texts)
            if len(filled) == 1 and (DAY.fullmatch(text) or SEAL.fullmatch(text)):
                return True
            if 0 < len(filled) < 3 and (DATED.fullmatch(text) or self._is_signed(filled)):
                return True
            if len(filled) != 1 or not re.fullmatch(OFFICE, text):
                return False
        return False

    def _is_signed(self, filled: list[tuple[int, str]]) -> bool:
        """Whether cells are the date of a signature, perhaps after its office, and not the value of a column."""
        position, texts = filled[-1][0], [normalised_key(text) for _, text in filled]
        if not SIGNED.fullmatch("".join(texts)) or (len(texts) > 1 and not DAY.fullmatch(texts[1])):
            return False
        if position in self._key and re.fullmatch(MONTH, texts[-1]):
            return False
        name = self._header[position] if position < len(self._header) else ""
        if len(texts) > 1 and self._takes_no_office(filled[0][0]):
            return True
        return not OF_DAYS.search(name) and ("日" in texts[-1] or self._key != [position])

    def _takes_no_office(self, position: int) -> bool:
        """Whether a column is not read, or is of the key and takes numbers or districts."""
        return not self._is_read(position) or (position in self._key and not OF_NAMES.search(self._header[position]))

    def _is_read(self, position: int) -> bool:
        return position >= len(self._header) or self._header[position] in self._headers

    def _label(self, text: str) -> Label | None:
        if text not in self._labels:
            self._labels[text] = label_of(text)
        return self._labels[text]

    def _belongs_to_label(self, cells: list[str], position: int) -> bool:
        """Whether a cell is a label, or the value of the label on its left."""
        if self._label(cells[position]) in FOOT or DAY.fullmatch(compared(cells[position])):
            return True
        before = next((cells[left] for left in range(position - 1, -1, -1) if is_filled(cells[left])), "")
        return self._label(before) in FOOT and normalised_key(before).endswith(EXPECTING)

    def _header_again(self, cells: list[str]) -> Reason | None:
        """The reason for a row that repeats the header, or is the header of another table with the same key."""
        names = {position: header_key(cell) for position, cell in enumerate(cells) if is_filled(cell)}
        known = self._headers.keys() & names.values()  # the header of another table has names of this one too
        if len(known) < 2 or known.isdisjoint(names[position] for position in self._key):
            return None
        header = dict(enumerate(self._header))
        other = [(name, header.get(position, "")) for position, name in names.items() if name != header.get(position)]
        return ANOTHER if any(here in self._headers or there in self._headers for here, there in other) else HEADING


def _first_filled(cells: Sequence[str], most: int) -> list[tuple[int, str]]:
    """Positions and texts of a row's first filled cells, at most ``most`` of them."""
    return list(islice(((at, cell) for at, cell in enumerate(cells) if cell and is_filled(cell)), most))


def _numbers_columns(cells: list[str], first: bool) -> bool:
    """Whether a row numbers the columns of a statistical form, each in order: 甲, 乙, 丙, 1, 2=3+4, 丁, or letters."""
    if not first:
        return False
    keys = [_SUM_OF.sub("", key.strip("()")) for cell in cells if (key := normalised_key(cell))]
    if keys[0] == "栏次":
        return True
    letters = [key for key in keys if key in _ORDINALS + _ALPHABET]
    numbers = [key for key in keys if key not in letters]
    return len(keys) > 2 and _in_order(letters, (_ORDINALS, _ALPHABET)) and _in_order(numbers, _NUMBERS)


def _in_order(keys: list[str], orders: Iterable[Sequence[str]]) -> bool:
    """Whether texts begin one of several orders."""
    return any(keys == list(order[: len(keys)]) for order in orders)
