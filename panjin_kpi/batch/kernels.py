"""The kernels that execute the reports: forked from a process that is warm, or ordinary ones where that cannot be."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import Any as Anything
from traitlets import CaselessStrEnum

from panjin_kpi.batch.zygote import Zygote, ZygoteDied

ENGINES = ("warm", "papermill")


class EncryptedKernelManager(AsyncKernelManager):
    """An ordinary kernel whose messages are encrypted where it can: others on the machine cannot read the figures."""

    transport_encryption = CaselessStrEnum(["disabled", "auto", "required"], default_value="auto", config=True)


class ForkedProcess:
    """What jupyter_client asks of a process, of one that is the zygote's child and not ours."""

    stdin = stdout = stderr = None

    def __init__(self, zygote: Zygote, pid: int) -> None:
        self.zygote, self.pid = zygote, pid

    def poll(self) -> int | None:
        """Exit status; None while it runs. Where the zygote has died, its kernels have too."""
        try:
            return self.zygote.poll(self.pid)
        except ZygoteDied:
            return 1

    def wait(self) -> int | None:
        """Exit status of a process that has ended."""
        return self.poll()

    def send_signal(self, number: int) -> None:
        """Send a signal to it."""
        os.kill(self.pid, number)


class ForkedProvisioner(LocalProvisioner):
    """Launches a kernel by asking the zygote for one."""

    zygote = Anything()

    async def launch_kernel(self, cmd: list[str], **options: Any) -> Any:
        """Fork a kernel with the arguments that the command line would have given it."""
        cwd = str(options.get("cwd") or Path.cwd())
        pid = self.zygote.fork(cmd[cmd.index("-f") :], options.get("env") or dict(os.environ), cwd)
        self.process = ForkedProcess(self.zygote, pid)  # type: ignore[assignment]
        self.pid = self.pgid = pid  # it leads a session of its own
        self.cwd = cwd
        return self.connection_info


class ForkedKernelManager(EncryptedKernelManager):
    """Manages kernels of a zygote; only papermill in our own process is given it, so JupyterLab stays as it is."""

    zygote: Zygote

    async def _async_pre_start_kernel(self, **options: Any) -> Any:
        if self.provisioner is None:
            self.kernel_id = self.kernel_id or options.pop("kernel_id", os.urandom(16).hex())
            self.provisioner = ForkedProvisioner(
                kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self, zygote=self.zygote
            )
        return await super()._async_pre_start_kernel(**options)

    pre_start_kernel = _async_pre_start_kernel  # type: ignore[assignment]


@contextmanager
def kernels(engine: str = "warm") -> Iterator[type[AsyncKernelManager]]:
    """The kind of kernel manager for one command; its zygote ends with it.

    Parameters
    ----------
    engine : str
        ``warm`` for kernels that are forked where the system can fork, ``papermill`` for ordinary ones.

    Examples
    --------
    >>> with kernels("papermill") as manager:
    ...     manager.__name__
    'EncryptedKernelManager'
    """
    if engine == "papermill" or not hasattr(os, "fork"):
        yield EncryptedKernelManager
        return
    zygote = Zygote()
    try:
        yield type("WarmKernelManager", (ForkedKernelManager,), {"zygote": zygote})
    finally:
        zygote.close()
