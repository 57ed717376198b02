"""A result table as a page shows it: titles from its schema, each column in its way of being read."""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd
from markupsafe import Markup

from panjin_kpi import schemas
from panjin_kpi.reference.settings.assessment import Status
from panjin_kpi.report.page.fragment import HtmlFragment
from panjin_kpi.report.page.html_table import html_table
from panjin_kpi.report.page.lists import titles
from panjin_kpi.report.page.style import status_badge
from panjin_kpi.schemas.formats import BLANK, format_number, format_percent, format_points, format_rounded

Show = Mapping[str, Callable[[object], object]]


def result_table(name: str, frame: pd.DataFrame, columns: Sequence[str], caption: str, show: Show) -> HtmlFragment:
    """Some columns of a result, in their order; an empty one says so in its caption.

    Parameters
    ----------
    name : str
        The schema.
    frame : pandas.DataFrame
        Rows of the result.
    columns : sequence of str
        What is shown.
    caption : str
        What the table is about, and its units.
    show : mapping
        How a column's values are written; texts as they are and numbers as figures by default.
    """
    rows = [[show.get(column, _plain)(row[column]) for column in columns] for _, row in frame.iterrows()]
    kinds = {column: str(schemas.schema(name).columns[column].dtype).lower() for column in columns}
    numeric = {place for place, column in enumerate(columns) if kinds[column].startswith(("int", "float"))}
    return html_table(caption if rows else f"{caption}：没有", titles(name, columns), rows, numeric)


def day_or_dash(moment: object) -> str:
    """A day as it is written.

    >>> day_or_dash(pd.Timestamp("2021-06-28")), day_or_dash(None)
    ('2021-06-28', '—')
    """
    return BLANK if pd.isna(moment) else f"{pd.Timestamp(str(moment)):%Y-%m-%d}"


def yes_or_no(truth: object) -> str:
    """A truth in a word.

    >>> yes_or_no(True), yes_or_no(False), yes_or_no(None)
    ('是', '否', '—')
    """
    return BLANK if pd.isna(truth) else "是" if truth else "否"


def gap(value: object) -> str:
    """Percentage points with one decimal.

    >>> gap(12.25)
    '12.3'
    """
    return format_points(float(str(value)))


def share(value: object) -> str:
    """A share or a probability as per cent.

    >>> share(0.5581)
    '55.8%'
    """
    return format_percent(float(str(value)))


def score(value: object) -> str:
    """Points of a score with two decimals, as places compare them.

    >>> score(95.8333), score(float("nan"))
    ('95.83', '—')
    """
    return BLANK if pd.isna(value) else format_rounded(float(str(value)), 2)


def light_word(light: object, words: Mapping[Status, str]) -> Markup:
    """A light as a word on its colour."""
    known: Status = light  # type: ignore[assignment]
    return status_badge(known, words[known])


def _plain(value: object) -> object:
    if isinstance(value, str):
        return value
    return BLANK if pd.isna(value) else format_number(float(str(value)))
