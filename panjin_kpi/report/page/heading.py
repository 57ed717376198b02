"""The head of a page, its sentences, and the terms that it explains."""

import re
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

import yaml
from markupsafe import Markup, escape

from panjin_kpi.reference.obligations import OFFICE
from panjin_kpi.reference.plan import Plan
from panjin_kpi.report.page.fragment import HtmlFragment

MAY_BREAK = "\u200b"  # preferred line break in a long subject
_DATE = re.compile(r"\d{4}年\d{1,2}月(?:\d{1,2}日)?")  # not to be split over two lines
_TERMS = Path(__file__).parent / "template" / "glossary.yaml"
TERMS: dict[str, str] = yaml.safe_load(_TERMS.read_text(encoding="utf-8"))


def titled(subject: str, caution: str, audience: str, known: str = "") -> HtmlFragment:
    """The head of a page: its subject, which names district, month and report; the data shown; cautions.

    >>> titled("大洼区2021年6月月报", "仅供参考。", "public", "数据截至2021年7月1日当日所知。")
    大洼区2021年6月月报（公开）
    数据截至2021年7月1日当日所知。仅供参考。
    """
    whole = breakable(subject + ("（公开）" if audience == "public" else ""))
    return HtmlFragment(Markup(f'<h1 class="subject">{whole}</h1><p class="caution">{escape(known + caution)}</p>'))


def breakable(subject: str) -> Markup:
    """A subject that is preferably broken after a date or at ``MAY_BREAK``.

    >>> print(breakable("2021年6月通报"))
    <span class="day">2021年6月</span><wbr>通报
    """
    whole = _DATE.sub(r'<span class="day">\g<0></span><wbr>', str(escape(subject))).replace(MAY_BREAK, "<wbr>")
    return Markup(re.sub("<wbr>(?=[，、）])", "", whole))


def prose(*parts: Iterable[str]) -> HtmlFragment:
    """Sentences as running text, a paragraph for each part; empty parts are left out."""
    texts = ("".join(sentences) for sentences in parts)
    return HtmlFragment(Markup("").join(Markup('<p class="prose">{}</p>').format(text) for text in texts if text))


def paragraphs(*parts: Iterable[str]) -> HtmlFragment:
    """Sentences as the paragraphs of one list; nothing where there are none."""
    items = "".join(f"<li>{escape(sentence)}</li>" for sentence in chain(*parts))
    return HtmlFragment(Markup(f'<ul class="findings">{items}</ul>' if items else ""))


def whom_to_ask(plan: Plan) -> str:
    """Which office of the plan answers questions about a page.

    >>> whom_to_ask(Plan.load())[:39]
    '对本页的数有疑问，请向工作专班办公室（设在市科技局，盘政办发〔2021〕10号'
    """
    office, bureau = (plan.unit_names.known.get(unit, "") for unit in OFFICE)
    within = f"设在{bureau}，" if bureau else ""
    return (
        f"对本页的数有疑问，请向{office or '工作专班办公室'}（{within}{plan.document}附件1）询问；"
        "某个地区报送的数，也可以向该地区询问。"
    )


def glossary(html: str, ask: str) -> Markup:
    """The terms that a page uses, folded, and whom to ask.

    >>> print(glossary("<p>得分和名次</p>", "").striptags()[:12])
    名词解释和询问单位 得分
    """
    text = re.sub(r"<style.*?</style>|<[^>]*>", "", html, flags=re.DOTALL)
    each = Markup("").join(
        Markup("<dt>{}</dt> <dd>{}</dd>").format(term, meaning) for term, meaning in TERMS.items() if term in text
    )
    head = Markup("<summary><h2>名词解释和询问单位</h2></summary>")
    return Markup('<details class="annex glossary">{} <dl>{}</dl><p>{}</p></details>').format(head, each, ask)
