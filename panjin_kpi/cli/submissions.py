"""Commands ``template``, ``check``, ``submit`` and ``history``."""

from dataclasses import replace
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from panjin_kpi.cli.file_list import filled_in_files, guarded, keep_findings, on_its_day, save_findings
from panjin_kpi.cli.options import HOME, Data, Files, Period, ReceivedOn, StoreUrl, Table, app, folder, known_rows
from panjin_kpi.project import Project

if TYPE_CHECKING:
    from collections.abc import Callable

    from panjin_kpi.intake.checks.check import CheckedFile, Known
    from panjin_kpi.intake.checks.rule import Reporter
    from panjin_kpi.intake.reading.table_layout import Contents
    from panjin_kpi.intake.storage.differences import Differences
    from panjin_kpi.intake.storage.receipt import Receipt
    from panjin_kpi.intake.storage.store import Store
    from panjin_kpi.reference.plan import Plan

    Reader = Callable[[Path, str], Contents]

By = Annotated[str, typer.Option(help="Unit that reports; by default the one its template names.")]
OnBehalfOf = Annotated[str, typer.Option(help="Unit for which the office submits it; recorded.")]


@app.command()
def template(
    period: Period,
    district: Annotated[str, typer.Option(help="District that reports.")] = "",
    unit: Annotated[str, typer.Option(help="Bureau or other unit that reports.")] = "",
    out: Annotated[Path, typer.Option(help="Folder to write to.", readable=False)] = Path(),
    data: Data = HOME,
    store: StoreUrl = "",
) -> None:
    """Write the month's workbook for a district or a unit, prefilled; an existing file is not touched."""
    from panjin_kpi import schemas
    from panjin_kpi.intake.forms.prefill import prefilled, tables_of
    from panjin_kpi.intake.forms.template import monthly_workbook, save_new
    from panjin_kpi.reference.obligations import OFFICE, organisation_name
    from panjin_kpi.reference.plan import Plan

    project = Project(data, store)
    plan = Plan.load(project.reference)
    if bool(district) == bool(unit):
        raise typer.BadParameter("请用 --district 或 --unit 指明一个填报单位", param_hint="--district / --unit")
    known = known_rows(project)
    try:
        who = plan.reporters.resolve(district or unit)
        rows = prefilled(plan, who, period, known("progress"), known("actions"))
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    tables = tables_of(plan, who, period)
    name = organisation_name(plan, who)
    if who not in OFFICE and not any(len(frame) for frame in rows.values()):
        raise typer.BadParameter(f"计划没有让{name}填报指标或牵头任务")
    path = out / f"{period}-{name}.xlsx"
    save_new(monthly_workbook(plan, who, period, rows, tables, project.is_sample), path)
    typer.echo(f"模板：{path}　{'、'.join(str(schemas.schema(table).title) for table in tables)}")


@app.command()
def check(
    files: Files,
    table: Table = "",
    annotate: Annotated[bool, typer.Option("--annotate", help="Also write a copy with the cells highlighted.")] = False,
    by: By = "",
    on_behalf_of: OnBehalfOf = "",
    data: Data = HOME,
    store: StoreUrl = "",
) -> None:
    """Report what is wrong with files, without keeping them; the findings also go into a CSV file beside each."""
    from panjin_kpi.intake.checks.finding_output import print_findings
    from panjin_kpi.intake.reading.limits import read_within_limits
    from panjin_kpi.reference.plan import Plan

    project = Project(data, store)
    plan = Plan.load(project.reference)
    known = known_rows(project)
    reporter = _reporter(plan, by, on_behalf_of)
    results = []
    for file in filled_in_files(files):
        results.append(checked := _checked(file, table, plan, known, reporter, read_within_limits))
        print_findings(checked.findings)
        if checked.acceptable:
            typer.echo(f"可以报送：{file.name}　{checked.rows} 行")
        save_findings(checked, file)
        if annotate and checked.findings and checked.sha256:
            from panjin_kpi.intake.checks.annotate import CannotAnnotate
            from panjin_kpi.intake.checks.annotate import annotate as write_annotated

            try:
                typer.echo(f"批注：{write_annotated(file, checked.findings)}")
            except CannotAnnotate as reason:
                typer.echo(f"没有批注：{reason}")
    raise typer.Exit(int(not all(checked.acceptable for checked in results)))


