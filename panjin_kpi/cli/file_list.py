"""Several files in one command: which of them were filled in; an error in one does not stop the others."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from panjin_kpi.errors import PanjinError, os_error_message
from panjin_kpi.terminal import written_out

if TYPE_CHECKING:
    from panjin_kpi.intake.checks.check import CheckedFile
    from panjin_kpi.intake.checks.rule import Reporter
    from panjin_kpi.project import Project
    from panjin_kpi.reference.plan import Plan

LOCK = "~$"  # prefix of the lock file that Excel and WPS keep beside an open workbook


def filled_in_files(files: list[Path]) -> Iterator[Path]:
    """Files that were filled in, announced by path when there are several; the others are skipped with the reason.

    A folder's glob also matches results and copies, and districts' files often share a name.

    Raises
    ------
    PanjinError
        None of the files was filled in.
    """
    filled_in = []
    for file in files:
        if reason := _reason_to_pass_over(file, files):
            typer.echo(written_out(f"跳过：{file.name} {reason}"))
        else:
            filled_in.append(file)
    if not filled_in:
        raise PanjinError("没有可以处理的文件。请指明填好的工作簿或 CSV")
    for file in filled_in:
        if len(filled_in) > 1:
            typer.echo(written_out(f"—— {file}"))
        yield file


def _reason_to_pass_over(file: Path, files: list[Path]) -> str:
    from panjin_kpi.intake.checks.finding_output import RESULT_SUFFIX, annotated_original

    if file.name.startswith(LOCK):
        return "是 Excel 或 WPS 打开文件时的临时文件，不是报送"
    if file.name.endswith(RESULT_SUFFIX):
        return "是检查结果，不是报送"
    original = annotated_original(file)
    if original and original.resolve() in {other.resolve() for other in files}:
        return f"是 {original.name} 的批注副本，以原件为准；改在副本里的，请单独报送副本"
    if original and original.exists() and original.stat().st_mtime > file.stat().st_mtime:
        return f"是 {original.name} 的批注副本，原件在批注后改过，以原件为准"
    return ""


def guarded(file: Path, check: Callable[[], "CheckedFile"]) -> "CheckedFile":
    """Check a file; one that cannot be read is refused like any other, and the rest go on."""
    from panjin_kpi.intake.checks.check import CheckedFile
    from panjin_kpi.intake.findings import Finding

    try:
        return check()
    except Exception as fault:
        if isinstance(fault, typer.BadParameter) or not (message := message_of(fault)):
            raise
        return CheckedFile(file.name, "", {}, [Finding(file.name, message, "请处理后重新运行")])


def save_findings(checked: "CheckedFile", file: Path) -> None:
    """Write findings beside the file, or remove an earlier check's; a failed write is reported and does not raise."""
    from panjin_kpi.intake.checks.finding_output import write_findings

    try:
        path = write_findings(checked.findings, file)
    except OSError as fault:
        typer.echo(written_out(f"检查结果没有写成：{os_error_message(fault)}"), err=True)
    else:
        if path:
            typer.echo(written_out(f"检查结果：{path}"))


def keep_findings(project: "Project", plan: "Plan", checked: "CheckedFile", reporter: "Reporter | None") -> None:
    """Keep the findings of a refused file and its reporter; a failed write is reported and does not raise."""
    from panjin_kpi.intake.checks.ownership import units_in
    from panjin_kpi.intake.checks.refusals import keep_refusal
    from panjin_kpi.reference.obligations import organisation_name

    sender = checked.reporter or reporter
    units = units_in(plan, {name: part.rows for name, part in checked.parts.items()})
    who = organisation_name(plan, sender.unit) if sender else "、".join(units) or "没有注明"
    try:
        keep_refusal(project.data, who, checked.file, checked.findings)
    except OSError as fault:
        typer.echo(f"退回记录没有写成：{os_error_message(fault)}", err=True)


def on_its_day(checked: "CheckedFile", plan: "Plan", received: date | None) -> "CheckedFile":
    """The result of a check, with one more finding if the file came before its month: error or warning (``checks``)."""
    from panjin_kpi.intake.findings import Finding
    from panjin_kpi.reference.calendar import received_too_early, today

    if not (checked.acceptable and checked.period):
        return checked
    if not (reason := received_too_early(checked.period, received or today())):
        return checked
    severity = plan.assessment.checks.received_before_month.value
    early = Finding(checked.file, reason, "请核对 --received 和期间", severity)
    return replace(checked, findings=[early, *checked.findings])


def message_of(fault: Exception) -> str | None:
    """The error in Chinese; None for a bug."""
    if isinstance(fault, PanjinError):
        return str(fault)
    if isinstance(fault, OSError):
        return os_error_message(fault)
    if isinstance(fault, MemoryError):
        return "内存不足。请关闭其他程序后重新运行"
    if (module := sys.modules.get("sqlalchemy")) and isinstance(fault, module.exc.SQLAlchemyError):
        return f"数据库无法使用：{str(fault).splitlines()[0]}。请检查 --store 和网络"
    return None
