"""What is raised when a folder of reports is not what it is taken for; light, so that a command may name it."""


class Busy(ValueError):
    """Somebody else is writing the same folder; the message is Chinese."""


class NoRun(ValueError):
    """A folder holds no run; the message is Chinese."""


class NoWorkers(ValueError):
    """Nobody is there to make the reports; the message is Chinese."""
