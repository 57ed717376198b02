"""Atomic writes, and files that only their owner and group may read."""

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

OTHERS = 0o027  # denied for files and folders with enterprises' names: everything to others, writing to the group
OLD = 24 * 3600  # seconds after which a temporary file counts as abandoned if its writer cannot be looked up
MACHINE = f"{crc32(platform.node().encode()) & 0xFFFF:04x}"
WRITER = re.compile(r"([0-9a-f]{4})-([0-9a-f]+)-[0-9a-f]{6}")


def writer_id() -> str:
    """Machine, process and a random number, for the name of a temporary file."""
    return f"{MACHINE}-{os.getpid():x}-{uuid4().hex[:6]}"


def temporary_path(path: Path) -> Path:
    """A unique name for a file while it is being written.

    >>> temporary_path(Path("dawa/a.html")).match("dawa/.*.part.html")
    True
    """
    short = (text.encode(errors="surrogateescape")[:most] for text, most in ((path.stem, 150), (path.suffix, 50)))
    stem, suffix = (text.decode(errors="ignore") for text in short)  # the whole fits where the name itself just does
    return path.with_name(f".{stem}.{writer_id()}.part{suffix}")


def restrict(path: Path) -> None:
    """Let only owner and group read a file or a whole folder (0640 and 0750); has no effect on Windows."""
    if os.name == "nt":
        return
    for each in (path, *path.rglob("*")) if path.is_dir() else (path,):
        with suppress(OSError):  # another user's file, or one that has just been removed
            if not each.is_symlink() and (mode := each.stat().st_mode) & OTHERS:
                each.chmod(mode & ~OTHERS)


def remove_temporary_files(folder: Path) -> None:
    """Remove all temporary files below a folder that no other process is writing to."""
    for part in folder.rglob(".*.part*"):
        part.unlink(missing_ok=True)


@cache  # once per process and folder: it may hold thousands of files
def remove_abandoned(folder: Path, pattern: str = ".*.part*") -> None:
    """Remove the temporary files in a folder whose writers have ended."""
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
        except PermissionError:  # another user's process
            pass
        return False
    return time.time() - part.lstat().st_mtime > OLD


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Give an operating system error in the block the name that means something to the user."""
    try:
        yield
    except OSError as error:
        error.filename = str(path)
        raise


@contextmanager
def reserve_space(folder: Path, size: int) -> Iterator[None]:
    """Hold ``size`` bytes of a folder's disk in the block, for what is written after it; leave no empty folder."""
    part = temporary_path(folder / "room")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with naming(folder):
            part.write_bytes(bytes(size))
        yield
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
            folder.rmdir()


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a temporary path; on success it replaces ``path``, on failure it is removed."""
    remove_abandoned(path.parent)
    part = temporary_path(path)
    try:
        with naming(path):
            yield part
            part.replace(path)
    finally:
        with suppress(OSError):  # a folder that is read-only: the error of the block says so
            part.unlink(missing_ok=True)


def write_atomically(path: Path, content: bytes | str) -> None:
    """Write a file, text as UTF-8, whole or not at all; an existing one is replaced."""
    with replacing(path) as part:
        part.write_bytes(content if isinstance(content, bytes) else content.encode())
