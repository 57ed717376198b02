"""A table on a page."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from markupsafe import Markup, escape

from panjin_kpi import schemas
from panjin_kpi.report.page.fragment import HtmlFragment

NUMERIC, DAY, LONG, WORD = (Markup(f' class="{name}"') for name in ("number", "day", "long", "whole"))
LETTERS = 24  # in a cell that needs a wide column
SHORT = 8  # letters of a cell that is not broken, such as a clause
NAME = 5  # letters of a row's header that is not broken, such as the name of a district
WHOLE = {True: 6, False: 4}  # letters of a heading that is not broken, in a table of few columns and of more
FEW_COLUMNS = 8
ONE_DAY = re.compile(r"\d{4}-\d\d(-\d\d)?|\d{1,2}月\d{1,2}日|\d{4}年\d{1,2}月")


def html_table(
    caption: str, header: Sequence[str], rows: Iterable[Sequence[object]], numeric: set[int]
) -> HtmlFragment:
    """A table with a caption; the first cell of a row is its header.

    Parameters
    ----------
    rows : iterable of sequences
        Cells: text is escaped, ``Markup`` is kept.
    numeric : set of int
        Positions of the columns to align right.
    """
    right = [NUMERIC if position in numeric else Markup("") for position in range(len(header))]
    whole = WHOLE[len(header) <= FEW_COLUMNS]
    head = Markup("")
    for position, title in enumerate(header):
        names = ["number"] * (position in numeric) + ["whole"] * (len(title) <= whole)
        look = Markup(' class="{}"').format(" ".join(names)) if names else ""
        head += Markup('<th scope="col"{}>{}</th>').format(look, _heading(title))
    body = []
    for row in rows:
        first, *rest = row
        cells = "".join(
            Markup("<td{}>{}</td>").format(a or _look(str(cell)), cell) for a, cell in zip(right[1:], rest, strict=True)
        )
        look = right[0] or (WORD if len(str(first)) <= NAME or ONE_DAY.fullmatch(str(first)) else "")
        body.append(Markup('<tr><th scope="row"{}>{}</th>{}</tr>').format(look, first, Markup(cells)))
    text = f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody>"
    label = escape(escape(caption).striptags())
    return HtmlFragment(
        Markup(f'<div class="table" role="region" aria-label="{label}" tabindex="0"><table>{text}</table></div>')
    )


def _heading(title: str) -> Markup:
    """A heading that is broken before its unit, if anywhere."""
    name, bracket, unit = title.partition("（")
    if not bracket or len(name) > WHOLE[True]:
        return escape(title)
    return Markup("<span>{}</span><span>{}</span>").format(name, bracket + unit)


def _look(cell: str) -> Markup:
    if ONE_DAY.fullmatch(cell):
        return DAY
    letters = len(Markup(cell).striptags()) if "<" in cell else len(cell)
    if letters > LETTERS:
        return LONG
    return Markup("") if "<" in cell or letters > SHORT else WORD


class Shown(Protocol):
    """An element of a page: a fragment, a table or a chart."""

    @property
    def html(self) -> Markup:
        """Its HTML."""


def stack(*fragments: Shown) -> HtmlFragment:
    """Several tables or charts, one below the other."""
    return HtmlFragment(Markup("").join(fragment.html for fragment in fragments))


def provenance(facts: Mapping[str, object]) -> HtmlFragment:
    """The source of a report's figures: snapshot, time, submissions, versions."""
    header = [schemas.title("provenance", name) for name in ("item", "content")]
    return html_table("数据来源", header, [[name, str(value)] for name, value in facts.items()], set())
