from panjin_kpi.analysis.registry import results
from panjin_kpi.cli.results_graph import results_graph
from panjin_kpi.project import ROOT


def test_the_stored_page_is_what_the_code_says():
    stored = (ROOT / "docs" / "results_graph.md").read_text(encoding="utf-8")
    assert stored == results_graph(), "run: make docs"


def test_every_result_is_drawn_and_leads_to_its_function():
    page = results_graph()
    for file, node in results().items():
        assert f"| `{file}` | `{node.function.__module__}.{node.function.__name__}` |" in page
