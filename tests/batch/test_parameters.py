import json
import sys

import pytest
from papermill import inspect_notebook

from panjin_kpi.batch.parameters import (
    CityParameters,
    DistrictParameters,
    ExploreParameters,
    ScopeParameters,
    checked,
    of_notebook,
)
from panjin_kpi.errors import WrongParameters
from panjin_kpi.project import NOTEBOOKS

CELL = """district = "盘山县"  # 地区
period = "2021-12"
results = ""
audience = "internal"
"""
PAPERMILL = "import subprocess, sys; subprocess.run([sys.executable, '-c', sys.argv[2]], check=True)"
GIVEN = {"district": "大洼区", "period": "2021-12", "results": "", "audience": "internal"}


@pytest.mark.parametrize(
    ("day", "message"),
    [("2021-02-30", "不是日期"), ("20211231", "不是日期"), ("昨天", "不是日期"), ("2031-01-31", "2031年没有年度目标")],
)
def test_a_day_is_a_real_one_of_a_year_with_targets(plan, day, message):
    given = dict(district="全市", as_of=day, results="", audience="internal")
    with pytest.raises(WrongParameters, match=message):
        checked(ScopeParameters, plan, given)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"distrct": "x"}, "^没有“distrct”这个参数，是不是“district”？$"),
        ({"district": "大洼去"}, "^district：没有“大洼去”这个地区，是不是“大洼区”？$"),
        ({"district": "全市"}, "^district：全市不是县区"),
        ({"district": 3}, "^district 的值 3 不对：要写成带引号的文字$"),
        ({"period": 202112}, "^period 的值 202112 不对：要写成带引号的文字$"),
        ({"period": "２０２１-12"}, "请用半角写成 2021-12$"),
        ({"audience": "all"}, "^audience 的值 'all' 不对：可选的有：internal、public$"),
    ],
)
def test_what_is_wrong_is_stated_in_chinese_with_the_nearest_name(plan, changed, message):
    with pytest.raises(WrongParameters, match=message):
        checked(DistrictParameters, plan, GIVEN | changed)


def test_a_missing_parameter_is_refused(plan):
    with pytest.raises(WrongParameters, match="缺少参数 district"):
        checked(DistrictParameters, plan, {name: value for name, value in GIVEN.items() if name != "district"})


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_every_notebooks_parameters_are_checked_by_a_model_that_has_exactly_these(path):
    own = dict.fromkeys(inspect_notebook(str(path)), "")
    kind, given = of_notebook({"In": ["", "\n".join(f'{name} = ""' for name in own)]} | own)
    assert set(kind.model_fields) == set(given) == set(own)


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ([CELL, '# Parameters\ndistrictt = "大洼区"\n'], "^没有“districtt”这个参数，是不是“district”？$"),
        ([CELL, "# Parameters\nfoo = 1\n"], "^没有“foo”这个参数。$"),
        ([CELL, '# Parameters\nas_of = "2021-12-31"\n'], "^没有“as_of”这个参数。$"),
        ([CELL, CELL.replace("district", "districtt")], "^没有“districtt”这个参数，是不是“district”？$"),
        ([CELL.replace("period", "perid")], "^没有“perid”这个参数，是不是“period”？$"),
    ],
    ids=["papermill", "papermill, far from all", "papermill, another notebook's", "a cell run again", "a first cell"],
)
def test_a_name_that_the_notebook_does_not_have_is_refused_however_it_came(cells, message):
    with pytest.raises(WrongParameters, match=message):
        of_notebook({"In": ["", *cells, "pk.open_notebook(globals())"], **GIVEN})


@pytest.mark.parametrize(
    "cells",
    [
        [CELL, '# Parameters\ndistrict = "大洼区"\n'],
        [CELL.replace("district", "districtt"), CELL],
        [CELL + "top = -5\nshown = ['a']\n", "# Parameters\ntop = 3\n"],
        [CELL, "%matplotlib inline", "periods = run.path", "result = 3", 'district = "大洼区"', "limit = 3"],
        [],
    ],
    ids=["papermill", "a misspelling put right", "an own parameter", "an analyst's own variables", "not in IPython"],
)
def test_what_the_notebook_has_is_taken(cells):
    assert of_notebook({"In": ["", *cells, "x"], **GIVEN, "top": 3}) == (DistrictParameters, GIVEN)


def test_the_model_is_the_one_that_fits():
    one = {"results": "", "audience": "public"}
    assert of_notebook(one | {"period": "2021-12"})[0] is CityParameters
    assert of_notebook(one | {"as_of": "2021-12-31", "district": "全市"})[0] is ScopeParameters
    assert of_notebook(GIVEN | {"export": ""})[0] is DistrictParameters
    assert of_notebook({"results": "", "period": "", "district": "", "export": ""})[0] is ExploreParameters


@pytest.mark.slow
@pytest.mark.parametrize(("passed", "answer"), [("", "上次运行时的参数有 district 盘锦高新区"), ("district", "大洼区")])
def test_an_executed_notebook_that_papermill_runs_again_keeps_its_parameters_or_is_refused(
    tmp_path, finished, passed, answer
):
    about = {"papermill": {"parameters": {"district": "盘锦高新区", "period": "2021-12"}}}
    (tmp_path / "out.ipynb").write_text(json.dumps({"metadata": about}), "utf-8")
    (tmp_path / "papermill").write_text(PAPERMILL, "utf-8")
    cells = ["", CELL, f'# Parameters\n{passed or "period"} = "大洼区"\n']
    kernel = f"""from panjin_kpi.batch.parameters import of_notebook
try: print(of_notebook({ {"In": cells, **GIVEN} })[1]["district"])
except ValueError as error: print(error)"""
    answered = finished([sys.executable, tmp_path / "papermill", str(tmp_path / "out.ipynb"), kernel]).stdout
    assert answer in answered
