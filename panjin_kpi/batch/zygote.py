"""A process that has imported what the notebooks import, and forks a ready kernel on request.

It is a program of its own (``python -m panjin_kpi.batch.zygote``) and not :mod:`multiprocessing`'s forkserver, which
runs the command's main module again in every child. Requests and answers are lines of JSON on its standard input and
output. When its input ends, because the command has ended or was killed, it kills its kernels and ends as well; where
it is killed itself, they notice.
"""

import contextlib
import gc
import importlib
import json
import os
import pkgutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from panjin_kpi import schemas

PRELOADED = (
    "ipykernel.kernelapp",
    "ipykernel.debugger",  # debugpy, a third of a second
    "panjin_kpi.batch.resultset",
    # what a kernel would import as it begins
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.extensions.storemagic",
    "psutil",
    "tornado.platform.asyncio",
)
DRAWING = "panjin_kpi.report"  # and every module in it
GARBAGE = 200_000  # new objects before they are looked through; Python begins at 700
LARGE = 20_000_000  # bytes of a table that is left to who asks for it: a province's rules, enterprise by enterprise
GONE = -1  # of a kernel that nobody knows any more


class ZygoteDied(RuntimeError):
    """The process that forks the kernels is no longer there."""


class Zygote:
    """The command's side: starts the process and speaks to it; several threads may."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "panjin_kpi.batch.zygote"]
        quiet = os.environ | {"PYDEVD_DISABLE_FILE_VALIDATION": "1"}  # debugpy warns on standard error otherwise
        self._process = subprocess.Popen(  # noqa: S603 - our own words
            command, env=quiet, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._lock, self._forked = threading.Lock(), False

    def read(self, results: str) -> None:
        """Have a results folder read, so that the kernels forked from now on need not read it again."""
        self._ask(read=results)

    def fork(self, argv: Sequence[str], env: Mapping[str, str], cwd: str) -> int:
        """Start a kernel; its process number."""
        self._forked = True
        return int(self._ask(argv=list(argv), env=dict(env), cwd=cwd))

    def poll(self, pid: int) -> int | None:
        """Exit status of a kernel; None while it runs."""
        status = self._ask(poll=pid)
        return None if status is None else int(status)

    def close(self) -> None:
        """End the process and every kernel that is left; one that is still importing is not waited for."""
        with contextlib.suppress(OSError):
            if self._process.stdin:
                self._process.stdin.close()
        try:
            self._process.wait(timeout=10 if self._forked else 0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        with self._lock:  # whoever waited for an answer has now been told that there is none
            if self._process.stdout:
                self._process.stdout.close()

    def _ask(self, **request: Any) -> Any:
        with self._lock:
            if self._process.stdin is None or self._process.stdout is None:
                raise ZygoteDied("生成内核的进程没有启动。")
            try:
                self._process.stdin.write(json.dumps(request) + "\n")
                self._process.stdin.flush()
                answer = self._process.stdout.readline()
            except (OSError, ValueError) as error:  # a closed pipe is a ValueError
                raise ZygoteDied(f"生成内核的进程已经结束（{error}）。") from error
            if not answer:
                raise ZygoteDied("生成内核的进程已经结束。")
            return json.loads(answer)


def serve() -> None:
    """Import, then fork a kernel for each request until the input ends."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what an import or a kernel prints must not be taken for an answer
    _warm_up()
    gc.set_threshold(GARBAGE)  # a kernel lives for seconds: looking for garbage often costs more than the garbage
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the command, which then closes us
    statuses: dict[int, int | None] = {}
    requests, ourselves = sys.stdin, os.getpid()
    while line := requests.readline():
        request = json.loads(line)
        if "argv" in request:
            gc.freeze()  # what all kernels share is not looked through, and so not copied, in each
            pid = os.fork()
            if pid == 0:
                answers.close()
                _become_kernel(ourselves, **request)
            statuses[pid] = None
            answer: int | None = pid
        elif "read" in request:
            answer = _read(request["read"])
        else:
            answer = _status(statuses, request["poll"])
        answers.write(json.dumps(answer) + "\n")
        answers.flush()
    for pid in [pid for pid in statuses if _status(statuses, pid) is None]:
        for kill in (os.killpg, os.kill):  # with its children, or before it leads a session of its own
            with contextlib.suppress(OSError):
                kill(pid, signal.SIGKILL)
        with contextlib.suppress(OSError):
            os.waitpid(pid, 0)


def _warm_up() -> None:
    """Import what the notebooks import, and draw once: fonts and what drawing imports late are then in memory."""
    for name in PRELOADED:
        importlib.import_module(name)
    for module in pkgutil.walk_packages(importlib.import_module(DRAWING).__path__, f"{DRAWING}."):
        importlib.import_module(module.name)
    for table in schemas.names():
        schemas.schema(table)
    from matplotlib.figure import Figure

    from panjin_kpi.report.style import drawn, themed

    themed()
    figure = Figure(layout="constrained")
    figure.subplots().set_title("盘锦")
    drawn(figure, "", "")


def _read(results: str) -> int:
    """Keep a results folder's tables in memory, where the kernels find them; how many they are."""
    from panjin_kpi.batch.resultset import ORIGIN, ResultSet

    try:
        origin = json.loads((Path(results) / ORIGIN).read_text(encoding="utf-8"))
        frames = ResultSet.read(Path(results), origin["period"]).frames
        small = [name for name in frames if (Path(results) / f"{name}.csv").stat().st_size < LARGE]
        return len([frames[name] for name in small])
    except (OSError, ValueError, KeyError):  # the notebooks tell what is wrong with it
        return 0


def _status(statuses: dict[int, int | None], pid: int) -> int | None:
    if pid in statuses and statuses[pid] is None:
        try:
            ended, status = os.waitpid(pid, os.WNOHANG)
        except ChildProcessError:
            statuses[pid] = GONE
        else:
            statuses[pid] = os.waitstatus_to_exitcode(status) if ended else None
    return statuses.get(pid, GONE)


def _become_kernel(zygote: int, argv: list[str], env: dict[str, str], cwd: str) -> None:
    """What is left of the zygote's life: an ordinary kernel in a session of its own."""
    try:
        os.setsid()
        threading.Thread(target=_end_with, args=[zygote], daemon=True).start()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        sys.stdin = open(0, closefd=False)  # noqa: SIM115 - it stays open as long as the kernel lives
        os.environ.clear()
        os.environ.update(env | {"JPY_PARENT_PID": str(zygote)})
        os.chdir(cwd)
        from ipykernel.kernelapp import IPKernelApp

        IPKernelApp.launch_instance(argv)
        os._exit(0)
    except SystemExit as ended:
        os._exit(ended.code if isinstance(ended.code, int) else 0)
    except BaseException as error:
        sys.stderr.write(f"kernel: {type(error).__name__}: {error}\n")
        os._exit(1)


def _end_with(zygote: int) -> None:
    """End a kernel and its children once the zygote is gone: killed itself, it can no longer end them.

    ipykernel would watch its parent too, but it has read JPY_PARENT_PID when the zygote imported it, and it begins only
    when the kernel is ready.
    """
    while os.getppid() == zygote:
        time.sleep(1)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    serve()
