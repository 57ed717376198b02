"""A process that has imported what the notebooks import, and forks a ready kernel on request.

It is a program of its own (``python -m panjin_kpi.batch.kernels.forkserver``), because :mod:`multiprocessing`'s
forkserver runs the command's main module again in every child. Requests and answers are lines of JSON on a socket that
is its standard input and output. When its input ends, because the command has ended or was killed, it kills its kernels
and ends; if it is killed itself, the kernels notice and end.
"""

import atexit
import contextlib
import gc
import importlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PRELOADED = (
    "ipykernel.kernelapp",
    "ipykernel.debugger",  # debugpy, a third of a second
    # imported by a kernel as it begins
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.extensions.storemagic",
    "psutil",
    "tornado.platform.asyncio",
    "panjin_kpi.batch.results.opening",
    "panjin_kpi.batch.kernels.warm_up",
    "panjin_kpi.batch.kernels.own_charts",
)
GARBAGE = 200_000  # new objects before a collection (Python: 700): a command lives for seconds
LARGE = 20_000_000  # bytes of a table that is not read ahead, such as a province's eligibility of each enterprise
ANSWER_SECONDS = 60.0  # importing and reading tables takes seconds; a process that needs longer hangs and is given up
CLOSE_SECONDS = 10.0
GONE = -1  # status of a kernel that is no longer known


class KernelForkServerDied(RuntimeError):
    """The process that forks the kernels is no longer there."""


@dataclass(frozen=True)
class Begun:
    """The process, and our end of the socket that is its standard input and output."""

    process: subprocess.Popen[bytes]
    socket: socket.socket

    def end(self, seconds: float = 0.0) -> None:
        """Close the socket, which ends the process, and kill it if it has not ended in time."""
        self.socket.close()
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(CLOSE_SECONDS)


_begun: list[Begun] = []


def begin() -> None:
    """Start the process of the next :class:`KernelForkServer` now, so that it imports while the command still does."""
    if hasattr(os, "fork"):
        with contextlib.suppress(OSError):  # no process or memory left: the run itself says so
            _begun.append(_process())


@atexit.register
def end_unused() -> None:
    """End a process that was begun but not used by any :class:`KernelForkServer`."""
    while _begun:
        _begun.pop().end()


def _process() -> Begun:
    command = [sys.executable, "-m", "panjin_kpi.batch.kernels.forkserver", *PRELOADED]
    quiet = os.environ | {"PYDEVD_DISABLE_FILE_VALIDATION": "1"}  # debugpy warns on standard error otherwise
    ours, theirs = socket.socketpair()  # not pipes, because only a socket has a timeout
    ours.settimeout(ANSWER_SECONDS)
    with theirs:
        process = subprocess.Popen(  # noqa: S603 - our own words
            command,
            env=quiet,
            stdin=theirs.fileno(),
            stdout=theirs.fileno(),
            process_group=0,  # a terminal's Ctrl-C is for the command, which then closes it
        )
    return Begun(process, ours)


class KernelForkServer:
    """The command's side: the process that was begun, or a new one, and its requests; safe for several threads."""

    def __init__(self) -> None:
        self._begun = _begun.pop() if _begun else _process()
        self._answers = self._begun.socket.makefile("r", encoding="utf-8")
        self._lock, self._forked = threading.RLock(), False

    @property
    def pid(self) -> int:
        """Its process number."""
        return self._begun.process.pid

    def read(self, results: str) -> None:
        """Request that a results folder be read, so that kernels forked later find it in memory; there is no answer."""
        self._send(read=results)

    def fork(self, argv: Sequence[str], env: Mapping[str, str], cwd: str) -> int:
        """Start a kernel; its process number."""
        self._forked = True
        if (pid := self._ask(argv=list(argv), env=dict(env), cwd=cwd)) is None:
            raise KernelForkServerDied("系统不能再起新的进程，内核没有生成。")
        return int(pid)

    def poll(self, pid: int) -> int | None:
        """Exit status of a kernel; None while it runs."""
        status = self._ask(poll=pid)
        return None if status is None else int(status)

    def close(self) -> None:
        """End the process and every kernel that is left, without waiting for one that is still importing.

        A request that waits in another thread fails.
        """
        with contextlib.suppress(OSError):  # close() alone does not wake a waiting thread
            self._begun.socket.shutdown(socket.SHUT_RDWR)
        self._begun.end(CLOSE_SECONDS if self._forked else 0.0)
        with self._lock:
            self._answers.close()

    def _ask(self, **request: Any) -> Any:
        with self._lock:
            self._send(**request)
            try:
                answer = self._answers.readline()
            except (OSError, ValueError) as error:  # too late, or closed: a closed file is a ValueError
                raise self._died() from error
            if not answer:
                raise self._died()
            return json.loads(answer)

    def _send(self, **request: Any) -> None:
        with self._lock:
            try:
                self._begun.socket.sendall(json.dumps(request).encode() + b"\n")
            except OSError as error:
                raise self._died() from error

    def _died(self) -> KernelForkServerDied:
        """After a timeout nothing more may be asked: the next answer would belong to the earlier request."""
        with contextlib.suppress(OSError):
            self._begun.socket.shutdown(socket.SHUT_RDWR)
        self._begun.process.kill()
        return KernelForkServerDied("生成内核的进程已经结束。")


