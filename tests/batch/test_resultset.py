import json

import pandas as pd
import pytest

from panjin_kpi import schemas
from panjin_kpi.batch.resultset import DATA_VARIABLE, ResultSet, load_results
from panjin_kpi.intake.snapshot import SnapshotFault, take_snapshot
from panjin_kpi.intake.store import Store


@pytest.fixture(scope="module")
def computed(sample_project, plan_module):
    snapshot = take_snapshot(Store(sample_project.store_url), sample_project.snapshots)
    return ResultSet.compute(snapshot, plan_module, "2021-08")


@pytest.fixture(scope="module")
def plan_module():
    from panjin_kpi.reference.plan import Plan

    return Plan.load()


def test_what_is_written_is_what_is_read(computed, sample_project, tmp_path):
    computed.write(tmp_path, sample_project.reference)
    again = ResultSet.read(tmp_path, "2021-08")
    for name, frame in computed.frames.items():
        typed = schemas.faults(schemas.of_result(name), frame)[0]
        pd.testing.assert_frame_equal(again.frames[name], typed, check_dtype=False, rtol=1e-9)
    assert again.facts == computed.facts
    assert len(again.plan.targets) == 77


def test_excel_recognises_the_encoding_and_counts_look_like_counts(computed, sample_project, tmp_path):
    computed.write(tmp_path, sample_project.reference)
    text = (tmp_path / "status.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbfperiod,scope,indicator,unit,actual,target")
    assert "2021-08,panshan,operators,家,,,,0,,not_allocated,0,0" in text.decode("utf-8-sig").splitlines()


def test_another_months_results_are_refused(computed, sample_project, tmp_path):
    computed.write(tmp_path, sample_project.reference)
    with pytest.raises(ValueError, match="2021-08"):
        ResultSet.read(tmp_path, "2021-09")


def test_a_spoilt_table_is_refused(computed, sample_project, tmp_path):
    computed.write(tmp_path, sample_project.reference)
    spoilt = (tmp_path / "status.csv").read_text(encoding="utf-8-sig").replace("far_behind", "purple")
    (tmp_path / "status.csv").write_text(spoilt, encoding="utf-8")
    with pytest.raises(ValueError, match="purple"):
        _ = ResultSet.read(tmp_path, "2021-08").frames["status"]


def test_without_a_folder_the_current_snapshot_is_computed(computed, sample_project, monkeypatch):
    monkeypatch.setenv(DATA_VARIABLE, str(sample_project.data))
    loaded = load_results("", "2021-08")
    pd.testing.assert_frame_equal(loaded.frames["status"], computed.frames["status"])
    assert "虚构示例" in repr(loaded)


def test_without_any_snapshot_it_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path))
    with pytest.raises(SnapshotFault, match="请先运行 panjin-kpi snapshot"):
        load_results("", "2021-08")


def test_the_sample_shows_a_missing_report_a_lagging_district_and_a_late_tier(computed):
    status = computed.frames["status"]
    due = status["light"] != "not_allocated"
    assert set(status.loc[due & (status["scope"] == "shuangtaizi"), "light"]) == {"unreported"}
    assert (status.loc[status["scope"] == "dawa", "light"] == "far_behind").sum() >= 2
    assert status.loc[(status["indicator"] == "new_eaglet") & due, "actual"].dropna().eq(0).all()
    assert json.dumps(computed.origin)
