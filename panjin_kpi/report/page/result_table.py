"""A result table on a page: titles from its schema, each column in its format."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup

from panjin_kpi import schemas
from panjin_kpi.reference.labels import to_labels
from panjin_kpi.reference.plan import Plan
from panjin_kpi.reference.settings.assessment import Status
from panjin_kpi.report.page.fragment import HtmlFragment
from panjin_kpi.report.page.html_table import html_table
from panjin_kpi.report.page.lists import titles
from panjin_kpi.report.page.style import status_badge
from panjin_kpi.schemas.fields import field
from panjin_kpi.schemas.formats import BLANK, format_month, format_number, format_percent, format_points, format_rounded

Show = Mapping[str, Callable[[Any], object]]


def result_table(
    name: str,
    frame: pd.DataFrame,
    columns: Sequence[str],
    caption: str,
    plan: Plan,
    show: Show | None = None,
    heads: Mapping[str, str] | None = None,
    empty: str = "：没有",
) -> HtmlFragment:
    """Some columns of a result, in their order.

    Parameters
    ----------
    name : str
        The schema.
    caption : str
        Subject and units.
    show : mapping, optional
        How a column's own values are written where that is not what ``schemas/fields.yaml`` says.
    heads : mapping, optional
        Titles other than the schema's.
    empty : str
        What the caption adds where there are no rows.
    """
    own = show or {}
    labelled = to_labels(plan, name, frame[list(columns)])
    shown = [
        frame[column].map(own[column]) if column in own else labelled[column].map(written_as(name, column))
        for column in columns
    ]
    rows = list(zip(*shown, strict=True))
    kinds = {column: str(schemas.schema(name).columns[column].dtype).lower() for column in columns}
    numeric = {position for position, column in enumerate(columns) if kinds[column].startswith(("int", "float"))}
    named = dict(zip(columns, titles(name, columns), strict=True)) | dict(heads or {})
    return html_table(caption if rows else caption + empty, [named[column] for column in columns], rows, numeric)


def written_as(table: str, column: str) -> Callable[[object], str]:
    """How the values of a column are written on a page; a blank is a dash.

    >>> written_as("status", "completion")(0.5581), written_as("scores", "score")(float("nan"))
    ('55.8%', '—')
    """
    written = FORMATS[field(table, column).format]
    return lambda value: BLANK if pd.isna(value) else written(value)


def _plain(value: object) -> str:
    if isinstance(value, str):
        return value
    return f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else format_number(float(str(value)))


FORMATS: dict[str, Callable[[Any], str]] = {
    "": _plain,
    "share": format_percent,
    "points": lambda value: format_rounded(value, 2),
    "gap": format_points,
    "amount": format_number,
    "month": format_month,
}


def status_word(level: object, words: Mapping[Status, str]) -> Markup:
    """A status level as a word on its colour."""
    known: Status = level  # type: ignore[assignment]
    return status_badge(known, words[known])
