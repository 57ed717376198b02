"""Sentences, charts, tables and pages drawn from the frames they are given.

A parameter named after a result takes rows of its CSV of one period, of all scopes unless the docstring says otherwise;
``scope`` is a district or ``city``, ``period`` a month as ``YYYY-MM``. Docstrings say only what goes beyond that.
Parameters with other names, and return values, are annotated with their table (``panjin_kpi.report.signatures``).
"""

from panjin_kpi.lazy import attach

__all__ = [
    "assessment", "bulletin", "comparison", "gradient", "incubation", "index", "official", "outlook", "progress",
    "registers", "verdict",
]  # fmt: skip
_PIECES = {  # imported by notebooks in one line with the subpackages
    "paragraphs": "page.heading",
    "prose": "page.heading",
    "provenance": "page.html_table",
    "stack": "page.html_table",
    "titled": "page.heading",
}
__getattr__ = attach(__name__, __all__, _PIECES)
