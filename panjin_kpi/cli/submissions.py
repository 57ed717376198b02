"""Commands of the monthly exchange: ``template``, ``check``, ``submit``."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from panjin_kpi.cli.options import HOME, Data, Day, Files, StoreUrl, Table, app, as_day, known_rows
from panjin_kpi.project import Project

if TYPE_CHECKING:
    from panjin_kpi.intake.checks.check import CheckedFile, Known
    from panjin_kpi.reference.plan import Plan


@app.command()
def template(
    period: Annotated[str, typer.Option(help="Month, YYYY-MM.")],
    district: Annotated[str, typer.Option(help="District that fills it in.")] = "",
    unit: Annotated[str, typer.Option(help="Bureau or other unit that fills it in.")] = "",
    out: Annotated[Path, typer.Option(help="Folder to write to.")] = Path(),
    data: Data = HOME,
    store: StoreUrl = "",
) -> None:
    """Write the month's workbook for a district or a unit, prefilled; an existing file is not touched."""
    from panjin_kpi import schemas
    from panjin_kpi.intake.forms.prefill import prefilled, tables_of
    from panjin_kpi.intake.forms.template import monthly_workbook, save_new
    from panjin_kpi.reference.plan import CITY, Plan

    project = Project(data, store)
    plan = Plan.load(project.reference)
    if bool(district) == bool(unit):
        raise typer.BadParameter("请用 --district 或 --unit 指明一个填报单位", param_hint="--district / --unit")
    known = known_rows(project)("progress")
    try:
        names = plan.district_names if district else plan.unit_names
        who = names.resolve(district or unit)
        rows = prefilled(plan, who, period, known)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    tables = tables_of(plan, who, period)
    if who == CITY or not any(len(frame) for frame in rows.values()):
        raise typer.BadParameter(f"计划没有让{names[who]}填报指标或牵头任务")
    path = out / f"{period}-{names[who]}.xlsx"
    save_new(monthly_workbook(plan, who, period, rows, tables), path)
    typer.echo(f"模板：{path}　{'、'.join(str(schemas.schema(table).title) for table in tables)}")


@app.command()
def check(
    files: Files,
    table: Table = "",
    annotate: Annotated[bool, typer.Option("--annotate", help="Also write a copy with the cells marked.")] = False,
    data: Data = HOME,
    store: StoreUrl = "",
) -> None:
    """Say what is wrong with files, without keeping them; the findings also go into a CSV file beside each."""
    from panjin_kpi.intake.checks.finding_output import write_findings
    from panjin_kpi.reference.plan import Plan

    project = Project(data, store)
    plan = Plan.load(project.reference)
    known = known_rows(project)
    results = []
    for file in _announced(files):
        results.append(checked := _checked(file, table, plan, known))
        if checked.acceptable:
            typer.echo(f"可以报送：{file.name}　{checked.rows} 行")
        if checked.findings:
            typer.echo(f"检查结果：{write_findings(checked.findings, file)}")
        if annotate and checked.findings and checked.sha256:
            from panjin_kpi.intake.checks.annotate import CannotAnnotate
            from panjin_kpi.intake.checks.annotate import annotate as write_annotated

            try:
                typer.echo(f"批注：{write_annotated(file, checked.findings)}")
            except CannotAnnotate as reason:
                typer.echo(f"没有批注：{reason}")
    raise typer.Exit(int(not all(checked.acceptable for checked in results)))


@app.command()
def submit(files: Files, table: Table = "", received: Day = None, data: Data = HOME, store: StoreUrl = "") -> None:
    """Check files and keep them: all of a file or nothing; prints a receipt."""
    from panjin_kpi.intake.storage.database import StoreFault
    from panjin_kpi.intake.storage.store import Store
    from panjin_kpi.reference.calendar import punctuality
    from panjin_kpi.reference.plan import Plan

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
            receipt = kept.submit(checked, as_day(received))
            day = date.fromisoformat(receipt.received_on)
            typer.echo(f"{receipt}　{punctuality(plan, checked.period, day)}" if checked.period else receipt)
        except StoreFault as refusal:
            typer.echo(f"没有入库：{checked.file}　{refusal}")
            good = False
    raise typer.Exit(int(not good))


def _checked(file: Path, table: str, plan: "Plan", known: "Known") -> "CheckedFile":
    from panjin_kpi import schemas
    from panjin_kpi.intake.checks.check import check_file
    from panjin_kpi.intake.checks.finding_output import print_findings
    from panjin_kpi.intake.findings import Finding
    from panjin_kpi.intake.reading.workbook_file import SUFFIXES

    name = table or file.stem.lower()
    if table and table not in schemas.SUBMITTED:
        raise typer.BadParameter(f"没有“{table}”这张表，可选的有：{'、'.join(schemas.SUBMITTED)}", param_hint="--table")
    checked = check_file(file, name if name in schemas.SUBMITTED else schemas.SUBMITTED[0], plan, known)
    if name not in schemas.SUBMITTED and checked.sha256 and file.suffix.lower() not in SUFFIXES:
        remedy = f"请把文件改名为{'、'.join(f'{known}.csv' for known in schemas.SUBMITTED)}之一，或用 --table 指明"
        checked.findings[:] = [Finding(file.name, "从文件名看不出是哪张表", remedy)]
    print_findings(checked.findings)
    return checked


def _announced(files: list[Path]) -> Iterator[Path]:
    """Each file, told by its path when there are several: districts' files often have the same name."""
    from panjin_kpi.intake.checks.finding_output import RESULT_SUFFIX

    for file in files:
        if file.name.endswith(RESULT_SUFFIX):
            typer.echo(f"跳过：{file.name} 是检查结果，不是报送")
            continue
        if len(files) > 1:
            typer.echo(f"—— {file}")
        yield file
