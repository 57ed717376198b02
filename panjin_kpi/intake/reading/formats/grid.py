"""A sheet as shown: rows of text, and the cells whose text cannot be relied on."""

from itertools import pairwise
from typing import NamedTuple

from panjin_kpi.intake.reading.table_layout import Line
from panjin_kpi.reference.names import is_filled

Text = tuple[str, tuple[str, str] | None]  # the text of a cell, and why it cannot be used: reason and remedy
MOST_ROWS, MOST_COLUMNS = 300_000, 100
FORMULA = "公式"  # in place of a formula whose text is not available
UNCOMPUTED = "公式没有存下计算结果", "请用 Excel 或 WPS 打开并保存，或直接填数"
LOST_TEXT = (
    "公式的结果存成了0，原来可能是文字（LibreOffice 另存为 xls 时会这样）",
    "请另存为 xlsx 后报送，或直接填写内容",
)
ERROR_VALUE = "这一格是错误值", "请改正公式或直接填写，没有的请留空"
STRUCK = "有划掉的文字（删除线），不知道算不算数", "不要的请删去，要的请取消删除线"
HIDDEN_ZERO = (
    "存的是0，但单元格格式或工作表设为不显示零值",
    "确是0的，请把格式改为“常规”，并在视图里打开“显示零值”；没有数的，请清空这一格",
)
PIECES = "这个数由几段格式不同的文字拼成", "请清除这一格后重新填写"
SUPERSCRIPTS = str.maketrans("0123456789+-()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿ")
SUBSCRIPTS = str.maketrans("0123456789+-()", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎")


class TooFarAway(ValueError):
    """A sheet has content beyond what a table can have; its reader stops there."""


class PasswordNeeded(ValueError):
    """The workbook is encrypted."""


class Doubt(NamedTuple):
    """A cell that cannot be used: its row number, its column from 0, its text, the reason and the remedy."""

    row: int
    column: int
    value: str
    reason: str
    remedy: str


class Run(NamedTuple):
    """A piece of text in one format; ``script`` is ``superscript``, ``subscript`` or anything else."""

    text: str
    struck: bool = False
    script: str = ""


class Grid:
    """The cells of one sheet, filled by its format's reader; ``from_1904``: whether days count from 1904 (old Macs)."""

    def __init__(self, name: str, visible: bool = True, from_1904: bool = False) -> None:
        self.name, self.visible, self.from_1904 = name, visible, from_1904
        self.rows: dict[int, list[str]] = {}
        self.merged: list[tuple[int, int, int, int]] = []  # first row, first column, last row, last column, from 0
        self.doubts: list[Doubt] = []
        self.far: tuple[int, int, str] | None = None  # row, column and text of a cell beyond what a table can have
        self.comments: dict[tuple[int, int], str] = {}  # by row from 1 and column from 0
        self.hidden_rows: set[int] = set()  # by hand or by a filter
        self.hidden_columns: set[int] = set()  # from 0; includes columns that are collapsed or of width 0

    @property
    def lines(self) -> list[Line]:
        """Rows with text, by number."""
        return sorted(self.rows.items())

    def put(self, row: int, column: int, text: str, wrong: tuple[str, str] | None = None) -> None:
        """Fill a cell: row from 1, column from 0, text, and why it cannot be used; raises ``TooFarAway``.

        A text without a visible character leaves the cell blank.
        """
        if not is_filled(text):
            return
        self.reaches(row, column, text)
        cells = self.rows.setdefault(row, [])
        if len(cells) <= column:
            cells.extend([""] * (column + 1 - len(cells)))
        cells[column] = text
        if wrong:
            self.doubts.append(Doubt(row, column, text, *wrong))

    def reaches(self, row: int, column: int, text: str) -> None:
        """Raise ``TooFarAway`` for a filled cell that no table can have."""
        if row > MOST_ROWS or column >= MOST_COLUMNS:
            self.far = row, column, text
            raise TooFarAway

    def text(self, row: int, column: int) -> str:
        """The text of a cell so far; empty if blank."""
        cells = self.rows.get(row, ())
        return cells[column] if column < len(cells) else ""


def joined(runs: list[Run]) -> Text:
    """The text of a cell in several formats, as shown, and why it cannot be used; None where it can.

    >>> joined([Run("10"), Run("3", script="superscript"), Run("平方米")])
    ('10³平方米', None)
    >>> joined([Run("3", struck=True), Run("5")])[1] == STRUCK, joined([Run("1"), Run("2")])[1] == PIECES
    (True, True)
    """
    if len(runs) == 1 and not (runs[0].struck or runs[0].script):
        return runs[0].text, None
    tables = {"superscript": SUPERSCRIPTS, "subscript": SUBSCRIPTS}
    text = "".join(run.text.translate(tables.get(run.script, {})) for run in runs)
    if any(run.struck and run.text.strip() for run in runs):
        return text, STRUCK
    broken = any(one.text[-1:].isdigit() and other.text[:1].isdigit() for one, other in pairwise(runs))
    return text, PIECES if broken and text.strip().replace(".", "").replace(",", "").isdecimal() else None
