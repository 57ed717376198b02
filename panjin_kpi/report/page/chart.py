"""A chart that displays itself on a page and in JupyterLab, with its figure, its data and its finding."""

import re
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from html import unescape
from io import StringIO
from pathlib import Path
from textwrap import fill
from typing import Any

import matplotlib as mpl
import pandas as pd
from markupsafe import Markup, escape
from matplotlib.figure import Figure

from panjin_kpi.errors import WrongParameters, saving
from panjin_kpi.report.page.font import NAME, font_face
from panjin_kpi.report.page.fragment import plain_text
from panjin_kpi.report.page.result_table import Table
from panjin_kpi.report.page.style import LOOK, MUTED, apply_theme

DOTS_PER_INCH = 200
LETTERS_A_LINE = 64


@dataclass(frozen=True, eq=False, repr=False)
class Chart:
    """A chart; without a figure, the one sentence that says why there is none.

    Parameters
    ----------
    figure : matplotlib.figure.Figure or None
        May be altered: it is drawn each time that the chart is shown.
    title : str
        What the chart shows, as a sentence made from its data.
    caption : str
        What is drawn, with unit and period, and how to read it.
    alt : str
        The chart in words, for readers who cannot see it.
    table : Table or None
        What is drawn, as it unfolds beside the chart.
    """

    figure: Figure | None
    title: str
    caption: str = ""
    alt: str = ""
    table: Table | None = None

    @property
    def data(self) -> pd.DataFrame:
        """What is drawn, under the names of the schema."""
        return self.table.data if self.table else pd.DataFrame()

    @property
    def html(self) -> Markup:
        """The chart as HTML."""
        return self._page(self._svg().replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1))

    def save(self, path: str | Path) -> None:
        """Write it with title and caption as ``.svg`` or ``.png``, or its data as ``.csv``."""
        kind = Path(path).suffix
        if kind == ".csv" and self.table:
            self.table.save(path)
        elif kind not in (".svg", ".png") or not self.figure:
            raise WrongParameters(
                f"图只能存成 .svg、.png 或 .csv 文件：{path}" if self.figure else f"没有图可存：{self.title}"
            )
        else:
            with saving(path), mpl.rc_context():
                apply_theme()
                self._write(self.figure, Path(path))

    def _write(self, figure: Figure, path: Path) -> None:
        inch = 1 / figure.get_figheight()
        words = [
            figure.text(0, 1 + 0.1 * inch, self.title, fontsize=13),
            figure.text(0, -0.05 * inch, fill(self.caption, LETTERS_A_LINE), fontsize=9, color=MUTED, va="top"),
        ]
        try:
            if path.suffix == ".svg":
                path.write_text(self._svg(bbox_inches="tight"), encoding="utf-8")
            else:
                figure.savefig(path, bbox_inches="tight", dpi=DOTS_PER_INCH)
        finally:
            for word in words:
                word.remove()

    def _svg(self, **options: Any) -> str:
        """The figure as SVG with its own glyphs; the same data give the same bytes."""
        if not self.figure:
            return ""
        target = StringIO()
        with mpl.rc_context(LOOK):  # the whole theme would take a quarter of the drawing time
            self.figure.savefig(
                target, format="svg", metadata=dict.fromkeys(("Creator", "Date", "Format", "Type")), **options
            )
        # ids must be unique among the charts of a page
        name = "c" + sha256((self.alt + self.caption).encode()).hexdigest()[:8]
        svg = _minimised(target.getvalue(), name)
        text = unescape("".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg)))
        look = f"<style>{font_face(text, name)}#{name} text{{font-family:'{name}','{NAME}',sans-serif}}</style>"
        return svg.replace("<svg ", f'<svg id="{name}" ', 1).replace(">", ">" + look, 1)

    def _page(self, svg: str) -> Markup:
        if not self.figure:
            return Markup("<p>{}</p>").format(self.title) if self.title else Markup("")
        head = Markup('<p class="finding">{}</p>').format(self.title) if self.title else Markup("")
        words = Markup("<figcaption>{}<p>{}</p></figcaption>").format(head, self.caption)
        seen = f'<div class="drawing" role="img" aria-label="{escape(self.alt)}" tabindex="0">{svg}</div>'
        return Markup(f'<figure class="chart">{words}{seen}{self._unfolding()}</figure>')

    def _unfolding(self) -> Markup:
        """A link to the data as a file, embedded in the page, and the data in a folded table below the chart."""
        if not self.table:
            return Markup("")
        link = Markup('<a download="{}.csv" href="data:text/csv;base64,{}">下载这些数据（CSV 文件，用 Excel 打开）</a>')
        file = link.format(self.table.name, b64encode(self.table.csv).decode())
        unfolding = Markup('<p class="screen file">{}</p><details class="data"><summary>数据</summary>{}</details>')
        return unfolding.format(file, self.table.html)

    def _repr_html_(self) -> str:
        return str(self.html)

    def __repr__(self) -> str:
        return plain_text(self._page(""))


def _minimised(svg: str, name: str) -> str:
    """Drop what a page does not need from matplotlib's SVG, and put a prefix before the ids that are referred to."""
    svg = svg[svg.index("<svg") :].replace("\n", " ")
    svg = re.sub(r' transform="rotate\(-0 [^"]*"|<!--.*?-->', "", svg)
    # in tags only: what stands between them is read, and would be cut off instead of rounded
    svg = re.sub(r"<[^>]*>", lambda tag: re.sub(r"(\d\.\d\d)\d+", r"\1", tag[0]), svg)
    svg = svg.replace(f"font-family: '{NAME}'; ", "")
    # by number: matplotlib's own name changes with the last digit of a figure, which a CSV file does not have
    referred = re.findall(r'(?:href="#|url\(#)([^")]+)', svg)
    used = {each: f"{name}_{number}" for number, each in enumerate(dict.fromkeys(referred))}
    svg = re.sub(r' id="([^"]*)"', lambda found: f' id="{used[found[1]]}"' if found[1] in used else "", svg)
    return re.sub(r'(href="#|url\(#)([^")]+)', lambda found: found[1] + used[found[2]], svg)
