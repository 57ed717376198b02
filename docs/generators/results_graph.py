"""The graph of results, drawn from the code: ``make docs`` writes ``docs/results_graph.md`` and its drawings."""

import sys
from collections.abc import Iterator
from html import escape

from panjin_kpi import schemas
from panjin_kpi.analysis.registry import GIVEN, Node, nodes
from panjin_kpi.project import ROOT

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
DRAWINGS = ROOT / "docs" / "images" / "results_graph"
WIDE, HIGH, ACROSS, DOWN = 150, 26, 210, 34  # pixels: a box, and from one box to the next
LOOK = """<style>text{font:13px sans-serif;fill:#1f2933;text-anchor:middle}rect{stroke:#52606d;fill:#fff}
.given{fill:#fdf5d6}.result{fill:#d4e6f4}.other{stroke-dasharray:3}path{fill:none;stroke:#9aa5b1}</style>"""


def results_graph() -> str:
    """The page in Markdown: for each folder of the analysis a drawing, and each result with its function.

    >>> "![进度](images/results_graph/progress.svg)" in results_graph()
    True
    """
    about = "本页和图由代码生成（`make docs`），请勿手改。图从左到右：黄底是提交表，蓝底是结果表，虚线框是中间量。"
    at = "images/results_graph/"
    lines = ["# 结果从哪里来", "", about]
    for room, title in ROOMS.items():
        lines += ["", f"## {title}（`analysis/{room}`）", "", f"[![{title}]({at}{room}.svg)]({at}{room}.svg)"]
        lines += ["", "| 结果 | 由什么算出 | 函数 |", "|---|---|---|"]
        shown = sorted((node for node in _own(room) if node.position), key=lambda node: node.position)
        for node in shown:
            function, needs = f"{node.function.__module__}.{node.function.__name__}", map(_label, sorted(_needs(node)))
            lines += [f"| `{node.file}` | {'、'.join(needs)} | `{function}` |"]
    return "\n".join(lines) + "\n"


def drawing(room: str) -> str:
    """The graph of a folder as SVG: what a node needs stands left of it, near what needs it."""
    arrows = sorted({(need, node.name) for node in _own(room) for need in _needs(node)})
    columns: list[list[str]] = []
    left = {name for arrow in arrows for name in arrow} or {node.name for node in _own(room)}
    while left:  # a column takes what needs nothing that is left
        columns.append(sorted(left - {node for need, node in arrows if need in left}))
        left -= {*columns[-1]}
    tall = max(map(len, columns))
    at: dict[str, tuple[int, float]] = {}
    for number, column in enumerate(columns):
        before = {name: [at[need][1] for need, node in arrows if node == name] or [0.0] for name in column}
        column.sort(key=lambda name: sum(before[name]) / len(before[name]))
        at |= {name: (number * ACROSS, (row + 0.5) * tall / len(column) * DOWN) for row, name in enumerate(column)}
    size = f"{len(columns) * ACROSS - ACROSS + WIDE + 2} {tall * DOWN + 2}"
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-1 -1 {size}">', LOOK]
    for (x, y), (to, end) in ((at[need], at[node]) for need, node in arrows):
        parts += [f'<path d="M{x + WIDE} {y:.0f}C{x + WIDE + 60} {y:.0f} {to - 60} {end:.0f} {to} {end:.0f}"/>']
    for name, (x, y) in at.items():
        box = f'<rect class="{_kind(name)}" x="{x}" y="{y - HIGH / 2:.0f}" width="{WIDE}" height="{HIGH}" rx="4"/>'
        parts += [box, f'<text x="{x + WIDE // 2}" y="{y + 4:.0f}">{escape(_label(name))}</text>']
    return "\n".join([*parts, "</svg>"]) + "\n"


def _own(room: str) -> list[Node]:
    def of(node: Node) -> str:
        return "results" if node.name == "reconciliation" else node.function.__module__.split(".")[2]

    return [node for node in nodes().values() if of(node) == room and node.name not in GIVEN]


def _needs(node: Node) -> Iterator[str]:
    return (need for need in node.needs.values() if need not in GIVEN)


def _kind(name: str) -> str:
    if name in schemas.SUBMITTED:
        return "given"
    return "result" if nodes()[name].position else "other"


def _label(name: str) -> str:
    return name if _kind(name) == "other" else str(schemas.schema(name).title)


if __name__ == "__main__":
    DRAWINGS.mkdir(exist_ok=True)
    for each in ROOMS:
        (DRAWINGS / f"{each}.svg").write_text(drawing(each), encoding="utf-8")
    sys.stdout.write(results_graph())
