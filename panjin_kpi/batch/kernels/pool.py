"""The kernels that execute the reports: forked from a warm process, or ordinary ones where that is impossible."""

import os
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import Any
from uuid import uuid4

import zmq
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import Any as Anything
from traitlets import CaselessStrEnum, default

from panjin_kpi.batch.kernels.forkserver import ANSWER_SECONDS, KernelForkServer, KernelForkServerDied
from panjin_kpi.batch.results.folder import ORIGIN
from panjin_kpi.files import remove_abandoned, writer_id

LONGEST = 80  # letters of a folder of sockets; a socket's whole path may have 107


class Launches:
    """The kernels started for one report; none is started once the report has been given up."""

    def __init__(self) -> None:
        self._lock, self._kernels, self._given_up = threading.Lock(), list[AsyncKernelManager](), False

    @contextmanager
    def starting(self, kernel: AsyncKernelManager) -> Iterator[None]:
        """Start a kernel in the block; raises RuntimeError if the report has been given up."""
        with self._lock:
            if self._given_up:
                raise RuntimeError("不再生成")
            self._kernels.append(kernel)
            yield

    def give_up(self) -> None:
        """Kill the kernels that were started, and start no other, not even to replace one that was killed."""
        self._given_up = True
        if self._lock.acquire(timeout=ANSWER_SECONDS):  # one is just being started
            self._lock.release()
        for number in [getattr(kernel.provisioner, "pid", None) for kernel in self._kernels]:
            if number:
                with suppress(OSError):
                    os.kill(number, signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)


class PrivateKernelManager(AsyncKernelManager):
    """An ordinary kernel whose messages nobody else on the machine can read.

    They go through sockets in a private folder of this user, or over encrypted TCP where the system has no such
    sockets. Another program may then take a port before the kernel does; the kernel ends, and
    :func:`~panjin_kpi.batch.reports.execute.execute` tries again.
    """

    sockets = ""  # their folder
    launches: Launches | None = None
    transport_encryption = CaselessStrEnum(["disabled", "auto", "required"], default_value="auto", config=True)

    @default("transport")
    def _transport_of_sockets(self) -> str:
        return "ipc" if self.sockets else "tcp"

    @default("connection_file")
    def _connection_file_beside_sockets(self) -> str:
        return f"{self.sockets}/{uuid4().hex[:8]}.json" if self.sockets else ""

    async def _async_launch_kernel(self, kernel_cmd: list[str], **options: Any) -> None:
        with self.launches.starting(self) if self.launches else nullcontext():
            await super()._async_launch_kernel(kernel_cmd, stderr=subprocess.DEVNULL, **options)

    _launch_kernel = _async_launch_kernel

    def _reconcile_connection_info(self, info: KernelConnectionInfo) -> None:
        """Read the connection file only if the kernel is not connected as we asked: it may be writing it just now."""
        if not self._equal_connections(info, self.get_connection_info()):
            super()._reconcile_connection_info(info)


class ForkedProcess:
    """The interface that jupyter_client expects of a process, for a child of the fork server."""

    stdin = stdout = stderr = None

    def __init__(self, fork_server: KernelForkServer, pid: int) -> None:
        self.fork_server, self.pid = fork_server, pid

    def poll(self) -> int | None:
        """Exit status; None while it runs. Where the fork server has died, its kernels have too."""
        try:
            return self.fork_server.poll(self.pid)
        except KernelForkServerDied:
            return 1

    wait = poll  # asked only of a process that has ended

    def send_signal(self, number: int) -> None:
        """Send a signal to it."""
        os.kill(self.pid, number)


class ForkedProvisioner(LocalProvisioner):
    """Launches a kernel by asking the fork server for one."""

    fork_server = Anything()

    async def launch_kernel(self, cmd: list[str], **options: Any) -> Any:
        """Fork a kernel with the arguments that a command line would have given it."""
        cwd = str(options.get("cwd") or Path.cwd())
        try:
            pid = self.fork_server.fork(cmd[cmd.index("-f") :], options.get("env") or dict(os.environ), cwd)
        except KernelForkServerDied:  # fall back to an ordinary kernel: slower, with the same results
            return await super().launch_kernel(cmd, **options)
        self.process = ForkedProcess(self.fork_server, pid)  # type: ignore[assignment]
        self.pid = self.pgid = pid  # it leads a session of its own
        self.cwd = cwd
        return self.connection_info


