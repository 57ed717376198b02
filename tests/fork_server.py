"""One fork server shared by all runs within a test process: starting one for each takes seconds."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import ClassVar

import pytest

from panjin_kpi.batch.kernels import forkserver
from panjin_kpi.batch.kernels.forkserver import Begun, KernelForkServer, KernelForkServerDied

SECONDS = 20  # for killed kernels to end


class SharedForkServer(KernelForkServer):
    """Kept for the next run when a run closes it, unless it hangs or has died; its kernels are ended."""

    left: ClassVar[list[Begun]] = []

    def __init__(self) -> None:
        if self.left:
            forkserver._begun.append(self.left.pop())
        super().__init__()
        self._kernels: list[int] = []

    def fork(self, *arguments: object) -> int:
        self._kernels.append(super().fork(*arguments))
        return self._kernels[-1]

    def close(self) -> None:
        until = time.monotonic() + SECONDS
        try:
            for pid in self._kernels:
                with suppress(ProcessLookupError):
                    while self.poll(pid) is None:
                        os.kill(pid, signal.SIGKILL)
                        assert time.monotonic() < until, "a killed kernel does not end"
                        time.sleep(0.01)
            self.poll(0)  # it answers
        except KernelForkServerDied:
            super().close()
        else:
            self.left.append(self._begun)


@pytest.fixture(scope="session")
def shared_fork_servers() -> Iterator[type[KernelForkServer]]:
    yield SharedForkServer
    while SharedForkServer.left:
        SharedForkServer.left.pop().end()


@pytest.fixture(autouse=True)
def _fork_server(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, shared_fork_servers: type[KernelForkServer]
) -> None:
    """Tests of starting and ending it have their own, which imports what a kernel needs but nothing for drawing."""
    if request.node.get_closest_marker("own_fork_server"):
        monkeypatch.setattr(forkserver, "PRELOADED", forkserver.PRELOADED[:1])
    else:
        monkeypatch.setattr("panjin_kpi.batch.kernels.pool.KernelForkServer", shared_fork_servers)
