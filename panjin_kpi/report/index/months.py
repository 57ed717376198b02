"""Navigation between months: links from one to the next, and the page that lists them all."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from panjin_kpi.report.page.notebook_page import rendered
from panjin_kpi.report.page.result_table import text_table
from panjin_kpi.schemas.formats import BLANK, format_month

LISTED = "各月的目录和全市报告"
_NAV = re.compile(r'<nav class="months".*?</nav>', re.DOTALL)


@dataclass(frozen=True)
class Month:
    """One month on the page of all months; ``pages`` are addresses within its folder, and their titles."""

    period: str
    fictitious: bool
    pages: Sequence[tuple[str, str]]


def months_nav(period: str, months: Iterable[str]) -> Markup:
    r"""Links to all months and to the months before and after; without an address where there is none yet.

    >>> print(str(months_nav("2021-09", ["2021-08"])).replace("</a>", "</a>\n"))
    <nav class="months" aria-label="月份"><a href="../index.html">各月目录</a>
    <a href="../2021-08/index.html">上一期（2021年8月）</a>
    <span>下一期</span></nav>
    """
    known = set(months)
    earlier = max((month for month in known if month < period), default=None)
    later = min((month for month in known if month > period), default=None)
    links = [
        Markup('<a href="../{}/index.html">{}（{}）</a>').format(month, word, format_month(month))
        if month
        else Markup("<span>{}</span>").format(word)
        for month, word in ((earlier, "上一期"), (later, "下一期"))
    ]
    whole = Markup('<a href="../index.html">各月目录</a>')
    return Markup('<nav class="months" aria-label="月份">{}</nav>').format(whole + Markup("").join(links))


def with_months(html: str, period: str, months: Iterable[str]) -> str:
    """An index page with its links to other months brought up to date."""
    return _NAV.sub(lambda _: str(months_nav(period, months)), html, count=1)


def all_months(months: Iterable[Month]) -> str:
    """Render the page that lists every month, the latest first."""
    known = sorted(months, key=lambda month: month.period, reverse=True)
    rows = []
    for month in known:
        link = Markup('<a href="{}/index.html" class="day">{}</a>')
        links = [Markup('<a href="{}/{}">{}</a>').format(month.period, *page) for page in month.pages]
        pages = Markup("　").join(links) or BLANK
        rows.append([link.format(month.period, format_month(month.period)), pages])
    table = text_table("months", ["month", "pages"], rows, LISTED)
    fictitious = any(month.fictitious for month in known)
    return rendered("months.html.j2", table=table.html, fictitious=fictitious)
