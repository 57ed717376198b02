"""A public folder holds only files on its list: no notebook, no code, no folder of this machine, no other file."""

import dataclasses
import os
import shutil
from contextlib import nullcontext
from pathlib import Path

import nbformat
import pytest
from python_calamine import CalamineWorkbook

from panjin_kpi import schemas
from panjin_kpi.analysis import registry
from panjin_kpi.batch.jobs import reports
from panjin_kpi.batch.public_edition import NOT_MADE, NotForThePublic, check_public_folder, publishable
from panjin_kpi.batch.reports.fingerprints import results_key
from panjin_kpi.batch.results.result_set import ResultSet
from panjin_kpi.batch.results.small_counts import COUNTS
from panjin_kpi.batch.run import RunRequest, run
from panjin_kpi.intake.storage.snapshot import take_snapshot
from panjin_kpi.intake.storage.store import Store
from panjin_kpi.project import NOTEBOOKS, Project
from panjin_kpi.reference.plan import Plan

MANIFEST = {"reports": [{"notebook": "city_overview", "scope": "city", "status": "made", "reason": ""}]}


@pytest.fixture
def folder(tmp_path):
    """A public folder as a run leaves it."""
    for name in sorted(publishable(MANIFEST, ["status"])):
        path = tmp_path / "public" / "2021-12" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("<p>公开</p>", encoding="utf-8")
    return tmp_path / "public" / "2021-12"


def check(folder, private=()):
    check_public_folder(folder, publishable(MANIFEST, ["status"]), private)


def test_a_folder_with_what_is_on_the_list_is_good(folder):
    check(folder, [folder.parents[2]])


@pytest.mark.parametrize(
    "name",
    ["results/reference/联系人.csv", "results/holders.csv", "city_overview/city.ipynb", "city_overview/dawa.html",
     "city_overview/city.failed.ipynb", "run.json", ".city.part.html"],
)  # fmt: skip
def test_any_other_file_is_refused_by_its_name_and_left_alone(folder, name):
    (folder / name).write_text("x", encoding="utf-8")
    with pytest.raises(NotForThePublic, match="不在公开清单上的文件") as caught:
        check(folder)
    assert name in str(caught.value)
    assert (folder / name).exists()


def test_a_link_under_a_listed_name_is_refused(folder, tmp_path):
    (tmp_path / "secret.csv").write_text("x", encoding="utf-8")
    (folder / "results" / "status.csv").unlink()
    (folder / "results" / "status.csv").symlink_to(tmp_path / "secret.csv")
    with pytest.raises(NotForThePublic, match=r"results/status\.csv"):
        check(folder)


@pytest.mark.parametrize("text", ["Traceback (most recent call last):", "{folder}/data/store"])
def test_a_path_of_this_machine_or_a_traceback_in_a_file_is_refused(folder, tmp_path, text):
    (folder / "index.html").write_text(text.format(folder=tmp_path), encoding="utf-8")
    with pytest.raises(NotForThePublic, match=r"index\.html"):
        check(folder, [tmp_path])


