"""Reading the sheets of a workbook by title, each cell as text as shown."""

import io
import re
import zipfile
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from itertools import islice
from xml.parsers.expat import ExpatError

from panjin_kpi import schemas
from panjin_kpi.intake.findings import WORDS, Finding, Severity, UnreadableFile, letter
from panjin_kpi.intake.reading.formats.grid import (
    HIDDEN_ZERO,
    LOST_TEXT,
    MOST_COLUMNS,
    MOST_ROWS,
    UNCOMPUTED,
    Doubt,
    Grid,
    PasswordNeeded,
)
from panjin_kpi.intake.reading.formats.meaning import CONVERTED
from panjin_kpi.intake.reading.formats.ods import read_ods
from panjin_kpi.intake.reading.formats.xlsx import read_xlsx
from panjin_kpi.intake.reading.formats.zip_guard import BROKEN, DAMAGED, refuse_unsafe_archive
from panjin_kpi.intake.reading.normalise import header_names, identifies, key_headers
from panjin_kpi.intake.reading.parsing import clean, header_key, is_figure
from panjin_kpi.intake.reading.table_layout import Contents, Sheet, count_known, find_table, without_no
from panjin_kpi.intake.sheet_names import CHOICES, HIDDEN, STAMP, table_called
from panjin_kpi.reference.names import is_filled, normalised_key, shortened, visible
from panjin_kpi.schemas.fields import kind

SUFFIXES = {".xlsx", ".xlsm", ".xls", ".et", ".ods"}
MOST_MERGED = 100_000
MOST_NAMED = 8  # hidden rows in a finding
NOTE = "备注"  # merged note cells may cover other notes
_OWN_COMMENT = re.compile(f"^(?:{'|'.join(WORDS.values())})：", re.MULTILINE)  # of an annotated copy
COVERED = "被合并单元格盖住，显示的是别的内容", "请取消合并，逐行填写"


def read_workbook(file: str, content: bytes) -> Contents:
    """Read the sheets of an Excel, WPS or OpenDocument workbook that hold known tables.

    Raises
    ------
    UnreadableFile
        The file is not a workbook, has a password, is too large, has two sheets of the same table, or none of a known
        one.
    """
    sheets: dict[str, Sheet] = {}
    blank: list[str] = []
    findings: list[Finding] = []
    stamped = ""
    for grid in _grids(file, content):
        if grid.name.strip() == CHOICES:
            stamp = [cells[0].strip() for _, cells in grid.lines[:2]]
            stamped = stamp[1] if len(stamp) > 1 and stamp[0] == STAMP else ""
            continue
        table = table_called(grid.name)
        if not (grid.rows or grid.far):
            continue
        if table not in schemas.SUBMITTED or not grid.visible:
            reason = "不认识这张工作表" if table not in schemas.SUBMITTED else "这张工作表是隐藏的"
            remedy = "没有读取，需要的请改用模板的表名并取消隐藏"
            findings.append(Finding(file, reason, remedy, "warning", grid.name))
            continue
        if grid.far:
            row, column, text = grid.far
            reason = f"这一格离表太远，超出{MOST_ROWS}行或{MOST_COLUMNS}列"
            remedy, cell = "请删去这一格；行数确实这么多的，请分几个文件报送", f"{letter(column)}{row}"
            raise UnreadableFile(Finding(file, reason, remedy, sheet=grid.name, row=row, cell=cell, value=text))
        if table in sheets:
            reason = f"与〔{sheets[table].sheet}〕是同一张表"
            raise UnreadableFile(Finding(file, reason, "请合并成一张工作表", sheet=grid.name))
        if filled := len(grid.lines) > 1 or any(map(is_filled, grid.lines[0][1])):
            found = _as_seen(file, grid, table)
        if len(grid.lines) > 1:
            sheets[table] = replace(found, from_1904=grid.from_1904, hidden_columns=grid.hidden_columns)
            read, names = set(found.cells.index), [header_key(name) for name in found.cells.columns]
            known = {position for position, name in enumerate(names) if name in header_names(table)}
            doubts = [doubt for doubt in (*grid.doubts, *_covered(grid)) if doubt.row in read and doubt.column in known]
            findings += [_doubt(found, doubt) for doubt in doubts]
            findings += _above_the_header(found, grid.doubts)
            findings += _of_hidden_rows(found, sorted(read & grid.hidden_rows))
            findings += _of_comments(found, grid)
            findings += _of_hidden_columns(found, table, sorted(known & grid.hidden_columns))
        else:
            blank.append(table)
            findings += _of_a_single_line(found, header_names(table)) if filled else []
    if not sheets:
        titles_known = "、".join(str(schemas.schema(name).title) for name in schemas.SUBMITTED)
        others = "、".join(finding.sheet for finding in findings)
        reason = "没有填写任何一张认识的工作表" + (f"；没有读取的：{others}" if others else "")
        raise UnreadableFile(Finding(file, reason, f"工作表名应为：{titles_known}"))
    return Contents(sheets, blank, findings, stamped)


