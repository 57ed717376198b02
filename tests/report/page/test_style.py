import dataclasses
from itertools import combinations
from typing import get_args

import numpy as np
import pytest

from panjin_kpi.reference.settings.assessment import Status
from panjin_kpi.report.page.font import NAME
from panjin_kpi.report.page.style import STATUS_COLOURS, status_word, theme


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("level", get_args(Status))
def test_the_word_is_readable_on_its_colour(level):
    colours = STATUS_COLOURS[level]
    bright, dark = sorted((luminance(colours.background), luminance(colours.text)), reverse=True)
    assert (bright + 0.05) / (dark + 0.05) >= 4.5  # WCAG 2.1 AA


@pytest.mark.parametrize("level", get_args(Status))
def test_the_number_is_readable_on_its_bar(level):
    colours = STATUS_COLOURS[level]
    bright, dark = sorted((luminance(colours.bar), luminance(colours.on_bar)), reverse=True)
    assert (bright + 0.05) / (dark + 0.05) >= 4.5


# Machado, Oliveira and Fernandes 2009, whole severity, on linear RGB
SEEN_BY = {
    "all": np.eye(3),
    "protanopes": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopes": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopes": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def lab(colour: str, seen) -> np.ndarray:
    rgb = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    x, y, z = np.cbrt(np.maximum(XYZ @ np.clip(seen @ linear, 0, 1) / XYZ.sum(axis=1), 0.008856))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


YEAR_RUNS = ("done", "on_pace", "not_due", "slightly_behind", "behind", "far_behind", "unreported")
YEAR_OVER = ("done", "missed", "unreported")


@pytest.mark.parametrize("eyes", SEEN_BY)
@pytest.mark.parametrize("together", [YEAR_RUNS, YEAR_OVER], ids=["running", "over"])
def test_bars_of_adjacent_statuses_are_distinguishable_by_every_eye(together, eyes):
    seen = np.asarray(SEEN_BY[eyes])
    for one, other in combinations(together, 2):
        apart = np.linalg.norm(lab(STATUS_COLOURS[one].bar, seen) - lab(STATUS_COLOURS[other].bar, seen))
        assert apart >= 15, (one, other, apart)


def test_every_status_has_its_own_bar():
    assert len({colours.bar for colours in STATUS_COLOURS.values()}) == len(get_args(Status))


def test_a_pill_escapes_its_word(plan):
    lights = plan.assessment.lights
    words = lights.words.model_copy(update={"value": lights.words.value | {"done": "<b>"}})
    lights = lights.model_copy(update={"words": words})
    plan = dataclasses.replace(plan, assessment=plan.assessment.model_copy(update={"lights": lights}))
    assert "&lt;b&gt;</span>" in status_word("done", plan)


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
