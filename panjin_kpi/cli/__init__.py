"""The ``panjin-kpi`` command; each subcommand imports only what it needs."""

import os
import sys
from typing import NoReturn

import typer

from panjin_kpi.cli import init, reports, storage, submissions  # each adds its commands
from panjin_kpi.cli.file_list import message_of
from panjin_kpi.cli.options import app
from panjin_kpi.terminal import written_out

__all__ = ["app", "init", "main", "reports", "storage", "submissions"]


def main() -> NoReturn:
    """Run the command; expected errors end it with a Chinese message, without a traceback."""
    try:
        try:
            app()
        finally:
            sys.stdout.flush()  # at exit it would be too late for a message
    except Exception as fault:
        if not (message := message_of(fault)):
            raise
        if isinstance(fault, BrokenPipeError):
            message = "接收输出的程序已经结束，没有全部显示"
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # discard what is still buffered
    typer.echo(written_out(f"错误：{message}"), err=True)
    sys.exit(1)
