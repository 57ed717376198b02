"""What a report costs: ``make bench`` prints a Markdown table, made in one run.

The data are made-up provinces of 6, 60 and 300 districts (``panjin-kpi sample --districts``), whose results are
computed once; the reports are their ``district_report`` pages. Each row has its own process: the two commands one
after the other as typed by hand, then papermill, ploomber-engine (no kernel process for a notebook), each of our
engines, a Dask cluster of one worker a core on this machine, and the floor: the bare cells and the export, in one
process that has imported everything. Slow methods make fewer reports; the column says how many.

Seconds are wall time a report, without what is there before the first one: the imports, the process that forks (a run
starts it while it computes the results), the cluster. Processor time is of all processes together from the beginning,
memory their proportional set sizes, looked at every two seconds. The floor is measured before and after the warm
kernels and the mean is shown, because a shared machine is not always as fast. Linux only: how memory is read.
"""

import argparse
import gc
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import wait
from contextlib import contextmanager
from pathlib import Path

import psutil

from panjin_kpi.batch.jobs import Job, jobs
from panjin_kpi.batch.reports.fingerprints import code_digest
from panjin_kpi.batch.reports.make import KERNELS, ReportTask, make
from panjin_kpi.project import NOTEBOOKS, Project
from panjin_kpi.reference.plan import Plan

PERIOD, NOTEBOOK, SEEN = "2021-12", "district_report", 2.0
HOUR = 3600  # seconds, the limit for all reports of a method
MOST = {"commands": 2, "papermill": 4, "ploomber": 20, "ordinary": 6, "dask": 60, "floor": 12}  # of slow methods
WAYS = {
    "commands": "the commands `papermill` and `jupyter nbconvert`, one by one",
    "papermill": "papermill in threads (`--engine papermill`)",
    "ploomber": "ploomber-engine, in one process",
    "ordinary": "ready ordinary kernels (`--engine ordinary`)",
    "warm": "warm kernels (`--engine warm`)",
    "dask": "warm kernels on Dask (`--scheduler`)",
    "floor": "the floor: cells and export in one process",
}


def prepare(folder: Path, districts: int) -> None:
    """Make a province and compute its results."""
    from panjin_kpi.batch.results.result_set import ResultSet
    from panjin_kpi.intake.storage.snapshot import take_snapshot
    from panjin_kpi.intake.storage.store import Store

    command = [sys.executable, "-m", "panjin_kpi", "sample", "--districts", str(districts), "--submit"]
    subprocess.run([*command, "--out", str(folder)], stdout=subprocess.DEVNULL, check=True, timeout=HOUR)
    project = Project(folder)
    snapshot = take_snapshot(Store(project.store_url), project.snapshots)
    results = ResultSet.compute(snapshot, Plan.load(project.reference), PERIOD)
    results.write(folder / PERIOD / "results", project.reference)


def works(folder: Path, most: int, engine: str = "warm") -> list[ReportTask]:
    """The reports to be made, at most the first few."""
    from panjin_kpi.report.page.notebook_page import PageFacts

    plan, target = Plan.load(Project(folder).reference), folder / PERIOD
    todo = jobs(plan, PERIOD, str(target / "results"), "internal", [NOTEBOOK])[:most]
    facts, code = PageFacts("", "../index.html", "x.ipynb", fictitious=True, note=""), code_digest()
    return [ReportTask(job, target, NOTEBOOKS, facts, engine, code) for job in todo]


