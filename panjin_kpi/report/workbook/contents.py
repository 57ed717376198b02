"""The list of the workbook's tables, and its notes: what it is, what blanks mean, the source of its figures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from panjin_kpi import schemas
from panjin_kpi.report.workbook import styles
from panjin_kpi.report.workbook.sheet import NOTHING, as_table, link, put
from panjin_kpi.report.workbook.styles import Formats, height

LONGEST = 10_000  # rows of a table in the workbook; the CSV has them all
NOTES = "说明"
ABOUT = {
    "内容": "一次运行的全部结果：“总表”每个地区一行，可以打印在一张A4纸上；以后每张表一个工作表。"
    "数字与同一文件夹里的CSV相同，标识写成了中文。",
    "空格": "空格表示没有或不详，不等于0；为0的写0。未报的指标没有数，不是0。",
    "口径": "各表的口径写在表名下面；哪些是计划规定的、哪些是假定的，见网页“口径和办法”。",
    "表格": "每个工作表只有一张表，可以筛选、排序，也可以按表名引用。",
}
NOTE_WIDTHS = (26, 120)
WIDTHS = {"sheet": 26, "content": 90, "rows": 9, "file": 28, "remark": 24}


@dataclass(frozen=True)
class Entry:
    """A table in the list; ``sheet`` is empty for one that is too long for the workbook."""

    name: str
    rows: int
    sheet: str

    @property
    def remark(self) -> str | None:
        """A remark on a table without a sheet or rows."""
        if not self.sheet:
            return f"超过{LONGEST}行，没有放入本文件，请看 {self.name}.csv"
        return None if self.rows else NOTHING


def write_contents(sheet: Worksheet, formats: Formats, title: str, warning: str, entries: Sequence[Entry]) -> None:
    """Fill an empty sheet: title, warning (in red, unless empty), and the list of tables."""
    header = _head(sheet, formats, title, warning, WIDTHS.values())
    for row, entry in enumerate(entries, start=header + 1):
        about = schemas.schema(schemas.of_result(entry.name))
        _line(sheet, formats, row, about.title, about.description, entry.rows, f"{entry.name}.csv", entry.remark)
        if entry.sheet:
            link(sheet, row, 0, entry.sheet, entry.sheet, formats[styles.LINK])
    _table(sheet, formats, header, len(entries), "contents", list(WIDTHS))


def write_notes(sheet: Worksheet, formats: Formats, title: str, warning: str, facts: Mapping[str, object]) -> None:
    """Fill an empty sheet: what the file is, what blanks mean, and the source of its figures."""
    header = _head(sheet, formats, title, warning, NOTE_WIDTHS)
    notes = {**ABOUT, **facts}
    for row, (name, value) in enumerate(notes.items(), start=header + 1):
        _line(sheet, formats, row, name, str(value))
    _table(sheet, formats, header, len(notes), "provenance", ["item", "content"])


def _head(sheet: Worksheet, formats: Formats, title: str, warning: str, widths: Iterable[float]) -> int:
    """Title and warning; returns the row of the header below them."""
    styles.set_page(sheet, widths, warning)
    put(sheet, 0, 0, title, formats[styles.TITLE])
    sheet.set_row(0, styles.TWO_ROWS)
    put(sheet, 1, 0, warning or None, formats[styles.WARNING])
    return 2


def _table(sheet: Worksheet, formats: Formats, header: int, rows: int, name: str, fields: Sequence[str]) -> None:
    titles = [schemas.title(name, field) for field in fields]
    if rows:
        as_table(sheet, formats, header, rows, name, titles)
    for position, title in enumerate(titles):
        put(sheet, header, position, title, formats[styles.HEADER])
    sheet.repeat_rows(header)


def _line(sheet: Worksheet, formats: Formats, row: int, *values: str | int | None) -> None:
    for position, value in enumerate(values):
        put(sheet, row, position, value, formats[styles.WHOLE if isinstance(value, int) else styles.TEXT])
    high = [height(str(value), width - 2) for value, width in zip(values, WIDTHS.values(), strict=False)]
    sheet.set_row(row, max(high))
