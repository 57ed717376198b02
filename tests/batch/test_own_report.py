import dataclasses
import shutil

import nbformat
import pandas as pd
import pytest

from panjin_kpi import schemas
from panjin_kpi.analysis import registry
from panjin_kpi.batch.jobs import jobs, reports
from panjin_kpi.batch.own_report import new_report
from panjin_kpi.batch.results.folder import Tables, about, write_folder
from panjin_kpi.batch.run import RunRequest, run
from panjin_kpi.errors import PanjinError
from panjin_kpi.project import NOTEBOOKS, Project
from panjin_kpi.schemas import loading

MODULE = """
from panjin_kpi.analysis.registry import result

@result(900{more})
def city_share(status):
    own = status[status["scope"] != "city"]
    whole = own.groupby("indicator")["actual"].transform("sum")
    return own.assign(share=own["actual"] / whole)[["scope", "indicator", "share"]]
"""
SCHEMA = """
schema_type: dataframe
name: city_share
title: 占全市的份额
columns:
  scope: {title: 范围, dtype: str}
  indicator: {title: 指标, dtype: str}
  share: {title: 份额, dtype: float64, nullable: true}
unique: [scope, indicator]
strict: true
coerce: true
"""


@pytest.mark.kernel
def test_a_new_report_is_made_with_the_others_with_its_link_and_under_the_public_rules(site, tmp_path, plan):
    project = Project(shutil.copytree(site.project.data, tmp_path / "data"))
    new_report(project, "gap_report", "差距报告")
    path = new_report(project, "city_gap", "全市差距", city=True, public=True)
    notebook = nbformat.read(path, as_version=4)
    assert notebook.cells[0].source.startswith("# 全市差距")
    assert "district" not in notebook.cells[1].source
    folders = (NOTEBOOKS, project.notebooks)
    stems = [job.stem for job in jobs(plan, "2021-12", "/r", "public", folders=folders)]
    assert "city_gap/city" in stems
    assert not [stem for stem in stems if stem.startswith("gap_report")], "private by default"
    out = site.with_results(tmp_path / "out")
    asked = dataclasses.replace(site.request, notebooks=["gap_report"], districts=["大洼区"], out=out)
    assert [(outcome.job.stem, outcome.reason) for outcome in run(project, asked)] == [("gap_report/dawa", "")]
    page = (asked.folder / "gap_report/dawa.html").read_text(encoding="utf-8")
    assert "<h1" in page
    assert "差距报告" in page
    assert "未完成" in page
    assert "严重欠进度" not in page, "in December, as on every page"
    assert 'href="gap_report/dawa.html"' in (asked.folder / "index.html").read_text(encoding="utf-8")
    assert all(outcome.kept for outcome in run(project, asked)), "its key is unchanged"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Gap", "不能作报告的文件名"),
        ("city_overview", "已有 .*city_overview"),
        ("results", "存放结果表的文件夹，不能作报告的文件名"),
    ],
)
def test_a_name_that_is_none_or_is_taken_is_refused(tmp_path, name, message):
    with pytest.raises(PanjinError, match=message):
        new_report(Project(tmp_path), name, "标题")
    with pytest.raises(PanjinError, match="里不能有英文引号"):
        new_report(Project(tmp_path), "gap", '差距"报告')
    assert not (tmp_path / "notebooks").exists()


def test_a_copy_never_replaces_a_report_and_a_broken_notebook_is_named(tmp_path):
    shutil.copy(NOTEBOOKS / "city_overview.ipynb", tmp_path)
    assert reports(NOTEBOOKS, tmp_path) == reports()
    (tmp_path / "mine.ipynb").write_text("{", encoding="utf-8")
    with pytest.raises(PanjinError, match=r"mine\.ipynb 不是笔记本，读不出来"):
        reports(NOTEBOOKS, tmp_path)


@pytest.fixture
def own(tmp_path, monkeypatch):
    """The folder of an office's own results; what it registers is forgotten afterwards."""
    monkeypatch.setattr(registry, "_nodes", dict(registry.nodes()))
    monkeypatch.setattr(loading, "FOLDERS", list(loading.FOLDERS))
    monkeypatch.setattr(registry, "own_files", [])
    (tmp_path / "own").mkdir()
    yield tmp_path / "own"
    monkeypatch.undo()
    for cached in (registry.nodes, registry.result_nodes, loading.names, loading.schema):
        cached.cache_clear()