@app.command()
def submit(
    files: Files,
    table: Table = "",
    received: ReceivedOn = None,
    by: By = "",
    on_behalf_of: OnBehalfOf = "",
    yes: Annotated[
        bool, typer.Option("--yes", help="Confirm changes to earlier months and reverted corrections.")
    ] = False,
    reason: Annotated[str, typer.Option(help="Why it counts as known on that day despite a snapshot without it.")] = "",
    data: Data = HOME,
    store: StoreUrl = "",
) -> None:
    """Check files and keep them: all of a file or nothing; prints a receipt of what is added, changed and left.

    A unit submits only what the plan assigns to it. A workbook's template names its reporter; for other files --by
    does. Without either the file is accepted, and the receipt states whether its rows are of several units.
    """
    from panjin_kpi.intake.checks.finding_output import print_findings
    from panjin_kpi.intake.findings import Finding
    from panjin_kpi.intake.reading.limits import read_within_limits
    from panjin_kpi.intake.storage.database import Refused, StoreFault
    from panjin_kpi.intake.storage.originals import keeping
    from panjin_kpi.intake.storage.snapshot import frozen_until
    from panjin_kpi.intake.storage.store import Overtaken, Store, UnconfirmedChange
    from panjin_kpi.reference.plan import Plan

    project = Project(data, store)
    plan, frozen = Plan.load(project.reference), frozen_until(project.snapshots)
    reporter = _reporter(plan, by, on_behalf_of)
    kept, good = Store(project.store_url, project.is_official), True
    for file in filled_in_files(files):
        last, once_read = kept.last_submission(), cache(read_within_limits)
        look = partial(_checked, file, table, plan, partial(kept.in_force, counting=True), reporter, once_read)
        checked = look()
        if not checked.acceptable and not yes and (known := kept.accepted_before(checked)):
            _print_receipt(plan, checked, known, kept)
            continue
        checked = on_its_day(checked, plan, received)
        print_findings(checked.findings)
        if not checked.acceptable:
            keep_findings(project, plan, checked, reporter)
            typer.echo(f"没有入库：{checked.file}　请改正以上错误后重新报送")
            good = False
            continue
        try:
            keep = keeping(data, file, checked.sha256)
            recheck = partial(_recheck, kept, last, checked, look, partial(on_its_day, plan=plan, received=received))
            receipt = kept.submit(checked, received, yes, frozen, reason.strip() or None, recheck, keep)
            _print_receipt(plan, checked, receipt, kept)
        except StoreFault as fault:
            typer.echo(f"没有入库：{checked.file}　{fault}")
            if isinstance(fault, Overtaken):
                keep_findings(project, plan, fault.checked, reporter)
            elif isinstance(fault, Refused):
                why = Finding(checked.file, str(fault).partition("。")[0], "")
                keep_findings(project, plan, replace(checked, findings=[why, *checked.findings]), reporter)
            if isinstance(fault, UnconfirmedChange):
                _print_changes("将更改：", plan, fault.differences)
            good = False
    raise typer.Exit(int(not good))


