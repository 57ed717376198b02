import re

from docs.generators.results_graph import DRAWINGS, ROOMS, drawing, results_graph
from panjin_kpi.analysis.registry import result_nodes
from panjin_kpi.project import ROOT


def test_the_stored_page_is_what_the_code_says():
    stored = (ROOT / "docs" / "results_graph.md").read_text(encoding="utf-8")
    assert stored == results_graph(), "run: make docs"
    assert {path.name: path.read_text(encoding="utf-8") for path in DRAWINGS.iterdir()} == {
        f"{room}.svg": drawing(room) for room in ROOMS
    }, "run: make docs"


def test_every_result_is_drawn_and_leads_to_its_function():
    page = results_graph()
    for file, node in result_nodes().items():
        assert re.search(rf"\| `{file}` \|.*\| `{node.function.__module__}\.{node.function.__name__}` \|", page)


def test_in_a_drawing_every_arrow_goes_to_the_right():
    for room in ROOMS:
        for begin, end in re.findall(r"<path d=.M(\d+) .* (\d+) \d+./>", drawing(room)):
            assert int(begin) < int(end)