@pytest.mark.parametrize(("more", "public"), [("", False), (", own_public=True", True)])
def test_an_own_result_is_computed_written_and_read_without_its_code_and_private_by_default(
    own, tmp_path, plan, more, public
):
    (own / "share.py").write_text(MODULE.format(more=more), encoding="utf-8")
    (own / "city_share.yaml").write_text(SCHEMA, encoding="utf-8")
    registry.load_own(own)
    assert list(registry.result_nodes())[-1] == "city_share"
    assert registry.result_nodes()["city_share"].public is public
    status = pd.DataFrame({"scope": ["dawa", "panshan", "city"], "indicator": "new_hnte", "actual": [1.0, 3.0, 4.0]})
    frame = registry.value("city_share", {"status": status})
    assert frame["share"].tolist() == [0.25, 0.75]
    write_folder(tmp_path / "r", ["city_share"], lambda _: frame, Project().reference, {})
    loading.FOLDERS.remove(own)  # where results are read, the office's code is not loaded
    loading.names.cache_clear()
    schemas.schema.cache_clear()
    known = about(tmp_path / "r")
    pd.testing.assert_frame_equal(Tables.read(tmp_path / "r", known)["占全市的份额"], frame, check_dtype=False)
    write_folder(tmp_path / "r", [], lambda _: frame, Project().reference, {})
    assert not list((tmp_path / "r").rglob("city_share.*")), "without the code nothing of it is left"


@pytest.mark.kernel
def test_a_public_run_publishes_an_own_table_for_the_public_with_its_schema_and_no_private_one(own, site, tmp_path):
    project = Project(shutil.copytree(site.project.data, tmp_path / "data"))
    (own / "share.py").write_text(MODULE.format(more=", own_public=True"), encoding="utf-8")
    (own / "city_share.yaml").write_text(f"# 王某某编{SCHEMA}", encoding="utf-8")
    (own / "mine.py").write_text(MODULE.format(more="").replace("city_share", "own_share"), encoding="utf-8")
    (own / "own_share.yaml").write_text(SCHEMA.replace("city_share", "own_share"), encoding="utf-8")
    registry.load_own(own)
    request = RunRequest("2021-12", ["monthly_bulletin"], audience="public", out=tmp_path / "out")
    for kept in (False, True):
        (outcome,) = run(project, request)
        assert (outcome.reason, outcome.kept) == ("", kept)
        results = request.folder / "results"
        assert [path.name for path in results.glob("schemas/*")] == ["city_share.yaml"]
        assert (results / "city_share.csv").exists()
        assert not list(results.glob("own_share*"))
    assert "王某某" not in (results / "schemas" / "city_share.yaml").read_text(encoding="utf-8")


def test_own_code_that_cannot_be_run_or_says_nothing_of_its_table_is_refused_in_chinese(own):
    with pytest.raises(PanjinError, match=r"没有 \.py 文件"):
        registry.load_own(own)
    (own / "share.py").write_text("1 / 0", encoding="utf-8")
    with pytest.raises(PanjinError, match=r"share\.py 运行不了：ZeroDivisionError"):
        registry.load_own(own)
    (own / "share.py").write_text(MODULE.format(more=""), encoding="utf-8")
    with pytest.raises(PanjinError, match=r"里没有 city_share\.yaml"):
        registry.load_own(own)


SHARE = 'own.assign(share=own["actual"] / whole)[["scope", "indicator", "share"]]'
STATUS = {"scope": ["dawa"], "indicator": "new_hnte", "actual": [1.0]}


@pytest.mark.parametrize(
    ("returned", "message"),
    [
        ("1 / 0", r"运行不了：ZeroDivisionError：division by zero"),
        ('own[["scope", "indicator"]]', r"算出的表与 city_share\.yaml 不符：.*share.*缺少这一列.*"),
        ("own", r"算出的表与 city_share\.yaml 不符：ValueError：没有说明 actual 是什么列"),
        ("None", r"算出的表与 city_share\.yaml 不符：TypeError：.*"),
    ],
)
def test_an_own_table_that_cannot_be_computed_or_is_not_as_described_is_one_line_with_its_file(own, returned, message):
    (own / "share.py").write_text(MODULE.format(more="").replace(SHARE, returned), encoding="utf-8")
    (own / "city_share.yaml").write_text(SCHEMA.replace("strict: true", ""), encoding="utf-8")
    for _ in range(2):  # loaded again it still counts as the office's own
        registry.load_own(own)
        with pytest.raises(PanjinError, match=rf"^{own}/share\.py {message}$"):
            registry.value("city_share", {"status": pd.DataFrame(STATUS)})


@pytest.mark.parametrize(
    ("parameter", "message"),
    [("statuss", "没有“statuss”这个数据来源，是不是“status”？"), ("city_share", "city_share → city_share 循环引用")],
)
def test_an_own_table_that_needs_what_there_is_not_or_itself_is_refused_before_anything_is_computed(
    own, parameter, message
):
    (own / "share.py").write_text(MODULE.format(more="").replace("(status)", f"({parameter})"), encoding="utf-8")
    (own / "city_share.yaml").write_text(SCHEMA, encoding="utf-8")
    with pytest.raises(PanjinError, match=rf"share\.py.*{message}"):
        registry.load_own(own)
