"""The look of charts and status levels: one palette, one font."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from markupsafe import Markup, escape

from panjin_kpi.reference.settings.assessment import Status
from panjin_kpi.report.page.font import NAME, font_path

INK = "#1f2933"
MUTED = "#52606d"


@dataclass(frozen=True)
class Colours:
    """Colours of one status level: its bar, and the background and text of its word."""

    bar: str
    background: str
    text: str


STATUS_COLOURS: dict[Status, Colours] = {
    "done": Colours("#2a7f62", "#d5efe4", "#0c4a36"),
    "missed": Colours("#c0504d", "#f9d6d5", "#7c1313"),
    "on_pace": Colours("#79b791", "#e6f4e6", "#23502f"),
    "not_due": Colours("#a9bcd0", "#eaf1f7", "#334e68"),
    "slightly_behind": Colours("#e6c34a", "#fdf3cd", "#5c4600"),
    "behind": Colours("#e08e45", "#fde3cb", "#6f3300"),
    "far_behind": Colours("#b83a3a", "#f9d6d5", "#7c1313"),
    "unreported": Colours("#8593a3", "#e4e8ed", "#323f4b"),
    "not_allocated": Colours("#cbd2d9", "#ffffff", "#52606d"),
}


def apply_theme() -> None:
    """Set the charts' look; the font comes after seaborn's theme, which would reset it."""
    import matplotlib as mpl  # two seconds that pages of tables and the commands need not wait for
    import seaborn as sns
    from matplotlib import font_manager

    if not any(entry.fname == str(font_path()) for entry in font_manager.fontManager.ttflist):
        font_manager.fontManager.addfont(font_path())
    sns.set_theme(style="whitegrid", context="paper")
    mpl.rcParams.update(
        {
            "font.family": NAME,
            "axes.unicode_minus": False,
            "svg.fonttype": "none",
            "svg.hashsalt": "panjin_kpi",
            "text.color": INK,
            "axes.labelcolor": INK,
            "xtick.color": INK,
            "ytick.color": INK,
        }
    )


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
        for number in made:  # a notebook draws them later, and its tick labels only then
            plt.figure(number).draw_without_rendering()


def status_badge(level: Status, word: str) -> Markup:
    """A status level as a word on its colour; the style is inline, so that it also shows in JupyterLab."""
    colours = STATUS_COLOURS[level]
    style = (
        f"background:{colours.background};color:{colours.text};border:1px solid {colours.text};"
        "border-radius:3px;padding:0 .4em;white-space:nowrap"
    )
    return Markup(f'<span class="light {level}" style="{style}">{escape(word)}</span>')
