"""The sample as files and as a store: marked, replaced by the next one, never mixed with real submissions."""

import shutil
import sqlite3

import pandas as pd
import pytest
from openpyxl import load_workbook

from panjin_kpi import schemas
from panjin_kpi.intake.checks.check import check_file
from panjin_kpi.intake.forms.template import is_fictitious
from panjin_kpi.intake.storage.database import Refused
from panjin_kpi.intake.storage.snapshot import snapshots, take_snapshot
from panjin_kpi.intake.storage.store import Store
from panjin_kpi.project import ROOT, Project
from panjin_kpi.sample.files.monthly_files import sample_files
from panjin_kpi.sample.files.workbooks import RealRows, accept_sample, fresh_store, write_sample

pytestmark = pytest.mark.slow

VERSION_1 = ROOT / "tests/intake/storage/files/version1.sqlite"
HEADER = "period,district,indicator,value"


def test_every_workbook_of_the_sample_is_accepted_and_every_row_says_that_it_is_fictitious(sample_project, plan):
    paths = sorted((sample_project.data / "submissions").glob("*/*.xlsx"))
    log = Store(sample_project.store_url).log()
    assert len(paths) == len(log) == 111
    assert sorted(log["file"]) == sorted(path.name for path in paths)
    frames = Store(sample_project.store_url).contents()[0]
    assert all(len(frame) and frame["fictitious"].all() for frame in frames.values()), "all twelve tables are there"


def test_only_what_was_planted_is_warned_of(sample_project, plan, files):
    """Two figures are not proved by their rows, one was reported too high; tasks are reported as done too early."""
    warned, empty = set(), Store("sqlite://")
    for file in [file for file in files if file.reporter in ("panshan", "shuangtaizi", "xinglongtai")]:
        checked = check_file(file.path(sample_project.data), "", plan, empty.in_force)
        empty.submit(checked, file.received_on, confirmed=True)
        warned |= {(file.reporter, f.value and f.reason[:7]) for f in checked.findings}
    planted = ("与佐证不一致：", "填为已完成，但")
    assert {reason for _, reason in warned} == set(planted)
    assert len({reporter for reporter, reason in warned if reason == planted[0]}) >= 2


def test_a_workbook_states_what_its_reporter_knew(sample_project, files):
    file = next(file for file in files if file.reporter == "dawa" and file.period == "2021-07")
    june = next(file for file in files if file.reporter == "dawa" and file.period == "2021-06").tables["progress"]
    book = load_workbook(file.path(sample_project.data))
    sheet = book["指标月报"]
    heads = {str(cell.value).rstrip("*"): cell.column for cell in sheet[1]}
    prefilled = [sheet.cell(row, heads["上月累计"]).value for row in range(2, 2 + len(june))]
    assert prefilled == june["value"].tolist()
    assert book["填写说明"]["A2"].value == "虚构示例"
    assert is_fictitious(file.path(sample_project.data))


@pytest.mark.slow
def test_making_it_again_gives_the_same_rows_and_leaves_no_old_file(small, tmp_path):
    project, contents = Project(tmp_path), []
    for seed in (1, 2, 1):
        files = sample_files(small, seed)[:4]
        store = fresh_store(project)
        accept_sample(small, files, write_sample(tmp_path, small, files), store)
        contents.append(store.contents()[0])
        assert len(list((tmp_path / "submissions").rglob("*.xlsx"))) == len(files)
    for name, frame in contents[0].items():
        pd.testing.assert_frame_equal(frame, contents[2][name])
    assert not contents[0]["progress"].equals(contents[1]["progress"])


def test_a_store_with_real_rows_is_left_alone(plan, send, tmp_path):
    project = Project(tmp_path)
    Store(project.store_url).submit(check_file(send(HEADER, "2021-06,panshan,activities,1"), "progress", plan))
    with pytest.raises(RealRows):
        fresh_store(project)
    assert len(Store(project.store_url).in_force("progress")) == 1


def test_real_rows_that_fictitious_ones_have_replaced_are_not_lost_either(plan, send, tmp_path):
    project = Project(tmp_path)
    for row in ("2021-06,panshan,activities,1,", "2021-06,panshan,activities,2,是"):
        checked = check_file(send(HEADER + ",fictitious", row), "progress", plan)
        Store(project.store_url).submit(checked)
    with pytest.raises(RealRows):
        fresh_store(project)
    assert len(Store(project.store_url).log()) == 2


def test_a_sample_that_an_earlier_version_made_is_replaced_but_not_real_rows(tmp_path):
    project = Project(tmp_path)
    (tmp_path / "store").mkdir()
    shutil.copyfile(VERSION_1, tmp_path / "store" / "panjin_kpi.sqlite")
    with pytest.raises(RealRows):
        fresh_store(project)
    with sqlite3.connect(tmp_path / "store" / "panjin_kpi.sqlite") as connection:
        for table in schemas.SUBMITTED[:-3]:
            connection.execute(f"UPDATE {table} SET fictitious = 1")
    connection.close()
    assert fresh_store(project).log().empty


def test_the_snapshots_of_an_earlier_sample_go_with_its_store(small, small_files, tmp_path):
    project, store = Project(tmp_path), fresh_store(Project(tmp_path))
    files = small_files[:1]
    accept_sample(small, files, write_sample(tmp_path, small, files), store)
    take_snapshot(store, project.snapshots)
    fresh_store(project)
    assert snapshots(project.snapshots) == []


def test_other_peoples_files_in_its_folders_stay(small, small_files, tmp_path):
    project = Project(tmp_path)
    fresh_store(project)
    mine = [tmp_path / "submissions" / "2021-06-25" / "2021-06-盘山县.xlsx", tmp_path / "store" / "backup.sqlite"]
    for path in mine:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HEADER, encoding="utf-8")
    list(write_sample(tmp_path, small, small_files[:1]))
    list(write_sample(tmp_path, small, sample_files(small, 7)[:1]))
    fresh_store(project)
    assert [path.read_text(encoding="utf-8") for path in mine] == [HEADER, HEADER]


def test_it_never_enters_the_official_store(small, small_files, tmp_path):
    files = small_files[:1]
    written = list(write_sample(tmp_path, small, files))
    official = Store(f"sqlite:///{tmp_path / 'official.sqlite'}", official=True)
    with pytest.raises(Refused, match="不能进入正式库"):
        accept_sample(small, files, written, official)
    assert official.log().empty
    with pytest.raises(Refused, match="不能进入正式库"):
        fresh_store(Project())


def test_it_fits_a_made_up_plan_of_another_year(small, small_files, tmp_path):
    files = small_files
    assert {file.period[:4] for file in files} == {"2023"}
    checked = [check_file(path, "", small) for path in write_sample(tmp_path, small, files[:3])]
    assert all(file.acceptable for file in checked)
