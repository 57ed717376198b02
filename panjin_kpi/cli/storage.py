"""Commands of the store: ``snapshot``, ``close``, ``verify``, ``diff``, ``backup``, ``restore``, ``upgrade``."""

from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from panjin_kpi.cli.options import HOME, Data, KnownOn, OneFile, OnePeriod, StoreUrl, app, existing, folder, past_day
from panjin_kpi.errors import PanjinError, WrongParameters
from panjin_kpi.project import Project

if TYPE_CHECKING:
    from panjin_kpi.intake.storage.store import Store


@app.command()
def snapshot(as_known_on: KnownOn = None, data: Data = HOME, store: StoreUrl = "") -> None:
    """Freeze what has been accepted."""
    from panjin_kpi import schemas
    from panjin_kpi.intake.storage.snapshot import take_snapshot
    from panjin_kpi.intake.storage.store import Store

    project = Project(folder(data), store)
    kept = Store.of(project)
    if not as_known_on:
        _take_missing(kept, project)
    taken = take_snapshot(kept, project.snapshots, as_known_on)
    filled = {name: entry["rows"] for name, entry in taken.manifest["tables"].items() if entry["rows"]}
    counts = "，".join(f"{schemas.schema(name).title} {rows} 行" for name, rows in filled.items()) or "没有数据"
    typer.echo(f"快照 {taken.name}：{counts}，来自 {taken.submissions} 件报送")


@app.command()
def close(
    period: OnePeriod,
    by: Annotated[str, typer.Option(help="Unit that closes it: the office or the bureau that hosts it.")],
    reopen: Annotated[bool, typer.Option("--reopen", help="Reopen instead: later submissions count again.")] = False,
    reason: Annotated[str, typer.Option(help="Reason, required with --reopen; recorded and shown.")] = "",
    data: Data = HOME,
    store: StoreUrl = "",
) -> None:
    """Close a period: what is submitted later is kept, and changes nothing of it unless it is opened again."""
    from panjin_kpi.intake.storage.closing import ClosingFault
    from panjin_kpi.intake.storage.snapshot import take_snapshot
    from panjin_kpi.intake.storage.store import Store
    from panjin_kpi.reference.calendar import closing_on, due_on, known_period, today
    from panjin_kpi.reference.obligations import OFFICE, organisation_name
    from panjin_kpi.reference.plan import Plan

    project = Project(folder(data), store)
    plan = Plan.load(project.reference)
    try:
        who, month = plan.reporters.resolve(by), known_period(plan, period)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    if reopen and not (reason := reason.strip()):
        raise typer.BadParameter("重新打开要写明原因", param_hint="--reason")
    if who not in OFFICE:
        offices = "、".join(organisation_name(plan, office) for office in OFFICE)
        raise ClosingFault(f"封账由{offices}负责，{organisation_name(plan, who)}不能封账")
    if today() <= (last := closing_on(plan, month) or due_on(plan, month)):
        raise ClosingFault(f"{month} 的数字到 {last} 还可以报送，没有封账。请在期限以后再封")
    kept = Store.of(project)
    try:
        typer.echo(kept.close(month, who, reason or None, reopen))
    except ClosingFault:
        _take_missing(kept, project)  # the closing's own snapshot may have failed
        raise
    typer.echo(f"快照 {take_snapshot(kept, project.snapshots, period=month).name}")


@app.command()
def verify(
    digest: Annotated[str, typer.Option(help="A check code of a receipt or a backup, recorded elsewhere.")] = "",
    data: Data = HOME,
    store: StoreUrl = "",
) -> None:
    """Verify that the store is as it was accepted, and list what was altered, removed or added."""
    from panjin_kpi.intake.storage.chain import REMEDY, SHOWN
    from panjin_kpi.intake.storage.originals import altered
    from panjin_kpi.intake.storage.snapshot import snapshots
    from panjin_kpi.intake.storage.store import Store

    if digest and len(digest) < SHOWN:  # a few letters match by chance
        raise typer.BadParameter(f"校验码有{SHOWN}位，这里只有{len(digest)}位", param_hint="--digest")
    project = Project(folder(data), store)
    kept = Store.of(project)
    found = kept.verify()
    findings = [*found.findings, *altered(data)]
    if found.digests or not findings:
        findings += filter(None, (taken.contradicted_by(found.digests) for taken in snapshots(project.snapshots)))
        if digest and not any(known.startswith(digest.lower()) for known in found.digests):
            findings.append(f"校验码 {digest} 已不在库里：那件报送或者它以前的报送被改动过")
    for finding in findings:
        typer.echo(f"错误：{finding}", err=True)
    if findings:
        typer.echo(f"共 {len(findings)} 处不符。{REMEDY}", err=True)
        raise typer.Exit(1)
    typer.echo(f"库完好：{found}")
    _note_missing_originals(kept, data)


