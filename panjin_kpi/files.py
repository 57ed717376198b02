"""Writing a file so that nobody ever sees half of it."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4


def temporary_path(path: Path) -> Path:
    """Another name for a file while it is being written; no two writers share one.

    >>> temporary_path(Path("dawa/a.html")).match("dawa/.*.part.html")
    True
    """
    return path.with_name(f".{path.stem}.{uuid4().hex[:8]}.part{path.suffix}")


def remove_temporary_files(folder: Path) -> None:
    """Remove what a writer that was killed has left in a folder and the folders in it."""
    for part in folder.rglob(".*.part*"):
        part.unlink(missing_ok=True)


@contextmanager
def reserve_space(folder: Path, size: int) -> Iterator[None]:
    """Keep so many bytes of a folder's disk free for what is written afterwards; a folder that stays empty goes again.

    Parameters
    ----------
    folder : Path
        Made where it is not there.
    size : int
        Bytes.
    """
    part = temporary_path(folder / "room")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        part.write_bytes(bytes(size))
        yield
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
            folder.rmdir()


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Another name under which to write a file; it gets its own name at the end, unless writing it has failed.

    Parameters
    ----------
    path : Path
        The file; an older one is replaced.
    """
    part = temporary_path(path)
    try:
        yield part
        part.replace(path)
    except OSError as error:
        error.filename = str(path)  # and not the other name, which means nothing to anybody
        raise
    finally:
        part.unlink(missing_ok=True)


def write_atomically(path: Path, content: bytes | str) -> None:
    """Write a file under another name, then rename it; nothing is left behind when either fails.

    Parameters
    ----------
    path : Path
        The file; an older one is replaced.
    content : bytes or str
        What it is to hold; text is written as UTF-8.
    """
    with replacing(path) as part:
        part.write_bytes(content if isinstance(content, bytes) else content.encode())
