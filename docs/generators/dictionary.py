"""The data dictionary page, made from the schemas: ``make docs`` writes ``docs/data_dictionary.md``."""

import sys
from collections.abc import Iterator

from panjin_kpi import schemas
from panjin_kpi.analysis.registry import result_nodes

KINDS = {"str": "文字", "string": "文字", "int64": "整数", "Int64": "整数", "float64": "数"}
KINDS |= {"bool": "是/否", "boolean": "是/否", "datetime64": "日期"}
ROOMS = {
    "提交表（单位填报）": schemas.SUBMITTED,
    "结果表（`reports/<期间>/results/`）": [node.name for node in result_nodes().values()],
}
REFERENCE = "参考表（`data/reference/`）"


def data_dictionary() -> str:
    """All tables and columns as a Markdown page.

    >>> "| `value` | 本年累计 | 数 | 必填 |" in data_dictionary()
    True
    """
    named = {name for names in ROOMS.values() for name in names}
    rooms = {REFERENCE: tuple(name for name in schemas.names() if name not in named)} | ROOMS
    lines = ["# 数据字典", "", "本页由 `schemas/*.yaml` 生成（`make docs`），请勿手改。"]
    for room, names in rooms.items():
        lines += ["", f"## {room}"]
        for name in names:
            lines += ["", *_table(name)]
    return "\n".join(lines) + "\n"


def _table(name: str) -> Iterator[str]:
    schema = schemas.schema(name)
    yield from (f"### {schema.title}（`{name}`）", "", str(schema.description))
    if name in schemas.FILES:
        yield from ("", f"写入 `results/{schemas.FILES[name]}.csv`。")
    if keys := schemas.key(name):
        yield from ("", f"主键：{'、'.join(f'`{key}`' for key in keys)}。")
    yield from ("", "| 列 | 名称 | 类型 | 填写 | 说明 | 检查 |", "|---|---|---|---|---|---|")
    for column, spec in schema.columns.items():
        kind = KINDS[str(spec.dtype).partition("[")[0]]
        needed = "可缺" if not spec.required else "可空" if spec.nullable else "必填"
        checks = "；".join(check.error.partition("。")[0] for check in spec.checks if check.error)
        yield f"| `{column}` | {spec.title} | {kind} | {needed} | {spec.description} | {checks} |"


if __name__ == "__main__":
    sys.stdout.write(data_dictionary())
