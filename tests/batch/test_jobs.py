import pytest
from papermill import inspect_notebook

from panjin_kpi.batch.jobs import REPORTS, WrongParameters, checked, jobs
from panjin_kpi.project import NOTEBOOKS


def titles(made):
    return [job.stem for job in made]


def test_a_run_makes_the_city_and_every_district_in_the_plans_order(plan):
    assert titles(jobs(plan, "2021-12", "/r", "internal")) == ["city_overview/city"] + [
        f"district_report/{d}" for d in ("panshan", "shuangtaizi", "xinglongtai", "dawa", "liaodongwan", "gaoxin")
    ]


def test_districts_are_chosen_by_any_of_their_names_and_passed_on_by_the_canonical_one(plan):
    made = jobs(plan, "2021-12", "/r", "public", districts=["高新区", "盘锦高新区", "dawa"])
    assert titles(made) == ["district_report/gaoxin", "district_report/dawa"]
    assert made[0].parameters == {"district": "盘锦高新区", "period": "2021-12", "results": "/r", "audience": "public"}


def test_one_notebook_can_be_chosen(plan):
    assert titles(jobs(plan, "2021-12", "/r", "internal", ["city_overview"])) == ["city_overview/city"]


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
        ({"audience": "everybody"}, "audience"),
    ],
)
def test_what_cannot_be_made_is_refused_before_anything_starts(plan, words, message):
    asked = {"period": "2021-12", "results": "/r", "audience": "internal"} | words
    with pytest.raises(WrongParameters, match=message):
        jobs(plan, **asked)


def test_an_unknown_or_missing_parameter_is_refused(plan):
    report = REPORTS["district_report"]
    with pytest.raises(WrongParameters, match="没有“distrct”这个参数"):
        checked(report, plan, district="大洼区", period="2021-12", results="", audience="internal", distrct="x")
    with pytest.raises(WrongParameters, match="缺少参数 district"):
        checked(report, plan, period="2021-12", results="", audience="internal")


@pytest.mark.parametrize("name", REPORTS)
def test_the_typed_model_and_the_notebooks_parameters_cell_are_the_same(name):
    in_notebook = inspect_notebook(str(NOTEBOOKS / f"{name}.ipynb"))
    assert set(in_notebook) == set(REPORTS[name].parameters.model_fields)
    assert all(parameter["help"] for parameter in in_notebook.values())
