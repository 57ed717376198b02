import dataclasses
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import zipfile
from datetime import date
from functools import partial
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from filelock import FileLock

from panjin_kpi import schemas
from panjin_kpi.analysis import registry
from panjin_kpi.batch.results.result_set import ResultSet
from panjin_kpi.batch.run import RunRequest, run
from panjin_kpi.errors import Busy, NoStore, WrongParameters
from panjin_kpi.intake.storage.snapshot import current_snapshot
from panjin_kpi.intake.storage.store import Store
from panjin_kpi.project import NOTEBOOKS, Project

pytestmark = pytest.mark.kernel
ONLY = ["district_report"]
SIX = ["panshan", "shuangtaizi", "xinglongtai", "dawa", "liaodongwan", "gaoxin"]


def manifest(folder):
    return json.loads((folder / "run.json").read_text(encoding="utf-8"))


def whole_text(path):
    """The text of a file; for a workbook, of all its parts."""
    if path.suffix != ".xlsx":
        return path.read_text(encoding="utf-8")
    with zipfile.ZipFile(path) as archive:
        return "".join(archive.read(name).decode("utf-8") for name in archive.namelist())


def test_every_report_is_made_with_page_and_notebook(site):
    assert [outcome.job.scope for outcome in site.outcomes] == [
        "city",
        *SIX,
        "city",
        *SIX,
        "city",
        *SIX,
        *["city"] * 6,
    ]
    assert all(outcome.made for outcome in site.outcomes), [outcome.reason for outcome in site.outcomes]
    pages = {str(path.relative_to(site.folder)) for path in site.folder.rglob("*.html")}
    both = [f"{name}/{d}.html" for name in ("gradient_cultivation", "carrier_assessment") for d in ("city", *SIX)]
    of_the_city = ("city_overview", "monthly_bulletin", "annual_assessment", "unit_report", "government_report")
    of_the_city += ("indicator_comparison", "outlook_2025")
    both += [f"{name}/city.html" for name in of_the_city]
    assert pages == {"index.html", "method.html", *(f"district_report/{d}.html" for d in SIX), *both}
    for page in pages - {"index.html", "method.html"}:
        executed = nbformat.read((site.folder / page).with_suffix(".ipynb"), as_version=4)
        assert not [out for cell in executed.cells for out in cell.get("outputs", []) if out.output_type == "error"]
        assert not [out for cell in executed.cells for out in cell.get("outputs", []) if out.get("name") == "stderr"]


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps other rights")
def test_what_names_enterprises_is_for_owner_and_group_only(site):
    there = (site.folder, *site.folder.rglob("*"), *site.project.snapshots.rglob("*"))
    assert [path for path in there if path.stat().st_mode & 0o007] == []


def test_pages_are_small_marked_as_fictitious_and_never_say_nan(site):
    for page in site.folder.rglob("*.html"):
        html = page.read_text(encoding="utf-8")
        assert len(html.encode()) < 400_000, page
        assert "虚构示例" in html
        seen = re.sub(r"<style>.*?</style>|<[^>]*>", " ", html, flags=re.DOTALL)
        assert not re.search(r"\b(nan|inf|None|NaT)\b", seen, re.IGNORECASE), page


def test_a_report_draws_what_stands_in_the_results(site):
    status = pd.read_csv(site.folder / "results" / "status.csv", encoding="utf-8-sig")
    row = status[(status["scope"] == "gaoxin") & (status["indicator"] == "alliances")].iloc[0]
    html = (site.folder / "district_report" / "gaoxin.html").read_text(encoding="utf-8")
    cells = re.search(
        r'建立产业技术创新联盟</th><td class="whole">个</td><td class="number">(\d+)</td><td class="number">(\d+)</td>',
        html,
    )
    assert [float(text) for text in cells.groups()] == [row["actual"], row["target"]]


