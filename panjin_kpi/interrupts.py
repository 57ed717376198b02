"""Ctrl-C, a kill and a closed terminal all interrupt a command; where threads share locks, only at a safe moment."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

ENDINGS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
_came = list[int]()


def _interrupt(number: int, _: FrameType | None) -> None:
    _came.append(number)
    raise KeyboardInterrupt


OURS = (_interrupt, signal.default_int_handler)


def interrupt_when_ended() -> None:
    """Let a kill or a closed terminal raise KeyboardInterrupt, as Ctrl-C does, unless it is ignored."""
    for number in ENDINGS:
        if signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
            signal.signal(number, _interrupt)


def was_interrupted() -> bool:
    """Whether an interrupt has come; Python may make any exception of one within an import or while a class is made."""
    return bool(_came)


def ignore_endings() -> None:
    """Ignore interrupts once the work is done: during its shutdown Python would end with the signal as exit status."""
    for number in ENDINGS:
        if signal.getsignal(number) in OURS:
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
    ours = {}
    if threading.current_thread() is threading.main_thread():  # signals interrupt no other
        ours = {number: handler for number in ENDINGS if (handler := signal.getsignal(number)) in OURS}
    for number in ours:
        signal.signal(number, lambda number, _: noted.append(number))
    try:
        yield noted
    finally:
        for number, handler in ours.items():
            signal.signal(number, handler)
    if noted:
        raise KeyboardInterrupt
