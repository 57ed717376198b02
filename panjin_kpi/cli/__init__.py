"""The ``panjin-kpi`` command; each of its commands imports what it needs, so that the others start without it."""

import sys
from typing import NoReturn

import typer

from panjin_kpi.cli import init, reports, storage, submissions  # each adds its commands
from panjin_kpi.cli.file_list import message_of
from panjin_kpi.cli.options import app
from panjin_kpi.terminal import written_out

__all__ = ["app", "init", "main", "reports", "storage", "submissions"]


def main() -> NoReturn:
    """Run the command; what is wrong with the data is told in Chinese, without a traceback."""
    try:
        app()
    except Exception as fault:
        if not (message := message_of(fault)):
            raise
    typer.echo(written_out(f"错误：{message}"), err=True)
    sys.exit(1)
