import json
import shutil
from datetime import UTC, datetime

import pytest

from panjin_kpi.batch.jobs import Job, reports
from panjin_kpi.batch.manifest import manifest
from panjin_kpi.batch.reports.execute import Outcome
from panjin_kpi.batch.results.result_set import ResultSet
from panjin_kpi.project import NOTEBOOKS, Project

BEGAN = datetime(2021, 7, 1, tzinfo=UTC)


@pytest.fixture
def manifest_of(plan, tmp_path):
    def manifest_of(*outcomes, content="c", notebooks=NOTEBOOKS):
        results = ResultSet(plan, "2021-06", {}, {"content": content, "as_known_on": None, "fictitious": True})
        path = tmp_path / "run.json"
        made = manifest(results, Project().reference, [notebooks], "internal", outcomes, BEGAN, path)
        path.write_text(json.dumps(made))
        return made

    return manifest_of


def outcome(scope, **more):
    return Outcome(Job(reports()["district_report"], scope, {"period": "2021-06"}), **({"seconds": 1.5} | more))


@pytest.mark.parametrize("content", ["", "{", "[]", "{}"])
def test_an_earlier_one_that_was_cut_off_is_replaced(manifest_of, tmp_path, content):
    (tmp_path / "run.json").write_text(content)
    assert [row["scope"] for row in manifest_of(outcome("dawa"))["reports"]] == ["dawa"]


def test_rows_of_other_reports_stay_in_the_plans_order(manifest_of):
    manifest_of(outcome("gaoxin"), outcome("panshan", reason="ValueError：坏"))
    rows = manifest_of(outcome("dawa"))["reports"]
    assert [(row["scope"], row["status"]) for row in rows] == [
        ("panshan", "failed"),
        ("dawa", "made"),
        ("gaoxin", "made"),
    ]


def test_what_is_kept_was_made_when_it_was_made(manifest_of):
    first = manifest_of(outcome("dawa"))["reports"][0]
    kept = manifest_of(outcome("dawa", seconds=0.0, kept=True), content="other")["reports"][0]
    assert (kept["seconds"], kept["made_at"]) == (1.5, first["made_at"])
    assert kept["basis"] != first["basis"]


def test_a_report_is_out_of_date_by_its_own_notebook_and_by_no_other(manifest_of, tmp_path):
    first = manifest_of(outcome("dawa"))["basis"]
    notebooks = shutil.copytree(NOTEBOOKS, tmp_path / "notebooks")
    with (notebooks / "city_overview.ipynb").open("a") as changed:
        changed.write("\n")
    now = manifest_of(outcome("gaoxin"), notebooks=notebooks)
    assert {name for name, basis in now["basis"].items() if basis != first[name]} == {"city_overview"}
    assert {row["basis"] for row in now["reports"]} == {first["district_report"]}
