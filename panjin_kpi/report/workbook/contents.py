"""The workbook's first sheet: what it is, the source of its figures, and a list of the tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from panjin_kpi import schemas
from panjin_kpi.report.workbook import styles
from panjin_kpi.report.workbook.sheet import NOTHING, link, put
from panjin_kpi.report.workbook.styles import Formats, height

LONGEST = 10_000  # rows of a table in the workbook; the CSV has them all
ABOUT = (
    "一次运行的全部结果，每张表一个工作表。数字与同一文件夹里的CSV相同，标识写成了中文。"
    "空格表示没有或不详，不等于0。各表的口径写在表名下面。"
)
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


def write_contents(
    sheet: Worksheet, formats: Formats, title: str, warning: str, facts: Mapping[str, object], entries: Sequence[Entry]
) -> None:
    """Fill the empty first sheet: title, warning (in red, unless empty), facts about the source, tables."""
    styles.set_page(sheet, WIDTHS.values(), warning)
    put(sheet, 0, 0, title, formats[styles.TITLE])
    sheet.set_row(0, styles.TWO_ROWS)
    put(sheet, 1, 0, warning or None, formats[styles.WARNING])
    for row, (name, value) in enumerate({"说明": ABOUT, **facts}.items(), start=2):
        _line(sheet, formats, row, name, str(value))
    header = len(facts) + 4
    for position, name in enumerate(WIDTHS):
        put(sheet, header, position, schemas.title("contents", name), formats[styles.HEADER])
    for row, entry in enumerate(entries, start=header + 1):
        about = schemas.schema(schemas.of_result(entry.name))
        _line(sheet, formats, row, about.title, about.description, entry.rows, f"{entry.name}.csv", entry.remark)
        if entry.sheet:
            link(sheet, row, 0, entry.sheet, entry.sheet, formats[styles.LINK])
    sheet.repeat_rows(header)


def _line(sheet: Worksheet, formats: Formats, row: int, *values: str | int | None) -> None:
    for position, value in enumerate(values):
        put(sheet, row, position, value, formats[styles.WHOLE if isinstance(value, int) else styles.TEXT])
    high = [height(str(value), width - 2) for value, width in zip(values, WIDTHS.values(), strict=False)]
    sheet.set_row(row, max(high))
