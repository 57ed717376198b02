"""OpenDocument spreadsheets (ods), which store a cell's value and its text as shown."""

import io
import math
import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress

from panjin_kpi.intake.reading.formats.grid import (
    ERROR_VALUE,
    HIDDEN_ZERO,
    MOST_COLUMNS,
    MOST_ROWS,
    STRUCK,
    UNCOMPUTED,
    Grid,
    PasswordNeeded,
    Run,
    Text,
    TooFarAway,
    joined,
)
from panjin_kpi.intake.reading.formats.meaning import CONVERTED, DAY_ZERO, differing, shown_number
from panjin_kpi.intake.reading.formats.number_format import number_text
from panjin_kpi.intake.reading.formats.xml import Handler, read_part
from panjin_kpi.intake.sheet_names import UNREAD_SHEETS
from panjin_kpi.reference.names import is_filled

_ERROR = re.compile(r"#[A-Z][A-Z0-9_/ ]*[!?A]?|Err:[0-9]+|错误:[0-9]+")
_MONTH = re.compile(r"([0-9]{4})\D{1,3}([0-9]{1,2})月?|[A-Za-z]{3}[-/ ]?([0-9]{2,4})")
_BOOLEAN = {"TRUE": "是", "FALSE": "否"}
_OTHER_TEXT = ("annotation", "ruby-text", "frame", "custom-shape", "shapes", "g", "caption")  # within cells or rows


def read_ods(content: bytes) -> Iterator[Grid]:
    """The sheets that may hold a table; raises ``PasswordNeeded``, or a parser's error if damaged."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise PasswordNeeded
        settings = _Settings()
        read_part(archive, "settings.xml", settings)
        handler = _Content(settings.hides_zeros)
        if not read_part(archive, "content.xml", handler):
            raise KeyError("content.xml")
    own = (grid for grid in handler.grids if grid not in handler.copies)
    yield from (grid for grid in own if grid.name.strip() not in UNREAD_SHEETS)


class _Settings(Handler):
    """``settings.xml``: the sheets whose view shows no zeros."""

    def __init__(self) -> None:
        self.entry, self.item = "", ""
        self.hides_zeros: dict[str, bool] = {}  # by sheet; "" for all other sheets

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An entry, named after its sheet, or one of its settings."""
        title = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "name"), "")
        if name == "config-item-map-entry":
            self.entry = title
        self.item = title if name == "config-item" else ""

    def text(self, data: str) -> None:
        """The value of a setting."""
        if self.item == "ShowZeroValues":
            self.hides_zeros[self.entry] = data.strip() == "false"

    def end(self, name: str) -> None:
        """A setting is complete; those after a sheet's entry apply to the whole view."""
        self.item = ""
        if name == "config-item-map-entry":
            self.entry = ""