def by_commands(folder: Path, todo: list[ReportTask]) -> float:
    """Make the reports with the two commands, as typed by hand."""
    begun = time.perf_counter()
    programs = Path(sys.executable).parent
    for work in todo:
        given = [word for name, value in work.job.parameters.items() for word in ("-p", name, str(value))]
        executed, notebook = folder / "by-hand.ipynb", NOTEBOOKS / f"{NOTEBOOK}.ipynb"
        quiet = {"check": True, "timeout": HOUR, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run([programs / "papermill", notebook, executed, *given], **quiet)  # type: ignore[call-overload]
        subprocess.run([programs / "jupyter", "nbconvert", "--to", "html", executed], **quiet)  # type: ignore[call-overload]
    return begun


def by_ploomber(folder: Path, todo: list[ReportTask]) -> float:
    """Execute one notebook after the other in this process, and render our pages from them."""
    import nbformat
    from ploomber_engine import execute_notebook

    from panjin_kpi.report.page.notebook_page import page

    begun = time.perf_counter()
    for work in todo:
        executed = folder / "ploomber.ipynb"
        notebook = NOTEBOOKS / f"{NOTEBOOK}.ipynb"
        execute_notebook(notebook, executed, parameters=work.job.parameters, progress_bar=False, verbose=False)
        html = page(nbformat.read(executed, as_version=4), work.facts)
        (folder / "ploomber.html").write_text(html, encoding="utf-8")
    return begun


def ready() -> None:
    """Wait until the process that forks has imported everything."""
    own = KERNELS.get(None)
    if own and own.fork_server:
        own.fork_server.poll(os.getpid())


def by_executor(_: Path, todo: list[ReportTask], scheduler: str = "") -> float:
    """Make the reports as a run does; returns the time at which the first one was started."""
    from panjin_kpi.batch.kernels.forkserver import GARBAGE
    from panjin_kpi.batch.reports.executors import executor

    gc.set_threshold(GARBAGE)  # as the command has it
    with executor(todo[0].engine, scheduler=scheduler) as pool:
        if not scheduler:  # a worker of a cluster starts its own with its first report
            pool.submit(ready).result()
        begun = time.perf_counter()
        made = [pool.submit(make, work) for work in todo]
        wait(made)
        if failed := [future.result().reason for future in made if not future.result().made]:
            raise SystemExit(f"{len(failed)} reports failed: {failed[0]}")
    return begun


def by_dask(folder: Path, todo: list[ReportTask]) -> float:
    """The same on workers of a cluster, which is started before."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=os.cpu_count() or 1, threads_per_worker=2, dashboard_address=":0") as cluster:
        return by_executor(folder, todo, cluster.scheduler_address)


def floor(todo: list[ReportTask]) -> tuple[float, float]:
    """Seconds of the bare cells and of the export, in one process in which everything is imported and read."""
    import nbformat
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    import panjin_kpi.batch.kernels.warm_up  # noqa: F401 - what it imports is what is measured without
    from panjin_kpi.batch.kernels.forkserver import _read
    from panjin_kpi.report.page.notebook_page import page

    _read(todo[0].job.parameters["results"])
    stored, shell = nbformat.read(NOTEBOOKS / f"{NOTEBOOK}.ipynb", as_version=4), InteractiveShell.instance()
    page(nbformat.read(todo[0].folder / f"{todo[0].job.stem}.ipynb", as_version=4), todo[0].facts)
    cells = export = 0.0
    for work in todo:
        shell.reset()
        begun = time.perf_counter()
        for source in sources(stored, work.job):
            with capture_output():
                shell.run_cell(source).raise_error()
        done = time.perf_counter()
        page(nbformat.read(work.folder / f"{work.job.stem}.ipynb", as_version=4), work.facts)
        cells, export = cells + done - begun, export + time.perf_counter() - done
    return cells, export


def sources(notebook: dict, job: Job) -> Iterator[str]:  # type: ignore[type-arg]
    """The cells' code, with a report's parameters in their place."""
    given = "\n".join(f"{name} = {value!r}" for name, value in job.parameters.items())
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            yield given if "parameters" in cell["metadata"].get("tags", []) else cell["source"]


def one_way(way: str, folder: Path, most: int) -> dict[str, float]:
    """Make the reports with one method, in this process; returns wall seconds."""
    todo = works(folder, most, way if way in ("papermill", "ordinary") else "warm")
    ways: dict[str, Callable[[Path, list[ReportTask]], float]] = {
        "commands": by_commands,
        "ploomber": by_ploomber,
        "dask": by_dask,
    }
    if way == "floor":
        cells, export = floor(todo)
        return {"reports": len(todo), "seconds": cells + export, "cells": cells, "export": export}
    begun = ways.get(way, by_executor)(folder, todo)
    seconds = time.perf_counter() - begun
    return {"reports": len(todo), "seconds": seconds, "cells": recorded_cells(todo)}


def recorded_cells(todo: list[ReportTask]) -> float:
    """Seconds of the cells, as papermill has written them into the executed notebooks of a run."""
    import nbformat

    found = 0.0
    for path in (work.folder / f"{work.job.stem}.ipynb" for work in todo):
        cells = nbformat.read(path, as_version=4).cells if path.exists() else []
        found += sum(cell.metadata["papermill"]["duration"] or 0 for cell in cells)
    return found


@contextmanager
def peak_of_children() -> Iterator[list[int]]:
    """The most memory that all processes below this one had together, in bytes."""
    peak, done = [0], threading.Event()

    def look() -> None:
        while not done.wait(SEEN):
            total = 0
            for child in psutil.Process().children(recursive=True):
                try:
                    total += child.memory_full_info().pss
                except psutil.Error:
                    continue
            peak[0] = max(peak[0], total)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield peak
    finally:
        done.set()
        thread.join()


def measured(way: str, folder: Path, districts: int) -> dict[str, float]:
    """One row: in a fresh process, with its processor time and memory."""
    most = min(districts, MOST.get(way, districts))
    command = [sys.executable, __file__, "--way", way, "--folder", str(folder), "--most", str(most)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    quiet = os.environ | {"PLOOMBER_STATS_ENABLED": "false", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    with peak_of_children() as peak:
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=quiet, timeout=HOUR)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return found | {"processor": processor, "memory": peak[0]}


def row(way: str, districts: int, found: dict[str, float]) -> str:
    """One line of the table."""
    reports = found["reports"]
    per = [f"{found['seconds'] / reports:.2f}"]
    per.append("—" if way == "floor" else f"{found['processor'] / reports:.2f}")
    return f"| {districts} | {WAYS[way]} | {reports} | {per[0]} | {per[1]} | {found['memory'] / 2**20:.0f} |"


def verdicts(found: dict[str, dict[str, float]]) -> Iterator[str]:
    """The ratios by which a run is judged."""
    each = {way: timed["seconds"] / timed["reports"] for way, timed in found.items()}
    cores = os.cpu_count() or 1
    cells, export = (found[way][part] / found[way]["reports"] for way, part in (("warm", "cells"), ("floor", "export")))
    own = each["warm"] / ((cells + export) / cores)
    yield f"warm against its own (cells + export) / {cores} cores: {own:.2f} (at most 1.5); cells {cells:.2f} s"
    yield f"warm against the floor / {cores} cores: {each['warm'] / (each['floor'] / cores):.2f}"
    yield f"the two commands against warm: {each['commands'] / each['warm']:.1f} times (at least 15)"
    processor = {way: found[way]["processor"] / found[way]["reports"] for way in ("warm", "ploomber")}
    yield f"processor time, warm against ploomber-engine: {processor['warm'] / processor['ploomber']:.2f} (at most 1.5)"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--districts", type=int, nargs="+", default=[6, 60, 300])
    parser.add_argument("--way", choices=WAYS)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--most", type=int)
    asked = parser.parse_args()
    if asked.way:
        print(json.dumps(one_way(asked.way, asked.folder, asked.most)))
        return
    print("| districts | way | reports | seconds a report | processor seconds a report | peak memory, MiB |")
    print("|---:|---|---:|---:|---:|---:|")
    for districts in asked.districts:
        with tempfile.TemporaryDirectory() as folder:
            prepare(Path(folder), districts)
            found = {}
            measured("warm", Path(folder), min(districts, MOST["floor"]))  # the floor exports what was executed
            before = measured("floor", Path(folder), districts)
            for way in ("warm", "floor", *(way for way in WAYS if way not in ("warm", "floor"))):
                found[way] = measured(way, Path(folder), districts)
            found["floor"]["seconds"] = (found["floor"]["seconds"] + before["seconds"]) / 2
            for way in WAYS:
                print(row(way, districts, found[way]), flush=True)
        for verdict in verdicts(found):
            print(f"{districts} districts: {verdict}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
