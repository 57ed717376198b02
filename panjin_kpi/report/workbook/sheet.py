"""One result as a sheet: a title, what it is, the header, the rows as they are in the CSV but in words."""

from math import ceil
from typing import Any

import pandas as pd
from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from panjin_kpi import schemas
from panjin_kpi.reference.text_cell import put
from panjin_kpi.report.workbook.looks import (
    BACK,
    DAY,
    HEADER,
    LINK,
    NOTE,
    NUMBER,
    ONE_ROW,
    TEXT,
    TITLE,
    TWO_ROWS,
    WARNING,
    WHOLE,
    height,
    room,
    set_page,
    style_of,
)

CONTENTS = "目录"
RETURN = "返回目录"
NOTHING = "没有"
NARROWEST, WIDEST = 8, 42
ROOM_OF_A_DAY = 12
ONE_LINE = 14  # digits; a longer title of a column is broken
PAGE = 100  # digits; a narrower table has its explanation reach over the empty columns beside it


def write_sheet(sheet: Worksheet, table: str, frame: pd.DataFrame, title: str, warning: str = "") -> None:
    """Fill a sheet.

    Parameters
    ----------
    sheet : openpyxl.worksheet.worksheet.Worksheet
        An empty one.
    table : str
        The result's schema.
    frame : pandas.DataFrame
        Its rows, in words.
    title : str
        What stands on top.
    warning : str
        What stands below it; empty for nothing.
    """
    about = str(schemas.schema(table).description)
    above = [(title, TITLE), *([(warning, WARNING)] if warning else []), (about, NOTE)]
    header = len(above) + 1
    styles = [style_of(table, name) for name in frame]
    titles = [schemas.title(table, name) for name in frame]
    columns = [_values(frame[name], style) for name, style in zip(frame, styles, strict=True)]
    widths = [_width(*column) for column in zip(titles, columns, styles, strict=True)]
    while sum(widths) < PAGE:
        widths.append(10)

    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    for row, (text, style) in enumerate(above, start=1):
        styled(sheet, row, 1, text, style)
    link(sheet, 1, len(widths), RETURN, CONTENTS, BACK)
    sheet.merge_cells(start_row=header - 1, end_row=header - 1, start_column=1, end_column=len(widths))
    sheet.row_dimensions[1].height = sheet.row_dimensions[header].height = TWO_ROWS
    sheet.row_dimensions[header - 1].height = height(about, sum(widths))
    for place, (text, style, column) in enumerate(zip(titles, styles, columns, strict=True), start=1):
        styled(sheet, header, place, text, HEADER)
        for row, value in enumerate(column, start=header + 1):
            styled(sheet, row, place, value, style)
    set_heights(sheet, header + 1, columns, widths)
    if frame.empty:
        styled(sheet, header + 1, 1, NOTHING, TEXT)
    else:
        sheet.auto_filter.ref = f"A{header}:{get_column_letter(len(columns))}{header + len(frame)}"
    sheet.freeze_panes = f"A{header + 1}"
    sheet.print_title_rows = f"{header}:{header}"
    set_page(sheet, warning)


def styled(sheet: Worksheet, row: int, column: int, value: Any, style: str) -> Cell:
    """Write a value in one of the styles of ``looks``."""
    cell = put(sheet, row, column, value)
    cell.style = style
    return cell


def link(sheet: Worksheet, row: int, column: int, text: str, target: str, style: str = LINK) -> None:
    """Write a text that leads to the head of another sheet."""
    cell = styled(sheet, row, column, text, style)
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{target}'!A1")


def set_heights(sheet: Worksheet, first: int, columns: list[list[Any]], widths: list[float]) -> None:
    """Make room for texts of several lines: not every program does when it opens a file."""
    for row, values in enumerate(zip(*columns, strict=True), start=first):
        high = [height(text, width - 2) for text, width in zip(values, widths, strict=False) if isinstance(text, str)]
        if max(high, default=0) > ONE_ROW:
            sheet.row_dimensions[row].height = max(high)


def _values(column: pd.Series, style: str) -> list[Any]:
    """Python's own numbers, days and texts, equal to what the CSV says; None for a blank."""
    if style == TEXT:
        said: list[Any] = column.tolist()
    elif style == DAY:
        said = list(column.dt.date)
    elif style == WHOLE:
        said = [None if blank else int(value) for value, blank in zip(column, column.isna(), strict=True)]
    else:
        said = [float(f"{value:.10g}") for value in column]
    return [None if blank or value == "" else value for value, blank in zip(said, column.isna(), strict=True)]


def _width(title: str, values: list[Any], style: str) -> float:
    """As wide as the widest cell, within reason; a long title takes two lines beside the button of the filter."""
    shown = [value for value in values if value is not None] if style in (TEXT, NUMBER, WHOLE) else []
    widest = max((room(value if isinstance(value, str) else f"{value:.10g}") for value in shown), default=0)
    head = room(title) if room(title) <= ONE_LINE else ceil(room(title) / 2) + 2
    return max(min(widest + 3, WIDEST), head + 3, ROOM_OF_A_DAY if style == DAY else NARROWEST)