def test_results_keep_to_their_schemas_and_carry_their_reference(site):
    results = site.folder / "results"
    assert {schemas.of_result(path.stem) for path in results.glob("*.csv")} == {
        node.name for node in registry.result_nodes().values()
    }
    for path in results.glob("*.csv"):
        name = schemas.of_result(path.stem)
        frame = pd.read_csv(path, dtype="str", keep_default_na=False, na_values=[""], encoding="utf-8-sig")
        assert list(frame.columns) == list(schemas.schema(name).columns)
        assert schemas.faults(name, frame)[1] == []
    given = (site.project.reference / "targets.csv").read_bytes()
    assert (results / "reference" / "targets.csv").read_bytes() == b"\xef\xbb\xbf" + given, "as Excel reads it"


def test_the_manifest_states_inputs_parameters_versions_and_seconds(site):
    described = manifest(site.folder)
    assert (described["period"], described["origin"]["fictitious"], len(described["reports"])) == ("2021-12", True, 27)
    assert re.fullmatch(r"[0-9a-f]{64}", described["inputs"]["targets.csv"])
    assert {"panjin-kpi", "pandas", "python"} <= set(described["origin"]["versions"])
    dawa = next(row for row in described["reports"] if row["scope"] == "dawa")
    assert dawa["parameters"]["district"] == "大洼区"
    assert Path(dawa["parameters"]["results"]).is_absolute()
    assert dawa["seconds"] > 0


def test_one_report_that_fails_leaves_a_row_with_the_reason_and_the_others_are_made(site, tmp_path):
    notebooks, out = tmp_path / "notebooks", site.with_results(tmp_path / "out")
    shutil.copytree(NOTEBOOKS, notebooks)
    broken = nbformat.read(notebooks / "district_report.ipynb", as_version=4)
    broken.cells[4].source = "if scope == 'dawa':\n    raise RuntimeError('<数据坏了>')"
    nbformat.write(broken, notebooks / "district_report.ipynb")
    request = RunRequest("2021-12", notebooks=["district_report"], districts=["大洼区", "盘山县"], out=out)
    outcomes = run(site.project, request, notebooks=notebooks)
    assert [(o.job.scope, o.made) for o in outcomes] == [("dawa", False), ("panshan", True)]
    index = (request.folder / "index.html").read_text(encoding="utf-8")
    assert "RuntimeError：&lt;数据坏了&gt;" in index
    assert 'href="district_report/panshan.html"' in index
    assert not (request.folder / "district_report" / "dawa.html").exists()
    # repaired: only that district's report is made again, the other's row and page stay
    page = (request.folder / "district_report" / "panshan.html").stat().st_mtime_ns
    again = RunRequest("2021-12", notebooks=ONLY, districts=["dawa"], out=out)
    assert [o.made for o in run(site.project, again)] == [True]
    assert [row["status"] for row in manifest(request.folder)["reports"]] == ["made", "made"]
    assert (request.folder / "district_report" / "panshan.html").stat().st_mtime_ns == page
    assert "失败" not in (request.folder / "index.html").read_text(encoding="utf-8")


def test_a_page_that_cannot_be_written_fails_alone(site, tmp_path):
    request = RunRequest("2021-12", notebooks=ONLY, districts=["dawa", "panshan"], out=site.with_results(tmp_path))
    (request.folder / "district_report" / "dawa.html").mkdir(parents=True)
    assert [o.made for o in run(site.project, request)] == [False, True]
    assert "dawa.html 是文件夹，不是文件" in (request.folder / "index.html").read_text(encoding="utf-8")


def test_a_run_as_known_on_the_day_reports_are_due_says_so_and_judges_no_year_on_pages_and_index(site, tmp_path):
    request = RunRequest("2021-12", notebooks=ONLY, districts=["dawa"], out=tmp_path, as_known_on=date(2021, 12, 27))
    assert [o.made for o in run(site.project, request)] == [True]
    for page in ("index.html", "district_report/dawa.html"):
        text = (request.folder / page).read_text(encoding="utf-8")
        assert "数据截至2021年12月27日当日所知" in re.sub("<[^>]+>", "", text)
        assert ("状态按假定的曲线和界限判定" in text, "按全年数判定" in text) == (True, False)
    shown = whole_text(request.folder / "results" / "results.xlsx")
    assert "数据截至" in shown
    assert "2021年12月27日当日所知" in shown


