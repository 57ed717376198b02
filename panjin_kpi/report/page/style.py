"""The look of charts and status levels: one palette, one font."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from panjin_kpi.reference.plan import Plan
from panjin_kpi.reference.settings.assessment import Status
from panjin_kpi.report.page.font import NAME, register

INK = "#1f2933"
MUTED = "#52606d"
WIDTH = 8.6  # inches of a chart
SMALLEST = 9  # points: 11 px where a chart scrolls within a narrow window (style.css)


@dataclass(frozen=True)
class Colours:
    """Colours of one status level: its bar, text on the bar, and background and text of its label."""

    bar: str
    on_bar: str
    background: str
    text: str


# Blue is reached, yellow to brown is behind: distinguishable with red-green colour blindness, too.
STATUS_COLOURS: dict[Status, Colours] = {
    "done": Colours("#1b5e8c", "#ffffff", "#d4e6f4", "#0b3c5d"),
    "missed": Colours("#b3501e", "#ffffff", "#fbe0d0", "#7a2e0b"),
    "on_pace": Colours("#7fb8de", INK, "#e8f3fa", "#1d4d6e"),
    "not_due": Colours("#d3dbe3", INK, "#f1f4f7", "#42566b"),
    "slightly_behind": Colours("#f3d774", INK, "#fdf5d6", "#5c4600"),
    "behind": Colours("#e39a3b", INK, "#fde9cd", "#6b3a00"),
    "far_behind": Colours("#9c3d12", "#ffffff", "#f7d5c3", "#6e250a"),
    "unreported": Colours("#66727f", "#ffffff", "#e4e8ed", "#323f4b"),
    "not_allocated": Colours("#eef1f4", INK, "#ffffff", "#52606d"),
}
ACCENT = STATUS_COLOURS["done"].bar

LOOK: dict[Any, Any] = {  # of matplotlib
    "font.family": NAME,
    "axes.unicode_minus": False,
    **dict.fromkeys(("xtick.labelsize", "ytick.labelsize", "legend.fontsize"), SMALLEST),
    "svg.fonttype": "none",
    "svg.hashsalt": "panjin_kpi",
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}


def apply_theme() -> None:
    """Set the charts' look; the font comes after seaborn's theme, which would reset it."""
    import matplotlib as mpl  # takes two seconds; pages without charts and the commands do not need it
    import seaborn as sns

    register()
    sns.set_theme(style="whitegrid", context="paper")
    mpl.rcParams.update(LOOK)


def legend_above(axes: Any) -> None:
    """A legend in one line above an axes."""
    entries = len(axes.get_legend_handles_labels()[0])
    axes.legend(ncols=entries, loc="lower center", bbox_to_anchor=(0.5, 1.0), frameon=False)


@contextmanager
def theme() -> Iterator[None]:
    """The look of the pages, Chinese included, for charts that are drawn in the block; no setting stays changed.

    >>> with theme():
    ...     figure, axes = plt.subplots()  # doctest: +SKIP
    ...     axes.set_title("新增高新技术企业")  # doctest: +SKIP
    """
    import matplotlib as mpl
    import matplotlib.pyplot as plt

    before = set(plt.get_fignums())
    with mpl.rc_context():
        apply_theme()
        yield
        made = set(plt.get_fignums()) - before
        for number in made:  # a notebook draws them after the block, tick labels included
            plt.figure(number).draw_without_rendering()


def status_word(level: Status, plan: Plan) -> Markup:
    """A status level as a word on its colour; the style is inline, so that it also shows in JupyterLab."""
    colours, word = STATUS_COLOURS[level], plan.assessment.lights.words.value[level]
    style = (
        f"background:{colours.background};color:{colours.text};border:1px solid {colours.text};"
        "border-radius:3px;padding:0 .4em;white-space:nowrap"
    )
    return Markup(f'<span class="light {level}" style="{style}">{escape(word)}</span>')
