"""The application, and the options that its commands share."""

from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from panjin_kpi.cli.usage import App, Commands
from panjin_kpi.errors import NoStore
from panjin_kpi.project import Project

if TYPE_CHECKING:
    from panjin_kpi.intake.checks.check import Known

app = App(
    cls=Commands,
    help="Monthly figures, district reports and annual assessment for Panjin's plan 盘政办发〔2021〕10号.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

Data = Annotated[Path, typer.Option(help="Folder that holds reference/, store/ and snapshots/.", readable=False)]
StoreUrl = Annotated[str, typer.Option(help="Database URL; SQLite in DATA/store/ by default.")]
Files = Annotated[
    list[Path],
    typer.Argument(
        help="CSV files or workbooks.",
        metavar="FILE...",
        callback=lambda files: existing(files),
        readable=False,  # the parser's answer is English and ends the whole command
    ),
]
OneFile = Annotated[Path, typer.Argument(help="The backup.", metavar="FILE", show_default=False, readable=False)]
Table = Annotated[str, typer.Option(help="Table in the files; by default named by the file name.")]
_day_option = partial(typer.Option, parser=lambda text: past_day(text), metavar="YYYY-MM-DD")
KnownOn = Annotated[date | None, _day_option(help="Only what was known by the end of this day.")]
ReceivedOn = Annotated[date | None, _day_option(help="Day of receipt; today by default.")]
Period = Annotated[
    str,
    typer.Option(help="Month, YYYY-MM.", metavar="YYYY-MM", show_default=False, callback=lambda period: month(period)),
]
OnePeriod = Annotated[
    str, typer.Argument(help="Month.", metavar="YYYY-MM", show_default=False, callback=lambda period: month(period))
]
HOME = Project().data


def known_rows(project: Project) -> "Known":
    """The lookup of rows in force that count; makes no store, and a file named by ``--store`` must be one.

    A store without tables does not count: its first ``submit`` was interrupted, or it is a server's database before
    the first ``submit`` (the server itself reports a misspelt name).
    """
    from panjin_kpi import schemas

    if project.store or project.has_store:
        from panjin_kpi.intake.storage.store import Store

        try:
            return partial(Store.of(project).in_force, counting=True)
        except NoStore as none:
            if project.store and not project.is_on_server:
                raise NoStore(f"{none}，此前 template 和 check 不要加 --store") from none
    where = "这个数据库" if project.is_on_server else f"{project.data} "
    typer.echo(f"说明：{where}里还没有库，没有与以前各期核对", err=True)
    return schemas.empty


def existing(files: list[Path]) -> list[Path]:
    """The files; a missing one and a folder are usage errors."""
    if folders := [str(file) for file in files if file.is_dir()]:
        raise typer.BadParameter(f"{'、'.join(folders)} 是文件夹，请指明其中的文件", param_hint="FILE")
    if missing := [str(file) for file in files if not file.is_file()]:
        raise typer.BadParameter(f"找不到文件：{'、'.join(missing)}", param_hint="FILE")
    return files


def written_option(name: str, value: object) -> str:
    """An option to type after a command: a value with spaces in quotes."""
    return f' {name} "{value}"' if " " in str(value) else f" {name} {value}"


def folder(data: Path) -> Path:
    """The folder; a missing one is a usage error."""
    if not data.is_dir():
        raise typer.BadParameter(f"没有这个文件夹：{data}", param_hint="--data")
    return data


def month(period: str) -> str:
    """A month in half width; any other text is a usage error."""
    from panjin_kpi.reference.calendar import written_period

    try:
        return written_period(period)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def past_day(text: str) -> date:
    """A day up to today in Beijing; any other text or a future day is a usage error."""
    from panjin_kpi.reference import calendar

    try:
        return calendar.past_day(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
