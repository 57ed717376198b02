"""The ``panjin-kpi`` command."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from sqlalchemy.exc import SQLAlchemyError
from tqdm import tqdm

from panjin_kpi import schemas
from panjin_kpi.batch.execute import Outcome
from panjin_kpi.batch.jobs import Audience, WrongParameters
from panjin_kpi.batch.resultset import DATA_VARIABLE
from panjin_kpi.batch.run import Request, run
from panjin_kpi.intake.backup import read_backup, restore_backup, write_backup
from panjin_kpi.intake.check import Checked, Known, check_file
from panjin_kpi.intake.database import StoreFault
from panjin_kpi.intake.findings import Finding
from panjin_kpi.intake.read_workbook import SUFFIXES
from panjin_kpi.intake.snapshot import SnapshotFault, take_snapshot
from panjin_kpi.intake.store import Store
from panjin_kpi.project import NOTEBOOKS, REPORTS, ROOT, Project
from panjin_kpi.reference.faults import ReferenceFault
from panjin_kpi.reference.plan import Plan
from panjin_kpi.sample import RealRows, accept_sample, fresh_store, sample_files, write_sample

app = typer.Typer(
    help="Monthly figures, district reports and annual assessment for Panjin's plan 盘政办发〔2021〕10号.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

Data = Annotated[Path, typer.Option(help="Folder that holds reference/, store/ and snapshots/.")]
StoreUrl = Annotated[str, typer.Option(help="Database URL; SQLite in DATA/store/ by default.")]
Files = Annotated[
    list[Path],
    typer.Argument(help="CSV files or workbooks.", metavar="FILE...", callback=lambda files: _existing(files)),
]
OneFile = Annotated[Path, typer.Argument(help="The backup.", metavar="FILE", show_default=False)]
Table = Annotated[str, typer.Option(help="Table the files hold; by default the file's own name.")]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="YYYY-MM-DD")]
HOME = ROOT / "data"


@app.command()
def sample(
    out: Annotated[Path, typer.Option(help="Folder to write to.")] = HOME / "sample",
    seed: Annotated[int, typer.Option(help="The same seed gives the same files.")] = 2021,
    submit: Annotated[bool, typer.Option("--submit", help="Also submit them to the store in that folder.")] = False,
    data: Data = HOME,
) -> None:
    """Write fictitious submissions, marked as such on every page made from them.

    The plan is the one in OUT/reference/, or else in DATA/reference/. With --submit a new store is made of them in OUT.
    """
    project = Project(out)
    store = fresh_store(project) if submit else None
    plan = Plan.load((project if (out / "reference").is_dir() else Project(data)).reference)
    files = sample_files(plan, seed)
    write_sample(out, plan, files)
    typer.echo(f"虚构示例：{len(files)} 个文件，在 {out / 'submissions'}")
    if store:
        typer.echo(f"已入库 {len(accept_sample(out, plan, files, store))} 个，库在 {out / 'store'}")


@app.command()
def check(files: Files, table: Table = "", data: Data = HOME, store: StoreUrl = "") -> None:
    """Say what is wrong with files, without keeping them."""
    project = Project(data, store)
    plan = Plan.load(project.reference)
    known = Store(project.store_url).in_force if project.has_store else schemas.empty
    results = []
    for file in _announced(files):
        results.append(_checked(file, table, plan, known))
        if results[-1].acceptable:
            typer.echo(f"可以报送：{file.name}　{results[-1].rows} 行")
    raise typer.Exit(int(not all(checked.acceptable for checked in results)))


@app.command()
def submit(files: Files, table: Table = "", received: Day = None, data: Data = HOME, store: StoreUrl = "") -> None:
    """Check files and keep them: all of a file or nothing; prints a receipt."""
    project = Project(data, store)
    plan = Plan.load(project.reference)
    kept, good = Store(project.store_url, project.is_official), True
    for file in _announced(files):
        checked = _checked(file, table, plan, kept.in_force)
        if not checked.acceptable:
            typer.echo(f"没有入库：{checked.file}　请改正以上错误后重新报送")
            good = False
            continue
        try:
            typer.echo(kept.submit(checked, _day(received)))
        except StoreFault as refusal:
            typer.echo(f"没有入库：{checked.file}　{refusal}")
            good = False
    raise typer.Exit(int(not good))


@app.command()
def snapshot(as_known_on: Day = None, data: Data = HOME, store: StoreUrl = "") -> None:
    """Freeze what has been accepted."""
    project = Project(_folder(data), store)
    taken = take_snapshot(Store(project.store_url, project.is_official), project.snapshots, _day(as_known_on))
    filled = {name: entry["rows"] for name, entry in taken.manifest["tables"].items() if entry["rows"]}
    counts = "，".join(f"{schemas.schema(name).title} {rows} 行" for name, rows in filled.items()) or "没有数据"
    typer.echo(f"快照 {taken.name}：{counts}，来自 {len(taken.manifest['submissions'])} 件报送")


@app.command()
def backup(file: OneFile, data: Data = HOME, store: StoreUrl = "") -> None:
    """Copy the whole store into one new file, whatever database it is in."""
    project = Project(_folder(data), store)
    if not project.has_store:
        raise StoreFault(f"{data} 里还没有库，没有可备份的。请检查 --data 和 --store")
    typer.echo(f"已备份：{write_backup(Store(project.store_url), file)}，在 {file}")


@app.command()
def restore(file: OneFile, data: Data = HOME, store: StoreUrl = "") -> None:
    """Copy a backup into an empty store, of either kind of database."""
    project = Project(data, store)
    found = read_backup(_existing([file])[0])
    restore_backup(found, Store(project.store_url, project.is_official))
    typer.echo(f"已恢复：{found}")


@app.command("run")
def run_reports(
    period: Annotated[str, typer.Option(help="Month, YYYY-MM.")],
    notebook: Annotated[list[str], typer.Option(help="Only this notebook; may be repeated.")] = [],  # noqa: B006
    district: Annotated[list[str], typer.Option(help="Only this district; may be repeated.")] = [],  # noqa: B006
    jobs: Annotated[int, typer.Option(min=0, help="Reports at the same time; 0 means one a core.")] = 0,
    audience: Annotated[Audience, typer.Option(help="Who will read them.")] = "internal",
    as_known_on: Day = None,
    out: Annotated[Path, typer.Option(help="Folder of all reports.")] = REPORTS,
    data: Data = HOME,
    store: StoreUrl = "",
) -> None:
    """Execute the notebooks and write the reports of a period."""
    request = Request(period, notebook, district, audience, _day(as_known_on), out, jobs)
    with tqdm(desc="报告", unit="份", disable=None) as bar:

        def started(count: int) -> None:
            bar.reset(count)

        def finished(_: Outcome) -> None:
            bar.update()

        try:
            outcomes = run(Project(_folder(data), store), request, started, finished)
        except WrongParameters as error:
            raise typer.BadParameter(str(error)) from error
    failed = [outcome for outcome in outcomes if not outcome.made]
    for outcome in failed:
        typer.echo(f"失败：{outcome.job.stem}　{outcome.reason}")
    typer.echo(f"报告 {len(outcomes)} 份，失败 {len(failed)} 份。目录：{request.folder / 'index.html'}")
    raise typer.Exit(int(bool(failed)))


@app.command()
def lab(data: Data = HOME) -> None:
    """Open JupyterLab on notebooks/; they compute from the data folder's current snapshot."""
    named = {} if data == HOME else {DATA_VARIABLE: str(_folder(data).resolve())}
    command = [sys.executable, "-m", "jupyterlab", str(NOTEBOOKS)]
    raise typer.Exit(subprocess.call(command, env=os.environ | named))  # noqa: S603 - our own words


