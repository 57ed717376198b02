"""Requirements on every stored notebook: short, without outputs, and runnable as it is."""

import ast
import re

import nbformat
import papermill
import pytest
from papermill.exceptions import PapermillExecutionError

from panjin_kpi import schemas
from panjin_kpi.batch.kernels.pool import kernels
from panjin_kpi.project import DATA_VARIABLE, NOTEBOOKS
from tests.plan import PLAN

# documents and comparisons that take whole tables at once
DRAWN_UP = ("government_report", "unit_report", "indicator_comparison", "outlook_2025")
NAMES = sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb"))


@pytest.fixture(params=NAMES)
def notebook(request):
    return nbformat.read(NOTEBOOKS / f"{request.param}.ipynb", as_version=4)


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_it_is_stored_without_outputs(notebook):
    assert all(not cell.outputs and cell.execution_count is None for cell in code(notebook))


def test_it_is_thin(notebook):
    assert len(code(notebook)) <= 12
    assert max(len(cell.source.splitlines()) for cell in code(notebook)) <= 12


def test_it_defines_nothing_and_knows_no_target_weight_or_threshold(notebook):
    targets = set(PLAN.targets["target"])
    for cell in code(notebook):
        tree = ast.parse(cell.source)
        assert not [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Lambda)]
        numbers = {
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, float)
        }
        assert not numbers & targets


def test_its_parameters_cell_explains_each_parameter(notebook):
    cells = [cell for cell in code(notebook) if "parameters" in cell.metadata.get("tags", [])]
    assert len(cells) == 1
    assert all(
        re.fullmatch(r'\w+ = "[^"]*"  # .+：.+|\w+ = "[^"]*"  # .+', line) for line in cells[0].source.splitlines()
    )


def test_it_begins_with_a_title_and_each_part_asks_its_question(notebook):
    texts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    assert texts[0].startswith("# ")
    for text in texts[1:]:
        heading, _, rest = text.partition("\n")
        assert heading.startswith("## ")
        assert rest.strip()


def test_each_section_begins_with_the_line_that_selects_its_data(notebook):
    section = False
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            section = cell.source.startswith("## ")
        elif section:
            first, *more = (
                node for node in ast.parse(cell.source).body if not isinstance(node, ast.Import | ast.ImportFrom)
            )
            first = first.body[0] if isinstance(first, ast.If) else first
            assert isinstance(first, ast.Assign) or (not more and "run." in cell.source), cell.source


def test_it_imports_in_two_lines_and_its_findings_come_from_a_filter_that_can_be_changed(notebook):
    lines = [line for cell in code(notebook) for line in cell.source.splitlines()]
    assert sum(line.startswith(("import ", "from ")) for line in lines) <= 2
    if notebook.metadata.get("report", {}).get("name") in DRAWN_UP:
        return
    assert re.search(r"\w\[\w+\[|\w\[run\.|\.query\(|\.groupby\(|\.sort_values\(", "\n".join(lines))


@pytest.fixture(scope="module")
def warm():
    """Warm kernels, so that nine notebooks do not wait for the imports nine times."""
    with kernels("warm") as own:
        yield own.manager


def shown(notebook):
    """The displayed output of each cell."""
    own = [cell for cell in code(notebook) if "injected-parameters" not in cell.metadata.get("tags", [])]
    return [[dict(output.get("data", output)) for output in cell.outputs] for cell in own]


@pytest.mark.kernel
@pytest.mark.parametrize("name", NAMES)
def test_it_shows_by_plain_papermill_and_in_jupyterlab_what_the_batch_does_from_the_current_snapshot(
    name, site, tmp_path, monkeypatch, warm
):
    monkeypatch.setenv(DATA_VARIABLE, str(site.project.data))
    monkeypatch.setenv(schemas.CHECK_VARIABLE, "1")  # every frame of a public function is validated
    path, scope = NOTEBOOKS / f"{name}.ipynb", "city"
    parameters = {"export": str(tmp_path / "导出.csv")} if name == "explore" else {}
    if name in ("gradient_cultivation", "carrier_assessment"):  # papermill -p district 大洼区
        parameters, scope = {"district": "大洼区"}, "dawa"
    if name == "district_report":  # as in JupyterLab, after its parameters cell was changed
        source, path, scope = path.read_text("utf-8"), tmp_path / path.name, "dawa"
        path.write_text(source.replace("盘山县", "大洼区"), "utf-8")
    made = papermill.execute_notebook(
        path,
        tmp_path / "out.ipynb",
        parameters,
        kernel_name="python3",
        kernel_manager_class=warm,
        progress_bar=False,
        execution_timeout=120,  # seconds a cell
    )
    batch = site.folder / name / f"{scope}.ipynb"
    if batch.exists():
        assert shown(made) == shown(nbformat.read(batch, as_version=4))
    if name == "explore":
        assert (tmp_path / "导出.csv").read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.kernel
@pytest.mark.parametrize(
    ("passed", "message"),
    [
        ({"districtt": "大洼区"}, "没有“districtt”这个参数，是不是“district”？"),
        ({"district": "大洼去"}, "没有“大洼去”这个地区，是不是“大洼区”？"),
    ],
)
def test_plain_papermill_never_delivers_another_districts_report(site, tmp_path, passed, message, warm):
    with pytest.raises(PapermillExecutionError, match=message) as refused:
        papermill.execute_notebook(
            NOTEBOOKS / "district_report.ipynb",
            tmp_path / "out.ipynb",
            passed | {"results": str(site.folder / "results")},
            kernel_name="python3",
            kernel_manager_class=warm,
            progress_bar=False,
            execution_timeout=120,
        )
    assert refused.value.ename == "WrongParameters"
