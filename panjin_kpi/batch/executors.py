"""Who makes the reports: threads of this command, or the workers of a Dask cluster. A run only asks for an executor."""

import logging
import os
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager

from panjin_kpi.batch.faults import NoWorkers
from panjin_kpi.batch.kernels import kernels
from panjin_kpi.batch.making import KERNELS

AHEAD = 2  # threads a turn: while one report's cells run, another's kernel gets ready or its page is made
CONNECT_SECONDS = 20
WORKERS_SECONDS = 60


@contextmanager
def executor(engine: str = "warm", jobs: int = 0, scheduler: str = "") -> Iterator[Executor]:
    """An executor for :func:`panjin_kpi.batch.making.make`; on leaving, reports that are being made are given up.

    Parameters
    ----------
    engine : str
        Of the local kernels; each worker of a cluster is told it with the report.
    jobs : int
        Reports whose cells run here at the same time; one a core by default.
    scheduler : str
        Address of a Dask scheduler, ``tcp://host:port``; empty for this machine.

    Raises
    ------
    NoWorkers
        No scheduler answers, or it has no worker.
    """
    with _dask(scheduler) if scheduler else _local(engine, jobs or os.cpu_count() or 1) as made:
        yield made


@contextmanager
def _local(engine: str, jobs: int) -> Iterator[Executor]:
    with kernels(engine, jobs) as own:
        threads = jobs if own.turns is None else AHEAD * jobs
        pool = ThreadPoolExecutor(threads, initializer=KERNELS.set, initargs=(own,))
        try:
            yield pool
        finally:  # on Ctrl-C no report is waited for: papermill may not notice that its kernel is gone
            own.stop()
            pool.shutdown(cancel_futures=True)


@contextmanager
def _dask(address: str) -> Iterator[Executor]:
    from distributed import Client  # slow to import, and only here

    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)  # the index tells what became of a report
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise NoWorkers(f"连不上调度器 {address}。请检查地址，以及 dask scheduler 是否在运行") from error
    with client:
        try:
            client.wait_for_workers(1, timeout=WORKERS_SECONDS)
        except TimeoutError as error:
            raise NoWorkers(f"调度器 {address} 上没有工作进程。请先启动 dask worker") from error
        pool: Executor = client.get_executor()  # type: ignore[no-untyped-call]
        try:
            yield pool
        finally:
            pool.shutdown(wait=False)  # a cluster's executor then cancels what has not been begun
