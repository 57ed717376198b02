"""From an executed notebook to a page that needs no network and no script."""

import re
from copy import deepcopy
from dataclasses import asdict, dataclass, replace
from functools import cache
from html import unescape
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from traitlets.config import Config

from panjin_kpi.report.page.font import font_face
from panjin_kpi.report.page.heading import breakable, glossary

TEMPLATES = Path(__file__).parent / "template"
NUMERALS = (
    *"一二三四五六七八九十",
    *(f"十{unit}" for unit in "一二三四五六七八九"),
    "二十",
)  # a page has fewer sections
# an output is shown in the first of these forms; a widget would need a script from the network
SHOWN = ["text/html", "text/markdown", "image/svg+xml", "image/png", "image/jpeg", "text/latex", "text/plain"]
_NUMBER = re.compile(rf"(## )(?:{'|'.join(reversed(NUMERALS))})(?=、)")
# not the annexes of the plan, which a heading names by their titles
_ANNEX_NUMBER = re.compile("(## 附件)[0-9]+(?=　)(?!.*(?:重点工作任务分解表|中小微企业工作专班))")
_ANNEX = re.compile(
    r'(<div class="text section annex" [^>]*>)(<h2.*?</h2>)(.*?)(?=<div class="text section|<!--end-->)', re.DOTALL
)
_SENTENCE = re.compile(r"(<(?:li|p|dd)(?: [^>]*)?>)([^<]+)")
_DATE = re.compile(r"(?:\d{4}年)?\d{1,2}月\d{1,2}日|\d{4}年(?:\d{1,2}月)?")
_HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)


@dataclass(frozen=True)
class PageFacts:
    """What a page shows around its notebook: ``index``, ``months`` and ``notebook`` are relative addresses.

    ``title`` is for a notebook without a heading of its own, ``note`` the footer. A public page has no notebook and
    shows no code, and says whom to ``ask``; a fictitious one has a banner; ``key`` is the hash of all its inputs.
    """

    title: str
    index: str
    notebook: str | None
    fictitious: bool
    note: str
    key: str = ""
    scope: str = ""
    months: str = "../../index.html"
    ask: str = ""


@cache
def _exporter() -> HTMLExporter:
    return HTMLExporter(
        template_name="page",
        extra_template_basedirs=[str(TEMPLATES)],
        exclude_anchor_links=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        config=Config({"NbConvertBase": {"display_data_priority": SHOWN}}),
    )


def page(notebook: NotebookNode, facts: PageFacts) -> str:
    """A complete HTML page from an executed notebook; a markdown cell that starts with ``##`` begins a section.

    If a cell outputs a heading of the first level, it is the page's only one and its title.
    """
    copied = _without_folders(notebook)
    outputs = [
        output.get("data", {}).get("text/html", "") for cell in copied.cells for output in cell.get("outputs", [])
    ]
    if found := next(filter(None, map(_HEADING.search, outputs)), None):
        # without the notebook's own title, which is only for JupyterLab
        cells = [cell for cell in copied.cells if cell.cell_type != "markdown" or not cell.source.startswith("# ")]
        copied.cells = _numbered([part for part in _sections(cells) if _says_something(part)])
        facts = replace(facts, title=unescape(re.sub(r"<[^>]*>", "", found[1])))
    body, _ = _exporter().from_notebook_node(copied, resources={"page": asdict(facts), "css": css()})
    html = str(body)
    if facts.notebook is None:  # for the public
        html = html.replace("<!--end-->", f"<!--end-->{glossary(html, facts.ask)}", 1)
    return with_font(_folded(_with_whole_dates(html)))


def _with_whole_dates(html: str) -> str:
    """A page whose sentences are never broken within a date.

    >>> _with_whole_dates("<li>于7月26日前报送。</li>")
    '<li>于<span class="day">7月26日</span>前报送。</li>'
    """
    return _SENTENCE.sub(lambda found: found[1] + _DATE.sub(r'<span class="day">\g<0></span>', found[2]), html)


def _folded(html: str) -> str:
    """A page on which each section whose heading cell has the tag ``annex`` is folded, without a script."""
    fold = r'<details class="annex"><summary>\2</summary>\1\3</details>'
    return _ANNEX.sub(fold, html).replace("<!--end-->", "")


def _sections(cells: list[NotebookNode]) -> list[list[NotebookNode]]:
    """The cells, split into sections before each ``##``."""
    parts: list[list[NotebookNode]] = [[]]
    for cell in cells:
        if cell.cell_type == "markdown" and cell.source.startswith("## "):
            parts.append([])
        parts[-1].append(cell)
    return parts


def _says_something(section: list[NotebookNode]) -> bool:
    """Whether a section has an output with content, or is text alone."""
    outputs = [output for cell in section for output in cell.get("outputs", [])]
    shown = [output.get("data", {}).get("text/html", "<") for output in outputs]
    return any(text.strip() for text in shown) or all(cell.cell_type == "markdown" for cell in section)


def _numbered(sections: list[list[NotebookNode]]) -> list[NotebookNode]:
    """The cells, with the numbers of their sections as they follow each other on the page."""
    for form, numerals in ((_NUMBER, NUMERALS), (_ANNEX_NUMBER, "123456789")):
        numbered = [section[0] for section in sections if section and form.match(section[0].source)]
        for cell, numeral in zip(numbered, numerals, strict=False):
            cell.source = form.sub(rf"\g<1>{numeral}", cell.source, count=1)
    return [cell for section in sections for cell in section]


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
def _environment() -> Environment:
    made = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    made.filters["breakable"] = breakable
    return made


def rendered(template: str, **values: object) -> str:
    """A page that is not made from a notebook, from its template; every value is escaped."""
    return with_font(_environment().get_template(template).render(css=Markup(css()), **values))
