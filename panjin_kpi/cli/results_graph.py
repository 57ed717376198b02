"""The graph of results, made from the code: ``make docs`` writes ``docs/results_graph.md``."""

import sys

from panjin_kpi import schemas
from panjin_kpi.analysis.registry import GIVEN, nodes

ROOMS = {
    "progress": "进度",
    "forecast": "预测",
    "bulletin": "通报",
    "registers": "台账",
    "assessment": "考核",
    "robustness": "名次是否稳固",
    "gradient": "梯度",
    "eligibility": "资格",
    "incubation": "孵化",
    "results": "参考数据",
}


def results_graph() -> str:
    """The graph as a Markdown page with Mermaid drawings, one for each folder of the analysis.

    >>> "progress[(指标月报)] --> year_grid(year_grid)" in results_graph()
    True
    """
    about = "本页由代码生成（`make docs`），请勿手改。圆柱是提交表，圆角是中间量，方框是结果表。"
    lines = ["# 结果从哪里来", "", about]
    rooms = {name: node.function.__module__.split(".")[2] for name, node in nodes().items()} | {
        "reconciliation": "results"
    }
    for room, title in ROOMS.items():
        own = [node for name, node in nodes().items() if rooms[name] == room]
        lines += ["", f"## {title}（`analysis/{room}`）", "", "```mermaid", "flowchart LR"]
        lines += sorted(
            {
                f"  {_drawn(need)} --> {_drawn(node.name)}"
                for node in own
                for need in node.needs.values()
                if need not in GIVEN
            }
        )
        lines += ["```", "", "| 结果 | 函数 |", "|---|---|"]
        shown = sorted((node for node in own if node.position), key=lambda node: node.position)
        lines += [f"| `{node.file}` | `{node.function.__module__}.{node.function.__name__}` |" for node in shown]
    return "\n".join(lines) + "\n"


def _drawn(name: str) -> str:
    if name in schemas.SUBMITTED:
        return f"{name}[({schemas.schema(name).title})]"
    return f"{name}[{schemas.schema(name).title}]" if nodes()[name].position else f"{name}({name})"


if __name__ == "__main__":
    sys.stdout.write(results_graph())
