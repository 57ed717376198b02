import dataclasses
import re

import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

import panjin_kpi as pk
from panjin_kpi.errors import PanjinError
from panjin_kpi.report.page.notebook_page import PageFacts, page

PICKED = {"district": "大洼", "indicator": "activities", "tier": "hnte"}


@pytest.fixture(scope="module")
def run(site):
    return dataclasses.replace(pk.open("2021-12", site.folder), project=site.project)


@pytest.fixture
def bench(run):
    return pk.workbench(run, PICKED | {"months": ("2021-03", "2021-12")})


def score(bench):
    return bench.tables["试算"].data[["score_tried", "rank_tried"]].to_numpy().tolist()


def controls(bench):
    *rows, (file, button, answer), view = (getattr(part, "children", part) for part in bench._controls().children)
    return {control.description: control for row in rows for control in row}, (file, button, answer), view


def test_what_is_picked_by_any_name_stands_in_plain_variables_and_is_what_is_shown(bench, run):
    assert bench.variables == {
        "district": "大洼区", "indicator": "举办创新创业活动", "tier": "高新技术企业", "months": ("2021-03", "2021-12"),
        "cap": "现行", "weight": "现行", "more": 0, "cells": False,
    }  # fmt: skip
    months = bench.tables["逐月"].data
    assert months["period"].tolist() == [f"2021-{month:02d}" for month in range(3, 13)]
    path = run.only("path", "dawa", indicator="activities").set_index("period")["actual"]
    assert months["actual"].tolist() == path["2021-03":].tolist()
    stock = run.only("tier_stock", "dawa", tier="hnte", month="2021-12")["stock"].item()
    assert months["stock"].iloc[-1] == stock == len(bench.tables["企业"].data)
    assert bench.tried is run


def test_a_month_that_was_not_reported_stands_on_the_axis_and_is_a_gap_in_the_line(run):
    bench = pk.workbench(run, PICKED | {"district": "双台子区", "months": ("2021-07", "2021-09")})
    (line,) = [each for each in bench.chart.figure.axes[0].lines if each.get_marker() == "o"]
    assert line.get_xdata(orig=True).tolist() == ["7月", "8月", "9月"]
    assert pd.isna(line.get_ydata()).tolist() == [False, True, False]
    assert "8月" not in bench.chart.alt
    last = line.get_ydata()[-1]
    assert f"：9月{last:g}场，年度目标4场" in bench.chart.title, "9月3 alone would be a day"
    assert all(tick >= 0 for tick in bench.chart.figure.axes[0].get_yticks() if tick > line.axes.get_ylim()[0])


def test_a_district_that_has_ended_cannot_be_picked(run):
    ends = run.plan.districts["valid_to"].mask(run.plan.districts["district"] == "gaoxin", "2021-10-31")
    plan = dataclasses.replace(run.plan, districts=run.plan.districts.assign(valid_to=ends))
    ended = dataclasses.replace(run, plan=plan)
    made, *_ = controls(pk.workbench(ended, PICKED.copy()))
    assert set(made["地区"].options) == {"全市", "盘山县", "双台子区", "兴隆台区", "大洼区", "辽东湾新区"}
    with pytest.raises(PanjinError, match="盘锦高新区"):
        pk.workbench(ended, PICKED | {"district": "盘锦高新区"})


def test_each_control_sets_its_variable_and_score_and_rank_follow(bench, run):
    made, (*_, answer), view = controls(bench)
    for title, name, value in (("再完成", "more", 2), ("指标权重", "weight", 2.0), ("超额上限", "cap", 1.2)):
        before, shown = score(bench), view.value
        made[title].value = value
        assert bench.variables[name] == value
        assert score(bench) != before
        assert view.value != shown
    settings = {"more": {("dawa", "activities"): 2}, "weights": {"activities": 2.0}, "cap": 1.2}
    pd.testing.assert_frame_equal(bench.tried.scores, run.under(**settings).scores)
    made["地区"].value = "全市"
    assert "要是一个地区的" in answer.value
    assert controls(pk.workbench(run, PICKED | {"cap": 1.25}))[0]["超额上限"].value == 1.25


@pytest.mark.parametrize(("name", "title", "wrong", "why"), [
    ("district", "地区", "全市", "要是一个地区的"), ("cells", "追到单元格", True, "没有这份数据"),
])  # fmt: skip
def test_a_control_that_is_refused_goes_back_and_what_is_saved_is_what_it_shows(
    bench, tmp_path, monkeypatch, name, title, wrong, why
):
    def refused(*_):
        raise PanjinError("没有这份数据")

    monkeypatch.setattr(type(bench.run), "trace", refused)
    made, (file, button, answer), view = controls(bench)
    made["再完成"].value = 2
    before, shown, tried = made[title].value, view.value, bench.tried
    made[title].value = wrong
    assert why in answer.value
    assert (made[title].value, bench.variables[name]) == (before, before)
    assert (view.value, bench.tried) == (shown, tried)
    file.value = str(tmp_path / "逐月.csv")
    button.click()
    assert answer.value.startswith("已存到")
    made["再完成"].value = 3
    assert bench.tried is not tried


