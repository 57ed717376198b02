"""The sample from the command line at scale: a made-up province, many enterprises, no real data overwritten."""

import re
import shutil

import pytest

from panjin_kpi import schemas
from panjin_kpi.batch.run import RunRequest, run
from panjin_kpi.intake.storage.store import Store
from panjin_kpi.project import Project
from panjin_kpi.reference.plan import Plan
from panjin_kpi.reference.reconciliation import reconcile
from panjin_kpi.sample.files.workbooks import RealRows

pytestmark = pytest.mark.slow


def test_ten_thousand_enterprises_are_written_and_the_day_to_submit_them_is_stated(call, tmp_path):
    result = call("sample", "--out", "DATA", "--enterprises", "10000")
    assert result.exit_code == 0, result.output
    folder = tmp_path / "data" / "submissions"
    assert sorted(path.stem for path in folder.iterdir()) == sorted(schemas.SUBMITTED)
    assert "企业名录 10000 行" in result.output
    day = re.search(r"--received (\S+)", result.output)[1]
    checked = call("submit", folder / "enterprises.csv", "--data", "DATA", "--received", day)
    assert (checked.exit_code, "企业名录 10000 行　收到 2021-12-27" in checked.output) == (0, True), checked.output
    assert not (tmp_path / "data" / "reference").exists()


@pytest.mark.kernel
def test_a_province_is_a_data_folder_of_its_own_and_is_run_like_the_plan_s_city(call, tmp_path):
    result = call("sample", "--out", "DATA", "--districts", "25", "--enterprises", "250", "--submit")
    assert result.exit_code == 0, result.output
    project = Project(tmp_path / "data")
    plan = Plan.load(project.reference)
    assert len(plan.districts) == 25
    assert set(reconcile(plan, "2021-12")["kind"]) >= {"district_sum", "not_allocated"}
    frames, log, _ = Store(project.store_url).contents()
    assert len(log) == len(schemas.SUBMITTED)
    assert len(frames["enterprises"]) == 250
    assert set(frames["progress"]["district"]) == {*plan.districts["district"], "city"}
    (outcome,) = run(project, RunRequest("2021-12", ["city_overview"], out=tmp_path / "out"))
    assert outcome.made, outcome.reason
    page = (tmp_path / "out/2021-12/city_overview/city.html").read_text(encoding="utf-8")
    assert "示例025区" in page
    assert "盘政办发" not in page


def test_a_province_is_replaced_by_another(call, tmp_path):
    for number in (4, 3):
        words = ("--districts", number, "--enterprises", 30, "--data", "DATA", "--submit")
        assert call("sample", "--out", "DATA", *words).exit_code == 0
    project = Project(tmp_path / "data")
    districts = ["district_001", "district_002", "district_003"]
    assert Plan.load(project.reference).districts["district"].tolist() == districts
    assert sorted(set(Store(project.store_url).in_force("enterprises")["district"])) == districts


def test_a_real_reference_is_never_overwritten(shell, tmp_path):
    data = tmp_path / "data"
    shutil.copytree(Project().reference, data / "reference")
    before = {path.name: path.read_bytes() for path in (data / "reference").iterdir()}
    refused = shell("sample", "--out", data, "--districts", "3", "--submit")
    assert (refused.returncode, "Traceback" in refused.stderr) == (1, False)
    assert refused.stderr.startswith("错误：")
    assert "没有标明是虚构示例" in refused.stderr
    assert {path.name: path.read_bytes() for path in (data / "reference").iterdir()} == before
    assert [path.name for path in data.iterdir()] == ["reference"]


def test_the_project_s_own_reference_is_never_overwritten(call):
    before = {path.name: path.stat().st_mtime_ns for path in Project().reference.iterdir()}
    refused = call("sample", "--out", Project().data, "--districts", "3")
    assert isinstance(refused.exception, RealRows)
    assert {path.name: path.stat().st_mtime_ns for path in Project().reference.iterdir()} == before


def test_a_real_store_and_a_real_table_are_left_alone_and_nothing_is_written(call, send, tmp_path):
    data = tmp_path / "data"
    row = send("period,district,indicator,value", "2021-06,panshan,activities,1")
    assert call("submit", row, "--data", "DATA").exit_code == 0
    for options in (("--districts", "3", "--submit"), ()):
        mixed = call("sample", "--out", "DATA", *options)
        assert isinstance(mixed.exception, RealRows)
        assert "真实的报送" in str(mixed.exception)
        assert [path.name for path in data.iterdir()] == ["store"], "nothing marks it as a sample"
    shutil.rmtree(data / "store")
    (data / "submissions").mkdir()
    shutil.copy(row, data / "submissions")
    for option in ("--enterprises", "--districts"):
        refused = call("sample", "--out", "DATA", option, "10")
        assert isinstance(refused.exception, RealRows)
        assert "progress.csv 没有标明" in str(refused.exception)
    assert [path.name for path in (data / "submissions").iterdir()] == ["progress.csv"]


@pytest.mark.parametrize("option", ["--districts", "--enterprises"])
@pytest.mark.parametrize("number", ["0", "-1", "x", "99999999"])
def test_a_wrong_number_is_wrong_usage(call, tmp_path, option, number):
    assert call("sample", "--out", "DATA", option, number).exit_code == 2
    assert list((tmp_path / "data").iterdir()) == []
