from pathlib import Path

import pytest
from sqlalchemy import make_url

from panjin_kpi.errors import NoStore
from panjin_kpi.project import NOTEBOOKS, ROOT, SCHEMAS, Project


def test_a_data_folder_without_reference_uses_the_checkouts_own(tmp_path):
    assert Project(tmp_path).reference == ROOT / "data" / "reference"


def test_a_data_folders_own_reference_comes_first(tmp_path):
    (tmp_path / "reference").mkdir()
    assert Project(tmp_path).reference == tmp_path / "reference"


def test_store_and_snapshots_lie_in_the_data_folder(tmp_path):
    project = Project(tmp_path)
    assert project.store_url == f"sqlite:///{tmp_path.resolve().as_posix()}/store/panjin_kpi.sqlite"
    assert project.snapshots == tmp_path / "snapshots"


def test_a_named_store_replaces_only_the_store(tmp_path):
    project = Project(tmp_path, store="postgresql://db/kpi")
    assert project.store_url == "postgresql://db/kpi"
    assert project.snapshots == tmp_path / "snapshots"


def test_only_the_default_store_is_official(tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    official = Project().store_url
    assert Project().is_official
    assert Project(Path("data")).is_official, "however the folder is written"
    assert Project(tmp_path, store=official).is_official, "also when it is named"
    assert not Project(ROOT / "data" / "sample").is_official
    assert not Project(store=f"sqlite:///{tmp_path}/other.sqlite").is_official


def test_the_official_store_is_official_however_its_url_is_written(monkeypatch):
    monkeypatch.chdir(ROOT)
    assert Project(store="sqlite:///data/store/panjin_kpi.sqlite").is_official


def test_a_store_in_postgresql_is_official_unless_the_data_folder_is_a_sample_s(tmp_path):
    project = Project(tmp_path / "data", store="postgresql+psycopg://db/kpi")
    assert project.is_official
    project.mark_as_sample()
    assert not project.is_official
    Project().mark_as_sample()
    assert Project(store="postgresql+psycopg://db/kpi").is_official, "the default folder is never a sample's"


def test_the_checkout_holds_what_its_constants_name():
    assert (SCHEMAS / "progress.yaml").is_file()
    assert (NOTEBOOKS / "explore.ipynb").is_file()


@pytest.mark.parametrize("name", ["a%41b", "a?b=c", "a#b", "a'b", 'a"b', "中文 空格", "a%zz", "a+b@c", "x" * 200])
def test_a_store_s_url_leads_into_the_data_folder_however_that_is_called(tmp_path, name):
    project = Project(tmp_path / name)
    file = tmp_path / name / "store" / "panjin_kpi.sqlite"
    assert make_url(project.store_url).database == str(file)
    assert not project.has_store
    file.parent.mkdir(parents=True)
    file.write_bytes(b"x")
    assert project.has_store
    assert Project(tmp_path, store=project.store_url).has_store, "also when it is named"


def test_a_store_that_is_not_there_or_empty_is_required_in_vain(tmp_path):
    for project in (Project(tmp_path), Project(tmp_path, store=f"sqlite+pysqlite:///{tmp_path}/tpyo.sqlite?timeout=3")):
        with pytest.raises(NoStore, match="请检查 --data 和 --store"):
            project.require_store()
    (tmp_path / "tpyo.sqlite").touch()
    assert not project.has_store
    Project(tmp_path, store="postgresql://db/kpi").require_store()
    Project(tmp_path, store="sqlite://").require_store()
