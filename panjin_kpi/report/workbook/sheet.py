"""One result as a sheet: a title, a description, the header, the rows of the CSV in words."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Any

import pandas as pd
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from panjin_kpi import schemas
from panjin_kpi.reference.labels import judged_by
from panjin_kpi.reference.plan import Plan
from panjin_kpi.report.workbook import styles
from panjin_kpi.report.workbook.styles import DAY, FORMATS, POINTS, TEXT, WHOLE, Formats, height, text_width

CONTENTS = "目录"
RETURN = "返回目录"
NOTHING = "没有"
NARROWEST, WIDEST = 8, 42
ROOM_OF_A_DAY = 12
ONE_LINE = 14  # digits; a longer title of a column is broken
PAGE = 100  # digits; the explanation of a narrower table extends over the empty columns beside it
NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # XlsxWriter would write _x0001_
LONGEST_TEXT = 32_767  # UTF-16 units in a cell, Excel's limit
CUT = "……（其余见CSV文件）"


@dataclass(frozen=True)
class Content:
    """What a sheet shows below its title: a note, and one table.

    Parameters
    ----------
    name : str
        The table's name in Excel.
    titles, looks, columns
        For each column its heading, its style and its values.
    exact
        Columns and rows of the numbers that are shown in full.
    """

    title: str
    note: str
    name: str
    titles: Sequence[str]
    looks: Sequence[str]
    columns: Sequence[list[Any]]
    exact: Collection[tuple[int, int]] = ()


def write_sheet(
    sheet: Worksheet,
    formats: Formats,
    table: str,
    frame: pd.DataFrame,
    title: str,
    warning: str = "",
    plan: Plan | None = None,
) -> None:
    """Fill an empty sheet with a result in words, below its title, the warning (unless empty) and its description."""
    looks = [styles.style_of(table, name) for name in frame]
    columns = [_values(frame[name], look) for name, look in zip(frame, looks, strict=True)]
    titles = [schemas.title(table, name) for name in frame]
    exact = {
        (position, row)
        for position, (name, look, values) in enumerate(zip(frame, looks, columns, strict=True))
        if look in styles.EXACT
        for row, (value, bounds) in enumerate(zip(values, judged_by(plan, table, name, frame), strict=True))
        if styles.rounded_over(look, value, bounds)
    }
    about = str(schemas.schema(table).description)
    fill(sheet, formats, Content(title, about, table, titles, looks, columns, exact), warning)


def fill(sheet: Worksheet, formats: Formats, content: Content, warning: str) -> None:
    """Fill an empty sheet: title, the warning (unless empty), note, and the table, also defined as a table in Excel."""
    above = [(content.title, styles.TITLE), *([(warning, styles.WARNING)] if warning else [])]
    header, columns = len(above) + 1, list(content.columns)
    widths = [_width(*column) for column in zip(content.titles, columns, content.looks, strict=True)]
    while sum(widths) < PAGE:
        widths.append(10)

    styles.set_page(sheet, widths, warning)
    sheet.merge_range(header - 1, 0, header - 1, len(widths) - 1, "")
    for row, (text, style) in enumerate([*above, (content.note, styles.NOTE)]):
        put(sheet, row, 0, text, formats[style])
    link(sheet, 0, len(widths) - 1, RETURN, CONTENTS, formats[styles.BACK])
    high = height(content.note, sum(widths))
    for row, points in ((0, styles.TWO_ROWS), (header - 1, high), (header, styles.TWO_ROWS)):
        sheet.set_row(row, points)
    rows = len(columns[0])
    if rows:
        as_table(sheet, formats, header, rows, content.name, content.titles)
    for position, (text, look, column) in enumerate(zip(content.titles, content.looks, columns, strict=True)):
        put(sheet, header, position, text, formats[styles.HEADER])
        for row, value in enumerate(column):
            shown = styles.EXACT[look] if (position, row) in content.exact else look
            put(sheet, header + 1 + row, position, value, formats[shown])
    set_heights(sheet, header + 1, columns, widths)
    if not rows:
        put(sheet, header + 1, 0, NOTHING, formats[TEXT])
    sheet.freeze_panes(header + 1, 0)
    sheet.repeat_rows(header)


def as_table(sheet: Worksheet, formats: Formats, header: int, rows: int, name: str, titles: Sequence[str]) -> None:
    """Make a header and the rows below it a table with a filter, which programs find by its name."""
    columns = [{"header": in_cell(title), "header_format": formats[styles.HEADER]} for title in titles]
    about = {"name": f"T_{name}", "columns": columns, "style": None}
    sheet.add_table(header, 0, header + rows, len(titles) - 1, about)


def put(sheet: Worksheet, row: int, column: int, value: Any, style: Format) -> None:
    """Write a value with its type: a text that looks like a formula, a link or a number stays a text."""
    if value is None:
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, str):
        sheet.write_string(row, column, in_cell(value), style)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, style)
    else:
        sheet.write_number(row, column, value, style)


def link(sheet: Worksheet, row: int, column: int, text: str, target: str, style: Format) -> None:
    """Write a link to the top of another sheet."""
    sheet.write_url(row, column, f"internal:'{target}'!A1", style, text)


def in_cell(text: str) -> str:
    """A text without characters that XML forbids, with LF line ends; one too long for a cell says that it is cut."""
    text = NOT_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    units = text.encode("utf-16-le")
    if len(units) <= 2 * LONGEST_TEXT:
        return text
    return units[: 2 * (LONGEST_TEXT - len(CUT))].decode("utf-16-le", "ignore") + CUT


def set_heights(sheet: Worksheet, first: int, columns: list[list[Any]], widths: list[float]) -> None:
    """Set the heights of rows with texts of several lines, because not every program does so on opening a file."""
    for row, values in enumerate(zip(*columns, strict=True), start=first):
        high = [height(text, width - 2) for text, width in zip(values, widths, strict=False) if isinstance(text, str)]
        if max(high, default=0) > styles.ONE_ROW:
            sheet.set_row(row, max(high))


def _values(column: pd.Series, style: str) -> list[Any]:
    """Python numbers, days and texts, equal to the CSV's; None for a blank."""
    if style == TEXT:
        written: list[Any] = column.tolist()
    elif style == DAY:
        written = list(column.dt.date)
    elif style == WHOLE:
        written = [None if blank else int(value) for value, blank in zip(column, column.isna(), strict=True)]
    else:
        written = [float(f"{value:.10g}") for value in column]
    return [None if blank or value == "" else value for value, blank in zip(written, column.isna(), strict=True)]


def _width(title: str, values: list[Any], style: str) -> float:
    """As wide as the widest cell, within limits; a long title takes two lines beside the filter button."""
    how = ".1%" if "%" in FORMATS[style] else ".2f" if style == POINTS else ".10g"
    shown = [value for value in values if value is not None] if style != DAY else []
    widest = max((text_width(value if isinstance(value, str) else format(value, how)) for value in shown), default=0)
    head = text_width(title) if text_width(title) <= ONE_LINE else ceil(text_width(title) / 2) + 2
    return max(min(widest + 3, WIDEST), head + 3, ROOM_OF_A_DAY if style == DAY else NARROWEST)
