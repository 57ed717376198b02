"""What the commands share: the application, its options, and how they are understood."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from panjin_kpi.project import ROOT, Project

if TYPE_CHECKING:
    from panjin_kpi.intake.checks.check import Known

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
    typer.Argument(help="CSV files or workbooks.", metavar="FILE...", callback=lambda files: existing(files)),
]
OneFile = Annotated[Path, typer.Argument(help="The backup.", metavar="FILE", show_default=False)]
Table = Annotated[str, typer.Option(help="Table the files hold; by default the file's own name.")]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="YYYY-MM-DD")]
HOME = ROOT / "data"


def known_rows(project: Project) -> "Known":
    """Rows in force of a table; looking does not make a store."""
    from panjin_kpi import schemas

    if not project.has_store:
        return schemas.empty
    from panjin_kpi.intake.storage.store import Store

    return Store(project.store_url).in_force


def existing(files: list[Path]) -> list[Path]:
    """Files that are there; a missing one is wrong usage."""
    if missing := [str(file) for file in files if not file.is_file()]:
        raise typer.BadParameter(f"找不到文件：{'、'.join(missing)}", param_hint="FILE")
    return files


def folder(data: Path) -> Path:
    """A folder that is there; a missing one is wrong usage."""
    if not data.is_dir():
        raise typer.BadParameter(f"没有这个文件夹：{data}", param_hint="--data")
    return data


def as_day(moment: datetime | None) -> date | None:
    """The day of an option that may be left out."""
    return moment.date() if moment else None
