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

from panjin_kpi.report.page.font import font_face

TEMPLATES = Path(__file__).parent / "template"


@dataclass(frozen=True)
class PageFacts:
    """What a page shows around its notebook: ``index`` and ``notebook`` are relative addresses, ``note`` is the footer.

    A public page has no notebook and shows no code; a fictitious one has a banner; ``key`` is the hash of all it was
    made from.
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
    """A complete HTML page from an executed notebook; a markdown cell that starts with ``##`` begins a section."""
    body, _ = _exporter().from_notebook_node(
        _without_folders(notebook), resources={"page": asdict(facts), "css": css()}
    )
    return with_font(str(body))


def _without_folders(notebook: NotebookNode) -> NotebookNode:
    """A copy without this machine's results folder, which would make two runs' pages differ."""
    copied = deepcopy(notebook)
    for cell in copied.cells:
        if {"parameters", "injected-parameters"} & set(cell.metadata.get("tags", [])):
            lines = cell.source.splitlines(keepends=True)
            cell.source = "".join(line for line in lines if not line.startswith("results = "))
    return copied


def with_font(html: str) -> str:
    """A page styled by :func:`css`, with the glyphs of its text and charts, for machines without a Chinese font.

    The glyphs that each chart carries to be shown on its own are left out: one set for the page is smaller.
    """
    html = re.sub(r"@font-face\{[^}]*\}(#(\w+) text\{font-family:)'\2'", r"\1'page'", html)
    text = re.sub(r"<style.*?</style>|<[^>]*>", "", html, flags=re.DOTALL)
    return html.replace("<style>", f"<style>{font_face(unescape(text), 'page')}", 1)


@cache
def css() -> str:
    """The style sheet of every page."""
    return (TEMPLATES / "style.css").read_text(encoding="utf-8")


@cache
def environment() -> Environment:
    """Templates of the pages that are not notebooks; every value is escaped."""
    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
