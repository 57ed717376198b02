"""Writing a file so that nobody ever sees half of it."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4


def part_of(path: Path) -> Path:
    """Another name for a file while it is being written; no two writers share one.

    >>> part_of(Path("dawa/a.html")).match("dawa/.*.part.html")
    True
    """
    return path.with_name(f".{path.stem}.{uuid4().hex[:8]}.part{path.suffix}")


def remove_parts(folder: Path) -> None:
    """Remove what a writer that was killed has left in a folder and the folders in it."""
    for part in folder.rglob(".*.part*"):
        part.unlink(missing_ok=True)


@contextmanager
def room(folder: Path, size: int) -> Iterator[None]:
    """Keep so many bytes of a folder's disk free for what is written afterwards; a folder that stays empty goes again.

    Parameters
    ----------
    folder : Path
        Made where it is not there.
    size : int
        Bytes.
    """
    part = part_of(folder / "room")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        part.write_bytes(bytes(size))
        yield
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
            folder.rmdir()


def write_whole(path: Path, content: bytes | str) -> None:
    """Write under another name, then rename; nothing is left behind when either fails.

    Parameters
    ----------
    path : Path
        The file; an older one is replaced.
    content : bytes or str
        What it is to hold; text is written as UTF-8.
    """
    part = part_of(path)
    try:
        part.write_bytes(content if isinstance(content, bytes) else content.encode())
        part.replace(path)
    except BaseException as error:
        part.unlink(missing_ok=True)
        if isinstance(error, OSError):
            error.filename = str(path)  # and not the other name, which tells nobody anything
        raise
