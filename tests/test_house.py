"""What the house rules can be checked by."""

import re

import pytest

from panjin_kpi.project import ROOT

MODULES = sorted(p for p in (ROOT / "panjin_kpi").rglob("*.py") if not p.name.startswith("__"))
HOSTS = ("py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "deb." + "debian.org")


@pytest.fixture(scope="module")
def tracked(finished) -> list[str]:
    listed = finished(["git", "ls-files", "-z"], cwd=ROOT)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [name for name in listed.stdout.split("\0") if name]


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_is_short_and_has_its_test(module):
    assert len(module.read_text(encoding="utf-8").splitlines()) <= 300
    room = module.parent.relative_to(ROOT / "panjin_kpi")
    assert (ROOT / "tests" / room / f"test_{module.name}").exists()


def test_no_data_of_a_run_and_no_registry_is_in_the_repository(tracked):
    assert not [
        name for name in tracked if name.startswith(("data/store/", "data/snapshots/", "data/sample/", "reports/"))
    ]
    for name in tracked:
        if not name.endswith((".png", ".lock", ".sqlite", ".xlsx")):
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
