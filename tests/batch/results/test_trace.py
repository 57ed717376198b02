from dataclasses import replace

import pytest

from panjin_kpi import schemas
from panjin_kpi.batch.results.folder import Tables
from panjin_kpi.batch.results.result_set import ResultSet
from panjin_kpi.intake.checks.check import check_file
from panjin_kpi.intake.storage.originals import keeping, original
from panjin_kpi.intake.storage.snapshot import SnapshotFault, take_snapshot
from panjin_kpi.intake.storage.store import Store
from panjin_kpi.project import Project

pytestmark = pytest.mark.slow


def test_a_figure_is_traced_to_the_cell_of_the_file_that_is_kept_as_of_its_snapshot(tmp_path, send, plan):
    project = Project(tmp_path / "data")
    store = Store(project.store_url)
    run = None
    for value in (3, 4):  # the second one is later than the results
        file = send("上报人,期间,地区,指标,本年累计", f"甲,2021-06,盘山县,活动,{value}")
        checked = check_file(file, "progress", plan)
        with keeping(project.data, file, checked.sha256):
            store.submit(checked)
        if not run:
            first, snapshot = checked.sha256, take_snapshot(store, project.snapshots)
            origin = {"snapshot": snapshot.name, "as_known_on": None}
            run = ResultSet(
                plan, "2021-06", Tables.of({"evidence_rows": schemas.empty("evidence_rows")}), origin, project
            )
    (row,) = run.trace("盘山县", "举办创新创业活动").to_dict("records")
    assert (row["哪一项"], row["数"], row["文件"], row["单元格"], row["原文"]) == (
        "上报数：盘山县", 3.0, "progress.csv", "E2", "3",
    )  # fmt: skip
    assert row["原件"] == str(original(project.data, first))
    original(project.data, first).unlink()
    assert run.trace("全市", "举办创新创业活动")["单元格"].tolist() == ["第2行，没有留存原件"]
    now = take_snapshot(store, tmp_path / "nobodys").manifest["content"]  # as of results computed from the store itself
    unkept = origin | {"snapshot": "gone", "content": now}
    (row,) = ResultSet(plan, "2021-06", run.frames, unkept, project).trace("全市", "活动").values
    assert row[1] == 4.0, "of the store, where the results had no snapshot of their own"


def test_results_are_not_traced_in_another_data_folder(tmp_path, send, plan):
    mine, other = Project(tmp_path / "mine"), Project(tmp_path / "other")
    for project, value in ((mine, 3), (other, 4)):
        checked = check_file(send("期间,地区,指标,本年累计", f"2021-06,盘山县,活动,{value}"), "progress", plan)
        Store(project.store_url).submit(checked)
    results = ResultSet.compute(take_snapshot(Store(mine.store_url), mine.snapshots), plan, "2021-06")
    assert replace(results, project=mine).trace("盘山县", "活动")["数"].tolist() == [3.0]
    with pytest.raises(SnapshotFault, match=rf"{results.origin['snapshot']}.*other.*lab --data"):
        replace(results, project=other).trace("盘山县", "活动")


def test_the_city_is_traced_to_the_last_figure_of_each_district_and_to_its_own_where_it_is_not_broken_down(
    tmp_path, send, plan
):
    project = Project(tmp_path / "data")
    store = Store(project.store_url)
    ended = plan.districts["valid_to"].mask(plan.districts["district"] == "gaoxin", "2021-05-31")
    plan = replace(plan, districts=plan.districts.assign(valid_to=ended))
    rows = (
        "2021-05,大洼区,活动,2",
        "2021-06,盘山县,活动,3",
        "2021-06,全市,担保金额,0.5",
        "2021-06,盘山县,担保金额,0.25",
        "2021-05,盘锦高新区,活动,1",
        "2021-06,盘锦高新区,活动,9",
    )
    events = ("全市,D1,担保金额,2021-06-01,某担保",)  # an amount's column may be left out
    given = {"progress": ("期间,地区,指标,本年累计", *rows), "events": ("地区,编号,指标,日期,名称", *events)}
    for table, lines in given.items():
        file = send(*lines, name=f"{table}.csv")
        checked = check_file(file, table, plan)
        with keeping(project.data, file, checked.sha256):
            store.submit(checked)
    computed = ResultSet.compute(take_snapshot(store, project.snapshots), plan, "2021-06")
    run = ResultSet(plan, "2021-06", computed.frames, computed.origin, project)
    found = run.trace("全市", "活动")
    assert found[["哪一项", "数"]].values.tolist() == [
        ["上报数：大洼区（2021-05）", 2.0],
        ["上报数：盘锦高新区（2021-05）", 1.0],
        ["上报数：盘山县", 3.0],
    ]
    assert found["数"].sum() == run.only("status", "全市").set_index("indicator").at["activities", "actual"]
    amounts = run.trace("全市", "担保金额")
    assert amounts[["哪一项", "数", "单元格"]].values.tolist() == [
        ["上报数：全市", 0.5, "D4"],
        ["明细：某担保", 0.0, "B2"],
    ]
