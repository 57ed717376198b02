"""Automatic checks of the house rules."""

import ast
import re

import pytest

from panjin_kpi import schemas
from panjin_kpi.project import ROOT

MODULES = sorted(p for p in (ROOT / "panjin_kpi").rglob("*.py") if not p.name.startswith("__"))
HOSTS = ("py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "deb." + "debian.org")


@pytest.fixture(scope="module")
def tracked(finished) -> list[str]:
    listed = finished(["git", "ls-files", "-z"], cwd=ROOT)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [name for name in listed.stdout.split("\0") if name]


def test_every_module_is_short_and_has_its_test():
    assert MODULES
    for module in MODULES:
        assert len(module.read_text(encoding="utf-8").splitlines()) <= 300, module
        room = module.parent.relative_to(ROOT / "panjin_kpi")
        assert (ROOT / "tests" / room / f"test_{module.name}").exists(), module


@pytest.mark.slow
def test_no_code_and_no_choice_of_a_schema_names_a_tier(plan):
    named = {*plan.tiers.tiers, *plan.words_of["tier"].known.values()}
    columns = [each for table in schemas.names() for each in schemas.schema(table).columns.items()]
    contract = {name for name, _ in columns}  # climb_summary.csv has a column hnte_first
    for module in MODULES:
        tree = ast.parse(module.read_text(encoding="utf-8"))
        documented = ast.Module | ast.ClassDef | ast.FunctionDef
        prose = {ast.get_docstring(each, clean=False) for each in ast.walk(tree) if isinstance(each, documented)}
        texts = {each.value for each in ast.walk(tree) if isinstance(each, ast.Constant)} - contract - prose
        assert not [text for text in texts if isinstance(text, str) and any(name in text for name in named)], module
    offered = {
        choice
        for _, column in columns
        for each in column.checks
        for choice in each.statistics.get("allowed_values", [])
    }
    assert not named & offered


def test_the_architecture_page_shows_the_folders_as_they_are():
    drawn = (ROOT / "docs/architecture.md").read_text(encoding="utf-8").split("```")[3].partition("notebooks/")[0]
    shown, package = set(re.findall(r"\w+", drawn)), ROOT / "panjin_kpi"
    folders = {folder for path in MODULES for folder in path.parents if folder.is_relative_to(package)}
    only_as_folders = [
        room for room in folders if room.parent.name in ("analysis", "report", "batch", "sample", "storage")
    ]
    modules = {path.stem for path in MODULES if path.parent not in only_as_folders}
    assert shown == modules | {room.name for room in folders}
    assert max(len(list(room.glob("*.py"))) for room in folders) <= 12


def test_no_data_of_a_run_and_no_registry_is_in_the_repository(tracked):
    assert not [
        name for name in tracked if name.startswith(("data/store/", "data/snapshots/", "data/sample/", "reports/"))
    ]
    for name in tracked:
        if not name.endswith((".png", ".lock", ".sqlite", ".xlsx", ".docx")):
            text = (ROOT / name).read_text(encoding="utf-8")
            assert not [host for host in HOSTS if host in text], name


def test_every_relative_link_of_the_documents_leads_somewhere(tracked):
    pages = [ROOT / name for name in tracked if name.endswith(".md") and name != "docs/plan.md"]
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []
