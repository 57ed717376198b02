"""Ctrl-C, a kill and a closed terminal all interrupt a command; where threads share locks, only at a safe moment."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

ENDINGS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


def interrupt_when_ended() -> None:
    """Let a kill or a closed terminal raise KeyboardInterrupt, as Ctrl-C does, unless it is ignored."""
    for number in ENDINGS:
        if signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, signal.default_int_handler)


def ignore_endings() -> None:
    """Ignore interrupts once the work is done: during its shutdown Python would end with the signal as exit status."""
    for number in ENDINGS:
        if signal.getsignal(number) is signal.default_int_handler:
            signal.signal(number, signal.SIG_IGN)
    # CPython remembers that code given as text (a dataclass's methods) was interrupted, and ``python -m`` then ends by
    # the signal whatever the exit code; running another such text makes it forget
    exec("")  # noqa: S102


@contextmanager
def interrupts_noted() -> Iterator[list[int]]:
    """Record interrupts in a list while threads share work; raise at the end unless the list was cleared.

    KeyboardInterrupt may be raised between any two steps, also after a lock of ``concurrent.futures`` was taken and
    before the block that gives it back: the thread that needs it next would wait for ever.

    Examples
    --------
    >>> with interrupts_noted() as noted:
    ...     whole = sum([1, 2])  # shared with other threads
    >>> noted
    []
    """
    noted = list[int]()
    ours = []
    if threading.current_thread() is threading.main_thread():  # signals interrupt no other
        ours = [number for number in ENDINGS if signal.getsignal(number) is signal.default_int_handler]
    for number in ours:
        signal.signal(number, lambda number, _: noted.append(number))
    try:
        yield noted
    finally:
        for number in ours:
            signal.signal(number, signal.default_int_handler)
    if noted:
        raise KeyboardInterrupt


def came_of_an_interrupt(error: BaseException | None) -> bool:
    """Whether an exception is an interrupt's: before Python 3.12 one while a class is made becomes a RuntimeError."""
    while error and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__
    return error is not None