@pytest.mark.kernel
def test_a_failing_public_notebook_leaves_no_code_in_the_public_folder_and_a_stray_file_is_not_published(
    site, tmp_path
):
    data = shutil.copytree(site.project.data, tmp_path / "data")
    shutil.copytree(site.project.reference, data / "reference", dirs_exist_ok=True)
    (data / "reference" / "联系人.csv").write_text("姓名,电话\n", encoding="utf-8")
    notebooks = shutil.copytree(NOTEBOOKS, tmp_path / "notebooks")
    broken = nbformat.read(notebooks / "district_report.ipynb", as_version=4)
    broken.cells[4].source = f"if scope == 'dawa':\n    open('{tmp_path}/secret.csv')"
    nbformat.write(broken, notebooks / "district_report.ipynb")
    request = RunRequest("2021-12", ["district_report"], ["dawa", "panshan"], audience="public", out=tmp_path / "out")
    outcomes = run(Project(data), request, notebooks=notebooks)
    assert [(outcome.job.scope, outcome.made) for outcome in outcomes] == [("dawa", False), ("panshan", True)]
    files = {path.relative_to(request.folder).as_posix() for path in request.folder.rglob("*") if path.is_file()}
    assert "district_report/panshan.html" in files
    assert not [name for name in files if name.endswith(".ipynb") or "联系人" in name]
    index = (request.folder / "index.html").read_text(encoding="utf-8")
    assert NOT_MADE in index
    assert str(tmp_path) not in index
    assert "secret.csv" in outcomes[0].reason, "whoever made it sees the reason"
    (failed,) = (tmp_path / "out").rglob("*.ipynb")
    assert failed.name == "dawa.failed.ipynb"
    if os.name != "nt":
        assert failed.stat().st_mode & 0o777 == 0o640
        assert all(path.stat().st_mode & 0o004 for path in (request.folder, *request.folder.rglob("*")))


@pytest.mark.parametrize(
    ("text", "private", "refused"),
    [
        ("<div>完成率</div>", "/d", False),
        ("<p>见 /d/store/x.sqlite</p>", "/d", True),
        ("<p>见 /data</p>", "/data", True),
        ("<p>示例/database</p>", "/data", False),
        ("<p>1/2</p>", "/", False),
    ],
)
def test_a_folder_of_this_machine_is_known_by_its_whole_name(tmp_path, text, private, refused):
    (tmp_path / "index.html").write_text(text, encoding="utf-8")
    with pytest.raises(NotForThePublic, match=r"index\.html") if refused else nullcontext():
        check_public_folder(tmp_path, {"index.html"}, [Path(private)])


@pytest.mark.kernel
def test_small_counts_are_withheld_from_a_public_run_with_the_pages_made_of_them_and_every_page_says_so(site, tmp_path):
    project = Project(tmp_path / "data")
    shutil.copytree(site.project.data / "store", project.data / "store")
    shutil.copytree(site.project.reference, project.data / "reference")
    settings = project.reference / "assessment.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("least_count: {value: 0", "least_count: {value: 5"), encoding="utf-8")
    (project.reference / "baseline.csv").write_text("scope,indicator,stock_2020,source\ncity,gazelle,3,台账\n", "utf-8")
    snapshot = take_snapshot(Store(project.store_url), project.snapshots)
    request = RunRequest("2021-12", audience="public", out=tmp_path)
    whole = dataclasses.replace(ResultSet.read(site.folder / "results", "2021-12"), plan=Plan.load(project.reference))
    key = results_key(snapshot, project.reference, "2021-12", "public")
    whole.public().write(request.folder / "results", project.reference, key, public=True)  # as the run does, but faster
    earlier = request.folder / "carrier_assessment" / "city.html"
    earlier.parent.mkdir(parents=True)
    earlier.write_text("在孵2家", encoding="utf-8")
    made = {outcome.job.stem: outcome.reason for outcome in run(project, request)}
    public = {name for name, report in reports().items() if report.public and not report.counts}
    assert set(made.values()) == {""}
    assert {stem.partition("/")[0] for stem in made} == public
    assert not {"outlook_2025", "carrier_assessment", "gradient_cultivation"} & public
    withheld = "企业和孵化载体的统计里可能有少于5家的数，为免指向个别企业，这些统计不公开。"
    for name in ("index", *made):
        assert (request.folder / f"{name}.html").read_text(encoding="utf-8").count(withheld) >= 1
    assert not earlier.exists()
    tables = {path.stem for path in (request.folder / "results").glob("*.csv")}
    assert tables == registry.PUBLIC - COUNTS
    assert ResultSet.read(request.folder / "results", "2021-12").plan.baseline.empty
    sheets = CalamineWorkbook.from_path(request.folder / "results" / "results.xlsx")
    assert not {schemas.schema(schemas.of_result(name)).title for name in COUNTS} & set(sheets.sheet_names)
