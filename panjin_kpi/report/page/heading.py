"""The head of a page, and its sentences."""

from collections.abc import Iterable

from markupsafe import Markup, escape

from panjin_kpi.report.page.fragment import HtmlFragment


def titled(subject: str, caution: str, audience: str, known: str = "") -> HtmlFragment:
    """The head of a page: its subject, which data it shows (``known``), and what has to be known before reading it.

    >>> titled("大洼区　2021年6月", "仅供参考。", "public", "数据截至2021-07-01当日所知。")
    大洼区 2021年6月（公开）
    数据截至2021-07-01当日所知。仅供参考。
    """
    whole = subject + ("（公开）" if audience == "public" else "")
    return HtmlFragment(
        Markup(f'<p class="subject">{escape(whole)}</p><p class="caution">{escape(known + caution)}</p>')
    )


def paragraphs(sentences: Iterable[str]) -> HtmlFragment:
    """Sentences as the paragraphs of a list."""
    items = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
    return HtmlFragment(Markup(f'<ul class="findings">{items}</ul>'))
