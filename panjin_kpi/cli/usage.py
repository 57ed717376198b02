"""Usage errors in Chinese: the option parser has no translations."""

import re
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

from panjin_kpi.interrupts import was_interrupted
from panjin_kpi.terminal import written_out

SENTENCES = (  # pattern of the parser's message and its translation; the first match counts
    (r"Missing (?:option|argument) '(.+?)'.*", r"缺少 \1"),
    (r"No such option: (.+) \(Possible options: (.+)\)", r"没有 \1 这个选项，是不是 \2"),
    (r"No such option: (.+)", r"没有 \1 这个选项"),
    (r"No such command '(.+)'\. Did you mean (.+)\?", r"没有 \1 这个命令，是不是 \2"),
    (r"No such command '(.+)'\.", r"没有 \1 这个命令"),
    (r"Got unexpected extra argument.*? \((.+)\)", r"多出了 \1"),
    (r"Option '(.+)' requires an argument\.", r"\1 后面要写上值"),
    (r"Option '(.+)' does not take a value\.", r"\1 后面不写值"),
    (r"Invalid value for (.+?): .*as an integer.*", r"\1 要写整数"),
    (r"Invalid value for (.+?): Input should be greater than or equal to (.+)", r"\1 不能小于 \2"),
    (r"Invalid value for (.+?): Input should be less than or equal to (.+)", r"\1 不能大于 \2"),
    (r"Invalid value for (.+?): .*?'(.*)' is not one of (.+)\.", r"\1 不能是“\2”，可选的有：\3"),
    (r"Invalid value(?: for (.+?))?: (.*[\u4e00-\u9fff].*)", r"\1 \2"),  # ours
)

INTERRUPTED = 130  # what the parser makes of Ctrl-C

Function = TypeVar("Function", bound=Callable[..., Any])


class App(typer.Typer):
    """The application; its commands reject a repeated option instead of keeping only the last value."""

    def command(self, *words: Any, **settings: Any) -> Callable[[Function], Function]:
        """Register a command as :meth:`typer.Typer.command` does."""
        return super().command(*words, cls=Command, **settings)


class Command(TyperCommand):
    """A command; repeating an option that may be given once is a usage error."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the words of the command line."""
        _, _, order = self.make_parser(ctx).parse_args(list(args))
        for option, times in Counter(order).items():
            if times > 1 and not option.multiple:
                raise typer.BadParameter(f"{option.opts[0]} 只能写一次；要做几次，请分几次运行", ctx=ctx)
        return list(super().parse_args(ctx, args))


class Commands(TyperGroup):
    """The commands; a usage error is one Chinese sentence on standard error, exit code 2."""

    def main(self, *args: Any, **settings: Any) -> Any:
        """Run a command as :class:`typer.core.TyperGroup` does."""
        standalone = settings.get("standalone_mode", True)
        try:
            code = super().main(*args, **settings | {"standalone_mode": False})
        except TyperException as error:
            if error.format_message():  # empty when the help has been shown
                typer.echo(f"错误：{sentence(error)}", err=True)
            code = error.exit_code
        except Exception:
            if not was_interrupted():
                raise
            code = INTERRUPTED
        if code == INTERRUPTED:
            typer.echo("错误：运行被中断，没有做完。请重新运行", err=True)
            code = 1
        return sys.exit(code) if standalone else code


def sentence(error: TyperException) -> str:
    """A usage error in Chinese, with a pointer to the help.

    >>> sentence(TyperException("No such option: --perod (Possible options: --period)"))
    '没有 --perod 这个选项，是不是 --period。用法见 panjin-kpi --help'
    """
    text = error.format_message()
    found = ((re.fullmatch(form, text, re.DOTALL), words) for form, words in SENTENCES)
    message = next((match.expand(words) for match, words in found if match), "命令的写法不对")
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "panjin-kpi"
    stated = written_out(message.replace(chr(39), "")).strip().rstrip("。")
    return f"{stated}{'' if stated.endswith('？') else '。'}用法见 {command} --help"
