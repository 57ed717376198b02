"""OOXML workbooks (xlsx, xlsm)."""

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from functools import lru_cache

from panjin_kpi.intake.reading.formats.grid import (
    ERROR_VALUE,
    FORMULA,
    HIDDEN_ZERO,
    MOST_COLUMNS,
    STRUCK,
    UNCOMPUTED,
    Grid,
    Text,
    TooFarAway,
)
from panjin_kpi.intake.reading.formats.meaning import CONVERTED, number_cell
from panjin_kpi.intake.reading.formats.number_format import EPOCH_1904
from panjin_kpi.intake.reading.formats.xlsx_parts import Book, Comments, Relations, RichText, Style, Styles
from panjin_kpi.intake.reading.formats.xml import Handler, read_part
from panjin_kpi.intake.sheet_names import UNREAD_SHEETS
from panjin_kpi.reference.names import is_filled

UNSTYLED = Style()
_BLANK: Text = ("", None)


def read_xlsx(content: bytes) -> Iterator[Grid]:
    """The sheets that may hold a table; raises the parsers' errors if damaged."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        book_part = Relations(archive, "").by_type["officeDocument"]
        relations, book, styles, shared = Relations(archive, book_part), Book(), Styles(), RichText()
        read_part(archive, book_part, book)
        read_part(archive, relations.by_type.get("styles", ""), styles)
        read_part(archive, relations.by_type.get("sharedStrings", ""), shared)
        for title, visible, relation in book.sheets:
            if title.strip() in UNREAD_SHEETS:
                continue
            sheet = _SheetPart(Grid(title, visible, book.epoch == EPOCH_1904), book, styles.styles, shared.texts)
            comments = Comments()
            with suppress(TooFarAway):
                read_part(archive, relations.by_id[relation], sheet)
                sheet.mark_areas()
            read_part(archive, Relations(archive, relations.by_id[relation]).by_type.get("comments", ""), comments)
            sheet.grid.comments = {address(at): text for at, text in comments.texts.items() if at}
            yield sheet.grid


def address(reference: str) -> tuple[int, int]:
    """Row from 1 and column from 0 of a cell's address.

    >>> address("B7"), address("zz300001")
    ((7, 1), (300001, 701))
    """
    letters = reference.rstrip("0123456789")
    return int(reference[len(letters) :]), _column(letters)


@lru_cache(maxsize=1024)
def _column(letters: str) -> int:
    if not re.fullmatch(r"\$?[A-Za-z]{1,4}\$?", letters):
        raise ValueError(letters)
    column = 0
    for letter in letters.strip("$").upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1


def area(reference: str) -> tuple[int, int, int, int]:
    """First row and column, last row and column of a range, all from 0.

    >>> area("B2:C5"), area("F2")
    ((1, 1, 4, 2), (1, 5, 1, 5))
    """
    first, _, last = reference.partition(":")
    (top, left), (bottom, right) = address(first), address(last or first)
    return top - 1, left, bottom - 1, right


class _SheetPart(Handler):
    """A sheet's part: each cell by its type, style and formula."""

    def __init__(self, grid: Grid, book: Book, styles: list[Style], shared: list[Text]) -> None:
        self.grid, self.book = grid, book
        self.styles, self.shared = dict(enumerate(styles)), dict(enumerate(shared))
        self.row, self.column = 0, -1
        self.cell: dict[str, str] = {}
        self.value: str | None = None
        self.formula: str | None = None
        self.rich: RichText | None = None  # inline text of the cell
        self.areas: list[tuple[int, int, int, int]] = []  # of array formulas and data tables
        self.data: list[str] | None = None  # of the value or formula being read
        self.empty: set[tuple[int, int]] = set()  # cells whose stored value is the empty text or spaces
        self.hides_zeros = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """A cell, an element in it, a row, a column, a view or a merged range."""
        if name == "c":
            self.cell, self.value, self.formula, self.rich = attributes, None, None, None
        elif name == "v":
            self.data = []
        elif self.rich:
            self.rich.start(name, attributes)
        elif name == "is":
            self.rich = RichText()
            self.rich.start(name, attributes)
        elif name == "row":
            self.row, self.column = int(attributes.get("r", self.row + 1)), -1
            if attributes.get("hidden") in ("1", "true"):
                self.grid.hidden_rows.add(self.row)
        elif name == "col":
            if attributes.get("hidden") in ("1", "true") or not attributes.get("width", "1").strip("0."):
                last = min(int(attributes["max"]), MOST_COLUMNS)
                self.grid.hidden_columns.update(range(int(attributes["min"]) - 1, last))
        elif name == "f":
            self.data = []
            if attributes.get("t") in ("array", "dataTable") and "ref" in attributes:
                self.areas.append(area(attributes["ref"]))
        elif name == "sheetView":
            self.hides_zeros |= attributes.get("showZeros") in ("0", "false")
        elif name == "mergeCell":
            self.grid.merged.append(area(attributes.get("ref", "")))

    def text(self, data: str) -> None:
        """Text of a value, a formula or a run."""
        if self.data is not None:
            self.data.append(data)
        elif self.rich:
            self.rich.text(data)

    def end(self, name: str) -> None:
        """A value, a formula or a cell is complete."""
        if name == "c":
            reference = self.cell.get("r")
            self.row, self.column = address(reference) if reference else (self.row, self.column + 1)
            text, wrong = self._cell()
            self.grid.put(self.row, self.column, text, wrong)
            if self.value is not None and not is_filled(text) and self.cell.get("t") == "str":
                self.empty.add((self.row, self.column))
            self.rich = None
        elif name == "v":
            self.value, self.data = "".join(self.data or ()), None
        elif name == "f":
            formula, self.data = "".join(self.data or ()), None
            self.formula = f"={formula}" if formula else FORMULA
        elif self.rich:
            self.rich.end(name)

    def mark_areas(self) -> None:
        """Mark the cells of an array formula or data table that have no stored value; the sheet is complete."""
        for top, left, bottom, right in self.areas:
            for row in range(top + 1, min(bottom + 2, max(self.grid.rows, default=0) + 1)):
                for column in range(left, right + 1):
                    if not self.grid.text(row, column) and (row, column) not in self.empty:
                        self.grid.put(row, column, FORMULA, UNCOMPUTED)

    def _cell(self) -> Text:
        kind, value = self.cell.get("t", "n"), self.value
        if self.formula is not None and (value is None or (kind != "str" and not value.strip())):
            return self.formula, UNCOMPUTED
        style = self.styles.get(int(self.cell.get("s", 0)), UNSTYLED)
        if value is None:
            text, wrong = self.rich.texts[-1] if self.rich and self.rich.texts else _BLANK
        elif kind == "s":
            text, wrong = self.shared[int(value)] if value.strip() else _BLANK
        elif kind == "n":
            text, wrong = self._number(value, style)
        else:
            text, wrong = _typed(kind, value)
        return text, STRUCK if style.struck and text.strip() else wrong

    def _number(self, value: str, style: Style) -> Text:
        if style.plain and self.formula is None and not self.hides_zeros and len(value) < 15 and value.isdecimal():
            return str(int(value)), None
        try:
            number = float(value)
        except ValueError:
            return value.strip(), None
        if self.formula is not None and self.book.never_computed and not number:
            return self.formula, UNCOMPUTED
        if self.hides_zeros and not number:
            return "0", HIDDEN_ZERO
        return number_cell(number, style.code, self.book.epoch)


def _typed(kind: str, value: str) -> Text:
    if kind == "e":
        return value, ERROR_VALUE
    if kind == "b":
        return ("是" if value.strip() in ("1", "true") else "否"), None
    return (_of_iso(value), CONVERTED) if kind == "d" else (value, None)


def _of_iso(value: str) -> str:
    moment = datetime.fromisoformat(value.strip().replace("Z", ""))
    return f"{moment:%Y-%m-%d}" if f"{moment:%H%M%S}" == "000000" else f"{moment:%Y-%m-%d %H:%M:%S}"
