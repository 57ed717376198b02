"""The sample from the command line, at scale: a made-up province, ten thousand enterprises, nothing real overwritten."""

import re
import shutil

import pytest

from panjin_kpi import schemas
from panjin_kpi.intake.store import Store
from panjin_kpi.project import Project
from panjin_kpi.reference.plan import Plan
from panjin_kpi.reference.reconcile import reconcile


def test_ten_thousand_enterprises_are_written_and_the_day_to_submit_them_is_told(call, tmp_path):
    result = call("sample", "--out", "DATA", "--enterprises", "10000")
    assert result.exit_code == 0, result.output
    folder = tmp_path / "data" / "submissions"
    assert sorted(path.stem for path in folder.iterdir()) == sorted(schemas.SUBMITTED)
    assert "企业名录 10000 行" in result.output
    day = re.search(r"--received (\S+)", result.output)[1]
    checked = call("submit", folder / "enterprises.csv", "--data", "DATA", "--received", day)
    assert (checked.exit_code, "企业名录 10000 行　收到 2021-12-27" in checked.output) == (0, True), checked.output
    assert not (tmp_path / "data" / "reference").exists()


def test_a_province_is_a_data_folder_of_its_own(call, tmp_path):
    result = call("sample", "--out", "DATA", "--districts", "12", "--enterprises", "240", "--submit")
    assert result.exit_code == 0, result.output
    project = Project(tmp_path / "data")
    plan = Plan.load(project.reference)
    assert len(plan.districts) == 12
    assert set(reconcile(plan)["kind"]) >= {"district_sum", "not_allocated"}
    frames, log = Store(project.store_url).contents()
    assert len(log) == len(schemas.SUBMITTED)
    assert len(frames["enterprises"]) == 240
    assert set(frames["progress"]["district"]) == {*plan.districts["district"], "city"}
    again = call("sample", "--out", "DATA", "--districts", "3", "--data", "DATA", "--submit")
    assert again.exit_code == 0, again.output
    assert len(Plan.load(project.reference).districts) == 3
    assert set(Store(project.store_url).in_force("enterprises")["district"]) == {f"district_00{n}" for n in (1, 2, 3)}


@pytest.mark.kernel
def test_a_province_is_run_like_the_plan_s_city(call, tmp_path, shell):
    assert call("sample", "--out", "DATA", "--districts", "25", "--submit").exit_code == 0
    words = ("--data", tmp_path / "data", "--out", tmp_path / "out", "--notebook", "city_overview")
    result = shell("run", "--period", "2021-12", *words)
    assert result.returncode == 0, result.stdout + result.stderr
    page = (tmp_path / "out/2021-12/city_overview/city.html").read_text(encoding="utf-8")
    assert "示例区025" in page
    assert "盘政办发" not in page


def test_a_real_reference_a_real_table_and_a_real_store_are_never_overwritten(shell, send, tmp_path, call):
    data = tmp_path / "data"
    shutil.copytree(Project().reference, data / "reference")
    before = {path.name: path.read_bytes() for path in (data / "reference").iterdir()}
    refused = shell("sample", "--out", data, "--districts", "3", "--submit")
    assert (refused.returncode, "没有标明是虚构示例" in refused.stderr, "Traceback" in refused.stderr) == (
        1,
        True,
        False,
    )
    assert {path.name: path.read_bytes() for path in (data / "reference").iterdir()} == before
    assert not (data / "store").exists()
    assert not (data / "submissions").exists()
    shutil.rmtree(data / "reference")
    row = send("period,district,indicator,value", "2021-06,panshan,activities,1")
    assert call("submit", row, "--data", "DATA").exit_code == 0
    mixed = shell("sample", "--out", data, "--districts", "3", "--submit")
    assert (mixed.returncode, "真实的报送" in mixed.stderr) == (1, True)
    assert not (data / "reference").exists(), "refused before anything was written"
    (data / "submissions").mkdir()
    shutil.copy(row, data / "submissions")
    file = shell("sample", "--out", data, "--enterprises", "10")
    assert (file.returncode, "progress.csv 没有标明" in file.stderr) == (1, True)


@pytest.mark.parametrize("option", ["--districts", "--enterprises"])
@pytest.mark.parametrize("number", ["0", "-1", "x", "99999999"])
def test_a_wrong_number_is_wrong_usage(call, tmp_path, option, number):
    assert call("sample", "--out", "DATA", option, number).exit_code == 2
    assert list((tmp_path / "data").iterdir()) == []