def test_a_public_run_names_nobody_and_has_a_folder_of_its_own_without_code_or_paths(site, tmp_path):
    request = RunRequest("2021-12", audience="public", out=tmp_path)
    assert all(outcome.made for outcome in run(site.project, request))
    assert request.folder == tmp_path / "public" / "2021-12"
    html = (request.folder / "district_report" / "dawa.html").read_text(encoding="utf-8")
    assert "<title>大洼区2021年12月月报（公开）</title>" in html
    assert "open_notebook" not in html
    for path in (path for path in request.folder.rglob("*") if path.is_file()):
        assert path.suffix != ".ipynb"
        assert str(tmp_path) not in whole_text(path), path
    tables = current_snapshot(site.project.snapshots).tables()
    named = [("enterprises", "uscc"), ("enterprises", "name"), ("recognitions", "certificate_no")]
    named += [("incubatees", "name"), ("carriers", "carrier"), ("carriers", "operator"), ("events", "title")]
    secret = {word for table, column in named for word in tables[table][column].dropna().astype("str")}
    assert len(secret) > 500
    pattern = re.compile("|".join(map(re.escape, sorted(secret))))
    for path in (path for path in tmp_path.rglob("*") if path.is_file()):
        assert not pattern.search(whole_text(path)), path
    assert (request.folder / "results" / "results.xlsx").exists()
    kept = {path.stem for path in (request.folder / "results").glob("*.csv")}
    assert not {name for name in kept if not registry.result_nodes()[name].public}
    assert {"places", "tier_stock", "carrier_summary"} <= kept


def test_a_month_without_a_single_submission_still_makes_pages_that_say_so(tmp_path):
    request, project = RunRequest("2021-03", ONLY, ["dawa"], out=tmp_path / "out"), Project(tmp_path)
    with pytest.raises(NoStore):  # a mistyped folder makes no empty reports
        run(project, request)
    Store(project.store_url).engine.dispose()
    assert [o.reason for o in run(project, request)] == [""]
    html = (request.folder / "district_report" / "dawa.html").read_text(encoding="utf-8")
    assert "未报8项" in html
    assert "虚构示例" not in html


def test_a_second_run_on_the_same_snapshot_gives_the_same_bytes(site, tmp_path):
    names = ["district_report", "city_overview", "annual_assessment", "monthly_bulletin", "gradient_cultivation"]
    again = RunRequest("2021-12", notebooks=names, districts=["dawa"], out=tmp_path)
    assert all(outcome.made for outcome in run(site.project, again))
    pages = [path for path in again.folder.rglob("*.html") if path.name not in ("index.html", "method.html")]
    assert len(pages) == len(names)
    results = list((again.folder / "results").rglob("*.*"))
    assert {path.suffix for path in results} == {".csv", ".xlsx", ".json", ".yaml"}
    for path in [*pages, *results]:
        assert path.read_bytes() == (site.folder / path.relative_to(again.folder)).read_bytes(), path


@pytest.mark.parametrize("engine", ["ordinary", "papermill"])
def test_every_engine_gives_the_same_pages_the_ordinary_one_where_forking_is_forbidden(
    site, tmp_path, engine, monkeypatch
):
    if engine == "ordinary":  # as on Windows
        monkeypatch.delattr(os, "fork", raising=False)
    request = RunRequest("2021-12", notebooks=ONLY, districts=["dawa"], out=site.with_results(tmp_path), engine=engine)
    assert [outcome.reason for outcome in run(site.project, request)] == [""]
    page = "district_report/dawa.html"
    assert (request.folder / page).read_bytes() == (site.folder / page).read_bytes()


def test_what_is_finished_and_unchanged_is_kept_until_it_is_forced(site, tmp_path):
    request = RunRequest("2021-12", notebooks=ONLY, districts=["dawa", "panshan"], out=site.with_results(tmp_path))
    assert [outcome.kept for outcome in run(site.project, request)] == [False, False]
    pages = {path: path.stat().st_mtime_ns for path in request.folder.glob("district_report/*")}
    made = manifest(request.folder)["reports"]
    (request.folder / "district_report" / "panshan.ipynb").unlink()
    again = run(site.project, request)
    assert [(outcome.kept, outcome.made) for outcome in again] == [(True, True), (False, True)]
    assert {p for p, then in pages.items() if p.stat().st_mtime_ns == then} == {p for p in pages if p.stem == "dawa"}
    kept = next(row for row in manifest(request.folder)["reports"] if row["scope"] == "dawa")
    assert kept == next(row for row in made if row["scope"] == "dawa")
    forced = dataclasses.replace(request, districts=["dawa"], force=True)
    assert not any(outcome.kept for outcome in run(site.project, forced))


