"""A made-up province loads as a plan, says everywhere that it is made up, and never replaces a real one."""

import shutil

import pytest

from panjin_kpi.project import Project
from panjin_kpi.reference.plan import Plan
from panjin_kpi.reference.reconciliation import reconcile
from panjin_kpi.sample.files.workbooks import RealRows
from panjin_kpi.sample.province import DOCUMENT, is_made_up, write_province

REAL = Project().reference


@pytest.fixture
def folder(tmp_path):
    write_province(tmp_path / "reference", REAL, 120, 1)
    return tmp_path / "reference"


def test_it_loads_as_a_plan_of_so_many_districts(folder, plan):
    made = Plan.load(folder)
    assert made.districts["district"].iloc[[0, 119]].tolist() == ["district_001", "district_120"]
    assert made.district_names.resolve("示例007区") == "district_007"
    assert made.districts_in("2021-06") == made.districts["district"].tolist()
    assert made.split_indicators(2021) == plan.split_indicators(2021)
    assert set(made.targets_in(2021)["indicator"]) == set(plan.targets_in(2021)["indicator"])


def test_some_targets_are_not_allocated_and_city_and_districts_differ_where_the_plan_s_do(folder, plan):
    found, real = (reconcile(reference, "2021-12") for reference in (Plan.load(folder), plan))
    for kind in ("district_sum", "not_allocated"):
        ours, theirs = (set(table.loc[table["kind"] == kind, "indicator"]) for table in (found, real))
        assert ours == theirs, kind
    assert "示例001区" in found.query("kind == 'not_allocated'")["statement"].iloc[0]


def test_names_codes_and_words_are_fictitious(folder, plan):
    made = Plan.load(folder)
    real = {*plan.districts["name"], *plan.districts["area_code"].dropna()}
    assert not real & {*made.districts["name"], *made.districts["area_code"].dropna()}
    assert (made.districts["area_code"].dropna().str[:2] == "99").all()
    assert made.districts["area_code"].dropna().is_unique
    assert made.document == DOCUMENT
    for table in (made.targets, made.five_year, made.tasks):
        assert (table["clause"] == "虚构示例").all()
    assert made.targets["wording"].str.startswith("虚构示例").all()
    written = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.csv"))
    assert not [name for name in ("盘锦", "盘山", "兴隆台", "大洼", "双台子", "辽东湾", "大连") if name in written]


def test_an_earlier_one_is_replaced_and_the_seed_decides(folder):
    first = (folder / "targets.csv").read_bytes()
    write_province(folder, REAL, 120, 1)
    assert (folder / "targets.csv").read_bytes() == first
    write_province(folder, REAL, 30, 2)
    assert len(Plan.load(folder).districts) == 30


@pytest.mark.parametrize("name", ["districts.csv", "targets.csv", "tasks.csv", "assessment.yaml"])
def test_a_folder_with_anything_real_in_it_is_left_alone(folder, name):
    shutil.copy(REAL / name, folder / name)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert not is_made_up(folder)
    with pytest.raises(RealRows, match="没有标明是虚构示例"):
        write_province(folder, REAL, 3, 1)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_one_real_row_among_made_up_ones_is_enough(folder):
    with (folder / "targets.csv").open("a", encoding="utf-8") as file:
        file.write("2022,city,activities,30,,ge,举办创新创业活动30场以上,二、2\n")
    with pytest.raises(RealRows):
        write_province(folder, REAL, 3, 1)


def test_a_real_reference_and_an_unfinished_one_are_not_overwritten(tmp_path):
    shutil.copytree(REAL, tmp_path / "real")
    (tmp_path / "begun").mkdir()
    (tmp_path / "begun" / "targets.csv").write_text("year,scope\n", encoding="utf-8")
    for name in ("real", "begun"):
        with pytest.raises(RealRows):
            write_province(tmp_path / name, REAL, 3, 1)


def test_one_district_and_very_many_load_too(tmp_path):
    for number in (1, 200):
        write_province(tmp_path / "reference", REAL, number, 1)
        assert len(Plan.load(tmp_path / "reference").districts) == number