def test_what_is_not_public_is_left_out_and_not_stated_to_be_none(run):
    bench = pk.workbench(run.public(), dict(PICKED))
    assert list(bench.tables) == ["逐月", "试算"]
    assert "家：没有" not in str(bench.view.html)
    assert "存量" in bench.tables["逐月"].plain[0][-1]
    least = run.plan.assessment.public.least_count.model_copy(update={"value": 5})
    public = run.plan.assessment.public.model_copy(update={"least_count": least})
    rules = run.plan.assessment.model_copy(update={"public": public})
    strict = dataclasses.replace(run, plan=dataclasses.replace(run.plan, assessment=rules))
    months = pk.workbench(strict.public(), dict(PICKED)).tables["逐月"]
    assert "存量" not in months.caption + "".join(months.plain[0])


def test_what_cannot_be_saved_is_one_chinese_sentence(bench, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for kind in ("xlsx", "csv", "svg"):
        with pytest.raises(PanjinError, match=rf"^nodir/x\.{kind} 没有存成：没有文件夹 nodir。"):
            bench.save(f"nodir/x.{kind}")
    (tmp_path / "x.csv").mkdir()
    with pytest.raises(PanjinError, match=r"x\.csv 是文件夹，不是文件"):
        bench.save("x.csv")
    (_, (file, button, answer), _) = controls(bench)
    file.value = "nodir/x.xlsx"
    button.click()
    assert "没有文件夹" in answer.value


def test_no_cap_may_be_written_as_the_settings_have_it(run):
    bench = pk.workbench(run, PICKED | {"cap": None})
    assert (bench.variables["cap"], controls(bench)[0]["超额上限"].value) == ("不封顶", "不封顶")
    pd.testing.assert_frame_equal(bench.tried.scores, run.under(cap=None).scores)


def test_a_figure_is_traced_and_what_is_picked_is_exported(bench, tmp_path):
    made, (file, button, answer), view = controls(bench)
    assert "单元格" not in view.value
    made["追到单元格"].value = True
    assert "单元格" in view.value
    file.value = str(tmp_path / "各表.xlsx")
    button.click()
    assert answer.value == f"已存到{tmp_path / '各表.xlsx'}"
    book = pd.read_excel(tmp_path / "各表.xlsx", sheet_name=None, engine="openpyxl")
    assert list(book) == ["逐月", "试算", "企业"]
    assert list(book["试算"]) == ["地区", "得分", "名次", "试算得分", "试算名次"]
    assert book["逐月"]["本年累计"].tolist() == bench.tables["逐月"].data["actual"].tolist()
    bench.save(tmp_path / "图.svg")
    assert (tmp_path / "图.svg").read_text(encoding="utf-8").startswith("<svg")
    with pytest.raises(PanjinError, match=r"\.csv、\.xlsx 或 \.svg"):
        bench.save("图.pdf")


def test_its_page_shows_the_same_without_a_script_and_so_does_an_environment_without_widgets(bench, monkeypatch):
    bundle = bench._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    cell = new_code_cell("bench", outputs=[new_output("display_data", bundle)])
    html = page(new_notebook(cells=[cell]), PageFacts("图", "", None, fictitious=True, note=""))
    assert "widget" not in re.sub(r"<style.*?</style>", "", html, flags=re.DOTALL)
    assert "试算名次" in html
    monkeypatch.setitem(__import__("sys").modules, "ipywidgets", None)
    assert bench._repr_mimebundle_() == {name: bundle[name] for name in ("text/html", "text/plain")}


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"months": ("2021-12", "2021-03")}, "months 要写成起止两个月"),
        ({"months": "2021-03"}, "months 要写成起止两个月"),
        ({"tier": "高企业"}, "没有“高企业”这个层级"),
        ({"cap": 0.5}, "应不小于1.0"),
        ({"weight": "高"}, "weights 要写成"),
        ({"more": -1}, "more 要写成"),
        ({"cells": "yes"}, "cells 的值 'yes' 不对：要写成 True（追到单元格）或 False"),
    ],
)
def test_what_cannot_be_picked_is_refused_in_chinese(run, wrong, message):
    with pytest.raises(PanjinError, match=message):
        pk.workbench(run, PICKED | wrong)
