"""Errors that end a command with one Chinese sentence instead of a traceback; operating system errors in Chinese."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class PanjinError(ValueError):
    """The command failed; the message is in Chinese and says what is wrong and what to do."""

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows instead of a traceback."""
        return [f"{type(self).__name__}：{self}"]


class ReferenceDataError(PanjinError):
    """The reference data are invalid; the message names file, row, column, value and reason."""


class WrongParameters(PanjinError):
    """The parameters of a run are invalid."""


class FiguresDisagree(PanjinError):
    """Results contradict one another."""


class Busy(PanjinError):
    """Another process is writing to the same folder."""


class NoStore(PanjinError):
    """There is no store to read."""


class NoRun(PanjinError):
    """A folder holds no run."""


class NoWorkers(PanjinError):
    """The cluster has no workers to make the reports."""


def os_error_message(error: OSError) -> str:
    """An operating system error with its file, the common ones in Chinese.

    >>> os_error_message(OSError(errno.ENOSPC, "No space left on device", "reports/2021-12/a.html"))
    '磁盘已满，写不下 reports/2021-12/a.html。请腾出空间后重新运行'
    """
    file = error.filename or "文件"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"磁盘已满，写不下 {file}。请腾出空间后重新运行"
    if error.errno == errno.ENOENT:
        folder = Path(file).parent
        return f"找不到 {file}" if folder.exists() else f"没有文件夹 {folder}。请先建好，或换一个文件夹"
    if error.errno == errno.ENAMETOOLONG:
        return f"{file} 的名称太长。请换一个短的文件名"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"没有权限读写 {file}。请检查它和它的文件夹的权限"
    if error.errno in (errno.EEXIST, errno.ENOTDIR):  # the path itself, or one on the way to it
        there = next((path for path in (Path(file), *Path(file).parents) if path.is_file()), file)
        return f"{there} 是文件，不是文件夹。请换一个文件夹"
    if error.errno == errno.EISDIR:
        return f"{file} 是文件夹，不是文件。请换一个文件名"
    return f"{file} 无法读写：{error.strerror or error}"


@contextmanager
def saving(path: str | Path) -> Iterator[None]:
    """Turn an operating system error in the block into one sentence that names the file; for saving from a notebook.

    Raises
    ------
    PanjinError
        It cannot be written.
    """
    try:
        yield
    except OSError as error:
        raise PanjinError(f"{path} 没有存成：{os_error_message(error)}") from error
