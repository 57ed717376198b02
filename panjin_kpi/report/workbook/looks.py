"""How the workbook of results looks: styles, number formats by kind, widths of text, the printed page."""

from math import ceil
from unicodedata import east_asian_width

from openpyxl import Workbook
from openpyxl.styles import DEFAULT_FONT, Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from panjin_kpi import schemas

TITLE, WARNING, NOTE, BACK, HEADER, LINK = "标题", "虚构提示", "说明文字", "返回链接", "表头", "工作表链接"
TEXT, WHOLE, NUMBER, POINTS, SHARE, DAY = "文字", "整数", "数值", "得分", "百分比", "日期"
FORMATS = {TEXT: "General", WHOLE: "0", NUMBER: "General", POINTS: "0.00", SHARE: "0.0%", DAY: "yyyy-mm-dd"}
SHARES = frozenset(
    [
        "completion",
        "planned",
        "probability",
        "share",
        "first_share",
        "last_share",
        "missing_share",
        "climb.low",
        "climb.high",
    ]
)
TWO_DECIMALS = frozenset(
    [
        "score",
        "score_low",
        "score_high",
        "bonus",
        "penalty",
        "total",
        "weight",
        "points",
        "points_lost",
        "points_per_unit",
        "gap_points",
        "gap_points_before",
        "tenants_per_1000_m2",
        "years_left",
        "pace_needed",
        "pace_achieved",
    ]
)
A4 = 9
WIDER = 1.08  # than two digits is a Chinese character beside the default font's
LINE, AROUND, TALLEST = 15, 3, 405  # points; Excel knows no row above 409
ONE_ROW, TWO_ROWS = LINE + AROUND, 2 * LINE + AROUND


def add_styles(book: Workbook) -> None:
    """Give a workbook the styles; its cells then name one."""
    blue, white, red, grey, light = "1F4E79", "FFFFFF", "C00000", "595959", "BFBFBF"
    lines = Border(*[Side("thin", color=light)] * 4)
    middle, wrapped = Alignment(vertical="center"), Alignment(vertical="center", wrap_text=True)
    left = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)
    centred = Alignment(horizontal="center", vertical="center", wrap_text=True)
    linked = _font(color="0563C1", underline="single")
    fill = PatternFill("solid", fgColor=blue)
    for style in (
        NamedStyle(TITLE, font=_font(bold=True, size=14)),
        NamedStyle(WARNING, font=_font(bold=True, color=red)),
        NamedStyle(NOTE, font=_font(color=grey), alignment=wrapped),
        NamedStyle(BACK, font=linked, alignment=Alignment(horizontal="right", vertical="center")),
        NamedStyle(LINK, font=linked, alignment=left, border=lines),
        NamedStyle(HEADER, font=_font(bold=True, color=white), alignment=centred, fill=fill, border=lines),
    ):
        book.add_named_style(style)
    for name, number_format in FORMATS.items():
        alignment = left if name == TEXT else middle
        style = NamedStyle(name, font=_font(), alignment=alignment, number_format=number_format, border=lines)
        book.add_named_style(style)


def style_of(table: str, column: str) -> str:
    """The style of a column, by its type in the schema and by what it measures.

    >>> style_of("status", "completion"), style_of("climb", "low"), style_of("forecast", "low")
    ('百分比', '百分比', '数值')
    """
    kind = str(schemas.schema(table).columns[column].dtype).lower()
    if kind.startswith("datetime"):
        return DAY
    if kind.startswith("int"):
        return WHOLE
    if not kind.startswith("float"):
        return TEXT
    if {column, f"{table}.{column}"} & SHARES:
        return SHARE
    return POINTS if column in TWO_DECIMALS else NUMBER


def room(text: str) -> int:
    """How wide a text is, in the width of a digit; a Chinese character is a little wider than two.

    >>> room("2021-06"), room("盘锦"), room("“十四五”")
    (7, 5, 11)
    """
    digits = sum(2 if east_asian_width(letter) in "WFA" else 1 for letter in text)
    return digits if digits == len(text) else ceil(digits * WIDER)


def height(text: str, width: float) -> int:
    r"""How high a row has to be for a text in a column of a width, in points.

    >>> height("盘锦", 50), height("盘锦" * 20, 50), height("\n".join("盘锦"), 50)
    (18, 33, 33)
    """
    lines = sum(max(1, ceil(room(line) / width)) for line in text.split("\n"))
    return min(LINE * lines + AROUND, TALLEST)


def set_page(sheet: Worksheet, warning: str) -> None:
    """A4 landscape, one page wide; each page numbered and, of a fictitious run, marked."""
    sheet.sheet_format.defaultRowHeight, sheet.sheet_format.customHeight = ONE_ROW, True
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    sheet.oddHeader.center.text = warning or None
    sheet.oddFooter.left.text = "&A"
    sheet.oddFooter.right.text = "第&P页，共&N页"


def _font(**changes: object) -> Font:
    """The default font of every new workbook, which Excel and WPS show Chinese with as well."""
    same = {name: getattr(DEFAULT_FONT, name) for name in ("name", "size", "family", "scheme")}
    return Font(**(same | changes))
