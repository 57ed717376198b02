"""Errors that end a command with one Chinese sentence and no traceback, and the system's own errors in Chinese."""

import errno


class PanjinError(ValueError):
    """The command cannot do what it was asked; the message is Chinese and says what is wrong and what to do."""


class ReferenceDataError(PanjinError):
    """The reference data cannot be used; the message names file, row, column and value, and why."""


class WrongParameters(PanjinError):
    """A run was asked for that cannot be."""


class FiguresDisagree(PanjinError):
    """Results contradict one another."""


class Busy(PanjinError):
    """Somebody else is writing the same folder."""


class NoStore(PanjinError):
    """There is no store to look into."""


class NoRun(PanjinError):
    """A folder holds no run."""


class NoWorkers(PanjinError):
    """Nobody is there to make the reports."""


def os_error_message(error: OSError) -> str:
    """What the system complains of: the commonest in Chinese, with the file.

    >>> os_error_message(OSError(errno.ENOSPC, "No space left on device", "reports/2021-12/a.html"))
    '磁盘已满，写不下 reports/2021-12/a.html'
    """
    file = error.filename or "文件"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"磁盘已满，写不下 {file}"
    if error.errno == errno.ENOENT:
        return f"找不到 {file}"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"没有权限读写 {file}"
    return f"{file} 无法读写：{error.strerror or error}"