class ForkedKernelManager(PrivateKernelManager):
    """Manages kernels of a fork server; only papermill in our own process uses it, so JupyterLab stays as it is."""

    fork_server: KernelForkServer

    async def _async_pre_start_kernel(self, **options: Any) -> Any:
        if self.provisioner is None:
            self.kernel_id = self.kernel_id or options.pop("kernel_id", os.urandom(16).hex())
            self.provisioner = ForkedProvisioner(
                kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self, fork_server=self.fork_server
            )
        return await super()._async_pre_start_kernel(**options)

    pre_start_kernel = _async_pre_start_kernel  # type: ignore[assignment]


@dataclass(frozen=True)
class KernelPool:
    """The kernels for the reports of one process.

    Parameters
    ----------
    manager : type
        Starts a kernel.
    turns : threading.Semaphore, optional
        One for each report that may run its cells at the same time, while other kernels start or shut down; None to
        leave everything to papermill.
    fork_server : KernelForkServer, optional
        Forks the kernels.
    """

    manager: type[AsyncKernelManager] = PrivateKernelManager
    turns: threading.Semaphore | None = None
    fork_server: KernelForkServer | None = None
    stopped: threading.Event = field(default_factory=threading.Event)
    _read: set[tuple[str, int]] = field(default_factory=set)
    _reading: threading.Lock = field(default_factory=threading.Lock)

    def read(self, results: str) -> None:
        """Let the fork server read a results folder, once a run: its kernels find the tables in memory."""
        if self.fork_server is None:
            return
        with self._reading, suppress(KernelForkServerDied, OSError):
            run = (results, (Path(results) / ORIGIN).stat().st_mtime_ns)  # a run writes that file last
            if run not in self._read:
                self._read.add(run)
                self.fork_server.read(results)

    def stop(self) -> None:
        """Give up every report that is being made, and end the fork server, even if it hangs."""
        self.stopped.set()
        if self.fork_server:
            self.fork_server.close()


@contextmanager
def kernels(engine: str = "warm", turns: int = 0) -> Iterator[KernelPool]:
    """The kernels for one command's reports; they end with the context. ``turns`` is by default one a core.

    Parameters
    ----------
    engine : str
        ``warm`` for kernels forked where the system can fork, started ahead of their turn; ``ordinary`` for ordinary
        ones started ahead; ``papermill`` for ordinary ones started by papermill.
    """
    with private_sockets() as folder:
        ordinary = type("OrdinaryKernelManager", (PrivateKernelManager,), {"sockets": folder})
        if engine == "papermill":
            yield KernelPool(ordinary)
            return
        shared = threading.Semaphore(turns or os.cpu_count() or 1)
        if engine == "ordinary" or not hasattr(os, "fork"):
            yield KernelPool(ordinary, shared)
            return
        fork_server = KernelForkServer()
        warm = type("WarmKernelManager", (ForkedKernelManager,), {"sockets": folder, "fork_server": fork_server})
        try:
            yield KernelPool(warm, shared, fork_server)
        finally:
            fork_server.close()


@contextmanager
def private_sockets(more: int = 0) -> Iterator[str]:
    """A folder for the sockets of kernels that only this user may enter; empty where there can be none.

    Parameters
    ----------
    more : int
        How many letters longer than ours the names of the sockets are.
    """
    if not zmq.has("ipc") or not hasattr(socket, "AF_UNIX"):
        yield ""
        return
    remove_abandoned(Path(gettempdir()), "kpi-????-*-??????-*")
    with TemporaryDirectory(prefix=f"kpi-{writer_id()}-", ignore_cleanup_errors=True) as folder:
        yield folder if len(folder) + more < LONGEST else ""
