import dataclasses

import pandas as pd
import pytest

from panjin_kpi.intake.check import check_file
from panjin_kpi.intake.store import FictitiousRows, Store
from panjin_kpi.project import Project
from panjin_kpi.sample import RealRows, accept_sample, fresh_store, sample_files, write_sample

HEADER = "period,district,indicator,value"


@pytest.fixture(scope="module")
def files(plan_of_module):
    return sample_files(plan_of_module)


@pytest.fixture(scope="module")
def plan_of_module():
    from panjin_kpi.reference.plan import Plan

    return Plan.load()


def test_the_same_seed_gives_the_same_files_and_another_gives_others(plan, files):
    assert sample_files(plan) == files
    assert sample_files(plan, seed=7) != files


def test_it_covers_every_target_cell_of_every_month_but_the_missing_report(plan, files):
    rows = {(row[0], row[1], row[2]) for file in files for row in file.rows}
    due = plan.targets_in(2021)
    split = plan.split_indicators(2021)
    cells = [(r.scope, r.indicator) for r in due.itertuples() if r.scope != "city" or r.indicator not in split]
    expected = {(f"2021-{m:02d}", scope, name) for m in range(1, 13) for scope, name in cells}
    assert expected - rows == {("2021-08", "shuangtaizi", name) for scope, name in cells if scope == "shuangtaizi"}


def test_every_file_is_good_and_every_row_says_that_it_is_fictitious(plan, files, tmp_path):
    for path in write_sample(tmp_path, plan, files):
        checked = check_file(path, "progress", plan)
        assert checked.findings == [], path
        assert checked.parts["progress"].rows["fictitious"].all()


def test_one_figure_is_revised_and_both_versions_are_kept(plan, files, store, tmp_path):
    write_sample(tmp_path, plan, files)
    accept_sample(tmp_path, plan, files, store)
    revised = [row for file in files for row in file.rows if row[:3] == ("2021-06", "xinglongtai", "incubatees")]
    assert [row[3] for row in revised] == [revised[1][3] + 2, revised[1][3]]
    in_force = store.in_force("progress").set_index(["period", "district", "indicator"])["value"]
    assert in_force["2021-06", "xinglongtai", "incubatees"] == revised[1][3]


def test_cumulative_values_never_fall_but_for_the_revision(plan, files, store, tmp_path):
    write_sample(tmp_path, plan, files)
    accept_sample(tmp_path, plan, files, store)
    values = store.in_force("progress").pivot(index=["district", "indicator"], columns="period", values="value")
    assert not (values.ffill(axis=1).diff(axis=1) < 0).any(axis=None)


def test_making_it_again_gives_the_same_store_and_another_seed_another(plan, tmp_path):
    project, contents = Project(tmp_path), []
    for seed in (1, 2, 1):
        files = sample_files(plan, seed)
        store = fresh_store(project)
        write_sample(tmp_path, plan, files)
        accept_sample(tmp_path, plan, files, store)
        contents.append(store.contents()[0]["progress"])
        assert len(list((tmp_path / "submissions").rglob("*.csv"))) == len(files)
    pd.testing.assert_frame_equal(contents[0], contents[2])
    assert not contents[0].equals(contents[1])


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


def test_other_peoples_files_in_its_folders_stay(plan, files, tmp_path):
    project = Project(tmp_path)
    fresh_store(project)
    mine = [tmp_path / "submissions" / "2021-06-25" / "panshan" / "progress.csv", tmp_path / "store" / "backup.sqlite"]
    for path in mine:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HEADER, encoding="utf-8")
    write_sample(tmp_path, plan, [file for file in files if file.path(tmp_path) not in mine])
    fresh_store(project)
    assert [path.read_text(encoding="utf-8") for path in mine] == [HEADER, HEADER]


def test_it_never_enters_the_official_store(plan, files, tmp_path):
    write_sample(tmp_path, plan, files)
    official = Store(f"sqlite:///{tmp_path / 'official.sqlite'}", official=True)
    with pytest.raises(FictitiousRows):
        accept_sample(tmp_path, plan, files, official)
    assert official.log().empty
    with pytest.raises(FictitiousRows):
        fresh_store(Project())


def test_it_fits_a_made_up_plan_of_another_year(plan, tmp_path):
    other = dataclasses.replace(
        plan,
        targets=plan.targets.assign(year=2023),
        districts=plan.districts.iloc[:2],
        calendar=plan.calendar.iloc[:0],
    )
    other = dataclasses.replace(
        other, targets=other.targets[other.targets["scope"].isin(["city", "panshan", "shuangtaizi"])]
    )
    files = sample_files(other)
    assert {row[0][:4] for file in files for row in file.rows} == {"2023"}
    assert all(check_file(path, "progress", other).acceptable for path in write_sample(tmp_path, other, files))
