"""The tables of pages: headings, labels and formats of every field from the schemas and ``schemas/fields.yaml``."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from numbers import Real
from pathlib import Path
from typing import Any, Self

import pandas as pd
from markupsafe import Markup

from panjin_kpi import schemas
from panjin_kpi.errors import WrongParameters, saving
from panjin_kpi.reference.labels import column_labels, judged_by
from panjin_kpi.reference.plan import Plan
from panjin_kpi.report.page.fragment import HtmlFragment
from panjin_kpi.report.page.html_table import html_table
from panjin_kpi.report.page.lists import linked
from panjin_kpi.report.page.style import status_word
from panjin_kpi.schemas.fields import field, fields, kind
from panjin_kpi.schemas.formats import (
    BLANK,
    format_estimate,
    format_month,
    format_number,
    format_percent,
    format_points,
    format_rounded,
)
from panjin_kpi.spreadsheet import escape_formula


@dataclass(frozen=True, eq=False)
class Pivot:
    """Columns of a table, one for each value of a field.

    Parameters
    ----------
    by : str
        The field whose values head the columns.
    of : str
        The field that the cells show.
    cells : mapping
        For each value of ``by`` its column: values, or texts made of several, in the order of the table's rows.
    """

    by: str
    of: str
    cells: Mapping[Any, Sequence[Any]]

    @classmethod
    def of_long(cls, long: pd.DataFrame, by: str, of: str, rows: pd.Series) -> Self:
        """A pivot from a table with a row for each cell; ``rows`` are the keys of the pivoted rows, in their order."""
        found = dict(zip(zip(long[rows.name], long[by], strict=True), long[of], strict=True))
        return cls(by, of, {value: [found.get((row, value)) for row in rows] for value in dict.fromkeys(long[by])})


Columns = Sequence[str | Pivot]


@dataclass(frozen=True, eq=False, repr=False)
class Table(HtmlFragment):
    """A table that displays itself in JupyterLab and on pages, and that can be saved.

    Parameters
    ----------
    caption : str
        Subject; in brackets units and remarks.
    data : pandas.DataFrame
        The values, under the names of the schema.
    plain : tuple of tuples of str
        Headings and rows as words.
    """

    caption: str
    data: pd.DataFrame
    plain: tuple[tuple[str, ...], ...]

    @property
    def name(self) -> str:
        """Its subject, and the name of its file."""
        return re.split("[（。]", self.caption)[0]

    @property
    def csv(self) -> bytes:
        """The table as a CSV file for Excel: headings in Chinese, figures as shown, blanks empty."""
        text = StringIO()
        rows = ([escape_formula("" if cell == BLANK else cell) for cell in row] for row in self.plain)
        csv.writer(text).writerows(rows)
        return text.getvalue().encode("utf-8-sig")

    def save(self, path: str | Path) -> None:
        """Write it as a CSV file."""
        if Path(path).suffix != ".csv":
            raise WrongParameters(f"表只能存成 .csv 文件：{path}")
        with saving(path):
            Path(path).write_bytes(self.csv)


def result_table(
    tables: str | Sequence[str],
    frame: pd.DataFrame,
    columns: Columns,
    caption: str,
    plan: Plan | None = None,
    note: str = "",
) -> Table:
    """A table of some fields of a result, or of several joined results, in the given order.

    Parameters
    ----------
    tables : str or sequence of str
        The schema; of several, the first that has a field defines it.
    frame : pandas.DataFrame
        Values, or texts made from them, which are shown unchanged.
    caption : str
        Subject and units.
    plan : Plan, optional
        Needed where a field holds its identifiers.
    note : str
        What the caption adds where there are rows.
    """
    known = [tables] if isinstance(tables, str) else list(tables)
    drawn = [each for column in columns for each in _columns(known, column, frame, plan)]
    headings, numeric, cells = zip(*drawn, strict=True)
    right = {position for position, is_numeric in enumerate(numeric) if is_numeric}
    rows, caption = list(zip(*cells, strict=True)), caption + (note if len(frame) else "：没有")
    data = frame[[column for column in columns if isinstance(column, str)]]
    pivots = [pivot for pivot in columns if isinstance(pivot, Pivot)]
    data = data.assign(**{f"{pivot.of}_{of}": list(cells) for pivot in pivots for of, cells in pivot.cells.items()})
    words = linked(caption, known[0])
    html = html_table(words, headings, rows, right).html if rows else Markup("<p>{}。</p>").format(words)
    plain = (tuple(cell.striptags() if isinstance(cell, Markup) else cell for cell in row) for row in rows)
    return Table(html, caption, data, (headings, *plain))


def filled(frame: pd.DataFrame, *columns: str) -> list[str]:
    """The columns in which any row has a value: the others would show only dashes.

    >>> filled(pd.DataFrame({"layout": ["1", None], "carrier": [None, None]}), "layout", "carrier")
    ['layout']
    """
    return [column for column in columns if frame[column].notna().any()]


def text_table(table: str, columns: Sequence[str], rows: Iterable[Sequence[object]], caption: str) -> Table:
    """A table of rows from no result, whose fields are defined only in ``schemas/fields.yaml``."""
    return result_table(table, pd.DataFrame(rows, columns=list(columns), dtype="object"), columns, caption)


def written_as(table: str, column: str, plan: Plan | None = None) -> Callable[..., str]:
    """How the values of a field are written on a page; a blank is a dash, or what the field says.

    It takes a value and what it was judged by (``judged_by``).

    >>> written_as("status", "completion")(0.5581), written_as("scores", "score")(float("nan"))
    ('55.8%', '—')
    """
    meaning = field(table, column)
    if meaning.format == "status" and plan:
        return lambda level: status_word(level, plan)
    written = FORMATS[meaning.format]
    return lambda value, *bounds: meaning.blank if pd.isna(value) else written(value, *bounds)


def _columns(
    tables: list[str], column: str | Pivot, frame: pd.DataFrame, plan: Plan | None
) -> Iterator[tuple[str, bool, list[str]]]:
    """Heading, whether it is numeric, and cells of each column that is drawn."""
    shown = column.of if isinstance(column, Pivot) else column
    table = next((name for name in tables if kind(name, shown) or f"{name}.{shown}" in fields()), tables[0])
    written = written_as(table, shown, plan)
    bounds = judged_by(plan, table, shown, frame)
    meaning = field(table, shown)
    numeric = kind(table, shown).startswith(("int", "float")) or meaning.numeric or meaning.format in NUMBERS
    if isinstance(column, Pivot):
        labels = column_labels(plan, tables[0], pd.Series(list(column.cells), name=column.by))
        for label, cells in zip(labels, column.cells.values(), strict=True):
            texts = [written(cell, *judged) for cell, judged in zip(cells, bounds, strict=True)]
            yield field(tables[0], column.by).heading.format(label), numeric, texts
    else:
        values = frame[column] if field(table, column).format == "status" else column_labels(plan, table, frame[column])
        texts = [written(value, *judged) for value, judged in zip(values, bounds, strict=True)]
        yield schemas.title(table, column), numeric, texts


def _number(written: Callable[..., str]) -> Callable[..., str]:
    return lambda value, *bounds: value if isinstance(value, str) else written(value, *bounds)


def _plain(value: object, *bounds: float) -> str:
    if isinstance(value, date):  # a timestamp too
        return f"{value:%Y-%m-%d}"
    return format_number(float(value), *bounds) if isinstance(value, Real) else str(value)


NUMBERS = ("share", "estimate", "points", "gap", "amount")  # formats of numbers only
FORMATS: dict[str, Callable[..., str]] = {
    "": _number(_plain),
    "share": _number(format_percent),
    "estimate": _number(format_estimate),
    "points": _number(lambda value, *bounds: format_rounded(value, 2, *bounds)),
    "gap": _number(format_points),
    "amount": _number(format_number),
    "month": format_month,
    "status": str,
}