def main() -> NoReturn:
    """Run the command; what is wrong with the data is told in Chinese, without a traceback."""
    try:
        app()
    except (ReferenceFault, SnapshotFault, StoreFault, RealRows) as fault:
        message = str(fault)
    except SQLAlchemyError as fault:
        message = f"数据库无法使用：{str(fault).splitlines()[0]}。请检查 --store 和网络"
    except OSError as fault:
        message = f"文件无法读写：{fault.filename or ''} {fault.strerror or fault}"
    typer.echo(f"错误：{message}", err=True)
    sys.exit(1)


def _checked(file: Path, table: str, plan: Plan, known: Known) -> Checked:
    name = table or file.stem.lower()
    if table and table not in schemas.SUBMITTED:
        raise typer.BadParameter(f"没有“{table}”这张表，可选的有：{'、'.join(schemas.SUBMITTED)}", param_hint="--table")
    checked = check_file(file, name if name in schemas.SUBMITTED else schemas.SUBMITTED[0], plan, known)
    if name not in schemas.SUBMITTED and checked.sha256 and file.suffix.lower() not in SUFFIXES:
        remedy = f"请把文件改名为{'、'.join(f'{known}.csv' for known in schemas.SUBMITTED)}之一，或用 --table 指明"
        checked.findings[:] = [Finding(file.name, "从文件名看不出是哪张表", remedy)]
    for finding in checked.findings:
        typer.echo(finding)
    return checked


def _announced(files: list[Path]) -> Iterator[Path]:
    """Each file, told by its path when there are several: districts' files often have the same name."""
    for file in files:
        if len(files) > 1:
            typer.echo(f"—— {file}")
        yield file


def _existing(files: list[Path]) -> list[Path]:
    if missing := [str(file) for file in files if not file.is_file()]:
        raise typer.BadParameter(f"找不到文件：{'、'.join(missing)}", param_hint="FILE")
    return files


def _folder(data: Path) -> Path:
    if not data.is_dir():
        raise typer.BadParameter(f"没有这个文件夹：{data}", param_hint="--data")
    return data


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
