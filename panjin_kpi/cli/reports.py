"""Commands ``sample``, ``run``, ``new`` and ``lab``."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from panjin_kpi.cli.options import HOME, Data, KnownOn, Period, StoreUrl, app, folder, written_option
from panjin_kpi.errors import PanjinError, WrongParameters
from panjin_kpi.project import DATA_VARIABLE, INSTALLED, LAID_OUT, NOTEBOOKS, REPORTS, Audience, Engine, Project
from panjin_kpi.sample import MOST_DISTRICTS, MOST_ENTERPRISES

if TYPE_CHECKING:
    from panjin_kpi.batch.reports.execute import Outcome
    from panjin_kpi.intake.storage.store import Store
    from panjin_kpi.reference.plan import Plan

COPIED = ".copied.json"  # the notebooks as they were copied, by hash


@app.command()
def sample(
    out: Annotated[Path, typer.Option(help="Folder to write to.", readable=False)] = HOME / "sample",
    districts: Annotated[
        int | None, typer.Option(min=1, max=MOST_DISTRICTS, help="Districts of a fictitious province.")
    ] = None,
    enterprises: Annotated[int | None, typer.Option(min=1, max=MOST_ENTERPRISES, help="Number of enterprises.")] = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same files.")] = 2021,
    submit: Annotated[bool, typer.Option("--submit", help="Also submit the files to a new store in OUT.")] = False,
    data: Data = HOME,
) -> None:
    """Write fictitious submissions, marked as such on every page made from them.

    The plan is the one in OUT/reference/, or else in DATA/reference/; with --districts a made-up one is written to
    OUT/reference/. With --districts or --enterprises there is one CSV file a table instead of monthly workbooks. With
    --submit a new store is made of them in OUT.
    """
    from panjin_kpi.reference.plan import Plan
    from panjin_kpi.sample.files.bulk_csv import refuse_real_tables
    from panjin_kpi.sample.files.monthly_files import sample_files
    from panjin_kpi.sample.files.planted_errors import FOLDER, write_faulty
    from panjin_kpi.sample.files.workbooks import (
        SUBMISSIONS,
        accept_sample,
        fresh_store,
        refuse_real_rows,
        write_sample,
    )
    from panjin_kpi.sample.province import is_made_up, refuse_real_reference, write_province

    project = Project(out)
    refuse_real_rows(project)
    at_scale = bool(districts or enterprises)
    if at_scale:
        refuse_real_tables(out)
    if districts:
        refuse_real_reference(out / "reference")
    store = fresh_store(project) if submit else None
    project.mark_as_sample()
    if districts:
        source = Project(data).reference
        write_province(out / "reference", Project().reference if is_made_up(source) else source, districts, seed)
        typer.echo(f"虚构示例：{districts} 个地区的参考数据，在 {out / 'reference'}")
    plan = Plan.load((project if (out / "reference").is_dir() else Project(data)).reference)
    if at_scale:
        _write_at_scale(out, plan, seed, enterprises or 0, store)
        return
    files = sample_files(plan, seed)
    written = write_sample(out, plan, files)
    kept = accept_sample(plan, files, written, store, out) if store else list(written)
    typer.echo(f"虚构示例：{len(files)} 个文件，在 {out / SUBMISSIONS}")
    typer.echo(f"有错的示例：{len(write_faulty(out, plan, files))} 个文件，在 {out / FOLDER}，可用 check 试看")
    if store:
        typer.echo(f"已入库 {len(kept)} 个，库在 {out / 'store'}")


def _write_at_scale(out: Path, plan: "Plan", seed: int, enterprises: int, store: "Store | None") -> None:
    from panjin_kpi import schemas
    from panjin_kpi.sample.files.bulk_csv import accept_tables, write_tables
    from panjin_kpi.sample.files.bulk_tables import received_on, sample_tables
    from panjin_kpi.sample.files.workbooks import SUBMISSIONS

    tables = sample_tables(plan, seed, enterprises)
    paths = write_tables(out, plan, tables)
    rows = "，".join(f"{schemas.schema(name).title} {len(table)} 行" for name, table in tables.items())
    typer.echo(f"虚构示例：{len(paths)} 张表，在 {out / SUBMISSIONS}：{rows}")
    typer.echo(f"都按 {received_on(plan)} 收到：submit 时用 --received {received_on(plan)}")
    if store:
        typer.echo(f"已入库 {len(accept_tables(plan, paths, store))} 个，库在 {out / 'store'}")


@app.command("run")
def run_reports(
    period: Period,
    notebook: Annotated[list[str], typer.Option(help="Only this notebook; may be repeated.")] = [],  # noqa: B006
    district: Annotated[list[str], typer.Option(help="Only this district; may be repeated.")] = [],  # noqa: B006
    jobs: Annotated[int, typer.Option(min=0, help="Reports made in parallel; 0 means one per core.")] = 0,
    scheduler: Annotated[str, typer.Option(help="Address of a Dask scheduler to run on: tcp://host:port.")] = "",
    engine: Annotated[
        Engine,
        typer.Option(help="Kernels forked from a warm process, ordinary kernels, or plain papermill."),
    ] = "warm",
    audience: Annotated[Audience, typer.Option(help="Readers of the reports.")] = "internal",
    as_known_on: KnownOn = None,
    own_code: Annotated[bool, typer.Option("--own-code", help="Also run the office's DATA/own_results/*.py.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Make finished, unchanged reports again.")] = False,
    out: Annotated[Path, typer.Option(help="Folder of all reports.", readable=False)] = REPORTS,
    data: Data = HOME,
    store: StoreUrl = "",
) -> None:
    """Execute the notebooks and write the reports of a period."""
    from tqdm import tqdm

    failed: list[Outcome] = []
    tqdm.monitor_interval = 0  # no thread that an interrupt could leave waiting for the bar's lock
    with tqdm(desc="报告", unit="份", disable=None) as bar:

        def started(count: int) -> None:
            bar.reset(count)

        def finished(outcome: "Outcome") -> None:
            bar.update()
            if not outcome.made:
                failed.append(outcome)
                bar.write(f"失败：{outcome.job.stem}　{outcome.reason}")

        try:
            from panjin_kpi.batch.run import RunRequest, planned, run  # takes a second: papermill and nbconvert
            from panjin_kpi.intake.storage.store import Store

            request = RunRequest(period, notebook, district, audience, as_known_on, out, jobs, engine, force, scheduler)
            project = Project(folder(data), store)
            if own_code:
                from panjin_kpi.analysis.registry import load_own

                load_own(project.own_results)
            planned(project, request)  # wrong parameters are reported before a missing store
            Store.of(project)  # nothing is written where there is none
            outcomes = run(project, request, started, finished)
        except WrongParameters as error:
            raise typer.BadParameter(str(error)) from error
        except KeyboardInterrupt:
            typer.echo("错误：运行被中断。已经生成的都保留，再次运行会补做其余的", err=True)
            raise typer.Exit(1) from None
    kept = sum(outcome.kept for outcome in outcomes)
    unchanged = f"，沿用没有变化的 {kept} 份" if kept else ""
    typer.echo(f"报告 {len(outcomes)} 份，失败 {len(failed)} 份{unchanged}。目录：{request.folder / 'index.html'}")
    raise typer.Exit(int(bool(failed)))


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="File name: small letters, digits, _.", metavar="NAME")],
    title: Annotated[str, typer.Option(help="Title of the report, in Chinese.")] = "",
    city: Annotated[bool, typer.Option("--city", help="One page for the city instead of one per district.")] = False,
    public: Annotated[bool, typer.Option("--public", help="Also in the public edition.")] = False,
    data: Data = HOME,
) -> None:
    """Write a report of one's own into DATA/notebooks/: it runs at once, and every `run` makes it with the others."""
    from panjin_kpi.batch.own_report import new_report

    path = new_report(Project(folder(data)), name, title or name, city=city, public=public)
    typer.echo(f"新报告：{path}")
    more = "" if data == HOME else written_option("--data", data)
    typer.echo(f"编辑：panjin-kpi lab{more}　出报告：panjin-kpi run --period 2021-12 --notebook {name}{more}")


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def lab(context: typer.Context, data: Data = HOME) -> None:
    """Open JupyterLab on copies of the notebooks; they compute from the data folder's current snapshot.

    The copies are in DATA/notebooks/. Options that are not ours are JupyterLab's: --no-browser, --port 8899.
    """
    if find_spec("jupyterlab") is None:
        raise PanjinError("lab 要用到 JupyterLab，这里没有安装。请运行 make lab，或 python -m pip install jupyterlab")
    named = {} if data == HOME and not INSTALLED else {DATA_VARIABLE: str(folder(data).resolve())}
    notebooks = NOTEBOOKS if LAID_OUT else working_copies(Project(folder(data)).notebooks)
    with lab_kernels() as (options, environment):
        command = [sys.executable, "-m", "jupyterlab", str(notebooks), *options, *context.args]
        with subprocess.Popen(command, env=os.environ | named | environment) as server:  # noqa: S603 - the caller's own
            signal.signal(signal.SIGTERM, lambda *_: server.terminate())
            while server.returncode is None:
                with suppress(KeyboardInterrupt):  # which JupyterLab asks about itself
                    server.wait()
    raise typer.Exit(server.returncode)


