"""What is raised when the reference data themselves are wrong."""


class ReferenceFault(ValueError):
    """The reference data cannot be used; the message says in Chinese which file, row, column and value, and why."""