def _grids(name: str, content: bytes) -> Iterator[Grid]:
    """The sheets of a workbook, by the reader of its actual format."""
    refuse_unsafe_archive(name, content)
    try:
        yield from _reader(content)(content)
    except PasswordNeeded as error:
        raise UnreadableFile(Finding(name, "工作簿有密码，打不开", "请取消密码后重新报送")) from error
    except (LookupError, ExpatError, *DAMAGED) as error:
        raise UnreadableFile(Finding(name, *BROKEN)) from error


def _reader(content: bytes) -> Callable[[bytes], Iterator[Grid]]:
    if not content.startswith(b"PK"):
        from panjin_kpi.intake.reading.formats.xls import read_xls  # few files need xlrd

        return read_xls
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return read_ods if "META-INF/manifest.xml" in archive.namelist() else read_xlsx


def _as_seen(file: str, grid: Grid, table: str) -> Sheet:
    """The table of a sheet; zeros that are not shown are blank, except figures of a filled row, which are asked about.

    Days and scientific notation are asked about in identifiers only.
    """
    found = find_table(file, grid.name, grid.lines, key_headers(table), _hidden(grid))
    columns = [header_names(table).get(header_key(name), "") for name in found.cells.columns]
    is_void = {at: name == "withdrawn" for at, name in enumerate(columns) if name}
    asked = {
        HIDDEN_ZERO[0]: {at for at, name in enumerate(columns) if kind(table, name) in ("float64", "int64")},
        CONVERTED[0]: {at for at, name in enumerate(columns) if identifies(name)},
    }
    zeros = {(doubt.row, doubt.column) for doubt in grid.doubts if doubt.reason == HIDDEN_ZERO[0]}
    left, grid.doubts = grid.doubts, []
    unseen = list[Doubt]()
    for doubt in left:
        shown = ["" if (doubt.row, at) in zeros else text for at, text in enumerate(grid.rows[doubt.row])]
        is_asked = doubt.column in asked.get(doubt.reason, (doubt.column,))
        if is_asked and any(map(is_filled, without_no(shown, is_void))):
            grid.doubts.append(doubt)
        elif doubt.reason == HIDDEN_ZERO[0] and doubt.row > found.header_row:
            unseen.append(doubt)
    for row, column, *_ in unseen:
        grid.rows[row][column] = ""
    return find_table(file, grid.name, grid.lines, key_headers(table), _hidden(grid)) if unseen else found


def _doubt(sheet: Sheet, doubt: Doubt) -> Finding:
    row, position, value, reason, remedy = doubt
    column, cell = str(sheet.cells.columns[position]).strip("*"), f"{letter(position)}{row}"
    severity: Severity = "warning" if reason == COVERED[0] and normalised_key(column) == NOTE else "error"
    return Finding(sheet.file, reason, remedy, severity, sheet.sheet, row, cell, column, value)


def _above_the_header(sheet: Sheet, doubts: list[Doubt]) -> Iterator[Finding]:
    """Warn about formulas above the header whose text is unknown: it may state a unit."""
    for row, at, text, reason, remedy in doubts:
        if row < sheet.header_row and (reason, remedy) in (UNCOMPUTED, LOST_TEXT):
            why, cell = f"{reason}；如写着单位，没有读到", f"{letter(at)}{row}"
            yield Finding(sheet.file, why, remedy, "warning", sheet.sheet, row, cell, value=text)


