"""What a terminal gets to see: characters it cannot show are replaced, those that would steer it are written out."""

import sys
import unicodedata
import warnings


def prepare_terminal() -> None:
    """Let no character and no warning of a library end a command or reach a clerk.

    A terminal in GBK, cp1252 or ASCII shows ``?`` for what it has no character for: what has been kept in the store
    is kept, and the rest of the files go on.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    if not sys.warnoptions:
        warnings.simplefilter("ignore")


def written_out(text: str) -> str:
    r"""A text in which control characters, direction overrides and invisible characters are written out.

    >>> written_out("大洼区\x1b[2J"), written_out("甲\u202e乙"), written_out("一行\n又一行")
    ('大洼区<U+001B>[2J', '甲<U+202E>乙', '一行\n又一行')
    """
    if text.isprintable():
        return text
    return "".join(f"<U+{ord(c):04X}>" if unicodedata.category(c) in HIDDEN and c not in "\n\t" else c for c in text)


HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp")  # control, format, half a character, separators of lines and paragraphs
