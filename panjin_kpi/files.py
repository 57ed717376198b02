"""Writing a file so that nobody ever sees half of it, and nobody whom it does not concern any of it."""

import os
import platform
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from uuid import uuid4
from zlib import crc32

OTHERS = 0o027  # what a file or folder with enterprises' names does not allow: all to others, writing to the group
OLD = 24 * 3600  # seconds after which a part whose writer cannot be asked for is nobody's
MACHINE = f"{crc32(platform.node().encode()) & 0xFFFF:04x}"
WRITER = re.compile(r"([0-9a-f]{4})-([0-9a-f]+)-[0-9a-f]{6}")


def writers_mark() -> str:
    """Machine, process and a number of its own, for the name of what is there only while it is being written."""
    return f"{MACHINE}-{os.getpid():x}-{uuid4().hex[:6]}"


def temporary_path(path: Path) -> Path:
    """Another name for a file while it is being written; no two writers share one.

    >>> temporary_path(Path("dawa/a.html")).match("dawa/.*.part.html")
    True
    """
    return path.with_name(f".{path.stem}.{writers_mark()}.part{path.suffix}")


def restrict(path: Path) -> None:
    """Let only owner and group read a file, or a folder with all in it (0640 and 0750); Windows keeps other rights."""
    if os.name == "nt":
        return
    for each in (path, *path.rglob("*")) if path.is_dir() else (path,):
        with suppress(OSError):  # a colleague's file, or one that has just gone
            if not each.is_symlink() and (mode := each.stat().st_mode) & OTHERS:
                each.chmod(mode & ~OTHERS)


def remove_temporary_files(folder: Path) -> None:
    """Remove what a writer that was killed has left in a folder and the folders in it; nobody else may be writing."""
    for part in folder.rglob(".*.part*"):
        part.unlink(missing_ok=True)


@cache  # once a process and folder: there may be thousands of files in it
def remove_abandoned(folder: Path, pattern: str = ".*.part*") -> None:
    """Remove what processes that have ended left in a folder; what somebody may still be writing stays."""
    for part in folder.glob(pattern):
        with suppress(OSError):
            if _is_abandoned(part):
                shutil.rmtree(part) if part.is_dir() else part.unlink()


def _is_abandoned(part: Path) -> bool:
    writer = WRITER.search(part.name)
    if writer and writer[1] == MACHINE and os.name != "nt":
        try:
            os.kill(int(writer[2], 16), 0)
        except (ProcessLookupError, OverflowError):
            return True
        except PermissionError:  # somebody else's process
            pass
        return False
    return time.time() - part.lstat().st_mtime > OLD


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
    remove_abandoned(path.parent)
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
