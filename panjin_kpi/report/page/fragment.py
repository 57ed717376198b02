"""A piece of a page that displays itself in a notebook and as plain text."""

import re
from dataclasses import dataclass
from html import unescape

from markupsafe import Markup


@dataclass(frozen=True, repr=False)
class HtmlFragment:
    """HTML in which all data are escaped.

    >>> HtmlFragment(Markup("<p>已完成<b>3</b>项</p>"))
    已完成3项
    """

    html: Markup

    def _repr_html_(self) -> str:
        return str(self.html)

    def __repr__(self) -> str:
        return plain_text(self.html)


def plain_text(html: str) -> str:
    """The text alone, a line for each paragraph, list item and table row."""
    text = re.sub(r"<svg.*?</svg>", "", html, flags=re.DOTALL)
    text = re.sub(r"</(?:td|th)>", " ", text)
    text = re.sub(r"</(?:p|li|tr|h\d|caption|figcaption|summary)>", "\n", text)
    lines = (" ".join(unescape(line).split()) for line in re.sub(r"<[^>]*>", "", text).splitlines())
    return "\n".join(line for line in lines if line)
