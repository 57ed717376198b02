"""What is raised when reports cannot be made, and what the system's own errors are in Chinese; light to import."""

import errno


class Busy(ValueError):
    """Somebody else is writing the same folder; the message is Chinese."""


class NoRun(ValueError):
    """A folder holds no run; the message is Chinese."""


class NoWorkers(ValueError):
    """Nobody is there to make the reports; the message is Chinese."""


def in_chinese(error: OSError) -> str:
    """What the system complains of: the commonest in Chinese, with the file.

    >>> in_chinese(OSError(errno.ENOSPC, "No space left on device", "reports/2021-12/a.html"))
    '磁盘已满，写不下 reports/2021-12/a.html'
    """
    file = error.filename or "文件"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"磁盘已满，写不下 {file}"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"没有权限读写 {file}"
    return f"{file} 无法读写：{error.strerror or error}"
