import json
import shutil
from dataclasses import replace

import pytest
from papermill import inspect_notebook

from panjin_kpi.batch.jobs import jobs, reports
from panjin_kpi.errors import PanjinError, WrongParameters
from panjin_kpi.project import NOTEBOOKS

SIX = ("panshan", "shuangtaizi", "xinglongtai", "dawa", "liaodongwan", "gaoxin")
REPORTS = reports()
PER_DISTRICT = [name for name, report in REPORTS.items() if "districts" in report.pages]


def titles(made):
    return [job.stem for job in made]


def test_a_run_makes_the_city_and_every_district_in_the_plans_order(plan):
    assert titles(jobs(plan, "2021-12", "/r", "internal")) == [
        "city_overview/city",
        *(f"district_report/{d}" for d in SIX),
        *(f"gradient_cultivation/{d}" for d in ("city", *SIX)),
        *(f"carrier_assessment/{d}" for d in ("city", *SIX)),
        "monthly_bulletin/city",
        "annual_assessment/city",
        "unit_report/city",
        "government_report/city",
        "indicator_comparison/city",
        "outlook_2025/city",
    ]


def test_districts_are_chosen_by_any_of_their_names_and_passed_on_by_the_canonical_one(plan):
    made = jobs(plan, "2021-02", "/r", "public", districts=["高新区", "盘锦高新区", "dawa"])
    assert titles(made)[:4] == [f"{name}/{d}" for name in PER_DISTRICT[:2] for d in ("gaoxin", "dawa")]
    assert len(made) == 2 * len(PER_DISTRICT)
    shared = {"district": "盘锦高新区", "results": "/r", "audience": "public"}
    assert made[0].parameters == shared | {"period": "2021-02"}
    assert made[2].parameters == shared | {"as_of": "2021-02-28"}, "a period's day is its last"


def test_one_notebook_can_be_chosen(plan):
    assert titles(jobs(plan, "2021-12", "/r", "internal", ["city_overview"])) == ["city_overview/city"]
    of_the_city = jobs(plan, "2021-12", "/r", "internal", ["carrier_assessment"], ["全市", "大洼区"])
    assert titles(of_the_city) == ["carrier_assessment/city", "carrier_assessment/dawa"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"districts": ["兴隆区"]}, "没有“兴隆区”这个地区，是不是“兴隆台区”？"),
        ({"districts": ["全市"]}, "全市不是县区"),
        (
            {"notebooks": ["district_reprot"]},
            "没有“district_reprot”这个笔记本，可选的有：city_overview、district_report",
        ),
        ({"period": "2021-13"}, "期间“2021-13”写法不对"),
        ({"period": "2021年12月"}, "写法不对"),
        ({"period": "2031-01"}, "2031年没有年度目标"),
        ({"audience": "everybody"}, "audience 的值 'everybody' 不对：可选的有：internal、public"),
    ],
)
def test_what_cannot_be_made_is_refused_before_anything_starts(plan, words, message):
    asked = {"period": "2021-12", "results": "/r", "audience": "internal"} | words
    with pytest.raises(WrongParameters, match=message):
        jobs(plan, **asked)


def test_a_district_has_no_report_of_a_month_in_which_it_does_not_exist(plan):
    ended = plan.districts["valid_to"].mask(plan.districts["district"] == "dawa", "2021-06-30")
    plan = replace(plan, districts=plan.districts.assign(valid_to=ended))
    with pytest.raises(WrongParameters, match="大洼区在2021-12还没有设立或已经撤销"):
        jobs(plan, "2021-12", "/r", "internal", districts=["盘山县", "大洼区"])


@pytest.mark.parametrize("name", REPORTS)
def test_the_typed_model_and_the_notebooks_parameters_cell_are_the_same(name):
    in_notebook = inspect_notebook(str(NOTEBOOKS / f"{name}.ipynb"))
    assert set(in_notebook) == set(REPORTS[name].parameters.model_fields)
    assert all(parameter["help"] for parameter in in_notebook.values())


@pytest.fixture
def notebooks(tmp_path):
    """The notebooks, and a copy of the district's report with a changed text."""
    folder = shutil.copytree(NOTEBOOKS, tmp_path / "notebooks")

    def put(**words):
        own = json.loads((NOTEBOOKS / "district_report.ipynb").read_text(encoding="utf-8"))
        own["metadata"]["report"] |= words
        (folder / "my_report.ipynb").write_text(json.dumps(own), encoding="utf-8")
        return folder

    return put


def test_a_notebook_is_a_report_by_its_own_file_alone(plan, notebooks):
    folder = notebooks(name="my_report", title="我的报告", order=10, public=False)
    made = jobs(plan, "2021-12", "/r", "internal", folders=[folder])
    assert titles(made)[-6:] == [f"my_report/{d}" for d in SIX]
    assert made[-1].report.title == "我的报告"
    public = jobs(plan, "2021-12", "/r", "public", folders=[folder])
    assert not [job for job in public if job.report.name == "my_report"], "nothing marks it as public"


def test_a_copy_that_somebody_works_on_is_no_report(notebooks):
    assert reports(notebooks()) == REPORTS


def test_a_report_that_describes_itself_wrongly_is_refused_by_name(notebooks):
    with pytest.raises(PanjinError, match=r"my_report\.ipynb 的 metadata\.report 里 pages\.0 写得不对"):
        reports(notebooks(name="my_report", pages=["district"]))
