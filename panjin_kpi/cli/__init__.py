"""The ``panjin-kpi`` command; each of its commands imports what it needs, so that the others start without it."""

import sys
from typing import NoReturn

import typer

from panjin_kpi.cli import reports, storage, submissions  # each adds its commands
from panjin_kpi.cli.options import app
from panjin_kpi.errors import PanjinError, os_error_message

__all__ = ["app", "main", "reports", "storage", "submissions"]


def main() -> NoReturn:
    """Run the command; what is wrong with the data is told in Chinese, without a traceback."""
    try:
        app()
    except PanjinError as fault:
        message = str(fault)
    except OSError as fault:
        message = os_error_message(fault)
    except Exception as fault:
        if not (module := sys.modules.get("sqlalchemy")) or not isinstance(fault, module.exc.SQLAlchemyError):
            raise
        message = f"数据库无法使用：{str(fault).splitlines()[0]}。请检查 --store 和网络"
    typer.echo(f"错误：{message}", err=True)
    sys.exit(1)
