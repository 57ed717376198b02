"""Where the words of a chart come to stand, as its figure is drawn for a page."""

import dataclasses
from collections.abc import Callable
from io import BytesIO
from itertools import combinations
from unittest import mock

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from panjin_kpi.reference.plan import Plan
from panjin_kpi.report.page.chart import Chart
from panjin_kpi.report.page.style import LOOK

LONG_NAMES = (
    "盘锦辽滨沿海经济技术开发区",
    "积石山保安族东乡族撒拉族自治县",
    "辽宁盘锦高新技术产业开发区（国家级高新技术产业）",
)
LONGEST_NAMES = (
    "石油装备制造与精细化工新材料产业融合发展先行示范区（国家级经济技术开发区）",
    "举办创新创业大赛、路演、沙龙、训练营和投融资对接等各类活动",
)
NARROWER = 0.5  # points: glyphs do not fill their boxes


def with_long_names(plan: Plan) -> Plan:
    """The plan with the names of districts elsewhere, next to each other."""
    kept = plan.districts["name"].iloc[: -len(LONG_NAMES)]
    return dataclasses.replace(plan, districts=plan.districts.assign(name=[*kept, *LONG_NAMES]))


def with_longest_names(plan: Plan) -> Plan:
    """The plan with a long name for every district and for every second indicator."""
    district, name = LONGEST_NAMES
    names = [name if place % 2 else own for place, own in enumerate(plan.indicators["name"])]
    return dataclasses.replace(
        plan, districts=plan.districts.assign(name=district), indicators=plan.indicators.assign(name=names)
    )


def drawn_words(figure: Figure, write: Callable[[], None] | None = None) -> tuple[list[tuple[str, Bbox]], Bbox]:
    """Each text that is drawn, with its box, and the box of the picture, all in points.

    By default as for a page, otherwise as ``write`` draws it.
    """
    boxes, draw = {}, Text.draw

    def recorded(text, renderer, *args, **named):
        if text.get_visible() and text.get_text().strip():
            boxes[text] = text.get_text(), text.get_window_extent(renderer)  # again, once the layout is found
        draw(text, renderer, *args, **named)

    with mpl.rc_context(LOOK), mock.patch.object(Text, "draw", recorded):
        write() if write else figure.savefig(BytesIO(), format="svg")
    return list(boxes.values()), Bbox.from_bounds(0, 0, 72 * figure.get_figwidth(), 72 * figure.get_figheight())


def illegible(chart: Chart) -> list[str]:
    """What is wrong with the words of a chart: they overlap, or leave the picture."""
    words, picture = drawn_words(chart.figure)
    within = [picture.contains(*box.min) and picture.contains(*box.max) for _, box in words]
    cut = [f"{text} leaves the picture" for (text, _), inside in zip(words, within, strict=True) if not inside]
    boxes = [(text, box.padded(-NARROWER)) for text, box in words]
    return cut + [f"{a} / {b}" for (a, one), (b, other) in combinations(boxes, 2) if one.overlaps(other)]