def working_copies(folder: Path) -> Path:
    """A folder of copies of the notebooks to work on; those that nobody has changed since are brought up to date."""
    from panjin_kpi.files import write_atomically

    folder.mkdir(parents=True, exist_ok=True)
    state = folder / COPIED
    known = dict[str, str]()
    with suppress(FileNotFoundError, TypeError, ValueError):  # damaged: every copy that is there is left as it is
        known = dict(json.loads(state.read_text(encoding="utf-8")))
    for source in NOTEBOOKS.glob("*.ipynb"):
        copy, content = folder / source.name, source.read_bytes()
        if not copy.exists() or sha256(copy.read_bytes()).hexdigest() == known.get(source.name):
            write_atomically(copy, content)
            known[source.name] = sha256(content).hexdigest()
    write_atomically(state, json.dumps(known, indent=1))
    return folder


@contextmanager
def lab_kernels() -> Iterator[tuple[list[str], dict[str, str]]]:
    """Options and environment with which other users of the machine cannot connect to JupyterLab's kernels.

    Sockets and connection files are in a private folder; without Unix sockets JupyterLab's own configuration applies.
    """
    from panjin_kpi.batch.kernels.pool import private_sockets

    with private_sockets(more=30) as private:  # JupyterLab names sockets by the kernel's full identifier
        yield (["--KernelManager.transport=ipc"], {"JUPYTER_RUNTIME_DIR": private}) if private else ([], {})
