"""Months and settings with little data: every notebook says so, without NaN, inf or an empty chart."""

import ast
import re
import shutil

import nbformat
import pytest
import yaml

from panjin_kpi.batch.jobs import jobs
from panjin_kpi.batch.results.result_set import ResultSet
from panjin_kpi.errors import ReferenceDataError
from panjin_kpi.intake.checks.check import check_file
from panjin_kpi.intake.storage.snapshot import take_snapshot
from panjin_kpi.intake.storage.store import Store
from panjin_kpi.project import DATA_VARIABLE, NOTEBOOKS, Project
from panjin_kpi.reference.plan import CITY, Plan

pytestmark = pytest.mark.slow  # each executes every notebook
PERIOD = "2021-06"
NEVER = re.compile(r"\b(nan|inf|none|nat|<na>)\b", re.IGNORECASE)
SCORED = ("city_overview", "district_report", "annual_assessment", "monthly_bulletin")
HEADER = "period,district,indicator,value"


@pytest.fixture
def project(tmp_path):
    shutil.copytree(Project().reference, tmp_path / "data" / "reference")
    return Project(tmp_path / "data")


@pytest.fixture
def pages(project, send, tmp_path):
    """Execute the notebooks' own cells, for the city and 大洼区, on results written and read as in a run."""

    def made(*lines, only=()):
        plan = Plan.load(project.reference)
        store = Store(project.store_url)
        if lines:
            store.submit(check_file(send(HEADER, *lines), "progress", plan))
        folder = tmp_path / "results"
        results = ResultSet.compute(take_snapshot(store, project.snapshots), plan, PERIOD)
        results.write(folder, project.reference)
        shown = {}
        for job in jobs(plan, PERIOD, str(folder), "internal", only):
            if job.scope in (CITY, "dawa"):
                shown[job.stem] = executed(job.report.name, job.parameters)
        return shown, results

    return made


def executed(notebook, parameters):
    """What a notebook shows, cell by cell: the value of its last expression and what it displays."""
    shown, names = [], {"display": lambda *values: shown.extend(values)}
    for cell in nbformat.read(NOTEBOOKS / f"{notebook}.ipynb", as_version=4).cells:
        if cell.cell_type != "code":
            continue
        if "parameters" in cell.metadata.get("tags", []):
            names |= parameters
            continue
        tree = ast.parse(cell.source)
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, notebook, "exec"), names)
        if last:
            shown.append(eval(compile(ast.Expression(last.value), notebook, "eval"), names))
    return [fragment for fragment in shown if fragment is not None]


def assert_readable(shown):
    for stem, fragments in shown.items():
        for fragment in fragments:
            html = str(fragment.html)
            seen = re.sub(r"<style.*?</style>|<[^>]*>", " ", html, flags=re.DOTALL)
            assert not NEVER.search(seen + " ".join(re.findall(r'aria-label="([^"]*)"', html))), (stem, repr(fragment))
            if "<svg" in html:
                assert re.search(r"<svg.*?<text", html, re.DOTALL), stem
            else:  # a wholly empty output is left off the page with its section
                assert repr(fragment).strip() or not html.strip(), stem


def setting(project, name, **values):
    path = project.reference / "assessment.yaml"
    given = yaml.safe_load(path.read_text(encoding="utf-8"))
    given[name] |= values
    path.write_text(yaml.safe_dump(given, allow_unicode=True), encoding="utf-8")


def only_dawa(project):
    """A plan of one district."""
    for name, column, kept in (("districts", "district", {"dawa"}), ("targets", "scope", {"dawa", CITY})):
        path = project.reference / f"{name}.csv"
        header, *lines = path.read_text(encoding="utf-8-sig").splitlines()
        place = header.split(",").index(column)
        path.write_text(
            "\n".join([header, *(x for x in lines if x.split(",")[place] in kept)]) + "\n", encoding="utf-8"
        )
    units = project.reference / "units.csv"
    aliases = project.reference / "aliases.csv"
    for path in (units, aliases):
        header, *lines = path.read_text(encoding="utf-8-sig").splitlines()
        gone = ("panshan", "shuangtaizi", "xinglongtai", "liaodongwan", "gaoxin")
        path.write_text("\n".join([header, *(x for x in lines if not set(x.split(",")) & set(gone))]) + "\n")
    for name in ("task_units", "clause_units"):
        path = project.reference / f"{name}.csv"
        header, *lines = path.read_text(encoding="utf-8-sig").splitlines()
        path.write_text("\n".join([header, *(x for x in lines if not set(x.split(",")) & set(gone))]) + "\n")


def text_of(shown, stem):
    return "\n".join(map(repr, shown[stem]))


def test_no_submission_at_all(pages, project, tmp_path, monkeypatch):
    shown, _ = pages()
    monkeypatch.setenv(DATA_VARIABLE, str(project.data))
    given = dict(district="大洼区", period=PERIOD, results=str(tmp_path / "results"), audience="internal")
    for analysts in ("own_report", "tutorial"):  # which a run does not make
        executed(analysts, given)
    assert len(shown) == 12
    assert_readable(shown)
    assessed = text_of(shown, "annual_assessment/city")
    assert "6个计分的地区得分相同，都是0.00分" in assessed
    assert "有分解指标本期未报的：盘山县10项" in assessed
    assert "没有可以与明细核对的上报数。" in assessed
    assert "没有可以预测的指标" in text_of(shown, "district_report/dawa")
    assert "全部未报。" in text_of(shown, "monthly_bulletin/city")


def test_one_district_alone(project, pages):
    only_dawa(project)
    shown, results = pages("2021-06,大洼区,活动,2")
    assert_readable(shown)
    assert results.frames["scores"]["rank"].tolist() == [1]
    assert "计分的只有大洼区" in text_of(shown, "annual_assessment/city")
    assert "列第1名（共1个地区）" in text_of(shown, "district_report/dawa")


def test_everything_is_zero(plan, pages):
    split = plan.targets.query("year == 2021 and scope != 'city'")
    rows = [f"2021-06,{plan.district_names[row.scope]},{row.indicator},0" for row in split.itertuples()]
    shown, results = pages(*rows, only=SCORED)
    assert_readable(shown)
    assert results.frames["scores"]["score"].eq(0).all()
    assert results.frames["scores"]["missing"].eq(0).all()
    row = results.frames["forecast"].query("scope == 'dawa' and indicator == 'activities'").iloc[0]
    assert row["low"] == 0 < row["expected"] < row["high"]  # nothing done by June does not mean nothing by December
    assert "基本无望" not in text_of(shown, "district_report/dawa").replace("起为“基本无望”", "")


def test_an_unknown_preset_is_reported_with_those_there_are(project):
    setting(project, "weights", preset={"value": "mine", "source": "assumption"})
    with pytest.raises(ReferenceDataError, match="没有“mine”这套权重，可选的有：cultivation_incubation、equal"):
        Plan.load(project.reference)


def test_a_veto_of_nobody_known_is_reported(project):
    setting(project, "vetoes", value=[{"year": 2021, "district": "大洼区", "reason": "虚构"}])
    with pytest.raises(ReferenceDataError, match="vetoes 有未定义的值：大洼区"):
        Plan.load(project.reference)
