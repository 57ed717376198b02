from typing import get_args

import pytest

from panjin_kpi.reference.settings.assessment import Status
from panjin_kpi.report.page.font import NAME
from panjin_kpi.report.page.style import STATUS_COLOURS, status_badge, theme


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("level", get_args(Status))
def test_the_word_is_readable_on_its_colour(level):
    colours = STATUS_COLOURS[level]
    bright, dark = sorted((luminance(colours.background), luminance(colours.text)), reverse=True)
    assert (bright + 0.05) / (dark + 0.05) >= 4.5  # WCAG 2.1 AA


def test_every_status_has_its_own_bar():
    assert len({colours.bar for colours in STATUS_COLOURS.values()}) == len(get_args(Status))


def test_a_pill_escapes_its_word():
    assert "<b>" not in status_badge("done", "<b>")


def test_an_own_chart_has_the_font_of_the_pages_and_leaves_no_setting_changed():
    import matplotlib as mpl
    import matplotlib.pyplot as plt

    before = dict(mpl.rcParams)
    with theme():
        figure, axes = plt.subplots()
        axes.barh(["新增高新技术企业", "新增雏鹰企业"], [1, 2])
    figure.canvas.draw()
    assert [label.get_fontfamily() for label in axes.get_yticklabels()] == [[NAME]] * 2
    plt.close(figure)
    assert dict(mpl.rcParams) == before
