"""From an executed notebook to a page that needs no network and no script."""

import re
from copy import deepcopy
from dataclasses import asdict, dataclass
from functools import cache
from html import unescape
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode

from panjin_kpi.report.page.font import face

TEMPLATES = Path(__file__).parent / "template"


@dataclass(frozen=True)
class PageFacts:
    """What a page says around its notebook.

    Parameters
    ----------
    title : str
        Title of the browser's window.
    index : str
        Relative address of the index page.
    notebook : str or None
        Relative address of the executed notebook; None for a public page, which shows no code either.
    fictitious : bool
        Whether a banner says that the data are made up.
    note : str
        Footer: where the figures come from.
    key : str
        Hash of all that the page was made from.
    """

    title: str
    index: str
    notebook: str | None
    fictitious: bool
    note: str
    key: str = ""


@cache
def _exporter() -> HTMLExporter:
    return HTMLExporter(
        template_name="page",
        extra_template_basedirs=[str(TEMPLATES)],
        exclude_anchor_links=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
    )


def page(notebook: NotebookNode, facts: PageFacts) -> str:
    """Render an executed notebook.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        The notebook with its outputs; a markdown cell that starts with ``##`` begins a section.
    facts : PageFacts
        Title, addresses, banner and footer.

    Returns
    -------
    str
        A complete HTML page.
    """
    body, _ = _exporter().from_notebook_node(
        _without_folders(notebook), resources={"page": asdict(facts), "css": css()}
    )
    return with_font(str(body))


def _without_folders(notebook: NotebookNode) -> NotebookNode:
    """A copy without this machine's results folder: it tells a reader nothing, and two runs' pages would differ."""
    copied = deepcopy(notebook)
    for cell in copied.cells:
        if "injected-parameters" in cell.metadata.get("tags", []):
            lines = cell.source.splitlines(keepends=True)
            cell.source = "".join(line for line in lines if not line.startswith("results = "))
    return copied


def with_font(html: str) -> str:
    """The page with the glyphs of its text and charts, for readers whose machine has no Chinese font.

    Parameters
    ----------
    html : str
        A page whose style sheet is :func:`css`. The glyphs that each chart carries, so that it can be shown anywhere,
        are left out: one set for the page is smaller.
    """
    html = re.sub(r"@font-face\{[^}]*\}(#(\w+) text\{font-family:)'\2'", r"\1'page'", html)
    text = re.sub(r"<style.*?</style>|<[^>]*>", "", html, flags=re.DOTALL)
    return html.replace("<style>", f"<style>{face(unescape(text), 'page')}", 1)


@cache
def css() -> str:
    """The style sheet of every page."""
    return (TEMPLATES / "style.css").read_text(encoding="utf-8")


@cache
def environment() -> Environment:
    """Templates of the pages that are not notebooks; every value is escaped."""
    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