@app.command()
def history(
    district: Annotated[str, typer.Option(help="District, or 全市.")] = "",
    indicator: Annotated[str, typer.Option(help="Annual indicator.")] = "",
    period: Annotated[str, typer.Option(help="Month, YYYY-MM; by default all.")] = "",
    refused: Annotated[bool, typer.Option("--refused", help="List refused files and reasons instead.")] = False,
    data: Data = HOME,
    store: StoreUrl = "",
) -> None:
    """Show who reported a figure and when, in which row of which file, and what it was before."""
    from panjin_kpi.cli.receipt import HISTORY, closing_lines, history_rows
    from panjin_kpi.intake.checks.finding_output import print_table
    from panjin_kpi.intake.checks.refusals import SUMMARY, refusal_rows
    from panjin_kpi.intake.storage.store import Store
    from panjin_kpi.reference.calendar import known_period, written_period
    from panjin_kpi.reference.plan import Plan

    project = Project(folder(data), store)
    if refused:
        if district or indicator or period:
            raise typer.BadParameter("列出全部被退回的报送，不能再指明地区、指标或期间", param_hint="--refused")
        if refusals := refusal_rows(data):
            print_table("被退回的报送", SUMMARY, refusals)
        else:
            typer.echo("没有被退回的报送")
        return
    if not (district and indicator):
        raise typer.BadParameter("请指明地区和指标", param_hint="--district / --indicator")
    plan = Plan.load(project.reference)
    try:
        scope, name = plan.district_names.resolve(district), plan.indicator_names.resolve(indicator)
        month = known_period(plan, written_period(period)) if period else None
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    kept = Store.of(project)
    rows = history_rows(plan, kept.versions(scope, name, month), kept.closings())
    what = f"{plan.district_names[scope]}　{plan.indicator_names[name]}"
    if rows:
        print_table(f"{what}：{len(rows)} 次报送", HISTORY, rows)
    else:
        typer.echo(f"{what}：还没有报送过")
    if lines := closing_lines(plan, kept.log()):
        typer.echo("封账：\n" + "\n".join(lines))


def _reporter(plan: "Plan", by: str, on_behalf_of: str) -> "Reporter | None":
    """The reporter that the options name."""
    from panjin_kpi.intake.checks.rule import Reporter

    if by and on_behalf_of:
        raise typer.BadParameter("--by 和 --on-behalf-of 只能用一个", param_hint="--by / --on-behalf-of")
    if not (by or on_behalf_of):
        return None
    try:
        return Reporter(plan.reporters.resolve(by or on_behalf_of), on_behalf=bool(on_behalf_of))
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--by / --on-behalf-of") from error


def _print_receipt(plan: "Plan", checked: "CheckedFile", receipt: "Receipt", store: "Store") -> None:
    from panjin_kpi.cli.receipt import first_reported, notices
    from panjin_kpi.reference.calendar import punctuality

    day, months = date.fromisoformat(receipt.received_on), first_reported(store, receipt)  # corrections are never late
    stated = (("" if month == checked.period else month) + punctuality(plan, month, day) for month in months)
    typer.echo("　".join((str(receipt), *stated)))
    if receipt.known_before and not receipt.differences.changes:
        return
    if not receipt.known_before:
        typer.echo(f"　　{receipt.differences}")
    for notice in notices(plan, checked, receipt):
        typer.echo(f"　　{notice}")
    _print_changes("重新报送会改回：" if receipt.known_before else "更改：", plan, receipt.differences)


def _print_changes(title: str, plan: "Plan", found: "Differences") -> None:
    from panjin_kpi.cli.receipt import CHANGES, change_rows
    from panjin_kpi.intake.checks.finding_output import print_table

    if rows := change_rows(plan, found):
        print_table(title, CHANGES, rows)


def _recheck(
    kept: "Store",
    last: int,
    checked: "CheckedFile",
    look: "Callable[[], CheckedFile]",
    on_day: "Callable[[CheckedFile], CheckedFile]",
) -> None:
    """Check a file again if others were accepted after submission ``last``, the latest at its first check."""
    from panjin_kpi.intake.checks.finding_output import print_findings
    from panjin_kpi.intake.storage.store import Overtaken

    if kept.last_submission() != last and (again := on_day(look())).findings != checked.findings:
        print_findings(again.findings)
        if not again.acceptable:
            raise Overtaken(again)


def _checked(
    file: Path, table: str, plan: "Plan", known: "Known", reporter: "Reporter | None", read: "Reader"
) -> "CheckedFile":
    from panjin_kpi import schemas
    from panjin_kpi.intake.checks.check import check_file
    from panjin_kpi.intake.sheet_names import table_called

    name = table_called(table or file.stem)
    if table and name not in schemas.SUBMITTED:
        raise typer.BadParameter(f"没有“{table}”这张表，可选的有：{'、'.join(schemas.SUBMITTED)}", param_hint="--table")
    return guarded(file, lambda: check_file(file, name, plan, known, reporter, read))
