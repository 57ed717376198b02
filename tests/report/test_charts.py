"""What holds for every chart of the pages."""

import re
from xml.etree import ElementTree as ET

import pytest

from panjin_kpi.report import assessment, comparison, gradient, incubation, outlook, progress
from tests.report.drawn_words import illegible, with_long_names, with_longest_names

pytestmark = pytest.mark.filterwarnings("error")  # matplotlib warns of missing glyphs and of collapsed layouts


@pytest.fixture
def charts(frames, only, peopled, of):
    """Each chart of the pages, drawn for a plan."""
    forecast, status = only("forecast", "gaoxin").assign(probability=0.5), only("status", "gaoxin")
    split = comparison.narrative.compared(frames["status"]).query("indicator == 'alliances'")
    return {
        "completion": lambda plan: progress.charts.completion(status, plan),
        "path": lambda plan: progress.charts.path(only("path", "gaoxin"), status, plan),
        "status_levels": lambda plan: progress.charts.status_levels(frames["status"], plan),
        "ranks": lambda plan: assessment.charts.ranks(frames["scores"], frames["rank_verdict"], plan),
        "forecast": lambda plan: assessment.charts.forecast(forecast, status, plan),
        "tenants": lambda plan: incubation.charts.tenants(peopled["carrier_summary"], plan),
        "stock": lambda plan: gradient.charts.stock(of("tier_stock", "dawa"), plan),
        "transitions": lambda plan: gradient.charts.transitions(of("transitions", "dawa"), plan),
        "climb": lambda plan: gradient.charts.climb(peopled["climb"], "city", plan),
        "expiry": lambda plan: gradient.charts.expiry(of("expiry_calendar", "city"), plan),
        "goals": lambda plan: outlook.charts.paths(peopled["outlook"], plan),
        "one": lambda plan: comparison.charts.one(split, frames["path"].query("indicator == 'alliances'"), plan),
    }


ROWS = ["completion", "path", "status_levels", "ranks", "forecast", "tenants"]  # of districts or indicators
ALL = [*ROWS, "stock", "transitions", "climb", "expiry", "goals", "one"]


@pytest.mark.parametrize("name", ALL)
def test_a_chart_is_well_formed_svg_with_a_text_alternative_that_asks_for_nothing_from_outside(charts, plan, name):
    drawn = charts[name](plan)
    html = drawn._repr_html_()
    svg = re.search(r"<svg.*</svg>", html, re.DOTALL)[0]
    ET.fromstring(svg)
    label = re.search(r'<div class="drawing" role="img" aria-label="([^"]+)"', html)[1]
    assert re.search(r"\d", label)
    assert len(label) > (30 if name == "expiry" else 40), "which has a single date here"
    assert drawn.caption.endswith("。")
    assert "应达0.0%" not in label, "the chart draws nothing due of what is not due"
    assert "累计—" not in label, "what was not reported has a word"
    assert "nan" not in re.sub(r"base64,[^)]*", "", html).lower()
    addresses = re.findall(r'(?:href|src)="([^"]*)"|url\(([^)]*)\)', svg)
    assert all(a.startswith("#") or b.startswith(("#", "data:font/woff")) for a, b in addresses)
    assert charts[name](plan)._repr_html_() == html, "the same figures give the same bytes"


@pytest.mark.parametrize("longer", [with_long_names, with_longest_names])
@pytest.mark.parametrize("name", ROWS)
def test_long_names_of_districts_and_indicators_stand_beside_each_other(charts, plan, name, longer):
    assert illegible(charts[name](longer(plan))) == []