class _Content(Handler):
    """``content.xml``: styles first, then tables."""

    def __init__(self, hides_zeros: dict[str, bool]) -> None:
        self.hides_zeros = hides_zeros
        self.grids: list[Grid] = []
        self.copies: list[Grid] = []  # of the sheets of other files, kept for formulas that refer to them
        self.struck: set[str] = set()
        self.scripts: dict[str, str] = {}
        self.hidden: set[str] = set()
        self.from_1904 = False
        self.style = ""
        self.row, self.column, self.rows_repeated, self.collapsed = 0, 0, 1, False
        self.cell: dict[str, str] | None = None
        self.runs: list[Run] = []
        self.paragraphs, self.in_paragraph = 0, 0
        self.aside: list[str] = []  # elements of other text, from the outermost
        self.spans: list[str] = []
        self.cells: list[tuple[int, int, str, tuple[str, str] | None]] = []  # of the row: column, repeated, text

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """A style, a table, a row, a cell or its text."""
        values = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        if self.aside or (name in _OTHER_TEXT and self.grids):
            self.aside.append(name)
        elif self.cell is not None:
            self._in_cell(name, values)
        elif name in ("table-cell", "covered-table-cell"):
            self.cell, self.runs, self.spans = values | {"element": name}, [], []
            self.paragraphs = self.in_paragraph = 0
            if attributes.get("calcext:value-type") == "error":
                self.cell["value-type"] = "error"
        elif name == "table-row":
            self.cells, self.column = [], 0
            self.rows_repeated = int(values.get("number-rows-repeated", 1))
            self.collapsed = values.get("visibility", "visible") != "visible"
        elif name == "table":
            self.grids.append(Grid(values.get("name", ""), values.get("style-name") not in self.hidden, self.from_1904))
            self.row = self.column = 0
        elif name == "table-source" and self.grids and not self.grids[-1].visible:
            self.copies.append(self.grids[-1])
        elif name == "table-column" and self.grids:
            first, self.column = self.column, self.column + int(values.get("number-columns-repeated", 1))
            if values.get("visibility", "visible") != "visible":
                self.grids[-1].hidden_columns.update(range(first, min(self.column, MOST_COLUMNS)))
        elif name == "null-date":
            self.from_1904 = values.get("date-value", "").startswith("1904")
        elif name == "style":
            self.style = values.get("name", "")
        elif name == "text-properties":
            lines = (values.get(f"text-line-through-{kind}", "none") for kind in ("style", "type"))
            if any(line != "none" for line in lines):
                self.struck.add(self.style)
            self.scripts[self.style] = _script(values.get("text-position", ""))
        elif name == "table-properties" and values.get("display") == "false":
            self.hidden.add(self.style)

    def _in_cell(self, name: str, values: dict[str, str]) -> None:
        if name == "p":
            self.runs += [Run("\n")] if self.paragraphs else []
            self.paragraphs, self.in_paragraph = self.paragraphs + 1, 1
        elif name == "span":
            self.spans.append(values.get("style-name", ""))
        elif name in ("s", "tab", "line-break"):
            self.text({"s": " " * min(int(values.get("c", 1)), 1000), "tab": "\t", "line-break": "\n"}[name])

    def text(self, data: str) -> None:
        """Text of a paragraph."""
        if self.cell is not None and self.in_paragraph and not self.aside:
            script = next((self.scripts[style] for style in self.spans if self.scripts.get(style)), "")
            self.runs.append(Run(data, not self.struck.isdisjoint(self.spans), script))
        elif self.aside[:1] == ["annotation"] and "p" in self.aside:  # not its author
            at = self.row + 1, self.column
            self.grids[-1].comments[at] = self.grids[-1].comments.get(at, "") + data

    def end(self, name: str) -> None:
        """A cell or a row is complete."""
        if self.aside:
            self.aside.pop()
        elif name == "span" and self.spans:
            self.spans.pop()
        elif name == "p":
            self.in_paragraph = 0
        elif self.cell is not None and name == self.cell["element"]:
            self._end_cell(self.cell)
            self.cell = None
        elif name == "table-row" and self.grids:
            self._end_row(self.grids[-1])

    def _end_cell(self, cell: dict[str, str]) -> None:
        repeated = int(cell.get("number-columns-repeated", 1))
        rows, columns = int(cell.get("number-rows-spanned", 1)), int(cell.get("number-columns-spanned", 1))
        if rows * columns > 1 and self.grids:
            self.grids[-1].merged.append((self.row, self.column, self.row + rows - 1, self.column + columns - 1))
        text, wrong = self._cell_text(cell)
        if is_filled(text) and cell["element"] == "table-cell":
            self.cells.append((self.column, repeated, text, wrong))
        self.column += repeated

    def _end_row(self, grid: Grid) -> None:
        last = self.row + self.rows_repeated
        with suppress(TooFarAway):
            for at, repeated, text, _ in self.cells:
                grid.reaches(last, at + repeated - 1, text)
        if self.cells and not grid.far:
            hides_zeros = self.hides_zeros.get(grid.name, self.hides_zeros.get(""))
            for row in range(self.row + 1, min(last, MOST_ROWS) + 1):
                if self.collapsed:
                    grid.hidden_rows.add(row)
                for at, repeated, text, wrong in self.cells:
                    unseen = HIDDEN_ZERO if hides_zeros and text == "0" else None
                    for column in range(at, min(at + repeated, MOST_COLUMNS)):
                        grid.put(row, column, text, wrong or unseen)
        self.row = last

    def _cell_text(self, cell: dict[str, str]) -> Text:
        shown, wrong = joined(self.runs)
        kind, formula = cell.get("value-type", ""), cell.get("formula")
        if kind == "error" or (formula is not None and _ERROR.fullmatch(shown.strip())):
            return shown.strip() or "#N/A", ERROR_VALUE
        if formula is not None and not kind and not self.paragraphs:
            return formula, UNCOMPUTED
        if not wrong and cell.get("style-name") in self.struck and shown.strip():
            wrong = STRUCK
        if kind == "float" and shown in _BOOLEAN:  # as LibreOffice writes booleans
            return _BOOLEAN[shown], wrong
        if kind in ("float", "percentage", "currency"):
            text, differs = _number(float(cell.get("value", "nan")), shown if self.paragraphs else None, kind)
            return text, wrong or differs
        if kind == "date":
            if cell.get("date-value", "")[:10] == ("1904-01-01" if self.from_1904 else "1899-12-30"):
                return "0", DAY_ZERO
            return _day(cell.get("date-value", ""), shown.strip()), wrong or CONVERTED
        if kind == "boolean":
            return ("是" if cell.get("boolean-value") == "true" else "否"), wrong
        return shown if self.paragraphs else cell.get("string-value", ""), wrong


def _script(position: str) -> str:
    """Superscript or subscript, by ``style:text-position``.

    >>> _script("super 58%"), _script("33% 58%"), _script("-33% 58%"), _script("0% 100%")
    ('superscript', 'superscript', 'subscript', '')
    """
    if re.match("sub|-", position):
        return "subscript"
    return "superscript" if re.match("super|[0-9.]*[1-9]", position) else ""


def _number(value: float, shown: str | None, kind: str) -> Text:
    if shown is None:  # written by a program that stores no text
        shown = number_text(value * 100) + "%" if kind == "percentage" else number_text(value)
    text = shown_number(value, shown, kind == "percentage") if math.isfinite(value) else shown
    if not text:
        return number_text(value), differing(value, shown)
    return text, CONVERTED if re.search("[0-9][Ee][+-]", shown) else None


def _day(value: str, shown: str) -> str:
    """A day in ISO form; a month where only that is shown.

    >>> _day("2021-06-15", "2021年6月"), _day("2021-06-05T00:00:00", "2021/6/5"), _day("2021-06-05", "6月5日")
    ('2021-06', '2021-06-05', '2021-06-05')
    """
    if _MONTH.fullmatch(shown):
        return value[:7]
    day, _, clock = value.partition("T")
    midnight = not clock.strip("0:.Z")
    return day if midnight or re.fullmatch(r"[0-9]{4}\D[0-9]{1,2}\D[0-9]{1,2}日?", shown) else f"{day} {clock}"
