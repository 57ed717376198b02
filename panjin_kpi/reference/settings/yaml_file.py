"""Settings files as plain data: bounded size and depth, no duplicate keys, syntax errors in Chinese."""

import re
from dataclasses import dataclass
from typing import Any

import yaml

from panjin_kpi.schemas import LOADER

LARGEST = 200_000  # bytes; the plan's longest file has 25,000
DEEPEST = 30  # levels; the plan's files have 8
WRITTEN_OUT = 200_000  # characters, with every alias expanded; the plan's files have 35,000
NODE = 10  # characters added for each value
NUMBER = re.compile(r"[0-9a-fA-FxXob_:.+-]{50,}")  # integer or base 60: too long for Python to print


class NotYaml(ValueError):
    """A file is not valid YAML for settings; the message is Chinese, with position and remedy."""


def read_yaml(content: bytes) -> Any:
    """A file's content, in the types of YAML.

    The file is scanned event by event before anything is built: deep nesting would overflow the C stack, and a few
    lines of nested aliases can expand beyond any memory.

    Raises
    ------
    NotYaml
        It is too large or too deep, not UTF-8, not YAML, or has a duplicate key, a tag, or more than one document.
    """
    if len(content) > LARGEST:
        raise NotYaml(f"文件有{len(content)}字节，超过{LARGEST}字节，不像是配置。请换回原来的文件")
    try:
        text = content.decode("utf-8-sig")
        _refuse_unsafe(text)
        return yaml.load(text, Loader=LOADER)  # noqa: S506 - a safe one
    except UnicodeDecodeError as error:
        raise NotYaml("不是 UTF-8 编码。请用 UTF-8 另存") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{_position(mark)}附近：" if mark else ""
        raise NotYaml(
            f"{where}YAML 写法不对。请检查这里的缩进、括号、引号，冒号和逗号是否半角、后面有没有空格"
        ) from error
    except NotYaml:
        raise
    except ValueError as error:  # an invalid day such as 2021-02-30
        raise NotYaml("有不存在的日期，例如2月30日。请改正") from error


@dataclass
class _Open:
    """A mapping or sequence whose end has not been read yet."""

    anchor: str | None
    keys: set[str] | None
    size: int = NODE
    at_key: bool = True


def _refuse_unsafe(text: str) -> None:
    """Raise ``NotYaml`` for a file that is not safe to build."""
    documents, sizes = 0, dict[str, int]()
    around = [_Open(None, None)]
    for event in yaml.parse(text, Loader=LOADER):
        here = event.start_mark
        documents += isinstance(event, yaml.DocumentStartEvent)
        if documents > 1:
            raise NotYaml(f"{_position(here)}：一个文件里只能有一份配置。请删去“---”和它后面的内容")
        if tag := getattr(event, "tag", None):
            raise NotYaml(f"{_position(here)}：不能用类型标签“{tag}”。请删去标签，直接写值")
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            _expect_no_key(around[-1], here)
            sizes.pop(event.anchor or "", None)  # it cannot contain itself
            around.append(_Open(event.anchor, set() if isinstance(event, yaml.MappingStartEvent) else None))
            if len(around) > DEEPEST:
                raise NotYaml(f"{_position(here)}：嵌套超过{DEEPEST}层。请检查括号和缩进")
            continue
        if isinstance(event, yaml.ScalarEvent):
            if event.implicit[0] and NUMBER.fullmatch(event.value):
                raise NotYaml(f"{_position(here)}：数的位数太多。请改正")
            _note_key(around[-1], event.value, here)
            anchor, size = event.anchor, len(event.value) + NODE
        elif isinstance(event, yaml.AliasEvent):
            _expect_no_key(around[-1], here)
            if event.anchor not in sizes:
                raise NotYaml(f"{_position(here)}：“*{event.anchor}”前面没有完整的“&{event.anchor}”。请改正")
            anchor, size = None, sizes[event.anchor]
        elif isinstance(event, yaml.CollectionEndEvent):
            ended = around.pop()
            anchor, size = ended.anchor, ended.size
        else:
            continue
        if anchor:
            sizes[anchor] = size
        around[-1].size += size
        around[-1].at_key = not around[-1].at_key
        if around[-1].size > WRITTEN_OUT:
            raise NotYaml(f"{_position(here)}：内容太多（用“*”引用的按展开后算），不像是配置。请换回原来的文件")


def _note_key(within: _Open, key: str, here: Any) -> None:
    if within.keys is not None and within.at_key:
        if key in within.keys:
            raise NotYaml(f"{_position(here)}：“{key[:60]}”写了两次，只能写一次。请删去多余的一处")
        within.keys.add(key)


def _expect_no_key(within: _Open, here: Any) -> None:
    if within.keys is not None and within.at_key:
        raise NotYaml(f"{_position(here)}：冒号前只能是一个词。请改正")


def _position(mark: Any) -> str:
    return f"第{mark.line + 1}行第{mark.column + 1}列"
