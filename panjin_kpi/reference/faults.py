"""What is raised when the reference data themselves are wrong, or a folder is not what it is taken for."""


class ReferenceFault(ValueError):
    """The reference data cannot be used; the message says in Chinese which file, row, column and value, and why."""


class Busy(ValueError):
    """Somebody else is writing the same folder; the message is Chinese."""


class NoRun(ValueError):
    """A folder holds no run; the message is Chinese."""
