"""Saving a workbook so that nobody ever sees half of it."""

from pathlib import Path

from openpyxl import Workbook


def save_whole(book: Workbook, path: Path) -> None:
    """Save under another name, then rename; nothing is left behind when either fails.

    Parameters
    ----------
    book : openpyxl.Workbook
        The workbook.
    path : Path
        The file; an older one is replaced.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        book.save(part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
