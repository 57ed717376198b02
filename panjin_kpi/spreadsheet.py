"""Text that a spreadsheet program never takes for a formula, in a cell and in a CSV file; a sheet to print; a file."""

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

NUMBER = re.compile(r"[+-]?[0-9][0-9.,]*%?")
_NOT_IN_XML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def escape_formula(text: str) -> str:
    """Put an apostrophe before a text that would be taken for a formula.

    >>> escape_formula("=HYPERLINK(1)"), escape_formula("-3"), escape_formula("甲公司")
    ("'=HYPERLINK(1)", '-3', '甲公司')
    """
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") and not NUMBER.fullmatch(text) else text


def unescape_formula(text: str) -> str:
    """The text that :func:`escape_formula` put an apostrophe before.

    >>> unescape_formula("'-已建成3家"), unescape_formula("'甲")
    ('-已建成3家', "'甲")
    """
    return text[1:] if text[:1] == "'" and escape_formula(text[1:]) == text else text


def allowed_in_xml(text: str) -> str:
    r"""A text without the characters that no workbook can hold.

    >>> allowed_in_xml("甲\x01\ufffe乙")
    '甲乙'
    """
    return _NOT_IN_XML.sub("", text)


def write_text_cell(sheet: "Worksheet", row: int, column: int, value: Any) -> "Cell":
    """Write a value into a cell, text never as a formula.

    >>> from openpyxl import Workbook
    >>> write_text_cell(Workbook().active, 1, 1, "=HYPERLINK(1)").data_type
    's'
    """
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        cell.value = allowed_in_xml(value)
        cell.data_type = "s"
    elif value is not None:
        cell.value = value
    return cell


def fit_to_page_width(sheet: "Worksheet") -> None:
    """Print a sheet on landscape pages that are as wide as it is, however many it takes downwards.

    >>> from openpyxl import Workbook
    >>> sheet = Workbook().active
    >>> fit_to_page_width(sheet)
    >>> sheet.page_setup.orientation, sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage
    ('landscape', 0, True)
    """
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def as_bytes(book: "Workbook") -> bytes:
    """The content of a workbook's file: saving to a full disk, openpyxl leaves an archive open that fails later."""
    book.save(saved := BytesIO())
    return saved.getvalue()
