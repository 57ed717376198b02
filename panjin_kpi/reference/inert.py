"""Text that a spreadsheet program shows as it is, in a CSV file too."""

import re

NUMBER = re.compile(r"[+-]?[0-9][0-9.,]*%?")


def inert(text: str) -> str:
    """A text that would be taken for a formula, with an apostrophe before it.

    >>> inert("=HYPERLINK(1)"), inert("-3"), inert("甲公司")
    ("'=HYPERLINK(1)", '-3', '甲公司')
    """
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") and not NUMBER.fullmatch(text) else text
