import dataclasses
import json
import shutil

import pandas as pd
import pytest

from panjin_kpi import schemas
from panjin_kpi.batch.results.folder import ORIGIN, Tables, about, is_whole, write_folder
from panjin_kpi.batch.results.result_set import ResultSet
from panjin_kpi.batch.run import RunRequest, results_for
from panjin_kpi.errors import PanjinError
from panjin_kpi.intake.checks.check import check_file
from panjin_kpi.intake.storage.store import Store
from panjin_kpi.project import Project
from panjin_kpi.reference.plan import Plan
from tests.plan import PLAN


@pytest.fixture
def own(site, tmp_path):
    """A private copy of the finished run's data and results."""
    project = Project(shutil.copytree(site.project.data, tmp_path / "data"))
    request = RunRequest("2021-12", out=tmp_path / "out")
    shutil.copytree(site.folder / "results", request.folder / "results")
    return project, request


@pytest.fixture(scope="module")
def computations():
    """Results cached by their inputs: most of these tests change only what happens to them afterwards."""
    return {}


@pytest.fixture
def computed(monkeypatch, computations):
    """How many times results were computed."""
    times, compute = [], ResultSet.compute

    def counted(snapshot, plan, period):
        times.append(snapshot)
        known = (snapshot.manifest["content"], plan.assessment.model_dump_json(), period)
        if known not in computations:
            computations[known] = compute(snapshot, plan, period)
        return dataclasses.replace(computations[known], plan=plan)

    monkeypatch.setattr(ResultSet, "compute", counted)
    return times


def state(folder):
    return {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in folder.rglob("*") if path.is_file()}


def test_results_from_the_same_data_and_code_are_kept_as_they_are(own, computed):
    project, request = own
    before = state(request.folder)
    kept = results_for(project, request, Plan.load(project.reference))
    assert not computed
    assert state(request.folder) == before
    assert set(kept.origin) == {
        "as_of", "as_known_on", "content", "fictitious", "snapshot", "submissions", "taken_at", "versions",
    }  # fmt: skip
    assert "虚构示例" in repr(kept)


def another_figure(project, request, send):
    row = "2021-12,dawa,activities,7,更正,True"
    path = send("period,district,indicator,value,note,fictitious", row)
    store = Store(project.store_url)
    store.submit(check_file(path, "progress", PLAN, store.in_force))


def another_limit(project, request, send):
    own = project.data / "reference"
    shutil.copytree(project.reference, own, dirs_exist_ok=True)
    text = (own / "assessment.yaml").read_text(encoding="utf-8")
    (own / "assessment.yaml").write_text(text + "\n# changed\n", encoding="utf-8")


def edited_table(project, request, send):
    path = request.folder / "results" / "status.csv"
    path.write_bytes(path.read_bytes().replace(b"far_behind", b"done"))


def missing_table(project, request, send):
    (request.folder / "results" / "scores.csv").unlink()


def edited_reference(project, request, send):
    path = request.folder / "results" / "reference" / "targets.csv"
    path.write_bytes(path.read_bytes() + b"\n")


def spoilt_origin(project, request, send):
    (request.folder / "results" / ORIGIN).write_text("{", encoding="utf-8")


def results_of_an_older_version(project, request, send):
    path = request.folder / "results" / ORIGIN
    known = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({name: known[name] for name in known if name not in ("key", "files")}), "utf-8")


CHANGES = [
    another_figure,
    another_limit,
    edited_table,
    missing_table,
    edited_reference,
    spoilt_origin,
    results_of_an_older_version,
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__.replace("_", " "))
def test_results_are_computed_again_where_anything_has_changed(own, computed, send, change):
    project, request = own
    change(project, request, send)
    made = results_for(project, request, Plan.load(project.reference))
    assert len(computed) == 1
    folder = request.folder / "results"
    assert is_whole(folder, about(folder))
    assert not (folder / "results.xlsx").exists(), "the workbook was of the results before"
    read = Tables.read(folder, about(folder))
    for name in ("status", "scores"):
        expected = made.frames[name].reset_index(drop=True)
        pd.testing.assert_frame_equal(read[name], expected, check_dtype=False, rtol=1e-9)
    assert results_for(project, request, Plan.load(project.reference)).origin == made.origin
    assert len(computed) == 1


def test_forced_results_and_those_of_another_audience_are_computed(own, computed):
    project, request = own
    plan = Plan.load(project.reference)
    results_for(project, dataclasses.replace(request, force=True), plan)
    assert len(computed) == 1
    public = dataclasses.replace(request, audience="public")
    shutil.copytree(request.folder / "results", public.folder / "results")  # somebody copied them
    assert "holders" not in results_for(project, public, plan).frames
    assert len(computed) == 2
    assert not (public.folder / "results" / "holders.csv").exists(), "enterprises by name"


def test_a_table_that_no_longer_exists_is_removed_and_other_files_stay(tmp_path):
    for name in ("scores.csv", "我的.csv"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    write_folder(tmp_path, ["status"], schemas.empty, Project().reference, {})
    assert {path.name for path in tmp_path.glob("*.csv")} == {"status.csv", "我的.csv"}


def test_where_one_table_breaks_its_schema_the_results_before_stay_whole(tmp_path):
    write_folder(tmp_path, ["status", "scores"], schemas.empty, Project().reference, {})
    (tmp_path / "results.xlsx").touch()
    before = state(tmp_path)

    def broken(name):
        if name == "scores":
            raise ValueError(name)
        return schemas.empty(name)

    with pytest.raises(ValueError, match="scores"):
        write_folder(tmp_path, ["path", "scores"], broken, Project().reference, {})
    assert state(tmp_path) == before


@pytest.mark.parametrize("damaged", [b"x\n1\n", b"\xff\xfe", b"", b'period,"scope\n'], ids=repr)
def test_a_table_that_somebody_damaged_is_named_in_a_sentence(tmp_path, damaged):
    write_folder(tmp_path, ["status"], schemas.empty, Project().reference, {})
    tables = Tables.read(tmp_path, about(tmp_path))
    (tmp_path / "status.csv").write_bytes(damaged)
    with pytest.raises(PanjinError, match=r"status\.csv 被改动过.*请重新运行 panjin-kpi run") as refused:
        _ = tables["status"]
    assert str(tmp_path) in str(refused.value)


def test_what_excel_would_take_for_a_formula_is_escaped_in_the_file_and_read_as_it_was_typed(tmp_path):
    written = ["-已建成众创空间3家", "@科技局牵头", "'甲", "-3", None]
    frame = schemas.empty("task_status").reindex(range(len(written))).assign(progress=written)
    write_folder(tmp_path, ["tasks"], lambda _: frame, Project().reference, {})
    assert "'-已建成众创空间3家" in (tmp_path / "tasks.csv").read_text(encoding="utf-8-sig")
    read = Tables.read(tmp_path, about(tmp_path))["tasks"]["progress"]
    assert read.astype("object").where(read.notna(), None).tolist() == written