def _of_a_single_line(sheet: Sheet, headers: Collection[str]) -> list[Finding]:
    """Warn that a single line of words and figures, as 大洼区, 3, was not read: too short to be refused."""
    cells = [text for text in map(str, sheet.cells.columns) if is_filled(text)]
    figures = [text for text in cells if is_figure(clean(visible(text)))]
    if not 0 < len(figures) < len(cells) or count_known(cells, headers):
        return []
    reason, remedy = "只有一行，其中没有认识的表头，没有读取", "是数据的，请补上模板的表头；不报这张表的，请清空这一行"
    return [Finding(sheet.file, reason, remedy, "warning", sheet.sheet, sheet.header_row)]


def _of_hidden_rows(sheet: Sheet, rows: list[int]) -> list[Finding]:
    """Warn that hidden rows, as a filter leaves them, were read all the same: the sender does not see them."""
    if not rows:
        return []
    which = "、".join(map(str, rows[:MOST_NAMED])) + ("等" if len(rows) > MOST_NAMED else "")
    reason = f"有{len(rows)}行是隐藏的（第{which}行），照常读取了"
    remedy = "请取消隐藏或筛选后核对，不报的请删去"
    return [Finding(sheet.file, reason, remedy, "warning", sheet.sheet, rows[0])]


def _of_comments(sheet: Sheet, grid: Grid) -> list[Finding]:
    """Warn that a comment on a row that was read, except one of an annotated copy, was not: it may correct a figure."""
    written = {at: _OWN_COMMENT.split(text)[0] for at, text in grid.comments.items() if at[0] in sheet.cells.index}
    others = sorted(at for at, text in written.items() if is_filled(text))
    if not others:
        return []
    (row, column), more = others[0], f"；这样的共{len(others)}格" if len(others) > 1 else ""
    reason = f"这一格的批注“{shortened(written[row, column])}”没有读取{more}"
    remedy, cell = "有更正的，请改正这一格；有说明的，请写进备注或佐证", f"{letter(column)}{row}"
    return [Finding(sheet.file, reason, remedy, "warning", sheet.sheet, row, cell, value=grid.text(row, column))]


def _of_hidden_columns(sheet: Sheet, table: str, positions: list[int]) -> list[Finding]:
    """Warn that hidden columns were read, except those that only mark the sample's rows."""
    marks = {header for header, name in header_names(table).items() if name in HIDDEN}
    reason, remedy = "这一列是隐藏的，照常读取了", "请取消隐藏后核对，不报的请清空"
    row = sheet.header_row
    return [
        Finding(sheet.file, reason, remedy, "warning", sheet.sheet, row, f"{letter(at)}{row}", name)
        for at in positions
        if header_key(name := str(sheet.cells.columns[at])) not in marks
        and any(map(is_filled, sheet.cells.iloc[:, at]))
    ]


def _under_merged(grid: Grid) -> Iterator[tuple[int, int, int, int]]:
    """Row and column of each cell hidden by a merged one, and of the upper left one, which is the one shown."""
    last = max(grid.rows, default=0)
    hidden = (
        (row, column, top + 1, left)
        for top, left, bottom, right in grid.merged
        for row in range(top + 1, min(bottom + 1, last) + 1)
        for column in range(left, min(right + 1, MOST_COLUMNS))
        if (row, column) != (top + 1, left)
    )
    return islice(hidden, MOST_MERGED)


def _hidden(grid: Grid) -> dict[tuple[int, int], str]:
    """Cells hidden by a merged one, with the text that they show: from above in its first column, else none."""
    return {
        (row, column): grid.text(top, left).strip() if column == left and row > top else ""
        for row, column, top, left in _under_merged(grid)
    }


def _covered(grid: Grid) -> list[Doubt]:
    """Cells whose content differs from that of the merged cell hiding them, as copying a format leaves them."""
    return [
        Doubt(row, column, text, *COVERED)
        for row, column, top, left in _under_merged(grid)
        if is_filled(text := grid.text(row, column)) and normalised_key(text) != normalised_key(grid.text(top, left))
    ]