def test_a_run_that_failed_leaves_the_folder_to_the_next(site, tmp_path, monkeypatch):
    request = RunRequest("2021-12", notebooks=ONLY, districts=["dawa"], out=tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(ResultSet, "write_workbook", lambda *_: (tmp_path / "2021-12").read_bytes())
        with pytest.raises(IsADirectoryError) as failed:
            run(site.project, request)
    index = (request.folder / "index.html").read_text(encoding="utf-8")
    assert index.count('href="district_report/') == 1, "what had been made is listed all the same"
    FileLock(tmp_path / ".2021-12.lock", timeout=0).acquire().lock.release()
    del failed  # which keeps the frames of the run that it ended


def test_a_second_run_into_the_same_folder_is_refused_and_changes_nothing(site, tmp_path):
    request = RunRequest("2021-12", notebooks=ONLY, districts=["dawa"], out=tmp_path)
    request.folder.parent.mkdir(exist_ok=True)
    with FileLock(request.folder.parent / ".2021-12.lock", timeout=0), pytest.raises(Busy, match="另一次运行正在写"):
        run(site.project, request)
    assert not request.folder.exists()


@pytest.mark.parametrize(
    "number", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM], ids=["killed", "interrupted", "ended"]
)
def test_a_run_that_is_ended_at_any_moment_is_finished_by_the_next(site, tmp_path, number, running, wait_for):
    out = site.with_results(tmp_path)
    command = [sys.executable, "-m", "panjin_kpi", "run", "--period", "2021-12", "--out", str(out)]
    command += ["--data", str(site.project.data), "--notebook", "carrier_assessment", "--jobs", "1"]
    three = ["dawa", "panshan", "gaoxin"]
    command += [word for district in three for word in ("--district", district)]
    folder = tmp_path / "2021-12" / "carrier_assessment"
    heeded = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # tests in the background ignore it, and so would it
    with running(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=heeded) as first:
        wait_for(lambda: list(folder.glob("[!.]*.html")))
        first.send_signal(number)
        shown = first.communicate(timeout=60)[1].decode()
        assert first.returncode == (-signal.SIGKILL if number == signal.SIGKILL else 1)
    finished = {path.stem for path in folder.glob("[!.]*.html")}
    assert 1 <= len(finished) < 3
    if number != signal.SIGKILL:
        index = (tmp_path / "2021-12" / "index.html").read_text(encoding="utf-8")
        assert "运行被中断；再次运行会补做" in index
        assert "运行被中断。已经生成的都保留" in shown
        assert "Traceback" not in shown
        assert index.count('href="carrier_assessment/') == len(finished)
    outcomes = run(site.project, RunRequest("2021-12", ["carrier_assessment"], three, out=tmp_path))
    assert all(outcome.made for outcome in outcomes)
    assert {outcome.job.scope for outcome in outcomes if outcome.kept} == finished
    assert not list((tmp_path / "2021-12").rglob(".*part*"))
    assert "中断" not in (tmp_path / "2021-12" / "index.html").read_text(encoding="utf-8")


def test_where_the_terminal_is_gone_the_index_is_written_all_the_same(site, tmp_path):
    out = site.with_results(tmp_path)

    def finished(_):
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        run(site.project, RunRequest("2021-12", ["carrier_assessment"], ["dawa"], out=out), finished=finished)
    assert "孵化载体考核" in (out / "2021-12" / "index.html").read_text(encoding="utf-8")


def test_a_refused_request_writes_nothing(tmp_path):
    with pytest.raises(WrongParameters):
        run(Project(tmp_path), RunRequest("2021-12", districts=["兴隆区"], out=tmp_path / "out"))
    assert list(tmp_path.iterdir()) == []
