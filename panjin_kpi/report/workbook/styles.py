"""The look of the workbook of results: styles, number formats by kind, widths of text, the printed page."""

from collections.abc import Callable, Iterable, Mapping
from math import ceil
from unicodedata import east_asian_width

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from panjin_kpi.schemas.fields import field, kind
from panjin_kpi.schemas.formats import format_percent, format_rounded

TITLE, WARNING, NOTE, BACK, HEADER, LINK = "标题", "虚构提示", "说明文字", "返回链接", "表头", "工作表链接"
TEXT, WHOLE, NUMBER, POINTS, SHARE, DAY = "文字", "整数", "数值", "得分", "百分比", "日期"
EXACT_SHARE, WHOLE_SHARE = "精确的百分比", "整数百分比"
FORMATS = {TEXT: "General", WHOLE: "0", NUMBER: "General", POINTS: "0.00", SHARE: "0.0%", DAY: "yyyy-mm-dd"}
FORMATS |= {EXACT_SHARE: "0.0########%", WHOLE_SHARE: "0%"}
EXACT = {SHARE: EXACT_SHARE, POINTS: NUMBER}  # of a number that its style would round onto what it was judged by
ROUNDED: Mapping[str, Callable[..., str]] = {
    SHARE: format_percent,
    POINTS: lambda value, *bounds: format_rounded(value, 2, *bounds),
}
OF_FORMATS = {"share": SHARE, "estimate": WHOLE_SHARE, "points": POINTS, "gap": POINTS, "amount": POINTS}
A3, A4 = 8, 9
ROOM = 139  # digits of a line on A4 landscape within its margins, in full size
SMALLEST = 0.6  # of that size, 6.6 points: what would be smaller takes a larger sheet
DIGIT = 7  # pixels, in the default font
WIDER = 1.08  # width of a Chinese character in relation to two digits of the default font
LINE, AROUND, TALLEST = 15, 3, 405  # points; Excel knows no row above 409
ONE_ROW, TWO_ROWS = LINE + AROUND, 2 * LINE + AROUND
Formats = Mapping[str, Format]


def formats(book: Workbook) -> Formats:
    """Make a workbook's formats, by the names of the styles."""
    middle: dict[str, object] = {"valign": "vcenter"}
    wrapped = middle | {"text_wrap": True}
    left = wrapped | {"align": "left", "indent": 1}
    lines = {"border": 1, "border_color": "#BFBFBF"}
    linked = {"font_color": "#0563C1", "underline": 1}
    head = {"bold": True, "font_color": "#FFFFFF", "bg_color": "#1F4E79", "align": "center"}
    styles = {
        TITLE: {"bold": True, "font_size": 14},
        WARNING: {"bold": True, "font_color": "#C00000"},
        NOTE: wrapped | {"font_color": "#595959"},
        BACK: linked | middle | {"align": "right"},
        LINK: linked | left | lines,
        HEADER: head | wrapped | lines,
    }
    for name, number_format in FORMATS.items():
        styles[name] = (left if name == TEXT else middle) | lines | {"num_format": number_format}
    return {name: book.add_format(style) for name, style in styles.items()}


def style_of(table: str, column: str) -> str:
    """The style of a column, by its type in the schema and its unit.

    >>> style_of("status", "completion"), style_of("climb", "low"), style_of("forecast", "low")
    ('百分比', '百分比', '数值')
    """
    known = kind(table, column)
    if known.startswith("datetime"):
        return DAY
    if known.startswith("int"):
        return WHOLE
    if not known.startswith("float"):
        return TEXT
    return OF_FORMATS.get(field(table, column).format, NUMBER)


def rounded_over(style: str, value: float | None, bounds: tuple[float, ...]) -> bool:
    """Whether a number's style would round it onto or over one of the bounds that it was judged by.

    >>> rounded_over(SHARE, 0.9998, (1.0,)), rounded_over(SHARE, 0.9, (1.0,)), rounded_over(SHARE, None, (1.0,))
    (True, False, False)
    """
    as_shown = ROUNDED[style]
    return value is not None and as_shown(value, *bounds) != as_shown(value)


def text_width(text: str) -> int:
    """The width of a text in digits; a Chinese character is a little wider than two.

    >>> text_width("2021-06"), text_width("盘锦"), text_width("“十四五”")
    (7, 5, 11)
    """
    digits = sum(2 if east_asian_width(letter) in "WFA" else 1 for letter in text)
    return digits if digits == len(text) else ceil(digits * WIDER)


def height(text: str, width: float) -> int:
    r"""The height of a row for a text in a column of a width, in points.

    >>> height("盘锦", 50), height("盘锦" * 20, 50), height("\n".join("盘锦"), 50)
    (18, 33, 33)
    """
    lines = sum(max(1, ceil(text_width(line) / width)) for line in text.split("\n"))
    return min(LINE * lines + AROUND, TALLEST)


def set_page(sheet: Worksheet, widths: Iterable[float], warning: str) -> None:
    """Columns of these widths on A4 landscape, or A3 if they are many, one page wide.

    Each page is numbered and, of a fictitious run, marked.
    """
    widths = list(widths)
    for position, width in enumerate(widths):
        sheet.set_column_pixels(position, position, width * DIGIT)  # set_column() would add the cell's margins
    sheet.set_default_row(ONE_ROW)
    sheet.set_landscape()
    sheet.set_paper(A4 if sum(widths) * SMALLEST <= ROOM else A3)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.set_margins(left=0.75, right=0.75, top=1, bottom=1)  # inches
    sheet.set_header(warning and f"&C{warning}", {"margin": 0.5})
    sheet.set_footer("&L&A&R第&P页，共&N页", {"margin": 0.5})
