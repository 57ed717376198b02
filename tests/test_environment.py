"""pyproject.toml, environment.yml and the locks name the same packages."""

import re
import tomllib

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from panjin_kpi.project import ROOT

CONDA_NAMES = {"pandera-io": "pandera", "python-duckdb": "duckdb"}


RUNTIME, DEVELOPMENT = "requirements.lock", "requirements-dev.lock"


def declared(*extras: str) -> dict[str, str]:
    """Packages and bounds of the project itself and of some extras; of all extras when none is named."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    optional = project["optional-dependencies"]
    texts = [*project["dependencies"], *(text for extra in extras or optional for text in optional[extra])]
    return {canonicalize_name(r.name): str(r.specifier) for r in map(Requirement, texts)}


def in_conda() -> dict[str, str]:
    entries = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    pip = next(entry["pip"] for entry in entries if isinstance(entry, dict))
    assert "--editable ." in pip
    texts = [entry for entry in [*entries, *pip] if isinstance(entry, str) and not entry.startswith("--")]
    found = {canonicalize_name(r.name): str(r.specifier) for r in map(Requirement, texts)}
    assert found.pop("python") == ">=3.11"
    found.pop("pip")
    return {CONDA_NAMES.get(name, name): specifier for name, specifier in found.items()}


def locked(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9.-]+)==([^ ]+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))


def test_environment_yml_names_the_packages_of_pyproject_with_the_same_bounds():
    assert in_conda() == declared()


@pytest.mark.parametrize(("lock", "extras"), [(RUNTIME, ["build"]), (DEVELOPMENT, [])])
def test_every_declared_package_is_locked_within_its_bounds(lock, extras):
    pins, needed = locked(lock), declared(*extras)
    assert needed.keys() <= pins.keys()
    assert not [n for n, spec in needed.items() if not Requirement(f"{n}{spec}").specifier.contains(pins[n])]


def test_what_the_reports_need_is_the_same_in_both_locks_and_no_extra_is_among_it():
    runtime, development = locked(RUNTIME), locked(DEVELOPMENT)
    assert runtime.items() <= development.items()
    assert not runtime.keys() & (declared().keys() - declared("build").keys())


@pytest.mark.parametrize("lock", [RUNTIME, DEVELOPMENT, "requirements-uv.lock"])
def test_a_lock_is_hash_checked_and_names_no_address(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    blocks = re.findall(r"^[a-z0-9.-]+==.*?(?=^[a-z0-9]|\Z)", text, re.MULTILINE | re.DOTALL)
    assert len(blocks) == len(locked(lock))
    assert all("--hash=sha256:" in block for block in blocks)
    assert "://" not in text
