"""pyproject.toml, environment.yml and the lock name the same packages."""

import re
import tomllib

import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from panjin_kpi.project import ROOT

CONDA_NAMES = {"pandera-io": "pandera", "python-duckdb": "duckdb"}


def declared() -> dict[str, str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    texts = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
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


def locked() -> dict[str, str]:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9.-]+)==([^ ]+)", text, re.MULTILINE))


def test_environment_yml_names_the_packages_of_pyproject_with_the_same_bounds():
    assert in_conda() == declared()


def test_every_declared_package_is_locked_within_its_bounds():
    pins = locked()
    wrong = {
        n: pins.get(n) for n, spec in declared().items() if not Requirement(f"{n}{spec}").specifier.contains(pins[n])
    }
    assert wrong == {}


def test_the_lock_is_hash_checked_and_names_no_address():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    blocks = re.findall(r"^[a-z0-9.-]+==.*?(?=^[a-z0-9]|\Z)", text, re.MULTILINE | re.DOTALL)
    assert len(blocks) == len(locked())
    assert all("--hash=sha256:" in block for block in blocks)
    assert "://" not in text
