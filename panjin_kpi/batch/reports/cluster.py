"""The workers of a Dask cluster, and whether they are still there."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

from panjin_kpi.batch.reports.executors import LOST, Workers
from panjin_kpi.errors import NoWorkers

CONNECT_SECONDS = 20.0
ANSWER_SECONDS = 5.0  # for one answer of a scheduler
SILENT_SECONDS = 30.0  # after which a scheduler that answers nothing is taken for gone
WORKERS_SECONDS = 60.0  # for the first worker to come, or for another when the last has gone
CLOSE_SECONDS = 5.0
SILENT = "连不上调度器 {}。请检查地址，以及 dask scheduler 是否在运行"
NOBODY = "调度器 {} 上没有工作进程。请先启动 dask worker"
DESERTED = "调度器上没有工作进程，没有做成"
MISSING = "--scheduler 要用到 distributed，这里没有安装。请运行 python -m pip install distributed"


class Cluster(Workers):
    """The workers of a Dask scheduler.

    A client's own futures are not enough: they stay open where the connection is lost while a result is fetched, where
    the scheduler hangs, and where the last worker has gone.

    Raises
    ------
    NoWorkers
        The scheduler has no worker, or does not answer.
    """

    def __init__(self, client: Any, address: str) -> None:
        self._client, self._connection = client, client.scheduler_comm  # a new one after each loss
        self._heard = self._manned = time.monotonic()
        while not (slots := self._look()):
            if failure := self.failure():
                raise NoWorkers((NOBODY if failure == DESERTED else SILENT).format(address))
            time.sleep(0.1)
        super().__init__(client.get_executor(), slots)

    def failure(self) -> str:
        """See :meth:`Workers.failure`; a busy scheduler may be silent for a while."""
        if self._client.scheduler_comm is not self._connection or self._client.status != "running":
            return LOST
        self._look()
        now = time.monotonic()
        if now - self._heard > SILENT_SECONDS:
            return LOST
        return DESERTED if self._heard - self._manned > WORKERS_SECONDS else ""

    def _look(self) -> int:
        """How many tasks the workers can run at the same time; 0 without an answer."""
        asked = None
        try:
            asked = asyncio.run_coroutine_threadsafe(_threads(self._client), self._client.loop.asyncio_loop)
            threads = asked.result(ANSWER_SECONDS)
        except Exception:  # no answer in time, or the client was closed while it was waited for
            if asked:
                asked.cancel()
            return 0
        self._heard = time.monotonic()
        self._manned = self._heard if threads else self._manned
        return threads


async def _threads(client: Any) -> int:
    known: dict[str, Any] = await client.scheduler.identity(n_workers=0)
    return int(known["total_threads"])


@contextmanager
def connected(address: str) -> Iterator[Cluster]:
    """The workers of a scheduler (``tcp://host:port``); on leaving, tasks that none of them has begun are dropped.

    Raises
    ------
    NoWorkers
        No scheduler answers, it has no worker, or distributed is not installed.
    """
    try:
        from distributed import Client  # slow to import, and only here
    except ModuleNotFoundError as error:
        raise NoWorkers(MISSING) from error
    for name in [*logging.root.manager.loggerDict]:  # several have a level of their own
        if name.startswith(("distributed", "tornado", "asyncio")):
            logging.getLogger(name).setLevel(logging.CRITICAL)  # the index shows the outcome of each report
    connect: Callable[..., Any] = partial(Client, address, timeout=CONNECT_SECONDS, set_as_default=False)
    try:
        client = _within(CONNECT_SECONDS + CLOSE_SECONDS, connect)
    except (OSError, ValueError) as error:
        raise NoWorkers(SILENT.format(address)) from error
    try:
        yield Cluster(client, address)
    finally:
        with suppress(Exception):  # the connection may already be lost
            _within(CLOSE_SECONDS, client.close)


def _within(seconds: float, call: Callable[[], Any]) -> Any:
    """The value of a call; one that takes longer is abandoned, because a client's own deadlines do not always hold."""
    answer: Future[Any] = Future()

    def answered() -> None:
        try:
            answer.set_result(call())
        except BaseException as error:
            answer.set_exception(error)

    threading.Thread(target=answered, daemon=True).start()
    return answer.result(seconds)