@app.command()
def diff(
    old: Annotated[str, typer.Argument(help="A day (YYYY-MM-DD) or the folder of a run.")],
    new: Annotated[str, typer.Argument(help="Another day or run.")],
    out: Annotated[Path | None, typer.Option(help="Also write the changes to this CSV file.", readable=False)] = None,
    data: Data = HOME,
    store: StoreUrl = "",
) -> None:
    """List the figures that changed between two days or two runs, and the submissions that changed them."""
    from panjin_kpi.batch.comparison.comparison import HEADER, between_days, between_runs
    from panjin_kpi.intake.checks.finding_output import print_table, write_table
    from panjin_kpi.intake.storage.store import Store
    from panjin_kpi.reference.plan import Plan

    project = Project(folder(data), store)
    if out and out.is_file() and out.stat().st_size:
        with out.open(encoding="utf-8-sig", errors="replace") as there:
            if there.readline(1000).strip() != ",".join(HEADER):
                raise PanjinError(f"已有 {out}，不是 diff 写的，没有改动。请换一个文件名")
    if out and out.suffix.lower() != ".csv":  # Excel refuses a CSV file under the name of a workbook
        raise PanjinError(f"只写 CSV 文件，没有写{out.name}。请换成 .csv 结尾的文件名")
    days = [_day(text) for text in (old, new)]
    if days[0] and days[1]:
        found = between_days(Store.of(project), Plan.load(project.reference), days[0], days[1])
    elif days[0] or days[1]:
        raise typer.BadParameter("请给出两个日期，或两次运行的文件夹", param_hint="OLD NEW")
    else:
        found = between_runs(project, Path(old), Path(new))
    rows = list(found.itertuples(index=False, name=None))
    if rows:
        print_table(f"{old} → {new}：变动 {len(rows)} 处", HEADER, rows)
    else:
        typer.echo(f"{old} → {new}：没有变动")
    if out:
        write_table(out, HEADER, rows)


@app.command()
def backup(file: OneFile, data: Data = HOME, store: StoreUrl = "") -> None:
    """Copy the whole store into one new file, whatever database it is in."""
    from panjin_kpi.intake.storage.backup import write_backup
    from panjin_kpi.intake.storage.chain import SHOWN
    from panjin_kpi.intake.storage.database import StoreFault
    from panjin_kpi.intake.storage.store import Store

    project = Project(folder(data), store)
    if not project.has_store:
        raise StoreFault(f"{data} 里还没有库，没有可备份的。请检查 --data 和 --store")
    kept = Store(project.store_url, make=False)
    typer.echo(f"已备份：{write_backup(kept.engine, file, data)}，在 {file}")
    if last := kept.log()["digest"].tolist()[-1:]:
        typer.echo(f"校验码 {last[0][:SHOWN]}：请另处记下，以后可用 panjin-kpi verify --digest 核对")
    _note_missing_originals(kept, data)


@app.command()
def restore(file: OneFile, data: Data = HOME, store: StoreUrl = "") -> None:
    """Copy a backup into an empty store, of either kind of database."""
    from panjin_kpi.intake.storage.backup import read_backup, restore_backup
    from panjin_kpi.intake.storage.store import Store

    project = Project(data, store)
    found = read_backup(existing([file])[0])
    restore_backup(found, Store(project.store_url, project.is_official), data)
    typer.echo(f"已恢复：{found}")


@app.command()
def upgrade(
    backup: Annotated[
        Path | None,
        typer.Option(help="File of the backup made beforehand; by default in DATA/store/.", readable=False),
    ] = None,
    data: Data = HOME,
    store: StoreUrl = "",
) -> None:
    """Bring a store that an earlier version made to the present one; a backup is made first."""
    from panjin_kpi.intake.storage.database import StoreFault
    from panjin_kpi.intake.storage.migrations.upgrade import upgrade_store
    from panjin_kpi.intake.storage.schema_version import LATEST
    from panjin_kpi.reference.calendar import BEIJING

    project = Project(folder(data), store)
    if not project.has_store:
        raise StoreFault(f"{data} 里还没有库，不用升级。请检查 --data 和 --store")
    if backup is None:
        backup = data / "store" / f"升级前-{datetime.now(BEIJING):%Y%m%d-%H%M%S}.backup"
        backup.parent.mkdir(exist_ok=True)
    if done := upgrade_store(project.store_url, backup, data):
        typer.echo(f"已备份：{done[1]}，在 {backup}")
        typer.echo(f"已升级：第{done[0]}版 → 第{LATEST}版")
    else:
        typer.echo(f"库已经是第{LATEST}版，不用升级")


def _take_missing(kept: "Store", project: Project) -> None:
    from panjin_kpi.intake.storage.snapshot import take_missing

    for one in take_missing(kept, project.snapshots):
        typer.echo(f"快照 {one.name}：补做 {one.manifest['closing']['period']} 封账的")


def _note_missing_originals(kept: "Store", data: Path) -> None:
    """Say how many accepted files are not in the folder: earlier versions kept none, another machine has its own."""
    from panjin_kpi.intake.storage.originals import originals

    accepted, there = {entry.sha256: entry.file for entry in kept.log().itertuples() if entry.sha256}, originals(data)
    if missing := [file for digest, file in accepted.items() if digest not in there]:  # files may share a name
        typer.echo(f"说明：{len(missing)} 件没有留存的原件（{'、'.join(missing[:3])} 等），追不到单元格", err=True)


def _day(text: str) -> date | None:
    from panjin_kpi.reference.calendar import written_day

    with suppress(WrongParameters):  # not a day, so the folder of a run
        written_day(text)
        return past_day(text)
    return None
