"""Words on charts, which take as much room as their text needs."""

from collections.abc import Sequence
from itertools import zip_longest
from textwrap import fill

import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from panjin_kpi.report.page.font import NAME
from panjin_kpi.report.page.style import SMALLEST, WIDTH, apply_theme

GAP = 10  # points between two columns of words
DISTRICT, INDICATOR = 12, 18  # letters of a name in a line
LINE = 0.19  # inches of a name's line


def in_lines(name: str, letters: int) -> str:
    """A name in as few lines as ``letters`` a line allow, all about equally long; no line ends with an opening bracket.

    >>> in_lines("盘锦辽滨沿海经济技术开发区", 9).split()
    ['盘锦辽滨沿海经', '济技术开发区']
    """
    lines = -(-len(name) // letters)
    return fill(name, -(-len(name) // lines)).replace("（\n", "\n（")


def row_height(names: Sequence[str], least: float) -> float:
    r"""Inches of a row that has room for each of the names, which may be in lines.

    >>> row_height(["盘山县"], 0.4), row_height(["盘锦\n辽滨\n沿海"], 0.4) > 0.5
    (0.4, True)
    """
    return max(least, LINE * (1 + max((name.count("\n") for name in names), default=0)))


def named_rows(names: Sequence[str], letters: int, least: float, around: float) -> tuple[Figure, Axes]:
    """A picture and its axes, with a row for each name, the first at the top; ``least`` and ``around`` are inches."""
    apply_theme()
    labels = [in_lines(name, letters) for name in names]
    high = row_height(labels, least) * len(names) + around
    picture = Figure(figsize=(WIDTH, high), layout="constrained")
    axes = picture.subplots()
    axes.set_yticks(range(len(names)), labels)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.tick_params(axis="y", labelsize=9.5)
    axes.grid(visible=False, axis="y")
    sns.despine(ax=axes, left=True)
    return picture, axes


def width(text: str) -> float:
    """How wide a text of the smallest size is drawn, in points; the theme must have been applied.

    >>> from panjin_kpi.report.page.style import apply_theme
    >>> apply_theme()
    >>> width("未完成")
    27.0
    """
    letters = FontProperties(family=NAME, size=SMALLEST)
    return float(text_to_path.get_text_width_height_descent(text, letters, ismath=False)[0])


def write_beside(axes: Axes, rows: Sequence[Sequence[str]]) -> None:
    """Write columns of words at the right of an axes, beside 0, 1, 2 … on its vertical axis; a row may be short.

    They are decorations of the axes: a constrained layout leaves them the room that they need. Words in an axes of
    their own would get a share of the picture, however long they are.
    """
    start = float(GAP)
    for column in zip_longest(*rows, fillvalue=""):
        for position, text in enumerate(column):
            axes.annotate(
                text,
                (1, position),
                (start, 0),
                xycoords=axes.get_yaxis_transform(),
                textcoords="offset points",
                va="center",
                fontsize=SMALLEST,
            )
        start += max(map(width, column)) + GAP
