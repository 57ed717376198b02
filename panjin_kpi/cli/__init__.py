"""The ``panjin-kpi`` command."""

import sys
from typing import NoReturn

import typer
from sqlalchemy.exc import SQLAlchemyError

from panjin_kpi.batch.faults import Busy, NoRun, NoWorkers, in_chinese
from panjin_kpi.cli import keeping, reports, submissions  # each adds its commands
from panjin_kpi.cli.options import app
from panjin_kpi.intake.database import StoreFault
from panjin_kpi.intake.snapshot import SnapshotFault
from panjin_kpi.intake.workbook import NameTaken
from panjin_kpi.reference.faults import ReferenceFault
from panjin_kpi.sample.files import RealRows

__all__ = ["app", "keeping", "main", "reports", "submissions"]


def main() -> NoReturn:
    """Run the command; what is wrong with the data is told in Chinese, without a traceback."""
    try:
        app()
    except (ReferenceFault, SnapshotFault, StoreFault, RealRows, NameTaken, NoRun, Busy, NoWorkers) as fault:
        message = str(fault)
    except SQLAlchemyError as fault:
        message = f"数据库无法使用：{str(fault).splitlines()[0]}。请检查 --store 和网络"
    except OSError as fault:
        message = in_chinese(fault)
    typer.echo(f"错误：{message}", err=True)
    sys.exit(1)
