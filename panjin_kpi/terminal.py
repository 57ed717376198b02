"""Safe terminal output: characters that cannot be shown are replaced, control characters escaped."""

import sys
import unicodedata
import warnings


def prepare_terminal() -> None:
    """Show ``?`` for characters that the terminal's encoding (GBK, cp1252, ASCII) lacks, and no libraries' warnings."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    if not sys.warnoptions:
        warnings.simplefilter("ignore")


def written_out(text: str) -> str:
    r"""A text in which control characters, direction overrides and invisible characters are escaped.

    >>> written_out("大洼区\x1b[2J"), written_out("甲\u202e乙"), written_out("一行\n又一行")
    ('大洼区<U+001B>[2J', '甲<U+202E>乙', '一行\n又一行')
    """
    if text.isprintable():
        return text
    return "".join(f"<U+{ord(c):04X}>" if unicodedata.category(c) in HIDDEN and c not in "\n\t" else c for c in text)


HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp")  # control, format, surrogate, line and paragraph separators
