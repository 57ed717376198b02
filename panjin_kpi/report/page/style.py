"""The look of charts and status levels: one palette, one font, the same SVG for the same figures."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from html import unescape
from io import StringIO
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from panjin_kpi.reference.settings.assessment import Status
from panjin_kpi.report.page.font import NAME, font_face, font_path
from panjin_kpi.report.page.fragment import HtmlFragment

if TYPE_CHECKING:
    from matplotlib.figure import Figure

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
        for number in (
            set(plt.get_fignums()) - before
        ):  # tick labels are made when a figure is drawn, later in a notebook
            plt.figure(number).draw_without_rendering()


def chart_fragment(figure: "Figure", alternative: str, caption: str) -> HtmlFragment:
    """A chart for a page: an SVG with its glyphs, a text ``alternative`` to seeing it, and a caption."""
    target = StringIO()
    figure.savefig(target, format="svg", metadata=dict.fromkeys(("Creator", "Date", "Format", "Type")))
    # several charts stand on one page: each has names of its own
    name = "c" + sha256((alternative + caption).encode()).hexdigest()[:8]
    svg = _minimised(target.getvalue(), name)
    text = unescape("".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg)))
    look = f"<style>{font_face(text, name)}#{name} text{{font-family:'{name}','{NAME}',sans-serif}}</style>"
    svg = svg.replace("<svg ", f'<svg id="{name}" aria-hidden="true" focusable="false" ', 1).replace(">", ">" + look, 1)
    head = f'<figure class="chart" role="img" aria-label="{escape(alternative)}" tabindex="0">'
    return HtmlFragment(Markup(f"{head}{svg}<figcaption>{escape(caption)}</figcaption></figure>"))


def _minimised(svg: str, name: str) -> str:
    """Drop what a page does not need from matplotlib's SVG, and put a prefix before the ids that are referred to."""
    svg = svg[svg.index("<svg") :].replace("\n", " ")
    svg = re.sub(r' transform="rotate\(-0 [^"]*"|<!--.*?-->', "", svg)
    svg = re.sub(r"(\d\.\d\d)\d+", r"\1", svg).replace(f"font-family: '{NAME}'; ", "")
    used = set(re.findall(r'(?:href="#|url\(#)([^")]+)', svg))
    svg = re.sub(r' id="([^"]*)"', lambda found: f' id="{name}{found[1]}"' if found[1] in used else "", svg)
    return re.sub(r'(href="#|url\(#)', rf"\g<1>{name}", svg)


def status_badge(level: Status, word: str) -> Markup:
    """A status level as a word on its colour; the style is inline, so that it also shows in JupyterLab."""
    colours = STATUS_COLOURS[level]
    style = (
        f"background:{colours.background};color:{colours.text};border:1px solid {colours.text};"
        "border-radius:3px;padding:0 .4em;white-space:nowrap"
    )
    return Markup(f'<span class="light {level}" style="{style}">{escape(word)}</span>')