def serve(preloaded: Sequence[str]) -> None:
    """Import, then fork a kernel for each request until the input ends."""
    answers = os.dup(1)
    os.dup2(2, 1)  # prints of an import or a kernel must not be taken for an answer
    gc.set_threshold(GARBAGE)
    for module in preloaded:
        importlib.import_module(module)
    statuses: dict[int, int | None] = {}
    ourselves = os.getpid()
    for request in _requests():
        if "argv" in request:
            gc.freeze()  # shared memory is not collected, and so not copied, in each kernel
            answer = _forked(answers, ourselves, request)
            statuses |= {answer: None} if answer else {}
        elif "poll" in request:
            answer = _status(statuses, request["poll"])
        else:
            _read(**request)
            continue
        with contextlib.suppress(OSError):  # the command has ended: there is no further request
            os.write(answers, json.dumps(answer).encode() + b"\n")
    for pid in [pid for pid in statuses if _status(statuses, pid) is None]:
        for kill in (os.killpg, os.kill):  # with its children, or before it leads a session of its own
            with contextlib.suppress(OSError):
                kill(pid, signal.SIGKILL)
        with contextlib.suppress(OSError):
            os.waitpid(pid, 0)


def _forked(answers: int, ourselves: int, request: dict[str, Any]) -> int | None:
    """The process number of a new kernel; None if the system cannot create one."""
    try:
        pid = os.fork()
    except OSError:
        return None
    if pid == 0:
        os.close(answers)
        _become_kernel(ourselves, **request)
    return pid


def _requests() -> Iterator[dict[str, Any]]:
    """Complete requests until the command closes its end or dies, even within a request or with answers unread."""
    with contextlib.suppress(OSError):
        while (line := sys.stdin.readline()).endswith("\n"):
            yield json.loads(line)


def _read(read: str) -> None:
    """Keep a results folder's tables in memory, where the kernels find them."""
    from panjin_kpi.batch.results.folder import Tables, about
    from panjin_kpi.reference.plan import Plan

    try:
        Plan.load(Path(read) / "reference")
        tables = Tables.read(Path(read), about(Path(read)))
        for name in tables:
            if (Path(read) / f"{name}.csv").stat().st_size <= LARGE:
                _ = tables[name]
    except (OSError, ValueError, KeyError, MemoryError):  # the notebooks report it
        return


def _status(statuses: dict[int, int | None], pid: int) -> int | None:
    if pid in statuses and statuses[pid] is None:
        try:
            ended, status = os.waitpid(pid, os.WNOHANG)
        except ChildProcessError:
            statuses[pid] = GONE
        else:
            statuses[pid] = os.waitstatus_to_exitcode(status) if ended else None
    return statuses.get(pid, GONE)


def _become_kernel(fork_server: int, argv: list[str], env: dict[str, str], cwd: str) -> None:
    """Turn the forked child into an ordinary kernel in a session of its own."""
    try:
        os.setsid()
        threading.Thread(target=_end_with, args=[fork_server], daemon=True).start()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):  # its output is in the notebook
            os.dup2(nothing, stream)
        os.close(nothing)
        sys.stdin = open(0, closefd=False)  # noqa: SIM115 - it stays open as long as the kernel lives
        os.environ.clear()
        os.environ.update(env | {"JPY_PARENT_PID": str(fork_server)})
        os.chdir(cwd)
        from ipykernel.kernelapp import IPKernelApp

        IPKernelApp.launch_instance(argv)
        os._exit(0)
    except SystemExit as ended:
        os._exit(ended.code if isinstance(ended.code, int) else 0)
    except BaseException:
        os._exit(1)


def _end_with(fork_server: int) -> None:
    """End a kernel and its children once the fork server is gone, which can then no longer end them.

    ipykernel's own watch reads JPY_PARENT_PID when the fork server imports it, and begins only when the kernel is
    ready.
    """
    while os.getppid() == fork_server:
        time.sleep(1)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    serve(sys.argv[1:])
