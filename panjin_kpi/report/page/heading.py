"""The head of a page, and its sentences."""

from collections.abc import Iterable

from markupsafe import Markup, escape

from panjin_kpi.report.page.fragment import HtmlFragment


def titled(subject: str, caution: str, audience: str, known: str = "") -> HtmlFragment:
    """The head of a page: its subject, which names district, month and report; which data; what to know before reading.

    >>> titled("大洼区2021年6月月报", "仅供参考。", "public", "数据截至2021-07-01当日所知。")
    大洼区2021年6月月报（公开）
    数据截至2021-07-01当日所知。仅供参考。
    """
    whole = subject + ("（公开）" if audience == "public" else "")
    return HtmlFragment(
        Markup(f'<h1 class="subject">{escape(whole)}</h1><p class="caution">{escape(known + caution)}</p>')
    )


def prose(*parts: Iterable[str]) -> HtmlFragment:
    """Sentences as running text, a paragraph for each part that has any."""
    texts = ("".join(sentences) for sentences in parts)
    return HtmlFragment(Markup("").join(Markup('<p class="prose">{}</p>').format(text) for text in texts if text))


def paragraphs(sentences: Iterable[str]) -> HtmlFragment:
    """Sentences as the paragraphs of a list; nothing where there are none."""
    items = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
    return HtmlFragment(Markup(f'<ul class="findings">{items}</ul>' if items else ""))
