"""Reading in a child process with memory and time limits, so that no file can crash the command."""

import gc
import os
import pickle
import select
import signal
import time
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from panjin_kpi.intake.findings import Finding, UnreadableFile
from panjin_kpi.intake.reading.submitted_file import read_file
from panjin_kpi.intake.reading.table_layout import Contents

MOST_MEMORY = 2 * 2**30  # bytes above what the command itself uses; a CSV file of a million rows takes half of it
MOST_SECONDS = 300
CHUNK = 2**20
SMALLER = "请检查是否有多余的内容，另存后重新报送，或分几个文件报送"


def read_within_limits(path: Path, table: str) -> Contents:
    """Read a file as :func:`submitted_file.read_file` does, in a forked child; in this process if there is no ``fork``.

    The child has all imports and starts within milliseconds; it uses no database and starts no thread. A file that
    exceeds the limits, or crashes the child, also raises ``UnreadableFile``.
    """
    if not hasattr(os, "fork"):
        return read_file(path, table)
    source, sink = os.pipe()
    child = os.fork()
    if not child:
        _read_and_exit(path, table, sink)
    os.close(sink)
    try:
        answer = _received(source)
    except TimeoutError:
        answer = pickle.dumps(Finding(path.name, f"用了{MOST_SECONDS}秒还没有读完，没有再读", SMALLER))
    finally:
        os.close(source)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    try:
        found = pickle.loads(answer)  # noqa: S301  # nosec B301 - from our own child
    except (EOFError, pickle.UnpicklingError):  # the child was killed before or while it answered
        found = Finding(path.name, "读取这个文件的程序中止了", SMALLER)
    if isinstance(found, MemoryError):
        found = Finding(path.name, f"读取这个文件要用的内存超过{MOST_MEMORY / 2**30:.3g} GB，没有读取", SMALLER)
    if isinstance(found, Finding):
        raise UnreadableFile(found)
    if isinstance(found, Exception):
        raise found
    answered: Contents = found
    return answered


def _read_and_exit(path: Path, table: str, sink: int) -> NoReturn:
    """In the child: write the result into the pipe, and end the process without cleaning up."""
    try:
        gc.disable()
        _limit()
        found: Contents | Finding | Exception
        try:
            found = read_file(path, table)
        except UnreadableFile as unreadable:
            found = unreadable.finding
        except Exception as error:
            found = error
        with open(sink, "wb") as pipe:
            pickle.dump(found, pipe, pickle.HIGHEST_PROTOCOL)
    finally:
        os._exit(0)


def _limit() -> None:
    import resource

    pages = Path("/proc/self/statm")
    taken = int(pages.read_text().split()[0]) * resource.getpagesize() if pages.exists() else 0
    for kind, most in ((resource.RLIMIT_AS, taken + MOST_MEMORY), (resource.RLIMIT_CPU, MOST_SECONDS)):
        hard = resource.getrlimit(kind)[1]
        with suppress(OSError, ValueError):
            resource.setrlimit(kind, (most if hard < 0 else min(most, hard), hard))


def _received(source: int) -> bytes:
    """All that the child writes; raises ``TimeoutError`` if it has not finished within the time limit."""
    chunks, end = list[bytes](), time.monotonic() + MOST_SECONDS
    poll = select.poll()
    poll.register(source, select.POLLIN)
    while (left := end - time.monotonic()) > 0 and poll.poll(left * 1000):
        if not (chunk := os.read(source, CHUNK)):
            return b"".join(chunks)
        chunks.append(chunk)
    raise TimeoutError
