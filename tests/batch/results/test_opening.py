import shutil
from datetime import date

import pandas as pd
import pytest

from panjin_kpi.batch.results import opening, result_set
from panjin_kpi.batch.results.opening import DATA_VARIABLE, open_notebook
from panjin_kpi.errors import NoStore, PanjinError, WrongParameters
from panjin_kpi.intake.checks.check import check_file
from panjin_kpi.intake.storage.snapshot import SnapshotFault, current_snapshot, take_snapshot


def progress_alone(tables, *_):
    """Only the figures of a snapshot, because computing the results takes seconds."""
    return {"progress": tables["progress"]}


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (("",), "期间“”写法不对"),
        (("202112",), "期间“202112”写法不对，请写成 2021-12 这样的年月"),
        ((202112,), "period 的值 202112 不对：要写成带引号的文字"),
        (("2021-12", 5), "data 的值 5 不对：要写成带引号的文件夹"),
        ((), "期间“”写法不对"),
        (("2021-1",), "写法不对"),
        (("2021-010",), "写法不对"),
        (("2021-13",), "写法不对"),
        (("2022-03",), "2022年没有年度目标，targets.csv 里只有2021年"),
        (("2021-12", "/nowhere/2021-12"), "没有这个文件夹：/nowhere/2021-12"),
    ],
)
def test_a_wrong_month_or_folder_is_refused_before_anything_is_computed(site, monkeypatch, asked, message):
    monkeypatch.setenv(DATA_VARIABLE, str(site.project.data))
    monkeypatch.setattr(result_set, "compute", pytest.fail)
    with pytest.raises(WrongParameters, match=message):
        opening.open(*asked)
    with pytest.raises(WrongParameters, match="没有“perod”这个参数，是不是“period”？"):
        opening.open(perod="2021-12")


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"as_of": "20211231"}, "“20211231”不是日期，请写成 2021-06-26 这样"),
        ({"period": "2021-11", "as_of": "2021-12-31"}, "基准日 2021-12-31 不在 2021-11 里"),
        ({"as_of": "2021-12-30"}, "截至 2021-12-31，不是 2021-12-30"),
        ({"period": "2021-11"}, "是 2021-12 的，不是 2021-11 的"),
        ({"period": "2021-010"}, "写法不对"),
        ({"period": "2021-12", "as_known_on": "2021-12-31"}, "是现在所知的，不是 2021-12-31 当日所知的"),
    ],
)
def test_a_runs_folder_of_another_month_or_day_is_refused(site, asked, message):
    with pytest.raises(WrongParameters, match=message):
        opening.open(data=site.folder, **asked)


def test_the_same_figures_come_from_a_run_a_snapshot_a_data_folder_and_a_store(site, monkeypatch):
    before = sorted(site.project.snapshots.iterdir())
    read = opening.open("２０２１-12", site.folder)
    assert opening.open("2021-12", str(site.folder / "results")).status.equals(read.status)
    monkeypatch.setattr(
        "panjin_kpi.batch.results.result_set.compute", lambda tables, *_: {"progress": tables["progress"]}
    )
    snapshot = current_snapshot(site.project.snapshots)
    monkeypatch.setenv(DATA_VARIABLE, str(site.project.data))
    for data in (snapshot.folder, site.project.data, "", site.project.store_url):
        run = opening.open("2021-12", data)
        assert run.origin["content"] == read.origin["content"]
        pd.testing.assert_frame_equal(run.frames._table("progress"), snapshot.tables()["progress"])
    assert sorted(site.project.snapshots.iterdir()) == before, "what is looked at is nobody's current snapshot"


def test_figures_are_those_known_on_a_day(site, monkeypatch):
    monkeypatch.setattr(
        "panjin_kpi.batch.results.result_set.compute", lambda tables, *_: {"progress": tables["progress"]}
    )
    run = opening.open("2021-12", site.project.data, as_known_on="2021-08-01")
    known = run.frames._table("progress")
    assert run.origin["as_known_on"] == "2021-08-01"
    assert pd.to_datetime(known["received_on"]).max().date() <= date(2021, 8, 1)
    assert 0 < len(known) < len(opening.open("2021-12", site.project.data).frames._table("progress"))


def test_without_any_snapshot_or_store_it_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path))
    with pytest.raises(SnapshotFault, match="请先运行 panjin-kpi snapshot"):
        opening.open("2021-08")
    with pytest.raises(NoStore, match="没有库"):
        opening.open("2021-08", as_known_on="2021-08-31")


def test_where_nothing_was_submitted_it_says_so_and_ranks_nobody(store):
    for asked, message in (
        ({}, "库里还没有任何报送"),
        ({"as_known_on": "2021-08-31"}, "2021-08-31 当日还没有任何报送"),
    ):
        with pytest.raises(SnapshotFault, match=message):
            opening.open("2021-08", store.engine.url.render_as_string(hide_password=False), **asked)


def test_nothing_is_known_as_of_a_day_that_has_not_come(store):
    with pytest.raises(WrongParameters, match="2999-01-01 还没有到"):
        opening.open("2021-08", store.engine.url.render_as_string(hide_password=False), as_known_on="2999-01-01")


def test_a_snapshot_of_a_closing_is_of_the_closed_month_alone(store, send, plan, tmp_path, monkeypatch):
    store.submit(check_file(send("period,district,indicator,value", "2021-06,panshan,activities,1"), "progress", plan))
    store.close("2021-06", "sci_tech_bureau")
    folder = take_snapshot(store, tmp_path / "data" / "snapshots", period="2021-06").folder
    monkeypatch.setattr(result_set, "compute", progress_alone)
    assert opening.open("2021-06", folder).closed.startswith("本期已由市科技局")
    with pytest.raises(WrongParameters, match="是 2021-06 封账时的，不能用来看 2021-07"):
        opening.open("2021-07", folder)


def test_a_damaged_snapshot_is_not_replaced_by_the_sample(site, tmp_path, monkeypatch):
    shutil.copytree(site.project.snapshots, tmp_path / "data" / "snapshots")
    for manifest in (tmp_path / "data" / "snapshots").glob("*/manifest.json"):
        manifest.write_text("{", encoding="utf-8")
    monkeypatch.delenv(DATA_VARIABLE, raising=False)
    monkeypatch.setattr(opening, "Project", lambda *data: type(site.project)(*(data or [tmp_path / "data"])))
    with pytest.raises(SnapshotFault, match="被改动过"):
        opening.open("2021-12")


def test_a_notebooks_parameters_are_all_checked(site):
    given = {"district": "兴隆区", "period": "2021-12", "results": str(site.folder / "results"), "audience": "internal"}
    with pytest.raises(PanjinError, match="是不是“兴隆台区”"):
        open_notebook(given)
    with pytest.raises(PanjinError, match="缺少参数 audience"):
        open_notebook({name: value for name, value in given.items() if name != "audience"} | {"district": "大洼区"})
    run = open_notebook(given | {"district": "高新区"})
    assert run.period == "2021-12"
    shown = open_notebook(given | {"district": "高新区", "audience": "public"})
    assert set(shown.frames) == set(run.public().frames) < set(run.frames), "a public page is made of public tables"
    with pytest.raises(AttributeError, match=r"牵头单位（unit_summary）不公开$"):
        _ = shown.unit_summary
